//! Every structured shape that Entra and Azure Monitor emit.

use super::{ADA, GRACE, fixture, lines, of_ada, read_clean, text_of};
use crate::classified;
use serde_json::{Value, json};
use untwin_core::domain::{Failure, Recognition, Source};

fn keys(failures: &[Failure]) -> Vec<&str> {
    failures.iter().map(|failure| failure.dedup_key.as_str()).collect()
}

/// Every hint that leads to the record, as text.
fn hints(failure: &Failure) -> [Option<&str>; 5] {
    [
        failure.log_record.as_ref().map(|hint| hint.to_look_up().as_str()),
        failure.tenant.as_ref().map(|hint| hint.to_look_up().as_str()),
        failure.job.as_ref().map(|hint| hint.to_look_up().as_str()),
        failure.subject.as_ref().map(|hint| hint.to_look_up().as_str()),
        failure.target_record.as_ref().map(|hint| hint.to_look_up().as_str()),
    ]
}

const TENANT: &str = "5a0c7b1e-0d34-4f5e-9b2c-6c1f0e8d7a11";
const JOB: &str = "atlassianCloud.5a0c7b1e0d344f5e9b2c6c1f0e8d7a11.1f2e3d4c-aaaa-4bbb-8ccc-123456789012";

#[test]
fn a_page_of_the_log_gives_every_record_in_order() {
    let reading = read_clean(fixture!("graph-page.json"));
    assert_eq!(
        lines(&reading),
        [
            of_ada(),
            json!(["uniqueness", "user", "email", "grace@example.com", "create"]),
            json!(["none", null, null, null, "update"]),
            json!(["uniqueness", "group", "displayName", null, "create"]),
            json!(["none", null, null, null, "delete"]),
            json!(["other", null, null, null, "disable"]),
        ]
    );
    let whys: Vec<_> = reading.failures.iter().filter_map(|failure| classified(failure).why).collect();
    assert_eq!(
        whys,
        [
            "not a failure: status success",
            "not a failure: status skipped",
            "a conflict of another kind: the user must be active"
        ]
    );
}

#[test]
fn a_record_gives_all_that_it_says() {
    let reading = read_clean(fixture!("graph-record.json"));
    let failure = &reading.failures[0];
    assert_eq!(failure.source, Source::EntraGraph);
    assert_eq!(hints(failure), [Some("00001-rec"), Some(TENANT), Some(JOB), Some(ADA), Some("scim-ada")]);
    assert_eq!(failure.subject_name.as_ref().map(|name| name.to_look_up().as_str()), Some("ada@example.com"));
    assert_eq!(failure.occurred_at, "2026-03-02T08:05:11Z".parse().ok());
    assert_eq!(failure.retry_announced_at, "2026-03-02T14:05:09.1234567Z".parse().ok());
    assert_eq!(failure.dedup_key.as_str(), "00001-rec");
}

#[test]
fn a_failed_create_aims_at_no_record() {
    let reading = read_clean(fixture!("graph-page.json"));
    assert_eq!(hints(&reading.failures[1])[3..], [Some(GRACE), None]);
}

#[test]
fn records_in_a_bare_list_are_read_as_those_of_a_page() {
    let page: Value = serde_json::from_slice(fixture!("graph-page.json")).unwrap();
    let bare = read_clean(page["value"].to_string().as_bytes());
    assert_eq!(bare.failures, read_clean(fixture!("graph-page.json")).failures);
}

#[test]
fn an_exported_batch_is_read_through_its_spellings() {
    let reading = read_clean(fixture!("event-hub-batch.json"));
    assert_eq!(
        lines(&reading),
        [
            of_ada(),
            json!(["uniqueness", "user", "email", "grace@example.com", "create"]),
            json!(["none", null, null, null, "update"]),
            of_ada(),
        ]
    );
    assert_eq!(keys(&reading.failures), ["00001-rec", "00002-rec", "00003-rec", "00007-rec"]);
    assert_eq!(hints(&reading.failures[3]), [Some("00007-rec"), None, Some(JOB), Some(ADA), None]);
    assert_eq!(reading.failures[3].occurred_at, "2026-03-02T08:05:11Z".parse().ok());
    assert_eq!(reading.passed_over, 1, "a record of another category is none of ours");
}

#[test]
fn one_record_has_one_key_whichever_way_it_came() {
    for document in [
        fixture!("graph-record.json"),
        fixture!("event-hub-lines.ndjson"),
        fixture!("log-analytics-result.json"),
        fixture!("alert-rows.json"),
        fixture!("alert-dimensions.json"),
    ] {
        assert_eq!(crate::read(document).failures[0].dedup_key.as_str(), "00001-rec");
    }
}

#[test]
fn a_bare_exported_record_is_read_alone() {
    let batch: Value = serde_json::from_slice(fixture!("event-hub-batch.json")).unwrap();
    let reading = read_clean(batch["records"][0].to_string().as_bytes());
    assert_eq!(lines(&reading), [of_ada()]);
    assert_eq!(reading.failures[0].source, Source::EntraEventHub);
}

#[test]
fn the_status_of_the_record_goes_before_that_of_its_envelope() {
    let spliced =
        text_of(fixture!("event-hub-batch.json")).replace("\"resultType\": \"Failure\"", "\"resultType\": \"Success\"");
    assert_eq!(lines(&read_clean(spliced.as_bytes()))[0], of_ada());
}

