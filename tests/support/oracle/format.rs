//! Formats of texts, loosely: what is certainly none is refused, and formats that are not known here take everything.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// Whether a text has a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fit {
    /// It does, or nobody can tell.
    Fits,
    /// It does not.
    Misfits,
}

/// Whether a text has an OpenAPI format.
pub fn fit(format: &str, text: &str) -> Fit {
    let fits = match format {
        "uuid" => is_uuid(text),
        "date-time" => text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok(),
        "date" => text.len() == 10 && text.parse::<Date>().is_ok(),
        "email" => text.split('@').count() == 2,
        "uri" => text.contains(':'),
        _ => true,
    };
    if fits { Fit::Fits } else { Fit::Misfits }
}

fn is_uuid(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.chars().all(|letter| letter == '-' || letter.is_ascii_hexdigit())
}
