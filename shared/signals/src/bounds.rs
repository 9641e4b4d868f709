//! The bounds of what is read, and JSON read within them.

use crate::reading::Fault;
use serde_json::{Value, error::Category};

/// The largest document that is read, in bytes. Exporters cap a message at 1 MiB; a page of 500 log records is about 3 MiB.
pub const DOCUMENT_BYTES_MAX: usize = 4 * 1024 * 1024;

/// The deepest nesting of a document. Real payloads have at most twelve levels.
pub const DEPTH_MAX: usize = 64;

/// Reads a JSON text, or says why it is none; `field` is how the reason names it.
pub(crate) fn parse_json(text: &str, field: &str) -> Result<Value, Fault> {
    if depth(text) > DEPTH_MAX {
        let problem = format!("nested deeper than {DEPTH_MAX} levels");
        return Err(Fault::new(field, &problem, "send the record as it was exported"));
    }
    serde_json::from_str(text).map_err(|error| not_json(&error, field))
}

/// The deepest level of brackets outside strings.
fn depth(text: &str) -> usize {
    let (mut level, mut deepest, mut in_string, mut escaped) = (0_usize, 0_usize, false, false);
    for byte in text.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'{' | b'[' if !in_string => level += 1,
            b'}' | b']' if !in_string => level = level.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(level);
    }
    deepest
}

/// Only the place is told: the parser's own words are kept out of reasons.
fn not_json(error: &serde_json::Error, field: &str) -> Fault {
    let what = match error.classify() {
        Category::Eof => "the JSON ends too early",
        Category::Syntax | Category::Data | Category::Io => "the JSON is malformed",
    };
    let problem = format!("{what} (line {}, column {})", error.line(), error.column());
    Fault::new(field, &problem, "send the whole of it, unchanged")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_are_no_levels() {
        assert_eq!(depth(r#"{"a":"[[[\"[[","b":[{}]}"#), 3);
    }

    #[test]
    fn the_reason_names_field_and_place() {
        let fault = parse_json("{\"a\":", "properties").unwrap_err();
        assert_eq!(
            fault.to_string(),
            "properties: the JSON ends too early (line 1, column 5); send the whole of it, unchanged"
        );
    }
}