#[test]
fn rows_are_read_from_a_result_and_from_exported_objects() {
    for document in [fixture!("log-analytics-result.json"), fixture!("log-analytics-rows.json")] {
        let reading = read_clean(document);
        assert_eq!(lines(&reading), [of_ada(), json!(["none", null, null, null, "update"])]);
        assert_eq!(reading.failures[0].source, Source::EntraLogAnalytics);
        assert_eq!(
            hints(&reading.failures[0]),
            [Some("00001-rec"), Some(TENANT), Some(JOB), Some(ADA), Some("scim-ada")]
        );
    }
}

#[test]
fn rows_one_a_line_are_read_too() {
    let rows: Vec<Value> = serde_json::from_slice(fixture!("log-analytics-rows.json")).unwrap();
    let text = rows.iter().map(Value::to_string).collect::<Vec<_>>().join("\n");
    assert_eq!(lines(&read_clean(text.as_bytes())).len(), 2);
}

#[test]
fn an_alert_with_rows_gives_the_conflict() {
    let reading = read_clean(fixture!("alert-rows.json"));
    let failure = &reading.failures[0];
    assert_eq!(lines(&reading), [json!(["uniqueness", "user", "email", "ada@example.com", "other"])]);
    assert_eq!(hints(failure), [Some("00001-rec"), None, Some(JOB), Some(ADA), Some("scim-ada")]);
}

#[test]
fn an_alert_with_dimensions_gives_ids_and_never_the_words_of_its_query() {
    let reading = read_clean(fixture!("alert-dimensions.json"));
    let failure = &reading.failures[0];
    assert_eq!(failure.recognition, Recognition::Untold("the alert carries ids only".to_owned()));
    assert_eq!(hints(failure), [Some("00001-rec"), None, Some(JOB), Some(ADA), Some("scim-ada")]);
    assert_eq!(failure.occurred_at, "2026-03-02T08:20:00.5Z".parse().ok());
}

#[test]
fn an_older_alert_gives_its_result_rows() {
    let reading = read_clean(fixture!("alert-search-results.json"));
    assert_eq!(lines(&reading)[1][3], "grace@example.com");
    let alert = "/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/alert-1";
    assert_eq!(keys(&reading.failures), ["00001-rec".to_owned(), format!("{alert}#1")]);
}

#[test]
fn a_resolved_alert_is_no_failure_and_no_duplicate_of_the_fired_one() {
    let fired = text_of(fixture!("alert-dimensions.json")).replace("\"Id\"", "\"Other\"");
    let resolved = read_clean(fired.replace("Fired", "Resolved").as_bytes());
    assert_eq!(resolved.failures[0].recognition, Recognition::Nothing("the alert is resolved".to_owned()));
    assert_ne!(resolved.failures[0].dedup_key, read_clean(fired.as_bytes()).failures[0].dedup_key);
}

#[test]
fn both_shapes_of_an_on_demand_answer_give_the_conflict() {
    for document in [fixture!("on-demand-list.json"), fixture!("on-demand-object.json")] {
        let reading = read_clean(document);
        assert_eq!(lines(&reading), [of_ada()]);
        assert_eq!(hints(&reading.failures[0]), [None, None, None, Some(ADA), Some("scim-ada")]);
        assert_eq!(keys(&reading.failures), ["change-od"]);
        assert_eq!(reading.failures[0].occurred_at, "2026-03-02T09:00:02.2Z".parse().ok());
    }
}

#[test]
fn an_on_demand_success_is_no_failure() {
    let reading = read_clean(fixture!("on-demand-group.json"));
    assert_eq!(reading.failures[0].recognition, Recognition::Nothing("not a failure: status success".to_owned()));
}

#[test]
fn a_document_in_a_json_string_is_the_document() {
    let wrapped = serde_json::to_string(&text_of(fixture!("graph-record.json"))).unwrap();
    assert_eq!(read_clean(wrapped.as_bytes()), read_clean(fixture!("graph-record.json")));
}

#[test]
fn classified_prints_the_agreed_names() {
    let reading = read_clean(fixture!("graph-page.json"));
    let printed = serde_json::to_value(classified(&reading.failures[2])).unwrap();
    assert_eq!(
        printed,
        json!({"source": "entra-graph", "kind": "none", "resource": null, "attribute": null, "value": null,
            "operation": "update", "idp_user_id": ADA, "occurred_at": "2026-03-02T08:05:11Z",
            "dedup_key": "00003-rec", "why": "not a failure: status success"})
    );
    assert!(serde_json::to_value(classified(&reading.failures[0])).unwrap().get("why").is_none());
}

#[test]
fn a_failure_without_its_reason_is_not_told_apart_here() {
    let mut record: Value = serde_json::from_slice(fixture!("graph-record.json")).unwrap();
    record["provisioningStatusInfo"]["errorInformation"]["reason"] = Value::Null;
    let silent = read_clean(record.to_string().as_bytes());
    assert_eq!(silent.failures[0].recognition, Recognition::Untold("a failure without an error text".to_owned()));
    record["provisioningStatusInfo"]["errorInformation"]["reason"] = "The user is out of scope.".into();
    let other = read_clean(record.to_string().as_bytes());
    assert_eq!(other.failures[0].recognition, Recognition::Other("a failure whose text names no conflict".to_owned()));
}
