//! From bytes to a document: JSON, lines of JSON, or text.

use crate::{
    bounds::{DOCUMENT_BYTES_MAX, parse_json},
    lines,
    reading::{Fault, Reading},
    shape::read_value,
    text::{holds_scim_errors_only, read_text},
};

/// How the whole document is named as a place.
pub(crate) const WHOLE: &str = "document";

/// Reads every record of a document, whatever its shape.
///
/// It never fails: what cannot be read is in the reading, with its reason, and what stands beside it is read.
pub fn read(document: &[u8]) -> Reading {
    let mut reading = Reading::default();
    if document.len() > DOCUMENT_BYTES_MAX {
        let problem = format!("larger than {} MiB", DOCUMENT_BYTES_MAX / (1024 * 1024));
        reading.refuse(WHOLE, document, Fault::new(WHOLE, &problem, "send it in smaller parts"));
        return reading;
    }
    let content = document.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(document);
    match std::str::from_utf8(content) {
        Ok(text) => read_whole(text, &mut reading),
        Err(_) if lines::holds_records(content) => lines::read_lines(content, &mut reading),
        Err(error) => reading.refuse(WHOLE, document, not_utf8(content, error.valid_up_to())),
    }
    reading
}

/// Reads a document that came as a string inside another one.
pub(crate) fn read_wrapped(text: &str, place: &str, wrapped: usize, into: &mut Reading) {
    let text = text.trim();
    if !text.starts_with(['{', '[', '"']) {
        return read_text(text, place, into);
    }
    match parse_json(text, WHOLE) {
        Ok(value) => read_value(&value, place, wrapped + 1, into),
        Err(fault) => read_not_json(text, place, fault, into),
    }
}

/// What starts like JSON and is none: SCIM errors with words around them, prose in brackets, or a fault.
pub(crate) fn read_not_json(text: &str, place: &str, fault: Fault, into: &mut Reading) {
    if holds_scim_errors_only(text) || !looks_like_json(text) {
        read_text(text, place, into);
    } else {
        into.refuse(place, text, fault);
    }
}

/// Whether a text that cannot be parsed was meant to be JSON: a log line may begin with a bracket, too.
pub(crate) fn looks_like_json(text: &str) -> bool {
    let in_brackets =
        || text.strip_prefix('[').map(str::trim_start).is_some_and(|rest| rest.starts_with(['{', '[', '"']));
    text.starts_with('{') || in_brackets()
}

pub(crate) fn not_utf8(bytes: &[u8], valid_up_to: usize) -> Fault {
    let two_bytes = bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF");
    let problem = if two_bytes { "UTF-16".to_owned() } else { format!("not UTF-8 after byte {valid_up_to}") };
    Fault::new(WHOLE, &problem, "send it as UTF-8")
}

fn read_whole(text: &str, into: &mut Reading) {
    let trimmed = text.trim();
    let json = trimmed.starts_with(['{', '[', '"']).then(|| parse_json(trimmed, WHOLE));
    match json {
        Some(Ok(value)) => read_value(&value, WHOLE, 0, into),
        Some(Err(_)) | None if lines::holds_records(text.as_bytes()) => lines::read_lines(text.as_bytes(), into),
        Some(Err(fault)) => read_not_json(trimmed, WHOLE, fault, into),
        None => read_text(trimmed, WHOLE, into),
    }
}
