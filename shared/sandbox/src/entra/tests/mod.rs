//! The tenant against the real model of the organization.

mod exports;
mod faults;
mod flows;
mod graph;
mod library;
mod pushes;

use bytes::Bytes;
use http::{Method, Request, Response};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use untwin_core::domain::AccountId;

use super::{AppCredentials, Initiator, LogRecord, Tenant, UserSeed, Verdict};
use crate::atlassian::{AccountSeed, Organization};
use crate::world::World;

const ORG_KEY: &str = "example-org-key";
const SCIM_KEY: &str = "example-scim-key";
const SECRET: &str = "example-client-secret";
const ADA: &str = "11111111-aaaa-4aaa-8aaa-111111111111";
const BOB: &str = "22222222-bbbb-4bbb-8bbb-222222222222";
const DIRECTORY: &str = "99999999-dddd-4ddd-8ddd-999999999999";
const TENANT: &str = "77777777-cccc-4ccc-8ccc-777777777777";

/// A world in which Ada is provisioned as `ada.old@example.com`, and time for the tests.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) now: Timestamp,
    token: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let mut organization = Organization::new("88888888-eeee-4eee-8eee-888888888888", ORG_KEY);
        organization.verify_domain("example.com");
        organization.add_directory(DIRECTORY, SCIM_KEY);
        let credentials = AppCredentials { client_id: "example-client".to_owned(), secret: SECRET.to_owned() };
        let mut tenant = Tenant::new(TENANT, credentials);
        tenant.bind_job_to(DIRECTORY, SCIM_KEY);
        let now: Timestamp = "2026-08-18T08:12:11.4417302Z".parse().unwrap();
        tenant.add_user(UserSeed::member(ADA, "ada.old@example.com").named("Ada", "Old").employee_id("E1"));
        tenant.assign(now, ADA);
        let mut stage = Self { world: World::new(organization, tenant), now, token: String::new() };
        stage.cycle();
        stage.token = stage.signed_in();
        stage
    }

    /// Ada is renamed while somebody holds her new address; the cycle after it fails.
    pub(crate) fn conflicted() -> Self {
        let mut stage = Self::new();
        stage.add_holder();
        stage.rename("ada@example.com");
        stage.cycle();
        stage
    }

    pub(crate) fn add_holder(&mut self) -> AccountId {
        self.world.organization.add_account(AccountSeed::managed("holder-account", "ada@example.com"))
    }

    pub(crate) fn rename(&mut self, address: &str) {
        self.world.tenant.rename_user(self.now, ADA, address, hr());
    }

    pub(crate) fn cycle(&mut self) {
        self.world.run_cycle(self.now);
    }

    pub(crate) fn wait_hours(&mut self, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
        self.world.advance(self.now);
    }

    pub(crate) fn ask(&mut self, method: Method, path: &str, body: &Value) -> (u16, Value) {
        let text = if body.is_null() { String::new() } else { body.to_string() };
        let request = self.request(method, path, text);
        answered(&self.world.handle(self.now, request))
    }

    pub(crate) fn get(&mut self, path: &str) -> (u16, Value) {
        self.ask(Method::GET, path, &Value::Null)
    }

    /// With the headers of an advanced query.
    pub(crate) fn get_eventual(&mut self, path: &str) -> (u16, Value) {
        let mut request = self.request(Method::GET, path, String::new());
        request.headers_mut().insert("ConsistencyLevel", "eventual".parse().unwrap());
        answered(&self.world.handle(self.now, request))
    }

    pub(crate) fn request(&self, method: Method, path: &str, body: String) -> Request<Bytes> {
        let key = if path.starts_with("/atlassian") { ORG_KEY } else { &self.token };
        let builder = Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {key}"));
        builder.header("Content-Type", "application/json").body(Bytes::from(body)).unwrap()
    }

    pub(crate) fn push_on_demand(&mut self, user_id: &str) -> (u16, Value) {
        let rule = self.world.tenant.user_rule_id().to_owned();
        let subject = json!({"objectId": user_id, "objectTypeName": "User"});
        self.order(&json!({"parameters": [{"ruleId": rule, "subjects": [subject]}]}))
    }

    pub(crate) fn order(&mut self, body: &Value) -> (u16, Value) {
        let path = format!("{}/provisionOnDemand", self.job_path());
        self.ask(Method::POST, &path, body)
    }

    pub(crate) fn job_path(&self) -> String {
        let tenant = &self.world.tenant;
        format!(
            "/graph/v1.0/servicePrincipals/{}/synchronization/jobs/{}",
            tenant.service_principal_id(),
            tenant.job_id()
        )
    }

    pub(crate) fn last_record(&self) -> &LogRecord {
        self.world.tenant.log().last().unwrap()
    }

    /// The address of the account that the job's record for Ada is linked to.
    pub(crate) fn adas_address(&self) -> String {
        let scim_id = self.world.tenant.link_of(ADA).unwrap();
        let record = self.world.organization.records().find(|record| record.id.as_str() == scim_id).unwrap();
        let account = self.world.organization.account(record.account().unwrap()).unwrap();
        account.email.as_str().to_owned()
    }

    pub(crate) fn sign_in(&mut self, secret: &str) -> (u16, Value) {
        let form = format!(
            "client_id=example-client&client_secret={secret}&grant_type=client_credentials&\
             scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"
        );
        let path = format!("/login/{TENANT}/oauth2/v2.0/token");
        let request = self.request(Method::POST, &path, form);
        answered(&self.world.handle(self.now, request))
    }

    fn signed_in(&mut self) -> String {
        self.sign_in(SECRET).1["access_token"].as_str().unwrap().to_owned()
    }
}

pub(crate) fn log_path(filter: &str) -> String {
    let filter = percent_encoding::utf8_percent_encode(filter, percent_encoding::NON_ALPHANUMERIC);
    format!("/graph/v1.0/auditLogs/provisioning?$filter={filter}")
}

pub(crate) fn hr() -> Initiator {
    Initiator::App { service_principal_id: "hr-app".to_owned(), display_name: "HR".to_owned() }
}

pub(crate) fn answered(response: &Response<Bytes>) -> (u16, Value) {
    (response.status().as_u16(), serde_json::from_slice(response.body()).unwrap_or_default())
}

pub(crate) fn code(body: &Value) -> &str {
    body["error"]["code"].as_str().unwrap()
}

pub(crate) fn failed(record: &LogRecord) -> bool {
    matches!(record.verdict, Verdict::Failure { .. })
}

pub(crate) fn values(body: &Value) -> &Vec<Value> {
    body["value"].as_array().unwrap()
}
