//! `directoryAudit`: one record of `auditLogs/directoryAudits`.

use super::{Word, log::Modified, null_is_missing};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Audit {
    pub(crate) activity_date_time: Option<String>,
    pub(crate) result: Option<Word>,
    pub(crate) initiated_by: Option<InitiatedBy>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) target_resources: Vec<Target>,
}

#[derive(Deserialize)]
pub(crate) struct InitiatedBy {
    pub(crate) user: Option<User>,
    pub(crate) app: Option<App>,
}

#[derive(Deserialize)]
pub(crate) struct User {
    pub(crate) id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct App {
    pub(crate) service_principal_id: Option<String>,
    #[serde(rename = "appId")]
    pub(crate) client_id: Option<String>,
    pub(crate) display_name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Target {
    pub(crate) id: Option<String>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) modified_properties: Vec<Modified>,
}
