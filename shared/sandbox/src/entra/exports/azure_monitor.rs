//! Records as Log Analytics stores them, and the two alerts that can tell of them.
//!
//! It knows that nested values are stored as JSON text.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::diagnostic::{
    identity, initiated_by, long_time, modified, service_principal, status_info, steps, target_system,
};
use crate::clock::earlier;
use crate::entra::provisioning::record::{LogRecord, Verdict};

/// The answer to a query for these records in a workspace.
pub fn log_analytics_response(records: &[LogRecord], workspace_id: &str) -> Value {
    let rows: Vec<Vec<(&str, Value)>> = records.iter().map(|record| row(record, workspace_id)).collect();
    let columns: Vec<Value> = rows.first().map_or_else(Vec::new, |row| row.iter().map(column).collect());
    let rows: Vec<Vec<Value>> = rows.into_iter().map(|row| row.into_iter().map(|(_, value)| value).collect()).collect();
    json!({"tables": [{"name": "PrimaryResult", "columns": columns, "rows": rows}]})
}

/// A simple log alert, which holds the row itself. `fired` is when it fired.
pub fn simple_log_alert(record: &LogRecord, fired: Timestamp) -> Value {
    let told = [
        "TimeGenerated",
        "Id",
        "ChangeId",
        "JobId",
        "ResultSignature",
        "ResultDescription",
        "SourceIdentity",
        "TargetIdentity",
    ];
    let row = row(record, WORKSPACE);
    let cell = |(name, value): (&str, Value)| told.contains(&name).then(|| json!({"name": name, "value": value}));
    let cells: Vec<Value> = row.into_iter().filter_map(cell).collect();
    let mut condition = json!({
        "searchQuery": "AADProvisioningLogs | where ResultType == 'Failure'",
        "metricMeasureColumn": null,
        "targetResourceTypes": null,
        "operator": null,
        "threshold": null,
        "timeAggregation": null,
        "dimensions": null,
        "metricValue": 1.0,
        "failingPeriods": null,
        "event": [cells],
    });
    add_links(&mut condition);
    let context = json!({
        "properties": {},
        "conditionType": "LogQueryCriteria",
        "condition": {
            "windowSize": null,
            "allOf": [condition],
            "windowStartTime": null,
            "windowEndTime": null,
        },
    });
    alert(record, fired, "Simple Log Alert", &context)
}

/// A log alert of the second version, which holds dimensions and never rows. `fired` is when it fired.
pub fn log_alert_v2(record: &LogRecord, fired: Timestamp) -> Value {
    let dimension = |name: &str, value: &str| json!({"name": name, "value": value});
    let mut condition = json!({
        "searchQuery": "AADProvisioningLogs | where ResultType == 'Failure' | project Id, ChangeId, JobId",
        "metricMeasureColumn": null,
        "targetResourceTypes": "['microsoft.operationalinsights/workspaces']",
        "operator": "GreaterThan",
        "threshold": "0",
        "timeAggregation": "Count",
        "dimensions": [
            dimension("SourceObjectId", &record.source.id),
            dimension("ChangeId", &record.change_id),
            dimension("Id", &record.id),
            dimension("TargetScimId", &record.target.id),
        ],
        "metricValue": 1.0,
        "failingPeriods": {"numberOfEvaluationPeriods": 1, "minFailingPeriodsToAlert": 1},
    });
    add_links(&mut condition);
    let window_start = earlier(fired, SignedDuration::from_mins(10));
    let context = json!({
        "properties": {"source": "entra-provisioning", "jobId": record.job_id},
        "conditionType": "LogQueryCriteria",
        "condition": {
            "windowSize": "PT10M",
            "allOf": [condition],
            "windowStartTime": format!("{window_start:.0}"),
            "windowEndTime": format!("{fired:.0}"),
        },
    });
    let mut alert = alert(record, fired, "Log Alerts V2", &context);
    if let Some(data) = alert.get_mut("data").and_then(Value::as_object_mut) {
        let properties = json!({"source": "entra-provisioning", "jobId": record.job_id});
        data.insert("customProperties".to_owned(), properties);
    }
    alert
}

