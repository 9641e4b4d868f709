//! Graph's types as its metadata describes them: which properties an object has, of which types, and what enumerations know.

use super::Complaint;
use super::format::{Fit, fit};
use serde_json::{Map, Value};

/// The part of Graph's metadata that provisioning needs. What it leaves out takes everything.
pub struct Types(Value);

/// Whether an object has all its properties.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// All of them.
    Whole,
    /// Those that were asked for, or that the sender wants to say.
    Some,
}

impl Types {
    /// The metadata, read.
    pub const fn of(metadata: Value) -> Self {
        Self(metadata)
    }

    /// The properties that a type names, its bases' included.
    pub fn properties(&self, kind: &str) -> Vec<&str> {
        let own = self.lineage(kind).into_iter().filter_map(|kind| kind["properties"].as_object());
        own.flat_map(Map::keys).map(String::as_str).collect()
    }

    /// What of a value is not of a type: `Edm.String`, `graph.user`, `Collection(graph.user)`.
    pub fn misfits(&self, kind: &str, value: &Value, at: &str, extent: Extent) -> Vec<Complaint> {
        if let Some(inner) = kind.strip_prefix("Collection(").and_then(|kind| kind.strip_suffix(')')) {
            let Some(entries) = value.as_array() else { return vec![Complaint::about(at, kind, value)] };
            let entries = entries.iter().enumerate();
            return entries
                .flat_map(|(place, entry)| self.misfits(inner, entry, &format!("{at}/{place}"), extent))
                .collect();
        }
        let Some(name) = kind.strip_prefix("graph.") else { return primitive(kind, value, at).into_iter().collect() };
        match (&self.0["types"][name], &self.0["enums"][name]) {
            (Value::Object(_), _) => self.of_object(name, value, at, extent),
            (_, described @ Value::Object(_)) => of_enumeration(described, value, at).into_iter().collect(),
            (_, _) => Vec::new(),
        }
    }

    fn of_object(&self, kind: &str, value: &Value, at: &str, extent: Extent) -> Vec<Complaint> {
        let Some(fields) = value.as_object() else { return vec![Complaint::about(at, kind, value)] };
        let lineage = self.lineage(kind);
        let mut found = Vec::new();
        for (name, value) in fields.iter().filter(|(name, _)| !name.contains('@')) {
            let at = format!("{at}/{name}");
            let property = lineage.iter().map(|kind| &kind["properties"][name]).find(|described| !described.is_null());
            let navigation = lineage.iter().find_map(|kind| kind["navigation"][name].as_str());
            match (property, navigation) {
                (Some(described), _) => found.extend(self.of_property(described, value, &at, extent)),
                (None, Some(kind)) => found.extend(self.misfits(kind, value, &at, extent)),
                (None, None) if lineage.iter().any(|kind| kind["open"] == true) || is_inherited(&lineage, name) => {}
                (None, None) => found.push(Complaint::about(&at, &format!("no property of {kind}"), value)),
            }
        }
        if extent == Extent::Whole {
            found.extend(missing(&lineage, fields, at));
        }
        found
    }

    fn of_property(&self, described: &Value, value: &Value, at: &str, extent: Extent) -> Vec<Complaint> {
        let kind = described["type"].as_str().expect("a type");
        match value {
            Value::Null if described["nullable"] == false => vec![Complaint::about(at, "never null", value)],
            Value::Null => Vec::new(),
            _ => self.misfits(kind, value, at, extent),
        }
    }

    /// A type and its bases, as far as they are described.
    fn lineage(&self, kind: &str) -> Vec<&Value> {
        let described = &self.0["types"][kind.trim_start_matches("graph.")];
        let base = described["base"].as_str();
        let bases = base.map(|base| self.lineage(base)).unwrap_or_default();
        std::iter::once(described).filter(|kind| !kind.is_null()).chain(bases).collect()
    }
}

/// The bases `entity` and `directoryObject` are not described themselves.
fn is_inherited(lineage: &[&Value], name: &str) -> bool {
    let base = |wanted: &str| lineage.iter().any(|kind| kind["base"] == wanted);
    match name {
        "id" => base("graph.entity") || base("graph.directoryObject") || base("graph.policyBase"),
        "deletedDateTime" => base("graph.directoryObject"),
        _ => false,
    }
}

fn missing(lineage: &[&Value], fields: &Map<String, Value>, at: &str) -> Vec<Complaint> {
    let properties = lineage.iter().filter_map(|kind| kind["properties"].as_object()).flatten();
    let due = properties.filter(|(name, described)| described["nullable"] == false && !fields.contains_key(*name));
    due.map(|(name, _)| Complaint::new(&format!("{at}/{name}"), "required", "nothing")).collect()
}

/// A flag can name several members.
fn of_enumeration(described: &Value, value: &Value, at: &str) -> Option<Complaint> {
    let members = described["members"].as_object().expect("members");
    let said = || vec![value.as_str().unwrap_or_default()];
    let flags = described["flags"] == true;
    let said = value.as_str().filter(|_| flags).map_or_else(said, |text| text.split(", ").collect());
    let known = said.iter().all(|member| members.contains_key(*member));
    let listed: Vec<&str> = members.keys().map(String::as_str).collect();
    (!known).then(|| Complaint::about(at, &format!("one of {}", listed.join(" ")), value))
}

fn primitive(kind: &str, value: &Value, at: &str) -> Option<Complaint> {
    let text = |format: &str| value.as_str().is_some_and(|text| fit(format, text) == Fit::Fits);
    let fits = match kind {
        "Edm.String" => value.is_string(),
        "Edm.Boolean" => value.is_boolean(),
        "Edm.Int32" => value.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        "Edm.Int64" => value.is_i64(),
        "Edm.Guid" => text("uuid"),
        "Edm.DateTimeOffset" => text("date-time"),
        "Edm.Duration" => value.as_str().is_some_and(|text| text.starts_with(['P', '-'])),
        _ => true,
    };
    (!fits).then(|| Complaint::about(at, kind, value))
}
