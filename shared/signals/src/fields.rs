//! The fields of a JSON object, found whatever the case of their names.
//!
//! One record is spelled `provisioningAction` by one exporter, `ProvisioningAction` by another, and both ways by a third.

use serde_json::{Map, Value};

/// The members of one object.
#[derive(Clone, Copy)]
pub(crate) struct Fields<'v> {
    map: &'v Map<String, Value>,
}

impl<'v> Fields<'v> {
    /// The fields of a value that is an object.
    pub(crate) fn of(value: &'v Value) -> Option<Self> {
        value.as_object().map(Self::from)
    }

    /// The first of the names that is there and not null; the exact spelling wins.
    pub(crate) fn value(self, names: &[&str]) -> Option<&'v Value> {
        names.iter().find_map(|name| self.one(name))
    }

    /// A field that is an object.
    pub(crate) fn object(self, names: &[&str]) -> Option<Self> {
        self.value(names).and_then(Self::of)
    }

    /// A field that is a list.
    pub(crate) fn list(self, names: &[&str]) -> Option<&'v Vec<Value>> {
        self.value(names).and_then(Value::as_array)
    }

    /// A field that is a text with something in it.
    pub(crate) fn text(self, names: &[&str]) -> Option<&'v str> {
        self.value(names).and_then(Value::as_str).filter(|text| !text.trim().is_empty())
    }

    /// How many of the names are there.
    pub(crate) fn count(self, names: &[&str]) -> usize {
        names.iter().filter(|name| self.one(name).is_some()).count()
    }

    fn one(self, name: &str) -> Option<&'v Value> {
        let exact = self.map.get(name);
        let found = exact.or_else(|| self.map.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, v)| v));
        found.filter(|value| !value.is_null())
    }
}

impl<'v> From<&'v Map<String, Value>> for Fields<'v> {
    fn from(map: &'v Map<String, Value>) -> Self {
        Self { map }
    }
}

/// The name and the value of `{"name": …, "value": …}`, as alerts spell columns and dimensions.
pub(crate) fn named_value(value: &Value) -> Option<(String, Value)> {
    let fields = Fields::of(value)?;
    let name = fields.text(&["name"])?;
    Some((name.to_owned(), fields.value(&["value"]).cloned().unwrap_or(Value::Null)))
}