/// The workspace that alerts name.
const WORKSPACE: &str = "2f6c0b1e-58a4-4d0e-9f37-6a1c5e7d9b20";
const RESOURCE: &str = "/subscriptions/7d1f0a52-9c3e-4b68-8f24-1e5a6c7b8d90/resourcegroups/identity/providers/\
                        microsoft.operationalinsights/workspaces/identity-logs";

fn alert(record: &LogRecord, fired: Timestamp, service: &str, context: &Value) -> Value {
    let subscription = "/subscriptions/7d1f0a52-9c3e-4b68-8f24-1e5a6c7b8d90";
    json!({
        "schemaId": "azureMonitorCommonAlertSchema",
        "data": {
            "essentials": {
                "alertId": format!("{subscription}/providers/Microsoft.AlertsManagement/alerts/{}", record.change_id),
                "alertRule": "provisioning-failed",
                "severity": "Sev2",
                "signalType": "Log",
                "monitorCondition": "Fired",
                "monitoringService": service,
                "alertTargetIDs": [RESOURCE],
                "configurationItems": [RESOURCE],
                "originAlertId": record.change_id,
                "firedDateTime": format!("{fired:.7}"),
                "description": "Provisioning to Atlassian failed",
                "essentialsVersion": "1.0",
                "alertContextVersion": "1.0",
            },
            "alertContext": context,
        },
    })
}

fn add_links(condition: &mut Value) {
    let ui = "https://portal.azure.com/#blade/Microsoft_Azure_Monitoring_Logs/LogsBlade";
    let api = format!("https://api.loganalytics.io/v1/workspaces/{WORKSPACE}/query?query=AADProvisioningLogs");
    let links = [
        ("linkToSearchResultsUI", ui),
        ("linkToFilteredSearchResultsUI", ui),
        ("linkToSearchResultsAPI", api.as_str()),
        ("linkToFilteredSearchResultsAPI", api.as_str()),
    ];
    if let Some(condition) = condition.as_object_mut() {
        condition.extend(links.map(|(name, link)| (name.to_owned(), json!(link))));
    }
}

fn column((name, value): &(&str, Value)) -> Value {
    let kind = match *name {
        "TimeGenerated" => "datetime",
        _ if value.is_number() => "long",
        _ => "string",
    };
    json!({"name": name, "type": kind})
}

fn row(record: &LogRecord, workspace_id: &str) -> Vec<(&'static str, Value)> {
    let (signature, description) = match &record.verdict {
        Verdict::Failure { code, reason } => (code.as_str(), reason.as_str()),
        Verdict::Success | Verdict::Skipped { .. } => ("", ""),
    };
    let text = |value: Value| Value::String(value.to_string());
    vec![
        ("TimeGenerated", json!(long_time(record))),
        ("OperationName", json!("Provisioning activity")),
        ("Category", json!("ProvisioningLogs")),
        ("AADTenantId", json!(record.tenant_id)),
        ("TenantId", json!(workspace_id)),
        ("JobId", json!(record.job_id)),
        ("CycleId", json!(record.cycle_id)),
        ("ChangeId", json!(record.change_id)),
        ("CorrelationId", json!(record.change_id)),
        ("Id", json!(record.id)),
        ("ProvisioningAction", json!(record.action.graph_word())),
        ("ResultType", json!(record.verdict.capital_word())),
        ("ResultSignature", json!(signature)),
        ("ResultDescription", json!(description)),
        ("DurationMs", json!(record.duration_ms)),
        ("SourceIdentity", text(identity(&record.source))),
        ("TargetIdentity", text(identity(&record.target))),
        ("TargetSystem", text(target_system(record))),
        ("ServicePrincipal", text(service_principal(record))),
        ("InitiatedBy", text(initiated_by())),
        ("ProvisioningStatusInfo", text(status_info(record))),
        ("ProvisioningSteps", text(steps(record))),
        ("ModifiedProperties", text(modified(record))),
        // The agent's kind, not the provisioning source.
        ("SourceSystem", json!("Azure AD")),
        ("Type", json!("AADProvisioningLogs")),
    ]
}
