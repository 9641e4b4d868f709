//! Whether a value fits a schema of an OpenAPI 3.0 document: the part of the language that the documents at hand use.
//!
//! One difference to the standard is meant: a property that a schema does not name is a misfit unless the schema says that
//! there may be others. The standard allows it, but what the sandbox makes up is what a client must not rely on. Patterns
//! are not read.

use super::Complaint;
use super::format::{Fit, fit};
use serde_json::{Map, Value};

/// A document whose references can be followed.
pub struct Schemas(Value);

/// Which way a value went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// In a request.
    Sent,
    /// In an answer.
    Answered,
}

/// Schemas that hold together, references followed.
type Parts<'a> = Vec<&'a Value>;

impl Schemas {
    pub const fn of(document: Value) -> Self {
        Self(document)
    }

    pub const fn document(&self) -> &Value {
        &self.0
    }

    /// Follows references.
    pub fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(target) => self.resolve(self.0.pointer(target.trim_start_matches('#')).expect("a reference")),
            None => schema,
        }
    }

    /// What of a value does not fit. Of several alternatives the best counts.
    pub fn misfits(&self, schema: &Value, value: &Value, at: &str, way: Way) -> Vec<Complaint> {
        let variants = self.variants(schema).into_iter();
        variants.map(|parts| self.of_parts(&parts, value, at, way)).min_by_key(Vec::len).unwrap_or_default()
    }

    /// Every way to read a schema: itself with all that it includes, and one of each choice that it gives.
    fn variants<'a>(&'a self, schema: &'a Value) -> Vec<Parts<'a>> {
        let schema = self.resolve(schema);
        let listed = |key: &str| schema[key].as_array().filter(|listed| !listed.is_empty());
        let mut variants = vec![vec![schema]];
        for included in listed("allOf").into_iter().flatten() {
            variants = each_with_each(&variants, &self.variants(included));
        }
        for choices in ["oneOf", "anyOf"].into_iter().filter_map(listed) {
            let choices: Vec<Parts<'a>> = choices.iter().flat_map(|choice| self.variants(choice)).collect();
            variants = each_with_each(&variants, &choices);
        }
        variants
    }

    fn of_parts(&self, parts: &[&Value], value: &Value, at: &str, way: Way) -> Vec<Complaint> {
        if value.is_null() {
            let may_be = parts.iter().any(|part| part["nullable"] == true) || parts.iter().all(|p| p["type"].is_null());
            return if may_be { Vec::new() } else { vec![Complaint::about(at, "never null", value)] };
        }
        let mut found: Vec<Complaint> = parts.iter().filter_map(|part| plain_misfit(part, value, at)).collect();
        match value {
            Value::Object(fields) => found.extend(self.of_object(parts, fields, at, way)),
            Value::Array(entries) => found.extend(self.of_array(parts, entries, at, way)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
        found
    }

    fn of_object(&self, parts: &[&Value], fields: &Map<String, Value>, at: &str, way: Way) -> Vec<Complaint> {
        let mut found = Vec::new();
        for (name, value) in fields {
            let at = format!("{at}/{name}");
            let named: Vec<&Value> = parts.iter().filter_map(|part| part["properties"].get(name)).collect();
            for described in &named {
                found.extend(self.misfits(described, value, &at, way));
                found.extend(self.wrong_way(described, value, &at, way));
            }
            if named.is_empty() {
                found.extend(self.unnamed(parts, value, &at, way));
            }
        }
        let required = parts.iter().filter_map(|part| part["required"].as_array()).flatten().filter_map(Value::as_str);
        let missing = required.filter(|name| !fields.contains_key(*name) && self.is_due(parts, name, way));
        found.extend(missing.map(|name| Complaint::new(&format!("{at}/{name}"), "required", "nothing")));
        found
    }

    /// A property that is not named: it has the schema of additional ones, or there may be none. One that is only spelled
    /// in another case is complained of, and still read as the one that is named.
    fn unnamed(&self, parts: &[&Value], value: &Value, at: &str, way: Way) -> Vec<Complaint> {
        let additional = parts.iter().map(|part| &part["additionalProperties"]).find(|more| !more.is_null());
        match additional {
            Some(Value::Bool(true)) => Vec::new(),
            Some(schema @ Value::Object(_)) => self.misfits(schema, value, at, way),
            None if parts.iter().all(|part| part["properties"].is_null()) => Vec::new(),
            Some(_) | None => {
                let meant = parts.iter().filter_map(|part| part["properties"].as_object()).flatten();
                let meant =
                    meant.filter(|(name, _)| at.rsplit('/').next().is_some_and(|own| own.eq_ignore_ascii_case(name)));
                let found = meant.flat_map(|(_, described)| self.misfits(described, value, at, way));
                std::iter::once(Complaint::about(at, "no such property", value)).chain(found).collect()
            }
        }
    }

    fn wrong_way(&self, described: &Value, value: &Value, at: &str, way: Way) -> Option<Complaint> {
        let (mark, said) = match way {
            Way::Sent => ("readOnly", "never sent"),
            Way::Answered => ("writeOnly", "never answered"),
        };
        (self.resolve(described)[mark] == true).then(|| Complaint::about(at, said, value))
    }

    /// A required property that is read only is due in answers only, and the other way round.
    fn is_due(&self, parts: &[&Value], name: &str, way: Way) -> bool {
        let mut described = parts.iter().filter_map(|part| part["properties"].get(name));
        described.all(|described| self.wrong_way(described, &Value::Null, "", way).is_none())
    }

    fn of_array(&self, parts: &[&Value], entries: &[Value], at: &str, way: Way) -> Vec<Complaint> {
        let mut found = Vec::new();
        for items in parts.iter().filter_map(|part| part.get("items")) {
            let entries = entries.iter().enumerate();
            found.extend(entries.flat_map(|(place, entry)| self.misfits(items, entry, &format!("{at}/{place}"), way)));
        }
        let count = entries.len();
        let repeated = entries.iter().enumerate().any(|(place, entry)| entries[..place].contains(entry));
        if repeated && parts.iter().any(|part| part["uniqueItems"] == true) {
            found.push(Complaint::new(at, "no entry twice", &format!("{count} entries")));
        }
        found.extend(out_of_bounds(parts, ("minItems", "maxItems"), count, at));
        found
    }
}

fn each_with_each<'a>(left: &[Parts<'a>], right: &[Parts<'a>]) -> Vec<Parts<'a>> {
    left.iter().flat_map(|one| right.iter().map(move |other| [one.as_slice(), other].concat())).collect()
}

/// What can be said of a value without looking into it.
fn plain_misfit(schema: &Value, value: &Value, at: &str) -> Option<Complaint> {
    if let Some(kind) = schema["type"].as_str().filter(|kind| !is_a(kind, value)) {
        return Some(Complaint::about(at, &format!("type {kind}"), value));
    }
    if let Some(listed) = schema["enum"].as_array().filter(|listed| !listed.contains(value)) {
        return Some(Complaint::about(at, &format!("one of {}", Value::from(listed.clone())), value));
    }
    match value {
        Value::String(text) => of_text(schema, text, at),
        Value::Number(number) => {
            let (least, most) = (schema["minimum"].as_f64(), schema["maximum"].as_f64());
            let number = number.as_f64().unwrap_or_default();
            let outside = least.is_some_and(|least| number < least) || most.is_some_and(|most| number > most);
            outside.then(|| Complaint::about(at, &format!("{least:?} to {most:?}"), value))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

fn of_text(schema: &Value, text: &str, at: &str) -> Option<Complaint> {
    let format = schema["format"].as_str().unwrap_or_default();
    if fit(format, text) == Fit::Misfits {
        return Some(Complaint::new(at, &format!("format {format}"), text));
    }
    out_of_bounds(&[schema], ("minLength", "maxLength"), text.chars().count(), at)
}

fn out_of_bounds(parts: &[&Value], (least, most): (&str, &str), count: usize, at: &str) -> Option<Complaint> {
    let bound =
        |key: &str| parts.iter().find_map(|part| part[key].as_u64()).and_then(|bound| usize::try_from(bound).ok());
    let (least, most) = (bound(least).unwrap_or(0), bound(most).unwrap_or(usize::MAX));
    let outside = count < least || count > most;
    outside.then(|| Complaint::new(at, &format!("a size of {least} to {most}"), &count.to_string()))
}

/// A type that is none of the language's says nothing.
fn is_a(kind: &str, value: &Value) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        _ => true,
    }
}
