//! Users and groups as SCIM shows them, and lists of them.

use super::super::Organization;
use super::super::call::Call;
use super::super::directory::{Record, ScimGroup};
use super::super::errors::bad_scim;
use super::super::reply::{Answer, Reply};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use untwin_core::domain::DirectoryId;

/// The largest page.
pub(super) const PAGE_MAX: usize = 100;

const ATLASSIAN: &str = "urn:scim:schemas:extension:atlassian-external:1.0";
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

impl Organization {
    pub(super) fn record_view(&self, call: &Call, record: &Record) -> Value {
        let mut user = record.draft.document.clone();
        let location = self.location(&record.directory, "Users", record.id.as_str());
        let mut add = |name: &str, value: Value| user.insert(name.to_owned(), value);
        add("schemas", json!([USER, ENTERPRISE, ATLASSIAN]));
        add("id", json!(record.id.as_str()));
        add("meta", meta("User", &location, (record.created_at, record.modified_at)));
        add("groups", json!(self.groups_of_record(record)));
        if let Some(account) = record.account() {
            add(ATLASSIAN, json!({ "atlassianAccountId": account.as_str() }));
        }
        selected(call, user)
    }

    pub(super) fn group_view(&self, call: &Call, directory: &DirectoryId, group: &ScimGroup) -> Value {
        let location = self.location(directory, "Groups", group.id.as_str());
        let member = |id| json!({ "type": "User", "value": id, "$ref": self.location(directory, "Users", id) });
        let members: Vec<Value> = group.members.iter().map(|id| member(id.as_str())).collect();
        let mut shown = Map::new();
        let mut add = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        add("schemas", json!([GROUP]));
        add("id", json!(group.id.as_str()));
        add("displayName", json!(group.name));
        add("members", json!(members));
        add("meta", meta("Group", &location, (group.created_at, group.modified_at)));
        if let Some(external_id) = &group.external_id {
            add("externalId", json!(external_id));
        }
        selected(call, shown)
    }

    fn groups_of_record(&self, record: &Record) -> Vec<Value> {
        let directory = &record.directory;
        let groups = self.groups(directory).filter(|group| group.members.contains(&record.id));
        let shown = |group: &ScimGroup| {
            let location = self.location(directory, "Groups", group.id.as_str());
            json!({ "type": "Group", "value": group.id.as_str(), "display": group.name, "$ref": location })
        };
        groups.map(shown).collect()
    }

    fn location(&self, directory: &DirectoryId, kind: &str, id: &str) -> String {
        format!("{}/scim/directory/{directory}/{kind}/{id}", self.public_base)
    }
}

/// One page of a list, by 1-based index.
pub(super) fn list(call: &Call, all: &[Value]) -> Answer {
    let start = number(call, "startIndex", 1)?.max(1);
    let count = number(call, "count", PAGE_MAX)?.min(PAGE_MAX);
    let page: Vec<&Value> = all.iter().skip(start - 1).take(count).collect();
    let body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
        "totalResults": all.len(),
        "startIndex": start,
        "itemsPerPage": page.len(),
        "Resources": page,
    });
    Ok(Reply::scim(StatusCode::OK, body))
}

fn number(call: &Call, name: &'static str, otherwise: usize) -> Result<usize, Reply> {
    let Some(text) = call.query(name) else { return Ok(otherwise) };
    text.parse().map_err(|_| bad_scim("invalidValue", &format!("{name} is no number")))
}

fn meta(kind: &str, location: &str, (created, modified): (Timestamp, Timestamp)) -> Value {
    json!({
        "resourceType": kind,
        "location": location,
        "created": created.to_string(),
        "lastModified": modified.to_string(),
    })
}

/// `attributes` and `excludedAttributes`; the id and the schemas always come.
fn selected(call: &Call, mut shown: Map<String, Value>) -> Value {
    let named = |list: &str, name: &str| list.split(',').any(|n| n.trim().eq_ignore_ascii_case(name));
    let always = |name: &str| name == "id" || name == "schemas";
    if let Some(wanted) = call.query("attributes") {
        shown.retain(|name, _| always(name) || named(wanted, name));
    }
    if let Some(unwanted) = call.query("excludedAttributes") {
        shown.retain(|name, _| always(name) || !named(unwanted, name));
    }
    Value::Object(shown)
}
