//! SCIM directories: the links of the organization, and the records of one directory.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Body of `POST /admin/user-provisioning/v1/org/{org}/get-scim-links-for-email`, which only reads.
#[derive(Debug, Serialize)]
pub(crate) struct LinksForEmail<'a> {
    pub(crate) email: &'a str,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScimLinks {
    pub(crate) scim_links: Option<Vec<ScimLink>>,
    /// Whatever else it holds: a list may be missing where there are no links, but nothing may stand in its place.
    #[serde(flatten)]
    pub(crate) beside: BTreeMap<String, Value>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_field_names, reason = "these are the vendor's names")]
pub(crate) struct ScimLink {
    pub(crate) scim_user_id: Option<String>,
    pub(crate) atlassian_account_id: Option<String>,
    pub(crate) directory_id: Option<String>,
}

/// A SCIM list (RFC 7644, 3.4.2).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScimList {
    pub(crate) total_results: Option<u64>,
    #[serde(rename = "Resources")]
    pub(crate) resources: Option<Vec<ScimUser>>,
}

/// A SCIM list of groups.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScimGroups {
    pub(crate) total_results: Option<u64>,
    #[serde(rename = "Resources")]
    pub(crate) resources: Option<Vec<FoundGroup>>,
}

/// A SCIM group, as a list shows it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoundGroup {
    pub(crate) id: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) external_id: Option<String>,
}

/// Body of `PATCH /scim/directory/{id}/Groups/{id}`: RFC 7644 spells `Operations`, and so does the vendor's own example.
#[derive(Debug, Serialize)]
pub(crate) struct PatchGroup<'a> {
    pub(crate) schemas: [&'static str; 1],
    #[serde(rename = "Operations")]
    pub(crate) operations: [AddMembers<'a>; 1],
}

#[derive(Debug, Serialize)]
pub(crate) struct AddMembers<'a> {
    pub(crate) op: &'static str,
    pub(crate) path: &'static str,
    pub(crate) value: [NewMember<'a>; 1],
}

#[derive(Debug, Serialize)]
pub(crate) struct NewMember<'a> {
    pub(crate) value: &'a str,
}

/// A SCIM user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScimUser {
    pub(crate) id: Option<String>,
    pub(crate) external_id: Option<String>,
    pub(crate) user_name: Option<String>,
    #[serde(default)]
    pub(crate) emails: Option<Vec<ScimEmail>>,
    pub(crate) active: Option<bool>,
    pub(crate) groups: Option<Vec<ScimGroup>>,
    pub(crate) meta: Option<ScimMeta>,
    #[serde(rename = "urn:scim:schemas:extension:atlassian-external:1.0")]
    pub(crate) atlassian: Option<ScimAtlassian>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ScimEmail {
    pub(crate) value: Option<String>,
    pub(crate) primary: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ScimGroup {
    pub(crate) value: Option<String>,
    pub(crate) display: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ScimMeta {
    pub(crate) created: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScimAtlassian {
    pub(crate) atlassian_account_id: Option<String>,
}
