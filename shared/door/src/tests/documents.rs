//! What really comes: each kind of document goes through the door and is read behind it.

use super::{Call, Entrance, NOW_S};
use http::StatusCode;
use serde_json::{Value, json};
use untwin_core::domain::{Failure, Recognition, Source};

const RECORD: &str = "0d5b2c1e-7a64-4f0b-9d7e-2f4c6b8a1e30";
const REASON: &str = "StatusCode: Conflict\r\nMessage: Processing of the HTTP request resulted in an exception.\r\n\
    Web Response: \r\n{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:Error\"],\"status\":\"409\",\
    \"scimType\":\"uniqueness\",\"detail\":\"Resource [USER]: with email[ada@example.com] already exists.\"}. This \
    operation was retried 1 times.";

/// Sends a document and reads what was kept of it.
fn through_the_door(call: &Call) -> Vec<Failure> {
    let entrance = Entrance::new();
    assert_eq!(entrance.send(call).status, StatusCode::ACCEPTED);
    let reading = untwin_signals::read(&entrance.kept().document);
    assert_eq!(reading.unreadable, []);
    reading.failures
}

fn alert(condition: &Value) -> Vec<u8> {
    let essentials = json!({
        "alertId": "/subscriptions/s/providers/Microsoft.AlertsManagement/alerts/a1", "signalType": "Log",
        "monitorCondition": "Fired", "monitoringService": "Log Alerts V2", "originAlertId": "o-1",
        "firedDateTime": "2026-05-28T20:26:40.0000000Z", "essentialsVersion": "1.0", "alertContextVersion": "1.0"
    });
    let context = json!({ "conditionType": "LogQueryCriteria", "condition": { "allOf": [condition] } });
    json!({ "schemaId": "azureMonitorCommonAlertSchema", "data": { "essentials": essentials, "alertContext": context } })
        .to_string()
        .into_bytes()
}

#[test]
fn a_log_alert_brings_the_id_as_a_dimension() {
    let dimensions = json!([{ "name": "Id", "value": RECORD }, { "name": "JobId", "value": "scim.t.j" }]);
    let failures = through_the_door(&Call::azure(&alert(&json!({ "dimensions": dimensions, "threshold": "0" }))));
    assert_eq!((failures.len(), failures[0].source), (1, Source::AzureMonitorAlert));
    assert_eq!(failures[0].log_record.as_ref().unwrap().to_look_up().as_str(), RECORD);
}

#[test]
fn a_simple_log_alert_brings_the_row() {
    let row = json!([{ "name": "Id", "value": RECORD }, { "name": "ResultType", "value": "Failure" },
        { "name": "ResultDescription", "value": REASON }]);
    let failures = through_the_door(&Call::azure(&alert(&json!({ "event": [row], "dimensions": null }))));
    assert!(matches!(failures[0].recognition, Recognition::Uniqueness(_)), "{:?}", failures[0].recognition);
}

#[test]
fn records_of_an_event_hub_come_wrapped_and_as_lines() {
    let record = |id: &str| {
        json!({
            "category": "ProvisioningLogs", "operationName": "Provisioning activity", "resultType": "Failure",
            "properties": { "id": id, "jobId": "scim.t.j", "provisioningAction": "update",
                "provisioningStatusInfo": { "Status": "failure", "errorInformation": { "reason": REASON } } }
        })
    };
    let wrapped = json!({ "records": [record("r-1"), record("r-2")] }).to_string();
    assert_eq!(through_the_door(&Call::azure(wrapped.as_bytes())).len(), 2);
    let lines = format!("{}\n{}\n", record("r-1"), record("r-2"));
    let call = Call::signed("m-1", NOW_S, lines.as_bytes()).with("content-type", "application/x-ndjson");
    assert_eq!(through_the_door(&call).len(), 2);
}

#[test]
fn a_page_of_graph_comes_as_it_is() {
    let record = json!({
        "id": RECORD, "jobId": "scim.t.j", "changeId": "c-1", "provisioningAction": "update",
        "sourceIdentity": { "id": "u-1" },
        "provisioningStatusInfo": { "status": "failure", "errorInformation": { "reason": REASON } }
    });
    let page = json!({ "@odata.context": "https://graph.microsoft.com/v1.0/$metadata", "value": [record] }).to_string();
    let failures = through_the_door(&Call::signed("m-1", NOW_S, page.as_bytes()));
    assert_eq!((failures.len(), failures[0].source), (1, Source::EntraGraph));
}

#[test]
fn a_neutral_event_comes_by_itself() {
    let event = json!({
        "version": "untwin.failure/1", "id": "evt-1", "occurred_at": "2026-05-28T20:26:40Z", "source": "help-desk",
        "provider": { "log_record_id": RECORD }, "text": REASON
    });
    let failures = through_the_door(&Call::signed("m-1", NOW_S, event.to_string().as_bytes()));
    assert_eq!((failures.len(), failures[0].source), (1, Source::Neutral));
    assert_eq!(failures[0].dedup_key.as_str(), RECORD, "a record has one key, whoever reports it");
}
