//! Groups and app role assignments.

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct AppRoleAssignment {
    /// Who is assigned.
    #[serde(rename = "principalId")]
    pub(crate) id: Option<String>,
    #[serde(rename = "principalType")]
    pub(crate) kind: Option<String>,
    #[serde(rename = "principalDisplayName")]
    pub(crate) name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Group {
    pub(crate) id: Option<String>,
    pub(crate) display_name: Option<String>,
    pub(crate) mail: Option<String>,
    #[serde(default, deserialize_with = "super::null_is_missing")]
    pub(crate) proxy_addresses: Vec<String>,
    #[serde(default, rename = "groupTypes", deserialize_with = "super::null_is_missing")]
    pub(crate) kinds: Vec<String>,
    pub(crate) on_premises_sync_enabled: Option<bool>,
}
