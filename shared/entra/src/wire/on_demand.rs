//! The request and the answer of `provisionOnDemand`.
//!
//! The answer is a pair of texts. Two shapes are documented: `key` is a .NET type name and `value` JSON text of an
//! array; or `key` is JSON text of a result and `value` JSON text of one object. Keys may be missing instead of null.

use super::{Word, null_is_missing};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

#[derive(Serialize)]
pub(crate) struct Request<'a> {
    pub(crate) parameters: [Parameters<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parameters<'a> {
    pub(crate) rule_id: &'a str,
    pub(crate) subjects: [Subject<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Subject<'a> {
    pub(crate) object_id: &'a str,
    pub(crate) object_type_name: &'static str,
    /// For a group: those of its members that are pushed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) links: Option<Links<'a>>,
}

#[derive(Serialize)]
pub(crate) struct Links<'a> {
    pub(crate) members: [Member<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member<'a> {
    pub(crate) object_id: &'a str,
    pub(crate) object_type_name: &'static str,
}

#[derive(Deserialize)]
pub(crate) struct Answer {
    pub(crate) key: Option<Value>,
    pub(crate) value: Option<Value>,
}

/// `key` of the second shape.
#[derive(Deserialize, Default)]
pub(crate) struct Key {
    pub(crate) result: Option<Word>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) details: KeyDetails,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyDetails {
    pub(crate) error_code: Option<String>,
    pub(crate) error_message: Option<String>,
}

/// What happened to one object.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Change {
    #[serde(rename = "changeId")]
    pub(crate) id: Option<String>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) provisioning_steps: Vec<Step>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) status_info: StatusInfo,
}

#[derive(Deserialize)]
pub(crate) struct Step {
    #[serde(rename = "type", alias = "provisioningStepType")]
    pub(crate) kind: Option<Word>,
    pub(crate) status: Option<Word>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) details: Map<String, Value>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StatusInfo {
    pub(crate) status: Option<Word>,
    pub(crate) error_code: Option<String>,
    pub(crate) reason: Option<String>,
    pub(crate) additional_details: Option<String>,
}
