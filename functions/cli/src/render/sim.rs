//! What a simulation counted, as a page.

use super::{Cell, Paint, Table};
use crate::simulated::Simulated;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The page.
pub(crate) fn simulated(told: &Simulated, paint: Paint) -> String {
    let mut page = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        page,
        "{} seeds, {:.1} s per 1,000: {} requests ({} writes), {} points to die at, {} deeds of people",
        told.seeds, told.seconds_per_thousand, told.requests, told.writes, told.points, told.deeds
    );
    for (heading, counts) in [("fault", &told.faults), ("law", &told.laws), ("cases in the end", &told.cases)] {
        let _ = write!(page, "\n{}", counted(heading, counts, paint));
    }
    for gone in &told.gone_through {
        let _ = writeln!(
            page,
            "\n{}: {} runs through {} plans of {} kinds, {} ended badly",
            gone.what, gone.runs, gone.plans, gone.kinds, gone.bad
        );
    }
    let _ = writeln!(page, "\nruns that ended badly: {}", told.bad);
    page
}

fn counted(heading: &str, counts: &BTreeMap<String, u64>, paint: Paint) -> String {
    let mut table = Table::new([heading, "times"]);
    for (name, count) in counts {
        table.row([Cell::from(name.as_str()), Cell::from(count.to_string())]);
    }
    table.text(paint)
}
