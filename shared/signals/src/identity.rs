//! Ids out of a payload, and the key that keeps duplicates apart.

use crate::reading::Fault;
use serde_json::Value;
use untwin_core::domain::{EventId, Hint, IdError, sha256_hex};

/// Reads an id: absent, null and empty are no id; anything that cannot be one is a fault of that field.
pub(crate) fn id<T>(
    value: Option<&Value>,
    field: &str,
    parse: fn(&str) -> Result<T, IdError>,
) -> Result<Option<T>, Fault> {
    let text = match value {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
            return Err(Fault::new(field, "not a text", "send the record as it was exported"));
        }
    };
    if text.is_empty() {
        return Ok(None);
    }
    parse(&text).map(Some).map_err(|error| Fault::new(field, &error.to_string(), "send the record as it was exported"))
}

/// The same as a hint.
pub(crate) fn hint<T>(
    value: Option<&Value>,
    field: &str,
    parse: fn(&str) -> Result<T, IdError>,
) -> Result<Option<Hint<T>>, Fault> {
    id(value, field, parse).map(|id| id.map(Hint::new))
}

/// A key made from a text, for what has no id; white space does not make two texts different.
pub(crate) fn key_of_text(text: &str) -> Result<EventId, Fault> {
    let normalised = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let key = format!("sha256-{}", sha256_hex(normalised.as_bytes()));
    EventId::parse(&key).map_err(|error| Fault::new("key", &error.to_string(), "send the record again"))
}

/// A key made from a record: its members in one order, however they came.
pub(crate) fn key_of_record(record: &Value) -> Result<EventId, Fault> {
    key_of_text(&record.to_string())
}
