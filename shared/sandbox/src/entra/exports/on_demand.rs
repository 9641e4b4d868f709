//! The answer of provision on demand, in both shapes.
//!
//! It knows that both hide JSON in text.

use serde_json::{Value, json};

use crate::clock::later;
use crate::entra::provisioning::record::{Identity, LogRecord, Modified, Step, StepKind, StepStatus, Verdict};
use crate::entra::quirks::OnDemandShape;

/// The answer that tells of a record, without the address of the context.
pub fn on_demand_answer(record: &LogRecord, shape: OnDemandShape) -> Value {
    let (key, value) = match shape {
        OnDemandShape::StatusInfoArray => {
            let key = "Microsoft.Identity.Health.CPP.Common.DataContracts.SyncFabric.StatusInfo";
            (key.to_owned(), json!([inner(record)]).to_string())
        }
        // For a group this shape tells the result only.
        OnDemandShape::ResultObject if record.source.identity_type == "Group" => {
            (result(&record.verdict), "{}".to_owned())
        }
        OnDemandShape::ResultObject => (result(&record.verdict), inner(record).to_string()),
    };
    json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.stringKeyStringValuePair",
        "key": key,
        "value": value,
    })
}

fn result(verdict: &Verdict) -> String {
    let details = match verdict {
        Verdict::Success => json!({}),
        Verdict::Skipped { code, message } => json!({"errorCode": code, "errorMessage": message}),
        Verdict::Failure { code, reason } => json!({"errorCode": code, "errorMessage": reason}),
    };
    json!({"result": verdict.capital_word(), "details": details}).to_string()
}

fn inner(record: &LogRecord) -> Value {
    let start = format!("{:.7}", record.at);
    let taken = jiff::SignedDuration::from_millis(i64::from(record.duration_ms));
    let end = format!("{:.7}", later(record.at, taken));
    let step = |step: &Step| {
        json!({
            "name": step.name,
            "type": kind(step.kind),
            "status": status(step.status),
            "description": step.description,
            "timestamp": start,
            "details": step.details,
        })
    };
    json!({
        "action": record.action.capital_word(),
        "changeId": record.change_id,
        "startTime": start,
        "endTime": end,
        "reportableIdentifier": record.source.user_principal_name.as_ref().unwrap_or(&record.source.display_name),
        "provisioningSteps": record.steps.iter().map(step).collect::<Vec<_>>(),
        "modifiedProperties": record.modified.iter().map(Modified::json).collect::<Vec<_>>(),
        "statusInfo": status_info(&record.verdict),
        "sourceIdentity": identity(&record.source),
        "sourceSystem": {"id": null, "name": "Azure Active Directory", "details": null},
        "targetIdentity": identity(&record.target),
        "targetSystem": {"id": null, "name": record.application.target_system_name, "details": null},
    })
}

fn status_info(verdict: &Verdict) -> Value {
    let (code, reason, category) = match verdict {
        Verdict::Success | Verdict::Skipped { .. } => (None, None, None),
        Verdict::Failure { code, reason } => (Some(code), Some(reason), Some("NonServiceFailure")),
    };
    json!({
        "status": verdict.capital_word(),
        "errorCode": code,
        "reason": reason,
        "additionalDetails": null,
        "errorCategory": category,
        "recommendedAction": null,
    })
}

fn identity(identity: &Identity) -> Value {
    json!({"id": identity.id, "type": identity.identity_type, "displayName": null, "details": null})
}

const fn kind(kind: StepKind) -> &'static str {
    match kind {
        StepKind::Import => "Import",
        StepKind::Scoping => "Scoping",
        StepKind::Matching => "Matching",
        StepKind::Export => "Export",
    }
}

const fn status(status: StepStatus) -> &'static str {
    match status {
        StepStatus::Success => "Success",
        StepStatus::Failure => "Failure",
        StepStatus::Skipped => "Skipped",
    }
}
