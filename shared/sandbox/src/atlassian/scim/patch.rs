//! PATCH of a user, in the two styles that identity providers use: paths with values, and one object of values.

use super::super::errors::bad_scim;
use super::super::reply::Reply;
use super::draft::READ_ONLY;
use serde_json::{Map, Value, json};

/// One operation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) verb: Verb,
    pub(super) path: Option<String>,
    pub(super) value: Option<Value>,
}

/// `op`, of any case: Entra capitalises it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Add,
    Replace,
    Remove,
}

/// Reads `Operations`. The vendor's description names it `operations`, its example as RFC 7644 does: both are read.
pub(super) fn operations(body: &Map<String, Value>) -> Result<Vec<Operation>, Reply> {
    let list = body.get("Operations").or_else(|| body.get("operations")).and_then(Value::as_array);
    let list = list.filter(|list| !list.is_empty());
    let list = list.ok_or_else(|| bad_scim("invalidSyntax", "Operations must be a list with entries"))?;
    list.iter().map(operation).collect()
}

fn operation(value: &Value) -> Result<Operation, Reply> {
    let op = value.get("op").and_then(Value::as_str).unwrap_or_default();
    let verb = match op.to_ascii_lowercase().as_str() {
        "add" => Verb::Add,
        "replace" => Verb::Replace,
        "remove" => Verb::Remove,
        _ => return Err(bad_scim("invalidSyntax", "op must be add, replace or remove")),
    };
    let path = value.get("path").and_then(Value::as_str).map(str::to_owned);
    Ok(Operation { verb, path, value: value.get("value").cloned() })
}

impl Operation {
    pub(super) fn apply(&self, document: &mut Map<String, Value>) -> Result<(), Reply> {
        match (self.verb, self.path.as_deref(), &self.value) {
            (Verb::Remove, Some(path), _) => Place::read(path)?.clear(document),
            (Verb::Remove, None, _) => Err(bad_scim("noTarget", "remove needs a path")),
            (Verb::Add | Verb::Replace, Some(path), Some(value)) => Place::read(path)?.set(document, value),
            (Verb::Add | Verb::Replace, None, Some(Value::Object(fields))) => {
                fields.iter().try_for_each(|(path, value)| Place::read(path)?.set(document, value))
            }
            (Verb::Add | Verb::Replace, _, _) => Err(bad_scim("invalidValue", "The operation has no usable value")),
        }
    }
}

/// What a path points at.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// `userName`, or a whole extension.
    Attribute(String),
    /// `name.givenName`, or one attribute of an extension.
    Part(String, String),
    /// `emails[type eq "work"].value`.
    Entry { list: String, key: String, is: String, part: Option<String> },
}

impl Place {
    fn read(path: &str) -> Result<Self, Reply> {
        let place = Self::parse(path).ok_or_else(|| bad_scim("invalidPath", "The path is not understood"))?;
        let (Self::Attribute(name) | Self::Part(name, _) | Self::Entry { list: name, .. }) = &place;
        if READ_ONLY.contains(&name.as_str()) {
            return Err(bad_scim("mutability", "The attribute is read-only"));
        }
        Ok(place)
    }

    fn parse(path: &str) -> Option<Self> {
        if let Some((list, rest)) = path.split_once('[') {
            let (condition, after) = rest.split_once(']')?;
            let (key, is) = condition.split_once(" eq ")?;
            let is = is.trim().trim_matches('"').to_owned();
            let part = after.strip_prefix('.').map(str::to_owned);
            return Some(Self::Entry { list: spelled(list), key: key.trim().to_owned(), is, part });
        }
        if path.starts_with("urn:") {
            return Some(match path.rsplit_once(':')? {
                (_, "User" | "1.0") => Self::Attribute(path.to_owned()),
                (extension, part) => Self::Part(extension.to_owned(), part.to_owned()),
            });
        }
        Some(match path.split_once('.') {
            Some((whole, part)) => Self::Part(spelled(whole), part.to_owned()),
            None => Self::Attribute(spelled(path)),
        })
    }

    fn set(&self, document: &mut Map<String, Value>, value: &Value) -> Result<(), Reply> {
        match self {
            Self::Attribute(name) => {
                document.insert(name.clone(), value.clone());
            }
            Self::Part(whole, part) => {
                let whole = document.entry(whole.clone()).or_insert_with(|| json!({}));
                let whole = whole.as_object_mut().ok_or_else(|| bad_scim("invalidPath", "It has no parts"))?;
                whole.insert(part.clone(), value.clone());
            }
            Self::Entry { list, key, is, part } => {
                let entry = entry(document, list, (key, is))?;
                match (part, value) {
                    (Some(part), value) => {
                        entry.insert(part.clone(), value.clone());
                    }
                    (None, Value::Object(fields)) => entry.extend(fields.clone()),
                    (None, _) => return Err(bad_scim("invalidValue", "An entry must be an object")),
                }
            }
        }
        Ok(())
    }

    fn clear(&self, document: &mut Map<String, Value>) -> Result<(), Reply> {
        match self {
            Self::Attribute(name) => {
                document.remove(name);
            }
            Self::Part(whole, part) => {
                if let Some(whole) = document.get_mut(whole).and_then(Value::as_object_mut) {
                    whole.remove(part);
                }
            }
            Self::Entry { list, key, is, part } => {
                let entries = document.get_mut(list).and_then(Value::as_array_mut);
                let entries = entries.ok_or_else(|| bad_scim("noTarget", "There is no such list"))?;
                let hit = |entry: &Value| entry.get(key).and_then(Value::as_str) == Some(is);
                match part {
                    None => entries.retain(|entry| !hit(entry)),
                    Some(part) => {
                        let found = entries.iter_mut().filter(|entry| hit(entry));
                        for entry in found.filter_map(Value::as_object_mut) {
                            entry.remove(part);
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// The entry that the condition picks; where there is none it is made, as the first of its list the primary one.
fn entry<'a>(
    document: &'a mut Map<String, Value>,
    list: &str,
    (key, is): (&str, &str),
) -> Result<&'a mut Map<String, Value>, Reply> {
    let bad = || bad_scim("invalidPath", "It is no list of entries");
    let entries = document.entry(list).or_insert_with(|| json!([])).as_array_mut().ok_or_else(bad)?;
    let picks = |entry: &Value| match entry.get(key) {
        Some(Value::String(text)) => text.eq_ignore_ascii_case(is),
        Some(Value::Bool(truth)) => is.eq_ignore_ascii_case(if *truth { "true" } else { "false" }),
        _ => false,
    };
    let position = entries.iter().position(picks).unwrap_or_else(|| {
        entries.push(json!({ key: is, "primary": entries.is_empty() }));
        entries.len() - 1
    });
    entries.get_mut(position).and_then(Value::as_object_mut).ok_or_else(bad)
}

/// Attribute names are of any case (RFC 7643, 2.1); the document keeps the schema's spelling.
fn spelled(name: &str) -> String {
    const SCHEMA: [&str; 20] = [
        "id",
        "meta",
        "groups",
        "schemas",
        "userName",
        "externalId",
        "emails",
        "active",
        "name",
        "displayName",
        "nickName",
        "title",
        "preferredLanguage",
        "department",
        "organization",
        "timezone",
        "phoneNumbers",
        "addresses",
        "members",
        "locale",
    ];
    let known = SCHEMA.iter().find(|known| known.eq_ignore_ascii_case(name.trim()));
    known.map_or_else(|| name.trim().to_owned(), |known| (*known).to_owned())
}
