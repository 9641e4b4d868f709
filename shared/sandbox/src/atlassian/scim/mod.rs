//! SCIM: what the identity provider pushes to. One key per directory.

mod draft;
mod filter;
mod groups;
mod members;
mod patch;
mod placing;
mod users;
mod view;

use super::Organization;
use super::call::Call;
use super::errors::{Api, bad_scim, scim};
use super::ledger::Deed;
use super::reply::{Answer, Reply};
use http::StatusCode;
use serde_json::{Map, Value, json};
use untwin_core::domain::DirectoryId;

const API: Api = Api::Scim;

impl Organization {
    pub(super) fn scim(&mut self, call: &Call, deed: &Deed) -> Answer {
        let segments = call.segments();
        let ["scim", "directory", directory, rest @ ..] = segments.as_slice() else {
            return Err(API.not_found());
        };
        let directory = self.own_directory(directory)?;
        match (call.method.as_str(), rest) {
            ("GET", ["ServiceProviderConfig"]) => Ok(provider_config()),
            ("GET", ["Users"]) => self.list_users(call, &directory),
            ("POST", ["Users"]) => self.post_user(call, deed, &directory),
            ("GET", ["Users", id]) => self.show_user(call, &directory, id),
            ("PUT", ["Users", id]) => self.put_user(call, deed, (&directory, id)),
            ("PATCH", ["Users", id]) => self.patch_user(call, deed, (&directory, id)),
            ("DELETE", ["Users", id]) => self.delete_user(deed, &directory, id),
            ("GET", ["Groups"]) => self.list_groups(call, &directory),
            ("POST", ["Groups"]) => self.post_group(call, deed, &directory),
            ("GET", ["Groups", id]) => self.show_group(call, &directory, id),
            ("PUT", ["Groups", id]) => self.put_group(call, deed, (&directory, id)),
            ("PATCH", ["Groups", id]) => self.patch_group(call, deed, (&directory, id)),
            ("DELETE", ["Groups", id]) => self.delete_group(deed, &directory, id),
            (_, ["ServiceProviderConfig" | "Users" | "Groups"] | ["Users" | "Groups", _]) => {
                Err(API.method_not_allowed())
            }
            _ => Err(API.not_found()),
        }
    }

    fn own_directory(&self, id: &str) -> Result<DirectoryId, Reply> {
        let known = self.directories.keys().find(|known| known.as_str() == id);
        known.cloned().ok_or_else(|| scim(StatusCode::NOT_FOUND, None, "No such directory"))
    }
}

/// A body that must be there.
fn object(call: &Call) -> Result<Map<String, Value>, Reply> {
    call.object().map_err(|_| bad_scim("invalidSyntax", "The body is no JSON object"))
}

fn provider_config() -> Reply {
    let scheme = json!({
        "type": "oauthbearertoken",
        "name": "OAuth Bearer Token",
        "description": "The key of the directory",
    });
    let body = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": view::PAGE_MAX },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": false },
        "authenticationSchemes": [scheme],
    });
    Reply::scim(StatusCode::OK, body)
}
