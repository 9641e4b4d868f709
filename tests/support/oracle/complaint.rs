//! One thing that does not fit, as it is told: the operation, where, what is described, what was found.

use serde_json::Value;
use std::fmt;

/// Characters of a value that are told.
const VALUE_MAX: usize = 160;

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// Method and path as described.
    pub operation: String,
    /// `status`, `query/NAME`, `path/NAME`, or a pointer that begins with `sent` or with the answer's status.
    pub at: String,
    /// What is described.
    pub described: String,
    /// What was found instead, without addresses.
    pub found: String,
}

impl Complaint {
    /// A complaint about no operation yet. `found` is told without addresses.
    pub fn new(at: &str, described: &str, found: &str) -> Self {
        let (described, found) = (described.to_owned(), shortened(&masked(found)));
        Self { operation: String::new(), at: at.to_owned(), described, found }
    }

    /// The same about a JSON value.
    pub fn about(at: &str, described: &str, found: &Value) -> Self {
        Self::new(at, described, &found.to_string())
    }

    /// The same about an operation.
    #[must_use]
    pub fn of(self, operation: &str) -> Self {
        Self { operation: operation.to_owned(), ..self }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operation, at, described, found } = self;
        write!(f, "{operation} at {at}: described is {described}, found is {found}")
    }
}

/// A text in which the part before the `@` of every address is masked.
pub fn masked(text: &str) -> String {
    let mut told = String::new();
    for (place, piece) in text.replace("%40", "@").split('@').enumerate() {
        if place > 0 {
            let kept = told.trim_end_matches(is_of_an_address).len();
            told.truncate(kept);
            told.push_str("***@");
        }
        told.push_str(piece);
    }
    told
}

fn is_of_an_address(letter: char) -> bool {
    letter.is_alphanumeric() || "._%+-'*".contains(letter)
}

fn shortened(text: &str) -> String {
    let mut letters = text.chars();
    let start: String = letters.by_ref().take(VALUE_MAX).collect();
    if letters.next().is_some() { format!("{start}...") } else { start }
}
