//! Moments, rows and reasons in words.

use jiff::Timestamp;
use untwin_core::domain::{Fact, Why};

/// So many names are told; the rest is counted.
const NAMES_MAX: usize = 12;

/// A moment to the minute, in UTC.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

pub(crate) fn day(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}

pub(crate) fn day_or_never(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), day)
}

/// `1 account`, `2 accounts`.
pub(crate) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Names in a row; a long one ends with how many more there are.
pub(crate) fn row<T: ToString>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| name.to_string()).collect();
    let more = names.len().saturating_sub(NAMES_MAX);
    let told: Vec<String> = names.into_iter().take(NAMES_MAX).collect();
    match (told.is_empty(), more) {
        (true, _) => "none".to_owned(),
        (false, 0) => told.join(", "),
        (false, more) => format!("{} and {more} more", told.join(", ")),
    }
}

/// Read, proved absent and not readable are told apart.
pub(crate) fn fact<T>(fact: &Fact<T>, absent: &str, tell: impl FnOnce(&T) -> String) -> String {
    match fact {
        Fact::Known(value, _) => tell(value),
        Fact::Absent(_) => absent.to_owned(),
        Fact::Unavailable(why) => unread(why),
    }
}

pub(crate) fn unread(why: &Why) -> String {
    format!("could not be read: {why}")
}

pub(crate) fn said(text: Option<String>) -> String {
    text.unwrap_or_else(|| "not said".to_owned())
}
