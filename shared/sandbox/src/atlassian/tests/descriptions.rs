//! What we answer, held against the vendor's own descriptions where they are at hand.

use super::*;
use std::path::PathBuf;

/// A description: one JSON document of the vendor.
struct Description(Value);

impl Description {
    fn resolve<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str() {
            Some(target) => self.resolve(self.0.pointer(target.trim_start_matches('#')).unwrap()),
            None => schema,
        }
    }

    fn answer(&self, method: &str, path: &str, status: &str) -> &Value {
        let operation = &self.0["paths"][path][method];
        let content = &self.resolve(&operation["responses"][status])["content"];
        let schema = content.get("application/json").map(|media| &media["schema"]);
        schema.unwrap_or_else(|| panic!("{method} {path} is described with a body"))
    }

    /// Every schema that a value may be described by, references and alternatives followed.
    fn faces<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = self.resolve(schema);
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|key| schema[*key].as_array()).flatten();
        let mut faces: Vec<&Value> = parts.flat_map(|part| self.faces(part)).collect();
        faces.push(schema);
        faces
    }

    fn covers(&self, schema: &Value, value: &Value, at: &str) {
        let faces = self.faces(schema);
        match value {
            Value::Object(fields) => {
                for (name, value) in fields.iter().filter(|_| faces.iter().all(|f| f["additionalProperties"].is_null()))
                {
                    let described = faces.iter().find_map(|face| face["properties"].get(name));
                    let described = described.unwrap_or_else(|| panic!("{at}.{name} is not described"));
                    self.covers(described, value, &format!("{at}.{name}"));
                }
            }
            Value::Array(entries) => {
                let items = faces.iter().find_map(|face| face.get("items")).unwrap_or(&Value::Null);
                for entry in entries {
                    self.covers(items, entry, at);
                }
            }
            Value::String(text) => {
                let listed = faces.iter().filter_map(|face| face["enum"].as_array()).flatten().collect::<Vec<_>>();
                let known = listed.is_empty() || listed.iter().any(|one| one.as_str() == Some(text));
                assert!(known || at.ends_with(".resourceType"), "{at}: {text} is not listed");
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }
}

#[expect(clippy::print_stderr, reason = "a test that cannot look says so")]
fn description(file: &str) -> Option<Description> {
    let Some(library) = std::env::var_os("UNTWIN_LIBRARY") else {
        eprintln!("UNTWIN_LIBRARY is not set: {file} was not compared");
        return None;
    };
    let text = std::fs::read(PathBuf::from(library).join("specs").join(file)).unwrap();
    Some(Description(serde_json::from_slice(&text).unwrap()))
}

/// An organization that has something to say everywhere.
fn eventful() -> Desk {
    let mut desk = Desk::new();
    let used = at("2026-02-01T00:00:00Z");
    let seed = person("ada").added(used).last_active("jira-software", used).token_used(used);
    let seed = seed.in_groups(&["jira-users"]).with_role("atlassian/org-admin").deactivated(used);
    let ada = desk.org.add_account(seed);
    let record = desk.org.link(&desk.dir.clone(), "scim-ada", "ext-ada", &ada);
    desk.org.add_group(&desk.dir.clone(), "engineers", &[record]);
    desk.org.add_account(person("bob"));
    desk.org.page_size(1).add_domain("example.org", DomainStatus::MissingToken, Claiming::Unclaimed);
    desk
}

#[test]
fn the_organizations_api_answers_what_is_described() {
    let Some(description) = description("atlassian-organization-2026-08-21.json") else { return };
    let mut desk = eventful();
    let expand = json!(["platformRoles", "counts.resources", "productAccess", "groups"]);
    let search = "/v2/orgs/{orgId}/directories/{directoryId}/users/search";
    let (status, users) = desk.send("POST", SEARCH, json!({ "expand": expand, "limit": 1 }));
    assert_eq!(status, StatusCode::OK);
    description.covers(description.answer("post", search, "200"), &users, "search");
    let (_, refused) = desk.send("POST", SEARCH, json!({ "limit": 0 }));
    description.covers(description.answer("post", search, "400"), &refused, "search 400");
    for (template, path) in [
        (
            "/v2/orgs/{orgId}/directories/{directoryId}/users/{userId}",
            "/admin/v2/orgs/org-1/directories/-/users/712020:ada",
        ),
        ("/v1/orgs", "/admin/v1/orgs"),
        ("/v1/orgs/{orgId}", ORG),
        ("/v1/orgs/{orgId}/domains", "/admin/v1/orgs/org-1/domains"),
        ("/v1/orgs/{orgId}/domains/{domainId}", "/admin/v1/orgs/org-1/domains/domain-1"),
        (
            "/v1/orgs/{orgId}/directory/users/{accountId}/last-active-dates",
            "/admin/v1/orgs/org-1/directory/users/712020:ada/last-active-dates",
        ),
    ] {
        let (status, body) = desk.get(path);
        assert_eq!(status, StatusCode::OK, "{path}");
        description.covers(description.answer("get", template, "200"), &body, template);
    }
}

#[test]
fn user_management_answers_what_is_described() {
    let Some(description) = description("atlassian-user-management-2026-08-21.json") else { return };
    let mut desk = eventful();
    for end in ["", "/profile", "/api-tokens"] {
        let (status, body) = desk.get(&format!("/users/712020:ada/manage{end}"));
        assert_eq!(status, StatusCode::OK);
        let schema = description.answer("get", &format!("/users/{{account_id}}/manage{end}"), "200");
        description.covers(schema, &body, end);
    }
}

#[test]
fn scim_answers_what_is_described() {
    let Some(description) = description("atlassian-user-provisioning-2023-08-28.json") else { return };
    let mut desk = eventful();
    for kind in ["Users", "Groups"] {
        let (_, body) = desk.scim("GET", &format!("/{kind}"), None);
        let schema = description.answer("get", &format!("/scim/directory/{{directoryId}}/{kind}"), "200");
        description.covers(schema, &body, kind);
    }
    let (_, body) = desk.scim("POST", "/Users", Some(user("ada", "ext-ada")));
    let schema = description.answer("post", "/scim/directory/{directoryId}/Users", "409");
    description.covers(schema, &body, "409");
}
