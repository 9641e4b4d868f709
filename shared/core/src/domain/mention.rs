//! Finds `Resource [USER]: with email[x@y] already exists` in a plain text, whole or cut off, in one pass.
//!
//! It knows nothing of what surrounds the words; what a status beside them says is read elsewhere.

use super::{Attribute, Resource, UniquenessConflict, unescape::unescaped_once};
use std::ops::Range;

/// The longest attribute name that is read; the known ones have at most eleven characters.
const ATTRIBUTE_CHARS_MAX: usize = 128;

const OPENING: &str = "resource";

/// The conflict words, where they stand and what they name.
pub(super) struct Words {
    /// From `Resource` to `exists`, or to where the text breaks off.
    pub(super) span: Range<usize>,
    /// What the words name.
    pub(super) names: Names,
}

/// What the words name, as far as they go.
pub(super) enum Names {
    /// All of it.
    Whole(UniquenessConflict),
    /// A kind of resource that is neither user nor group.
    OtherResource,
    /// The text breaks off: what was whole by then, and never a value, which may be half a one.
    CutShort(Option<UniquenessConflict>),
}

/// Every mention of the conflict in a text without escapes, in order.
pub(super) fn words(text: &str) -> Vec<Words> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| find_ignoring_case(rest, OPENING)).map(|at| at + from) {
        from = start + OPENING.len();
        if let Some(words) = words_at(text, start) {
            from = words.span.end.max(from);
            found.push(words);
        }
    }
    found
}

/// Where an ASCII needle begins, whatever the case of its letters.
pub(super) fn find_ignoring_case(text: &str, needle: &str) -> Option<usize> {
    let needle = needle.as_bytes();
    text.as_bytes().windows(needle.len().max(1)).position(|window| window.eq_ignore_ascii_case(needle))
}

fn words_at(text: &str, start: usize) -> Option<Words> {
    let mut reader = Reader { rest: text.get(start..)? };
    let quoted = text.get(..start).is_some_and(|before| before.ends_with('"'));
    let names = match reader.resource() {
        Ok(Some(resource)) => names_of(resource, reader.attribute_and_value(), quoted)?,
        Ok(None) => reader.attribute_and_value().ok().map(|_| Names::OtherResource)?,
        Err(Broken::Cut(_)) => Names::CutShort(None),
        Err(Broken::Different) => return None,
    };
    Some(Words { span: start..text.len() - reader.rest.len(), names })
}

type Read<'t> = Result<(Attribute, Option<&'t str>), Broken>;

fn names_of(resource: Resource, read: Read<'_>, quoted: bool) -> Option<Names> {
    let conflict = |attribute, value| UniquenessConflict { resource, attribute, value };
    match read {
        Ok((attribute, value)) => Some(Names::Whole(conflict(attribute, value.map(|v| unquoted(v, quoted))))),
        Err(Broken::Cut(attribute)) => Some(Names::CutShort(attribute.map(|attribute| conflict(attribute, None)))),
        Err(Broken::Different) => None,
    }
}

/// A value inside a JSON string still carries that string's own escapes.
fn unquoted(value: &str, quoted: bool) -> String {
    if quoted && value.contains('\\') { unescaped_once(value) } else { value.to_owned() }
}

/// Why the words do not go on as they should.
enum Broken {
    /// The text ends, with the attribute where it was whole by then.
    Cut(Option<Attribute>),
    /// It says something else.
    Different,
}

