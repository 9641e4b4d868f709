//! Records as diagnostic settings export them: to an event hub, or one JSON text per line.
//!
//! It knows the mixture of spellings that these exports have.

use serde_json::{Map, Value, json};

use crate::entra::provisioning::record::{Identity, LogRecord, Modified, Step, StepKind, StepStatus, Verdict};

/// Which of the known variants an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportStyle {
    /// With the error as `resultSignature` and `resultDescription`, numbers as numbers, `Level` in capitals.
    WithResult,
    /// Without them, the duration as text, `level` in lower case, and a caller's address at the end.
    WithoutResult,
}

/// A message of an event hub: records in their wrapper.
pub fn event_hub_batch(records: &[LogRecord], style: ExportStyle) -> Value {
    let records: Vec<Value> = records.iter().map(|record| event_hub_record(record, style)).collect();
    json!({"records": records})
}

/// One bare record.
pub fn event_hub_record(record: &LogRecord, style: ExportStyle) -> Value {
    let mut envelope = Map::new();
    let mut put = |name: &str, value: Value| envelope.insert(name.to_owned(), value);
    put("time", json!(long_time(record)));
    put("operationName", json!("Provisioning activity"));
    put("operationVersion", json!("1.0"));
    put("category", json!("ProvisioningLogs"));
    put("tenantId", json!(record.tenant_id));
    put("resultType", json!(record.verdict.capital_word()));
    put("correlationId", json!(record.change_id));
    put("identity", json!(record.id));
    put("properties", properties(record));
    match style {
        ExportStyle::WithResult => {
            put("resourceId", json!(format!("/tenants/{}/providers/Microsoft.aadiam", record.tenant_id)));
            put("durationMs", json!(record.duration_ms));
            put("Level", json!(4));
            if let Verdict::Failure { code, reason } = &record.verdict {
                put("resultSignature", json!(code));
                put("resultDescription", json!(reason));
            }
        }
        ExportStyle::WithoutResult => {
            put("resourceId", json!(format!("/tenants/{}/providers/MICROSOFT.AADIAM", record.tenant_id)));
            put("durationMs", json!(record.duration_ms.to_string()));
            put("level", json!(4));
            put("callerIpAddress", json!("203.0.113.42"));
        }
    }
    Value::Object(envelope)
}

/// One bare record per line.
pub fn ndjson(records: &[LogRecord], style: ExportStyle) -> String {
    let lines = records.iter().map(|record| format!("{}\n", event_hub_record(record, style)));
    lines.collect()
}

/// The time with seven digits behind the second.
pub(super) fn long_time(record: &LogRecord) -> String {
    format!("{:.7}", record.at)
}

fn properties(record: &LogRecord) -> Value {
    json!({
        "id": record.id,
        "activityDateTime": long_time(record),
        "tenantId": record.tenant_id,
        "jobId": record.job_id,
        "cycleId": record.cycle_id,
        "changeId": record.change_id,
        "action": record.action.capital_word(),
        "provisioningAction": record.action.graph_word(),
        "servicePrincipal": service_principal(record),
        "sourceSystem": {
            "details": {},
            "Id": record.application.source_system_id,
            "Name": "Microsoft Entra ID",
        },
        "targetSystem": target_system(record),
        "initiatedBy": initiated_by(),
        "sourceIdentity": identity(&record.source),
        "targetIdentity": identity(&record.target),
        "provisioningStatusInfo": status_info(record),
        "statusInfo": {"Status": u8::from(matches!(record.verdict, Verdict::Failure { .. }))},
        "provisioningSteps": steps(record),
        "modifiedProperties": modified(record),
        "durationInMilliseconds": record.duration_ms,
    })
}

pub(super) fn service_principal(record: &LogRecord) -> Value {
    json!({"Id": record.application.service_principal_id, "Name": record.application.display_name})
}

pub(super) fn target_system(record: &LogRecord) -> Value {
    json!({
        "details": record.application.target_details(),
        "Id": record.application.target_system_id,
        "Name": record.application.target_system_name,
    })
}

pub(super) fn initiated_by() -> Value {
    json!({"Type": "system", "Id": "", "Name": "Azure AD Provisioning Service"})
}

pub(super) fn identity(identity: &Identity) -> Value {
    json!({
        "identityType": identity.identity_type,
        "details": identity.details_json(),
        "Id": identity.id,
        "Name": identity.display_name,
    })
}

pub(super) fn status_info(record: &LogRecord) -> Value {
    json!({"Status": record.verdict.graph_word(), "errorInformation": record.verdict.error_json()})
}

pub(super) fn steps(record: &LogRecord) -> Value {
    Value::Array(record.steps.iter().map(step).collect())
}

pub(super) fn modified(record: &LogRecord) -> Value {
    Value::Array(record.modified.iter().map(Modified::json).collect())
}

/// A step with its kind and status as the numbers of Graph's enumerations.
fn step(step: &Step) -> Value {
    let kind = match step.kind {
        StepKind::Import => 0,
        StepKind::Scoping => 1,
        StepKind::Matching => 2,
        StepKind::Export => 5,
    };
    let status = match step.status {
        StepStatus::Success => 0,
        StepStatus::Failure => 1,
        StepStatus::Skipped => 2,
    };
    json!({
        "name": step.name,
        "provisioningStepType": kind,
        "status": status,
        "description": step.description,
        "details": step.details,
    })
}
