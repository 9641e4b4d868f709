//! Graph's types as its metadata describes them: which properties an object may have.

use serde_json::Value;
use std::path::Path;

/// Properties of the base types `entity` and `directoryObject`, which are not described themselves.
const INHERITED: [&str; 2] = ["id", "deletedDateTime"];

/// The part of Graph's metadata that provisioning needs.
pub struct GraphTypes(Value);

impl GraphTypes {
    pub fn open(library: &Path) -> Self {
        let text = std::fs::read(library.join("specs/graph-v1.0-provisioning-sync-types.json")).expect("a description");
        Self(serde_json::from_slice(&text).expect("JSON"))
    }

    /// What of an object, or of each entry of a collection's page, is no property of a type.
    pub fn misfits(&self, kind: &str, answered: &Value) -> Vec<String> {
        match answered["value"].as_array() {
            Some(entries) => entries.iter().flat_map(|entry| self.of_object(kind, entry, kind)).collect(),
            None => self.of_object(kind, answered, kind),
        }
    }

    fn of_object(&self, kind: &str, object: &Value, at: &str) -> Vec<String> {
        let (Some(described), Some(fields)) = (self.0["types"].get(kind), object.as_object()) else {
            return Vec::new();
        };
        if described["open"] == true {
            return Vec::new();
        }
        let inherited = |name: &str| name.contains('@') || INHERITED.contains(&name);
        let fields = fields.iter().filter(|(name, _)| !inherited(name));
        fields.flat_map(|(name, value)| self.of_field(described, (name, value), at)).collect()
    }

    fn of_field(&self, described: &Value, (name, value): (&str, &Value), at: &str) -> Vec<String> {
        let at = format!("{at}.{name}");
        let property = &described["properties"][name]["type"];
        let Some(kind) = property.as_str().or_else(|| described["navigation"][name].as_str()) else {
            return vec![format!("{at} is no property")];
        };
        let inner = kind.trim_start_matches("Collection(").trim_end_matches(')');
        let inner = inner.trim_start_matches("graph.");
        if !value.is_null() && value.is_array() != kind.starts_with("Collection(") {
            return vec![format!("{at} is no {kind}")];
        }
        match value.as_array() {
            Some(entries) => entries.iter().flat_map(|entry| self.of_object(inner, entry, &at)).collect(),
            None => self.of_object(inner, value, &at),
        }
    }
}
