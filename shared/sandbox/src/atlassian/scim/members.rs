//! Members of SCIM groups: reading changes of them, and carrying them out.

use super::super::Organization;
use super::super::errors::bad_scim;
use super::super::ledger::{self, Deed};
use super::super::reply::Reply;
use super::patch::{Operation, Verb};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use untwin_core::domain::{DirectoryId, GroupId, ScimUserId};

/// What one operation wants of a group.
#[derive(Debug)]
pub(super) enum Change {
    Name(String),
    Add(BTreeSet<ScimUserId>),
    Remove(BTreeSet<ScimUserId>),
    Set(BTreeSet<ScimUserId>),
    /// An attribute that the model does not keep.
    Nothing,
}

impl Change {
    pub(super) fn read(operation: &Operation) -> Result<Self, Reply> {
        match (operation.path.as_deref(), &operation.value) {
            (None, Some(Value::Object(fields))) => Self::of_fields(operation.verb, fields),
            (Some(path), value) => Self::of_path(operation.verb, path, value.as_ref()),
            (None, _) => Err(bad_scim("invalidValue", "The operation has no usable value")),
        }
    }

    fn of_fields(verb: Verb, fields: &Map<String, Value>) -> Result<Self, Reply> {
        match (fields.get("members"), fields.get("displayName")) {
            (Some(members), _) => Self::of_path(verb, "members", Some(members)),
            (None, Some(name)) => Self::of_path(verb, "displayName", Some(name)),
            (None, None) => Ok(Self::Nothing),
        }
    }

    fn of_path(verb: Verb, path: &str, value: Option<&Value>) -> Result<Self, Reply> {
        if let Some(id) = single_member(path) {
            return match (verb, ScimUserId::parse(id)) {
                (Verb::Remove, Ok(id)) => Ok(Self::Remove(BTreeSet::from([id]))),
                _ => Err(bad_scim("invalidPath", "The path is not understood")),
            };
        }
        match (path.to_ascii_lowercase().as_str(), verb, value) {
            ("members", Verb::Remove, None | Some(Value::Null)) => Ok(Self::Set(BTreeSet::new())),
            ("members", Verb::Remove, Some(list)) => Ok(Self::Remove(member_ids(list)?)),
            ("members", Verb::Add, Some(list)) => Ok(Self::Add(member_ids(list)?)),
            ("members", Verb::Replace, Some(list)) => Ok(Self::Set(member_ids(list)?)),
            ("displayname", Verb::Add | Verb::Replace, Some(Value::String(name))) => Ok(Self::Name(name.clone())),
            ("externalid", _, _) => Ok(Self::Nothing),
            _ => Err(bad_scim("invalidPath", "The path is not understood")),
        }
    }
}

/// `[{"value": id}, ...]`, or one such entry.
pub(super) fn member_ids(list: &Value) -> Result<BTreeSet<ScimUserId>, Reply> {
    let entries = match list {
        Value::Array(entries) => entries.as_slice(),
        one => std::slice::from_ref(one),
    };
    let id = |entry: &Value| ScimUserId::parse(entry.get("value")?.as_str()?).ok();
    let ids: Option<BTreeSet<ScimUserId>> = entries.iter().map(id).collect();
    ids.ok_or_else(|| bad_scim("invalidValue", "A member needs a value"))
}

/// `members[value eq "id"]`.
fn single_member(path: &str) -> Option<&str> {
    let condition = path.strip_prefix("members[")?.strip_suffix(']')?;
    let (key, id) = condition.split_once(" eq ")?;
    (key.trim() == "value").then(|| id.trim().trim_matches('"'))
}

impl Organization {
    pub(super) fn set_members(
        &mut self,
        deed: &Deed,
        (directory, id): (&DirectoryId, &GroupId),
        wanted: &BTreeSet<ScimUserId>,
    ) {
        let group = self.directories.get_mut(directory).and_then(|home| home.groups.get_mut(id));
        let Some(group) = group.filter(|group| group.members != *wanted) else { return };
        let before = std::mem::replace(&mut group.members, wanted.clone());
        group.modified_at = deed.at;
        for record in before.difference(wanted).cloned() {
            self.note(deed, ledger::Change::MemberRemoved { group: id.clone(), record });
        }
        for record in wanted.difference(&before).cloned() {
            self.note(deed, ledger::Change::MemberAdded { group: id.clone(), record });
        }
    }
}
