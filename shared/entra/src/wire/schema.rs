//! `synchronizationSchema`: the rules and attribute mappings of a job.

use super::null_is_missing;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Schema {
    pub(crate) synchronization_rules: Vec<Rule>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule {
    pub(crate) id: Option<String>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) metadata: Vec<Metadata>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) object_mappings: Vec<ObjectMapping>,
}

#[derive(Deserialize)]
pub(crate) struct Metadata {
    pub(crate) key: Option<String>,
    pub(crate) value: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ObjectMapping {
    pub(crate) enabled: Option<bool>,
    pub(crate) source_object_name: Option<String>,
    pub(crate) target_object_name: Option<String>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) attribute_mappings: Vec<AttributeMapping>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AttributeMapping {
    pub(crate) target_attribute_name: Option<String>,
    pub(crate) default_value: Option<String>,
    #[serde(default, deserialize_with = "null_is_missing")]
    pub(crate) matching_priority: i64,
    pub(crate) source: Option<Source>,
}

#[derive(Deserialize)]
pub(crate) struct Source {
    pub(crate) expression: Option<String>,
    pub(crate) name: Option<String>,
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
}
