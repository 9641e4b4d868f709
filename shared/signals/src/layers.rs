//! A record whose fields stand in several objects: the properties, and the envelope around them.

use crate::{bounds::parse_json, fields::Fields, reading::Fault};
use serde_json::Value;
use std::borrow::Cow;

/// The objects of one record, the more telling one first.
pub(crate) struct Layers<'v>(pub(crate) Vec<Fields<'v>>);

impl<'v> Layers<'v> {
    /// The first of the names that any object has; the order of the names goes before that of the objects.
    pub(crate) fn value(&self, names: &[&str]) -> Option<&'v Value> {
        names.iter().find_map(|name| self.0.iter().find_map(|fields| fields.value(&[name])))
    }

    /// A text with something in it.
    pub(crate) fn text(&self, names: &[&str]) -> Option<&'v str> {
        names.iter().find_map(|name| self.0.iter().find_map(|fields| fields.text(&[name])))
    }

    /// An object or a list, which tables and some exporters carry as a JSON string.
    pub(crate) fn nested(&self, names: &[&str]) -> Result<Option<Cow<'v, Value>>, Fault> {
        let field = names.first().copied().unwrap_or_default();
        self.value(names).map_or(Ok(None), |value| nested(value, field))
    }
}

/// A value, or the JSON that a string holds; an empty string is nothing.
pub(crate) fn nested<'v>(value: &'v Value, field: &str) -> Result<Option<Cow<'v, Value>>, Fault> {
    match value.as_str().map(str::trim) {
        None => Ok(Some(Cow::Borrowed(value))),
        Some("") => Ok(None),
        Some(text) => parse_json(text, field).map(|inner| Some(Cow::Owned(inner))),
    }
}
