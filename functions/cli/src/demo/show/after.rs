//! What time brought: the next hours, and the fortnight after a repair.

use super::Shown;
use crate::demo::later::name_of;
use crate::render::{Cell, Page, Paint, Table, Tone, outcome_words};
use untwin_core::decision::Cause;
use untwin_workflow::Placeholder;

/// Whoever had to wait, and what became of them.
pub(super) fn tell_soon(page: &mut Page, shown: &Shown<'_>, paint: Paint) {
    if shown.soon.is_empty() {
        return;
    }
    let mut table = Table::new(["  PERSON", "AT", "CAUSE", "OUTCOME", "STOPPED BY"]);
    for moved in shown.soon {
        let (tone, outcome) = outcome_words(moved.case.outcome);
        table.row([
            format!("  {}", name_of(shown.told, &moved.case.id)).into(),
            moved.at.strftime("%H:%M").to_string().into(),
            moved.case.cause.map(Cause::name).into(),
            Cell::toned(tone, outcome),
            moved.case.stopped_by.into(),
        ]);
    }
    page.heading("What the next two hours brought");
    page.block(&table.text(paint));
}

/// What is left to do once everything was looked at for the last time.
pub(super) fn tell_late(page: &mut Page, shown: &Shown<'_>) {
    let Some(late) = shown.late else { return };
    let moved: Vec<String> = late.moved.iter().map(|moved| moved.words(shown.told)).collect();
    page.list("What the fortnight brought", moved.iter().map(String::as_str));
    page.heading("Renamed accounts that still live a fortnight after their repair, as a sweep says once a day");
    for living in &late.living.living {
        page.item(&words(shown, living));
    }
    if late.living.living.is_empty() {
        page.line(Tone::Faint, "  none");
    }
}

fn words(shown: &Shown<'_>, living: &Placeholder) -> String {
    let name = name_of(shown.told, &living.case);
    format!("{name}: {} since {}", living.address, living.repaired_at.strftime("%Y-%m-%d"))
}
