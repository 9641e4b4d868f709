//! One failure in every form in which customers' systems bring it.

use serde_json::Value;

use super::Stage;
use crate::entra::exports::{
    ExportStyle, event_hub_batch, graph_page, log_alert_v2, log_analytics_response, ndjson, pasted_page, scim_error,
    simple_log_alert, troubleshooting_log,
};
use crate::entra::quirks::Quirks;

const TEXT: &str = "Resource [USER]: with email[ada@example.com] already exists.";

#[test]
fn the_graph_page_has_seconds_and_strings() {
    let stage = Stage::conflicted();
    let page = graph_page(stage.world.tenant.log(), &Quirks::default());
    let record = &page["value"][1];
    assert_eq!(record["activityDateTime"], "2026-08-18T08:12:11Z");
    assert_eq!(record["provisioningSteps"][3]["provisioningStepType"], "export");
    assert_eq!(record["provisioningStatusInfo"]["status"], "failure");
    assert_eq!(page["value"][0]["provisioningStatusInfo"]["errorInformation"], Value::Null);
}

#[test]
fn the_event_hub_has_capitals_numbers_and_seven_digits() {
    let stage = Stage::conflicted();
    let record = stage.last_record().clone();
    let batch = event_hub_batch(std::slice::from_ref(&record), ExportStyle::WithResult);
    let bare = &batch["records"][0];
    assert_eq!(bare["time"], "2026-08-18T08:12:11.4417302Z");
    assert_eq!((&bare["resultType"], bare["Level"].is_number()), (&Value::from("Failure"), true));
    assert_eq!(bare["properties"]["sourceIdentity"]["Id"], Value::from(super::ADA));
    assert_eq!(bare["properties"]["provisioningSteps"][3]["provisioningStepType"], 5);
    assert_eq!(bare["properties"]["action"], "Update");
    let other = event_hub_batch(&[record], ExportStyle::WithoutResult);
    assert!(other["records"][0]["durationMs"].is_string());
    assert_eq!(other["records"][0].get("resultDescription"), None);
}

#[test]
fn each_line_of_ndjson_is_a_record() {
    let stage = Stage::conflicted();
    let text = ndjson(stage.world.tenant.log(), ExportStyle::WithResult);
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[1]["resultDescription"].as_str().unwrap().contains(TEXT));
}

#[test]
fn log_analytics_holds_nested_values_as_text_under_typed_columns() {
    let stage = Stage::conflicted();
    let table = &log_analytics_response(stage.world.tenant.log(), "workspace")["tables"][0];
    let columns = table["columns"].as_array().unwrap();
    let cell = |name: &str| {
        let position = columns.iter().position(|column| column["name"] == name).unwrap();
        table["rows"][1][position].clone()
    };
    let source: Value = serde_json::from_str(cell("SourceIdentity").as_str().unwrap()).unwrap();
    assert_eq!(source["Id"], super::ADA);
    assert_eq!((cell("TenantId"), cell("SourceSystem")), ("workspace".into(), "Azure AD".into()));
    assert_eq!(columns[0]["type"], "datetime");
}

#[test]
fn a_simple_alert_holds_the_row_and_the_other_kind_holds_ids_only() {
    let stage = Stage::conflicted();
    let simple = simple_log_alert(stage.last_record(), stage.now);
    assert!(simple["data"]["alertContext"]["condition"]["allOf"][0]["event"].to_string().contains(TEXT));
    let second = log_alert_v2(stage.last_record(), stage.now);
    assert!(!second.to_string().contains("already exists"));
    let dimensions = &second["data"]["alertContext"]["condition"]["allOf"][0]["dimensions"];
    assert!(dimensions.to_string().contains(&stage.last_record().id));
    assert_eq!(second["data"]["essentials"]["monitoringService"], "Log Alerts V2");
}

#[test]
fn pasted_text_is_flat_and_the_bare_error_is_json() {
    let stage = Stage::conflicted();
    let page = pasted_page(stage.last_record());
    assert!(page.contains("Failed to update User 'ada@example.com' in AtlassianCloud"), "{page}");
    assert!(page.contains("StatusCode: Conflict Message: "), "{page}");
    assert!(!page.contains('\r') && !page.contains("retried"), "{page}");
    let error: Value = serde_json::from_str(&scim_error(stage.last_record()).unwrap()).unwrap();
    assert_eq!((&error["scimType"], &error["detail"]), (&"uniqueness".into(), &TEXT.into()));
    assert!(troubleshooting_log(stage.last_record()).unwrap().contains(TEXT));
}
