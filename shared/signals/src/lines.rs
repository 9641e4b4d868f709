//! Lines of JSON, one record or batch a line; a bad line spoils itself only.

use crate::{
    bounds::parse_json,
    document::{looks_like_json, not_utf8, read_not_json},
    fields::Fields,
    reading::Reading,
    shape::{Shape, read_value, shape},
};
use serde_json::Value;
use untwin_core::domain::mentions;

/// Whether the lines of a document are documents of their own.
///
/// A SCIM error on a line of its own stands in pasted prose; indented lines are parts of a larger object.
pub(crate) fn holds_records(document: &[u8]) -> bool {
    let mut lines = numbered(document).map(|(_, line)| line).peekable();
    let opens = lines.peek().is_some_and(|line| line.starts_with(b"{"));
    numbered(document).count() > 1 && lines.filter_map(parsed).any(|shape| shape != Shape::Foreign || opens)
}

/// Reads each line by itself.
pub(crate) fn read_lines(document: &[u8], into: &mut Reading) {
    for (number, line) in numbered(document) {
        read_line(line, &format!("line {number}"), into);
    }
}

fn read_line(line: &[u8], place: &str, into: &mut Reading) {
    let text = match std::str::from_utf8(line) {
        Ok(text) => text.trim(),
        Err(error) => return into.refuse(place, line, not_utf8(line, error.valid_up_to())),
    };
    match parse_json(text, place) {
        Ok(value) => read_value(&value, place, 0, into),
        Err(fault) if looks_like_json(text) || !mentions(text).is_empty() => read_not_json(text, place, fault, into),
        Err(fault) => into.refuse(place, line, fault),
    }
}

/// The shape of a line that is a whole object, or of the first object of a list; none for a SCIM error.
fn parsed(line: &[u8]) -> Option<Shape> {
    let text = std::str::from_utf8(line).ok().filter(|text| text.starts_with(['{', '[']))?;
    let value = parse_json(text.trim_end(), "line").ok()?;
    let first = match &value {
        Value::Array(list) => list.first()?,
        Value::Object(_) | Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => &value,
    };
    Fields::of(first).map(shape).filter(|shape| *shape != Shape::ScimError)
}

/// The lines that hold something, counted from one.
fn numbered(document: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    let lines = document.split(|byte| *byte == b'\n').enumerate().map(|(index, line)| (index + 1, line));
    lines.filter(|(_, line)| !line.trim_ascii().is_empty())
}