/// What is left of the text.
struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    /// `Resource [USER]`; `None` for a kind of resource that is not known.
    fn resource(&mut self) -> Result<Option<Resource>, Broken> {
        self.word(OPENING)?;
        self.spaces();
        self.word("[")?;
        self.spaces();
        let length = self.rest.find(|c: char| !c.is_ascii_alphanumeric()).ok_or(Broken::Cut(None))?;
        let (word, rest) = self.rest.split_at_checked(length).ok_or(Broken::Different)?;
        self.rest = rest;
        self.spaces();
        self.word("]")?;
        match word.to_ascii_lowercase().as_str() {
            "" => Err(Broken::Different),
            "user" => Ok(Some(Resource::User)),
            "group" => Ok(Some(Resource::Group)),
            _ => Ok(None),
        }
    }

    /// `: with email[x@y] already exists`.
    fn attribute_and_value(&mut self) -> Read<'t> {
        self.spaces();
        let _colon_or_none = self.word(":");
        self.spaces();
        self.word("with")?;
        self.spaces();
        let attribute = self.attribute()?;
        let value = match self.value_and_end() {
            Ok(value) => value,
            Err(Broken::Cut(_)) => return Err(Broken::Cut(Some(attribute))),
            Err(Broken::Different) => return Err(Broken::Different),
        };
        Ok((attribute, value))
    }

    fn attribute(&mut self) -> Result<Attribute, Broken> {
        let is_part = |c: char| c.is_alphanumeric() || "._-$:".contains(c);
        let length = self.rest.find(|c| !is_part(c)).ok_or(Broken::Cut(None))?;
        let (word, rest) = self.rest.split_at_checked(length).ok_or(Broken::Different)?;
        // A quote or an ellipsis in place of the bracket means that the name itself may be half a one.
        if rest.starts_with(['"', '…']) || word.ends_with("..") {
            return Err(Broken::Cut(None));
        }
        if word.is_empty() || word.len() > ATTRIBUTE_CHARS_MAX {
            return Err(Broken::Different);
        }
        self.rest = rest;
        Ok(named(word))
    }

    fn value_and_end(&mut self) -> Result<Option<&'t str>, Broken> {
        self.spaces();
        if !self.rest.starts_with('[') {
            return self.already_exists().map(|()| None);
        }
        let inside = self.rest.get(1..).unwrap_or_default();
        let room = room_of_value(inside);
        for (at, _) in room.match_indices(']') {
            let mut after = Reader { rest: inside.get(at + 1..).unwrap_or_default() };
            match after.already_exists() {
                Ok(()) => {
                    self.rest = after.rest;
                    return Ok(inside.get(..at));
                }
                Err(Broken::Cut(attribute)) => {
                    self.rest = after.rest;
                    return Err(Broken::Cut(attribute));
                }
                Err(Broken::Different) => {}
            }
        }
        self.rest = inside.get(room.len()..).unwrap_or_default();
        Err(if closes(room) { Broken::Different } else { Broken::Cut(None) })
    }

    fn already_exists(&mut self) -> Result<(), Broken> {
        self.spaces();
        self.word("already")?;
        self.spaces();
        self.word("exists")
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start();
    }

    /// One word of the pattern, in any case; `Cut` where the text ends inside it.
    fn word(&mut self, expected: &str) -> Result<(), Broken> {
        let length = expected.len().min(self.rest.len());
        let have = self.rest.as_bytes().iter().take(length);
        if !have.zip(expected.as_bytes()).all(|(a, b)| a.eq_ignore_ascii_case(b)) {
            return Err(Broken::Different);
        }
        self.rest = self.rest.get(length..).unwrap_or_default();
        if length < expected.len() { Err(Broken::Cut(None)) } else { Ok(()) }
    }
}

/// A value ends on its own line, and before the next conflict at the latest.
///
/// Looking for that first keeps the rooms of all mentions apart, and so the work linear.
fn room_of_value(inside: &str) -> &str {
    let alone = next_opening(inside).and_then(|end| inside.get(..end)).unwrap_or(inside);
    alone.find(['\n', '\r']).and_then(|end| alone.get(..end)).unwrap_or(alone)
}

fn next_opening(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + find_ignoring_case(text.get(from..)?, OPENING)?;
        from = at + OPENING.len();
        if text.get(from..)?.trim_start().starts_with('[') {
            return Some(at);
        }
    }
}

/// Whether the bracket closes at all before the JSON string around it does.
fn closes(room: &str) -> bool {
    room.find(']').is_some_and(|bracket| room.find('"').is_none_or(|quote| bracket < quote))
}

fn named(word: &str) -> Attribute {
    match word.to_ascii_lowercase().as_str() {
        "email" => Attribute::Email,
        "username" => Attribute::UserName,
        "externalid" => Attribute::ExternalId,
        "displayname" => Attribute::DisplayName,
        _ => Attribute::Other(word.to_owned()),
    }
}
