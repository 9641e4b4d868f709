//! Organizations API, version 1: the organization itself, and the way to the rest of that version.

use super::Organization;
use super::call::Call;
use super::errors::{Api, organizations};
use super::reply::{Answer, Reply};
use http::StatusCode;
use serde_json::{Value, json};

const API: Api = Api::OrganizationsV1;

impl Organization {
    pub(super) fn organizations_v1(&self, call: &Call) -> Answer {
        match (call.method.as_str(), call.segments().as_slice()) {
            ("GET", ["admin", "v1", "orgs"]) => {
                let links = json!({ "self": format!("{}/admin/v1/orgs", self.public_base) });
                Ok(Reply::json(StatusCode::OK, json!({ "data": [self.shown()], "links": links })))
            }
            ("GET", ["admin", "v1", "orgs", org]) => {
                self.own(API, org)?;
                Ok(Reply::json(StatusCode::OK, json!({ "data": self.shown() })))
            }
            ("GET", ["admin", "v1", "orgs", org, "domains"]) => self.list_domains(call, org),
            ("GET", ["admin", "v1", "orgs", org, "domains", domain]) => self.one_domain(call, org, domain),
            ("GET", ["admin", "v1", "orgs", org, "directory", "users", account, "last-active-dates"]) => {
                self.own(API, org)?;
                self.last_active_dates(call, account)
            }
            (
                _,
                ["admin", "v1", "orgs"]
                | ["admin", "v1", "orgs", _]
                | ["admin", "v1", "orgs", _, "domains"]
                | ["admin", "v1", "orgs", _, "domains", _]
                | ["admin", "v1", "orgs", _, "directory", "users", _, "last-active-dates"],
            ) => Err(API.method_not_allowed()),
            _ => Err(API.not_found()),
        }
    }

    /// Refuses another organization in the words of the API that is asked.
    pub(super) fn own(&self, api: Api, asked: &str) -> Result<(), Reply> {
        if asked == self.id.as_str() {
            return Ok(());
        }
        Err(match api {
            Api::OrganizationsV1 => organizations(StatusCode::NOT_FOUND, "ADMIN-404-2", "No such organization"),
            Api::OrganizationsV2 => organizations(StatusCode::FORBIDDEN, "ADMIN-403-3", "Not your organization"),
            Api::ScimLinks | Api::UserManagement | Api::Scim | Api::Nowhere => api.not_found(),
        })
    }

    fn shown(&self) -> Value {
        let path = format!("{}/admin/v1/orgs/{}", self.public_base, self.id);
        json!({
            "id": self.id.as_str(),
            "type": "orgs",
            "attributes": { "name": self.name },
            "relationships": {
                "domains": { "links": { "related": format!("{path}/domains") } },
                "users": { "links": { "related": format!("{path}/users") } },
            },
            "links": { "self": path },
        })
    }
}
