//! Our payloads against the project's collection of samples, where it is at hand: the same keys in the same places.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{ADA, Stage, hr};
use crate::entra::exports::{
    ExportStyle, event_hub_batch, graph_page, log_alert_v2, log_analytics_response, on_demand_answer, simple_log_alert,
};
use crate::entra::quirks::{OnDemandShape, Quirks};
use crate::entra::{Group, UserSeed};

/// A sample by name, or nothing where the collection is not at hand.
fn sample(name: &str) -> Option<Value> {
    #[expect(clippy::disallowed_methods, reason = "a test may ask where the samples are")]
    let library = std::env::var("UNTWIN_LIBRARY").ok()?;
    let text = std::fs::read_to_string(format!("{library}/samples/{name}.json")).unwrap();
    Some(serde_json::from_str(&text).unwrap())
}

#[expect(clippy::print_stdout, reason = "a test that could not compare says so")]
fn say_that_nothing_was_compared() {
    println!("UNTWIN_LIBRARY is not set: nothing was compared with the samples");
}

/// Paths of all keys; items of one array count as one, and below `details` everything is free.
fn paths(value: &Value, at: &str, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(properties) => {
            for (key, inner) in properties {
                let path = format!("{at}/{key}");
                if key != "details" && key != "parameters" {
                    paths(inner, &path, into);
                }
                into.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, at, into)),
        Value::String(text) => {
            if let Ok(inner @ (Value::Object(_) | Value::Array(_))) = serde_json::from_str(text) {
                paths(&inner, at, into);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn key_paths(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    paths(value, "", &mut found);
    found.remove("/@odata.nextLink");
    found
}

/// What we make up but the sample lacks, and what the sample has and we lack.
fn differences(ours: &Value, sample: &Value) -> Vec<String> {
    let (ours, theirs) = (key_paths(ours), key_paths(sample));
    ours.symmetric_difference(&theirs).cloned().collect()
}

#[test]
fn records_in_all_carriers_have_the_keys_of_the_samples() {
    let stage = Stage::conflicted();
    let record = stage.last_record().clone();
    let one = std::slice::from_ref(&record);
    let ours = [
        ("entra-graph-provisioning-failed-update", graph_page(one, &Quirks::default())),
        ("entra-eventhub-provisioninglogs-failed", event_hub_batch(one, ExportStyle::WithResult)),
        ("entra-eventhub-provisioninglogs-failed-variant", event_hub_batch(one, ExportStyle::WithoutResult)),
        ("entra-loganalytics-query-response", log_analytics_response(one, "workspace")),
        ("entra-azuremonitor-alert-logalertsv2", log_alert_v2(&record, stage.now)),
        ("entra-azuremonitor-alert-simplelog", simple_log_alert(&record, stage.now)),
        ("entra-provisionondemand-response-failure-409", on_demand_answer(&record, OnDemandShape::StatusInfoArray)),
        (
            "entra-provisionondemand-response-failure-409-apidoc-shape",
            on_demand_answer(&record, OnDemandShape::ResultObject),
        ),
    ];
    for (name, ours) in ours {
        let Some(sample) = sample(name) else {
            return say_that_nothing_was_compared();
        };
        assert_eq!(differences(&ours, &sample), [""; 0], "{name}");
    }
}

#[test]
fn answers_of_graph_have_the_keys_of_the_samples() {
    let mut stage = Stage::new();
    stage.world.tenant.set_name_id_attribute("mail");
    stage.world.tenant.add_group(Group::assigned_by_hand("g1", "engineers", &[ADA]));
    stage.world.tenant.edit_user(stage.now, ADA, hr(), |user| *user = UserSeed::member(ADA, "ada@example.com").into());
    let principal = stage.world.tenant.service_principal_id().to_owned();
    let job = stage.job_path();
    let selected = "id,displayName,userPrincipalName,mail,otherMails,proxyAddresses,userType,accountEnabled,\
                    externalUserState,creationType,onPremisesSyncEnabled,employeeId,createdDateTime,identities";
    let group = "id,displayName,groupTypes,membershipRule,membershipRuleProcessingState,onPremisesSyncEnabled,\
                 isAssignableToRole,securityEnabled,mailEnabled";
    let asked = [
        ("entra-graph-user", format!("/graph/v1.0/users/{ADA}?$select={selected}")),
        ("entra-graph-user-memberof", format!("/graph/v1.0/users/{ADA}/memberOf?$select={group}")),
        ("entra-graph-approleassignedto", format!("/graph/v1.0/servicePrincipals/{principal}/appRoleAssignedTo")),
        ("entra-graph-claimspolicy-beta", format!("/graph/beta/servicePrincipals/{principal}/claimsPolicy")),
        ("entra-graph-synchronization-jobs", job.rsplit_once('/').unwrap().0.to_owned()),
        ("entra-graph-synchronization-schema-upn-mail", format!("{job}/schema")),
    ];
    for (name, path) in asked {
        let (status, ours) = stage.get(&path);
        assert_eq!(status, 200, "{name}");
        let Some(sample) = sample(name) else {
            return say_that_nothing_was_compared();
        };
        assert_eq!(differences(&ours, &sample), [""; 0], "{name}");
    }
    let sample = sample("entra-token-response").unwrap_or_default();
    assert_eq!(differences(&stage.sign_in(super::SECRET).1, &json!(sample)), [""; 0]);
}
