//! The status and the SCIM type that a text states around a conflict.
//!
//! It reads near the conflict only, so that a status of something else is not taken for its own.

use super::mention::find_ignoring_case;
use std::ops::Range;

/// How far from a conflict a status still belongs to it, in bytes. A SCIM error is far shorter.
const NEIGHBOURHOOD_BYTES: usize = 4096;

/// The longest word of a vendor that is repeated in a reason.
const WORD_CHARS_MAX: usize = 40;

const CONFLICT: &str = "409";

/// What stands in a reason in place of a word that may be anything.
const UNREPEATED: &str = "something else";

/// What a text states; each is `None` where it does not.
#[derive(Default)]
pub(super) struct Stated {
    /// `status` of the SCIM error, where it is an HTTP status.
    status: Option<String>,
    /// The word after `StatusCode:`.
    status_code: Option<String>,
    /// `scimType` of the SCIM error.
    scim_type: Option<String>,
    /// The bare words `Conflict` or `409`.
    bare: bool,
}

impl Stated {
    /// What is stated in the JSON object around a span, and in the prose before it, not before `floor`.
    pub(super) fn around(text: &str, span: &Range<usize>, floor: usize) -> Self {
        let before = last_bytes(text.get(floor..span.start).unwrap_or_default());
        let after = first_bytes(text.get(span.end..).unwrap_or_default());
        let object = object_around(text, before, after, span).unwrap_or_default();
        Self { status_code: last_status_code(before), ..Self::in_object(object) }
    }

    fn in_object(object: &str) -> Self {
        Self { status: http_status(object), scim_type: key_words(object, "\"scimtype\"").next(), ..Self::default() }
    }

    /// Why this cannot be a uniqueness conflict, where something says so.
    pub(super) fn contradiction(&self) -> Option<String> {
        if let Some(status) = self.status.as_ref().filter(|status| *status != CONFLICT) {
            return Some(format!("the target answered with status {}, not 409", fit_for_people(status)));
        }
        let is_conflict = |word: &&String| word.eq_ignore_ascii_case("conflict") || *word == CONFLICT;
        if let Some(word) = self.status_code.as_ref().filter(|word| !is_conflict(word)) {
            return Some(format!("the target answered with {}, not Conflict", fit_for_people(word)));
        }
        let other_type = self.scim_type.as_ref().filter(|kind| !kind.eq_ignore_ascii_case("uniqueness"));
        other_type.map(|kind| format!("the SCIM error is of type {}, not uniqueness", fit_for_people(kind)))
    }

    /// Whether anything says that it is a conflict.
    pub(super) const fn is_conflict(&self) -> bool {
        self.status.is_some() || self.status_code.is_some() || self.scim_type.is_some() || self.bare
    }
}

/// What a text without conflict words states anywhere.
pub(super) fn signs(text: &str) -> Stated {
    let in_object = Stated::in_object(text);
    let bare = holds_word(text, CONFLICT) || holds_word(text, "Conflict") || holds_word(text, "CodeConflict");
    Stated { status_code: last_status_code(text), bare, ..in_object }
}

/// A SCIM error is flat: it is what stands between the nearest braces.
fn object_around<'t>(text: &'t str, before: &str, after: &str, span: &Range<usize>) -> Option<&'t str> {
    let opening = before.rfind('{')?;
    if before.get(opening..)?.contains('}') {
        return None;
    }
    let length_after = after.find(['}', '{']).unwrap_or(after.len());
    text.get(span.start - (before.len() - opening)..span.end + length_after)
}

/// The first `"status"` that is an HTTP status; logs have other statuses under the same name.
fn http_status(object: &str) -> Option<String> {
    key_words(object, "\"status\"").find(|word| word.len() == 3 && word.bytes().all(|b| b.is_ascii_digit()))
}

/// The words that stand after a key, quoted or bare; `null` is none.
fn key_words<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = String> + 't {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let here = rest?;
        let after = here.get(find_ignoring_case(here, key)? + key.len()..);
        rest = after;
        Some(after.map(word_after_colon).unwrap_or_default())
    })
    .filter(|word| !word.is_empty() && word != "null")
}

fn word_after_colon(text: &str) -> String {
    let value = text.trim_start().strip_prefix(':').unwrap_or_default();
    leading_word(value.trim_start().trim_start_matches('"').trim_start())
}

fn last_status_code(text: &str) -> Option<String> {
    let at = text.rmatch_indices("tatusCode").map(|(at, key)| at + key.len()).next()?;
    let word = word_after_colon(text.get(at..)?);
    (!word.is_empty()).then_some(word)
}

fn holds_word(text: &str, word: &str) -> bool {
    let bare = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    text.match_indices(word).any(|(at, _)| {
        let before = text.get(..at).and_then(|s| s.chars().next_back());
        bare(before) && bare(text.get(at + word.len()..).and_then(|s| s.chars().next()))
    })
}

/// A word of letters and digits; a piece of a longer one, which may be of an address, is not repeated.
fn leading_word(text: &str) -> String {
    let word: String = text.chars().take_while(char::is_ascii_alphanumeric).take(WORD_CHARS_MAX + 1).collect();
    let after = text.get(word.len()..).unwrap_or_default();
    let dotted = after.strip_prefix('.').is_some_and(|rest| rest.starts_with(char::is_alphanumeric));
    let piece = dotted || after.starts_with(['@', '_', '-', '+']);
    if piece { UNREPEATED.to_owned() } else { word }
}

/// Vendors' words are short; anything longer is not repeated.
fn fit_for_people(word: &str) -> &str {
    if word.len() <= WORD_CHARS_MAX { word } else { UNREPEATED }
}

fn last_bytes(text: &str) -> &str {
    text.get(text.ceil_char_boundary(text.len().saturating_sub(NEIGHBOURHOOD_BYTES))..).unwrap_or_default()
}

fn first_bytes(text: &str) -> &str {
    text.get(..text.floor_char_boundary(NEIGHBOURHOOD_BYTES)).unwrap_or_default()
}
