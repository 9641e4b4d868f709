//! Reads what an error text says: a uniqueness conflict, something else, or nothing.
//!
//! It works on any text, whatever carried it: JSON in JSON, flattened copies, cut-off ends. Its work is
//! linear in the length of the text. It reads words only and trusts no error code.

use super::mention::{Names, find_ignoring_case, words};
use super::stated::{Stated, signs};
use super::{Recognition, UniquenessConflict, plain};
use std::ops::Range;

/// One place in a text that speaks of a uniqueness conflict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where it stands, in bytes of the text that was searched.
    pub span: Range<usize>,
    /// Whether the text goes on to the end of it.
    pub extent: Extent,
    /// What it says, with the status and SCIM type that are stated around it taken into account.
    pub recognition: Recognition,
}

/// Whether a text goes on to the end of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// It does.
    Whole,
    /// It breaks off: the value of the conflict is not known, not even in part.
    CutShort,
}

/// What an error text says.
///
/// A text that breaks off inside the brackets is a conflict of that attribute with no value: half an
/// address would be another person's address.
pub fn recognise(text: &str) -> Recognition {
    let plain = plain(text);
    let mut mentions = mentions(&plain);
    let whole = mentions.iter().position(|mention| mention.extent == Extent::Whole);
    if mentions.is_empty() {
        return without_mention(&plain);
    }
    mentions.swap_remove(whole.unwrap_or(0)).recognition
}

/// Every mention of a conflict in a text that has gone through [`plain`], in order.
pub fn mentions(plain: &str) -> Vec<Mention> {
    let mut after_last = 0;
    let found = words(plain).into_iter().map(|words| {
        let stated = Stated::around(plain, &words.span, after_last);
        after_last = words.span.end;
        let (extent, recognition) = match words.names {
            Names::Whole(conflict) => (Extent::Whole, judged(conflict, &stated)),
            Names::OtherResource => (Extent::Whole, other("it names neither a user nor a group")),
            Names::CutShort(Some(conflict)) => (Extent::CutShort, judged(conflict, &stated)),
            Names::CutShort(None) => (Extent::CutShort, other("the text breaks off before it names an attribute")),
        };
        Mention { span: words.span, extent, recognition }
    });
    found.collect()
}

/// What is stated must agree with a uniqueness conflict; what is not stated need not.
fn judged(conflict: UniquenessConflict, stated: &Stated) -> Recognition {
    stated.contradiction().map_or(Recognition::Uniqueness(conflict), Recognition::Other)
}

fn without_mention(text: &str) -> Recognition {
    if text.trim().is_empty() {
        return Recognition::Nothing("no error text".to_owned());
    }
    let stated = signs(text);
    if let Some(contradiction) = stated.contradiction() {
        return Recognition::Other(contradiction);
    }
    if !stated.is_conflict() {
        return Recognition::Nothing("no error text that could be told".to_owned());
    }
    let kind = KNOWN_OTHERS.iter().find(|(words, _)| find_ignoring_case(text, words).is_some());
    other(kind.map_or("its text names no taken attribute", |(_, kind)| kind))
}

/// Other conflicts that come under the same error code, by their words.
const KNOWN_OTHERS: [(&str, &str); 2] = [
    ("user must be active", "the user must be active"),
    ("unclaimed user already exists", "an unclaimed user already exists"),
];

fn other(why: &str) -> Recognition {
    Recognition::Other(format!("a conflict of another kind: {why}"))
}

#[cfg(test)]
mod tests;
