//! SCIM groups: the endpoints. A group cannot be renamed, and its name is unique in the organization.

use super::super::Organization;
use super::super::call::Call;
use super::super::directory::ScimGroup;
use super::super::errors::{bad_scim, scim};
use super::super::ledger::{Change, Deed};
use super::super::reply::{Answer, Reply};
use super::filter::Filter;
use super::members::{self, member_ids};
use super::{object, patch, view};
use http::StatusCode;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use untwin_core::domain::{DirectoryId, ScimUserId};

impl Organization {
    pub(super) fn list_groups(&self, call: &Call, directory: &DirectoryId) -> Answer {
        let filter = Filter::read(call, &["displayName"])?;
        let accepts = |group: &&ScimGroup| filter.as_ref().is_none_or(|f| group.name.eq_ignore_ascii_case(&f.value));
        let found = self.groups(directory).filter(accepts);
        let all: Vec<Value> = found.map(|group| self.group_view(call, directory, group)).collect();
        view::list(call, &all)
    }

    pub(super) fn show_group(&self, call: &Call, directory: &DirectoryId, id: &str) -> Answer {
        let group = self.named_group(directory, id)?;
        Ok(Reply::scim(StatusCode::OK, self.group_view(call, directory, group)))
    }

    pub(super) fn post_group(&mut self, call: &Call, deed: &Deed, directory: &DirectoryId) -> Answer {
        let body = object(call)?;
        let name = display_name(&body)?;
        let wanted = self.known_members(directory, body.get("members"))?;
        if self.has_group_named(&name) {
            let detail = "Resource [GROUP]: with displayName already exists.";
            return Err(scim(StatusCode::CONFLICT, Some("uniqueness"), detail));
        }
        let id = self.next_group_id();
        let group = ScimGroup {
            id: id.clone(),
            name,
            external_id: body.get("externalId").and_then(Value::as_str).map(str::to_owned),
            members: BTreeSet::new(),
            created_at: deed.at,
            modified_at: deed.at,
        };
        if let Some(home) = self.directories.get_mut(directory) {
            home.groups.insert(id.clone(), group);
        }
        self.note(deed, Change::GroupCreated { directory: directory.clone(), group: id.clone() });
        self.set_members(deed, (directory, &id), &wanted);
        let group = self.named_group(directory, id.as_str())?;
        Ok(Reply::scim(StatusCode::CREATED, self.group_view(call, directory, group)))
    }

    pub(super) fn put_group(&mut self, call: &Call, deed: &Deed, (directory, id): (&DirectoryId, &str)) -> Answer {
        let group = self.named_group(directory, id)?;
        let (id, current) = (group.id.clone(), group.name.clone());
        let body = object(call)?;
        refuse_rename(&current, &display_name(&body)?)?;
        let wanted = self.known_members(directory, body.get("members")).map_err(|_| unknown_members())?;
        self.set_members(deed, (directory, &id), &wanted);
        self.show_group(call, directory, id.as_str())
    }

    pub(super) fn patch_group(&mut self, call: &Call, deed: &Deed, (directory, id): (&DirectoryId, &str)) -> Answer {
        let group = self.named_group(directory, id)?;
        let (id, current, mut wanted) = (group.id.clone(), group.name.clone(), group.members.clone());
        for operation in patch::operations(&object(call)?)? {
            match members::Change::read(&operation)? {
                members::Change::Name(name) => refuse_rename(&current, &name)?,
                members::Change::Add(ids) => wanted.extend(self.all_known(directory, ids)?),
                members::Change::Remove(ids) => wanted.retain(|id| !ids.contains(id)),
                members::Change::Set(ids) => wanted = self.all_known(directory, ids)?,
                members::Change::Nothing => {}
            }
        }
        self.set_members(deed, (directory, &id), &wanted);
        self.show_group(call, directory, id.as_str())
    }

    pub(super) fn delete_group(&mut self, deed: &Deed, directory: &DirectoryId, id: &str) -> Answer {
        let id = self.named_group(directory, id)?.id.clone();
        self.set_members(deed, (directory, &id), &BTreeSet::new());
        if let Some(home) = self.directories.get_mut(directory) {
            home.groups.remove(&id);
        }
        self.note(deed, Change::GroupDeleted { directory: directory.clone(), group: id });
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }

    fn named_group(&self, directory: &DirectoryId, id: &str) -> Result<&ScimGroup, Reply> {
        let group = self.groups(directory).find(|group| group.id.as_str() == id);
        group.ok_or_else(|| scim(StatusCode::NOT_FOUND, None, "No such group"))
    }

    /// Groups that people made without SCIM take their names, too.
    fn has_group_named(&self, name: &str) -> bool {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let synced = self.directories.values().flat_map(|directory| directory.groups.values());
        synced.into_iter().any(|group| same(&group.name))
            || self.accounts.values().any(|account| account.local_groups.iter().any(|group| same(group)))
    }

    fn known_members(&self, directory: &DirectoryId, list: Option<&Value>) -> Result<BTreeSet<ScimUserId>, Reply> {
        match list {
            None | Some(Value::Null) => Ok(BTreeSet::new()),
            Some(list) => self.all_known(directory, member_ids(list)?),
        }
    }

    fn all_known(&self, directory: &DirectoryId, ids: BTreeSet<ScimUserId>) -> Result<BTreeSet<ScimUserId>, Reply> {
        let strange = ids.iter().any(|id| self.record(directory, id).is_none());
        if strange { Err(bad_scim("invalidValue", "A member does not exist")) } else { Ok(ids) }
    }
}

fn display_name(body: &Map<String, Value>) -> Result<String, Reply> {
    let name = body.get("displayName").and_then(Value::as_str).filter(|name| !name.trim().is_empty());
    name.map(str::to_owned).ok_or_else(|| bad_scim("invalidValue", "displayName is required"))
}

fn refuse_rename(current: &str, wanted: &str) -> Result<(), Reply> {
    if current == wanted { Ok(()) } else { Err(bad_scim("mutability", "A group cannot be renamed")) }
}

/// A PUT that names unknown users is refused in a dialect of its own (documented).
fn unknown_members() -> Reply {
    let body = json!({
        "responseStatus": "BAD_REQUEST",
        "scimErrorType": "invalidValue",
        "message": "A member does not exist",
    });
    Reply::scim(StatusCode::BAD_REQUEST, body)
}
