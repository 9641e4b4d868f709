//! `provisioningObjectSummary`: one record of `auditLogs/provisioning`.
//!
//! The service principal, which is an object or an array depending on the source, is not needed and not read.

use super::{Word, null_is_missing};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Members of `provisioningAction`, in the order of their numbers.
pub(crate) const ACTIONS: &[&str] = &["other", "create", "delete", "disable", "update", "stageddelete"];
/// Members of `provisioningResult`, in the order of their numbers.
pub(crate) const RESULTS: &[&str] = &["success", "failure", "skipped", "warning"];
/// Members of `provisioningStepType`, in the order of their numbers.
pub(crate) const STEP_TYPES: &[&str] =
    &["import", "scoping", "matching", "processing", "referenceresolution", "export"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Record {
    #[serde(alias = "Id")]
    pub(crate) id: Option<String>,
    pub(crate) activity_date_time: Option<String>,
    pub(crate) tenant_id: Option<String>,
    pub(crate) job_id: Option<String>,
    pub(crate) provisioning_action: Option<Word>,
    pub(crate) source_identity: Option<Identity>,
    pub(crate) target_identity: Option<Identity>,
    pub(crate) provisioning_status_info: Option<StatusInfo>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) provisioning_steps: Vec<Step>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) modified_properties: Vec<Modified>,
}

#[derive(Deserialize)]
pub(crate) struct Identity {
    #[serde(alias = "Id")]
    pub(crate) id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusInfo {
    #[serde(alias = "Status")]
    pub(crate) status: Option<Word>,
    pub(crate) error_information: Option<ErrorInformation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorInformation {
    pub(crate) reason: Option<String>,
    pub(crate) additional_details: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    pub(crate) provisioning_step_type: Option<Word>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) details: Map<String, Value>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Modified {
    pub(crate) display_name: Option<String>,
    pub(crate) old_value: Option<String>,
    pub(crate) new_value: Option<String>,
}
