//! The organization, asked through its door only.

mod descriptions;
mod groups;
mod keys;
mod links;
mod lists;
mod manage;
mod patches;
mod pushes;
mod search;

use super::*;
use http::StatusCode;
use http::header::AUTHORIZATION;
use serde_json::{Value, json};
use untwin_core::domain::{EmailAddress, ScimUserId};

const ORG: &str = "/admin/v1/orgs/org-1";
const SEARCH: &str = "/admin/v2/orgs/org-1/directories/-/users/search";
const LINKS: &str = "/admin/user-provisioning/v1/org/org-1";
const ORG_KEY: &str = "org-key";
const SCIM_KEY: &str = "scim-key";

/// An organization with the claimed domain example.com and the SCIM directory dir-1, and somebody who asks it.
struct Desk {
    org: Organization,
    dir: DirectoryId,
    now: Timestamp,
}

impl Desk {
    fn new() -> Self {
        let mut org = Organization::new("org-1", ORG_KEY);
        org.verify_domain("example.com");
        let dir = org.add_directory("dir-1", SCIM_KEY);
        Self { org, dir, now: at("2026-03-02T09:00:00Z") }
    }

    fn ask(&mut self, key: &str, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        let response = self.raw(key, method, path, body.map(|b| b.to_string()).unwrap_or_default());
        let body = serde_json::from_slice(response.body()).unwrap_or(Value::Null);
        (response.status(), body)
    }

    fn raw(&mut self, key: &str, method: &str, path: &str, body: String) -> Response<Bytes> {
        let request = Request::builder().method(method).uri(path).header(AUTHORIZATION, format!("Bearer {key}"));
        self.org.handle(self.now, &request.body(Bytes::from(body)).unwrap())
    }

    fn get(&mut self, path: &str) -> (StatusCode, Value) {
        self.ask(ORG_KEY, "GET", path, None)
    }

    fn send(&mut self, method: &str, path: &str, body: Value) -> (StatusCode, Value) {
        self.ask(ORG_KEY, method, path, Some(body))
    }

    fn scim(&mut self, method: &str, path: &str, body: Option<Value>) -> (StatusCode, Value) {
        self.ask(SCIM_KEY, method, &format!("/scim/directory/dir-1{path}"), body)
    }

    fn rename(&mut self, id: &AccountId, to: &str) -> (StatusCode, Value) {
        self.send("PUT", &format!("/users/{id}/manage/email"), json!({ "email": to }))
    }

    fn email_set(&mut self, id: &AccountId) -> Value {
        self.get(&format!("/users/{id}/manage?privileges=email.set")).1["email.set"].clone()
    }

    fn found(&mut self, criteria: Value) -> Vec<String> {
        let (_, body) = self.send("POST", SEARCH, criteria);
        let ids = body["data"].as_array().unwrap().iter().map(|user| user["accountId"].as_str().unwrap().to_owned());
        ids.collect()
    }

    /// An account linked to the record `scim-<name>`.
    fn synced(&mut self, name: &str) -> (AccountId, ScimUserId) {
        let account = self.org.add_account(person(name));
        let record = self.org.link(&self.dir, &format!("scim-{name}"), &format!("ext-{name}"), &account);
        (account, record)
    }

    fn email_of(&self, id: &AccountId) -> String {
        self.org.account(id).unwrap().email.to_string()
    }

    fn changes(&self) -> Vec<Change> {
        self.org.mutations().iter().map(|mutation| mutation.change.clone()).collect()
    }
}

fn person(name: &str) -> AccountSeed {
    AccountSeed::managed(&format!("712020:{name}"), &format!("{name}@example.com"))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn user(name: &str, external_id: &str) -> Value {
    let email = format!("{name}@example.com");
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": email,
        "externalId": external_id,
        "active": true,
        "displayName": name,
        "emails": [{ "value": email, "type": "work", "primary": true }],
    })
}

fn taken(email: &str) -> Value {
    json!(format!("Resource [USER]: with email[{email}] already exists."))
}

#[test]
fn every_request_is_remembered_with_what_it_could_have_done() {
    let mut desk = Desk::new();
    desk.send("POST", SEARCH, json!({}));
    desk.send("POST", &format!("{LINKS}/get-scim-links-for-email"), json!({ "email": "ada@example.com" }));
    desk.send("POST", "/users/712020:nobody/manage/lifecycle/enable", json!({}));
    let meanings: Vec<Meaning> = desk.org.requests().iter().map(|request| request.meaning).collect();
    assert_eq!(meanings, [Meaning::Read, Meaning::Read, Meaning::Write]);
    assert_eq!(desk.org.write_requests().next().unwrap().status, StatusCode::NOT_FOUND);
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn an_account_is_gone_and_its_address_free_when_its_grace_is_over() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada").for_deletion(desk.now));
    assert_eq!(desk.org.next_wakeup(), Some(at("2026-03-16T09:00:00Z")));
    desk.now = at("2026-03-16T08:59:59Z");
    desk.get(ORG);
    assert_eq!(desk.org.account_with(&address("ada@example.com")).unwrap().id, ada);
    desk.now = at("2026-03-16T09:00:00Z");
    desk.get(ORG);
    assert_eq!(desk.org.account_with(&address("ada@example.com")), None);
    assert_eq!(desk.changes(), [Change::Closed { account: ada }]);
}

#[test]
fn debug_output_shows_no_person_and_no_key() {
    let mut desk = Desk::new();
    desk.synced("ada");
    let shown = format!("{:?}", desk.org);
    assert!(!shown.contains("ada") && !shown.contains(SCIM_KEY), "{shown}");
}
