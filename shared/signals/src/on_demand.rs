//! Answers of provision on demand, in both shapes that are known.
//!
//! The answer is HTTP 200 even where nothing was provisioned; the change inside says how it ended.

use crate::{
    bounds::parse_json,
    fields::Fields,
    identity::{hint, id, key_of_record},
    judge::{ErrorText, STEP_FIELD, Status, judge, status},
    quoted::quoted,
    reading::{Fault, Reading},
    record::{failed_steps, operation},
    table::within,
};
use serde_json::Value;
use untwin_core::domain::{EventId, Failure, Hint, IdpUserId, ScimUserId, Source, announced_retry, parse_moment};

/// Reads `{"key": …, "value": …}`; the value is a JSON string of one change or of a list of them.
pub(crate) fn read_answer(value: &Value, place: &str, into: &mut Reading) {
    let Some(fields) = Fields::of(value) else { return };
    let verdict = fields.text(&["key"]).and_then(|key| parse_json(key, "key").ok());
    let changes = match fields.text(&["value"]).map_or_else(|| Ok(Value::Null), |text| parse_json(text, "value")) {
        Ok(changes) => changes,
        Err(fault) => return into.refuse(place, value.to_string(), fault),
    };
    let verdict = verdict.as_ref().and_then(Fields::of);
    match &changes {
        Value::Array(list) => {
            for (index, change) in list.iter().enumerate() {
                let place = within(place, &format!("value[{index}]"));
                into.take(&place, change, read_change(change, verdict, change));
            }
        }
        Value::Object(_) => into.take(place, value, read_change(&changes, verdict, value)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {
            let fault = Fault::new("value", "neither a change nor a list of changes", "send the whole answer");
            into.refuse(place, value.to_string(), fault);
        }
    }
}

/// Reads one change that stands by itself.
pub(crate) fn change(value: &Value) -> Result<Failure, Fault> {
    read_change(value, None, value)
}

/// `verdict` is what the key says where it is JSON; `whole` makes the key of a change without an id.
fn read_change(change: &Value, verdict: Option<Fields<'_>>, whole: &Value) -> Result<Failure, Fault> {
    let fields =
        Fields::of(change).ok_or_else(|| Fault::new("value", "a change is not an object", "send the whole answer"))?;
    let steps = fields.list(&["provisioningSteps"]).map(Vec::as_slice).unwrap_or_default();
    let texts = texts(fields, verdict);
    let recognition = judge(&outcome(fields, verdict, steps), &texts)?;
    let quoted = texts.iter().find_map(|t| quoted(t.text));
    let own_key = id(fields.value(&["changeId"]), "changeId", EventId::parse)?;
    Ok(Failure {
        source: Source::EntraOnDemand,
        recognition,
        dedup_key: own_key.map_or_else(|| key_of_record(whole), Ok)?,
        log_record: None,
        tenant: None,
        job: None,
        subject: subject(fields, steps)?,
        operation: operation(fields.value(&["action"]), quoted.as_ref()),
        subject_name: quoted.and_then(|q| q.user).map(Hint::new),
        target_record: target(fields)?,
        occurred_at: fields.text(&["endTime"]).or_else(|| fields.text(&["startTime"])).and_then(parse_moment),
        retry_announced_at: texts.iter().find_map(|t| announced_retry(t.text)),
    })
}

/// Any part that says failure makes it one; then any that is unclear makes it unclear.
fn outcome(fields: Fields<'_>, verdict: Option<Fields<'_>>, steps: &[Value]) -> Status {
    let change = status(fields.object(&["statusInfo"]).and_then(|info| info.value(&["status"])));
    let result = status(verdict.and_then(|verdict| verdict.value(&["result"])));
    let exports = steps.iter().filter_map(Fields::of).filter(|step| is_export(*step));
    let parts = [change, result].into_iter().chain(exports.map(|step| status(step.value(&["status"]))));
    parts.max_by_key(gravity).unwrap_or(Status::Unsaid)
}

const fn gravity(status: &Status) -> u8 {
    match status {
        Status::Failure => 3,
        Status::Unclear => 2,
        Status::NotAFailure(_) => 1,
        Status::Unsaid => 0,
    }
}

fn is_export(step: Fields<'_>) -> bool {
    step.text(&["type", "provisioningStepType"]).is_some_and(|kind| kind.eq_ignore_ascii_case("export"))
}

fn texts<'t>(fields: Fields<'t>, verdict: Option<Fields<'t>>) -> Vec<ErrorText<'t>> {
    let info = fields.object(&["statusInfo"]);
    let details = verdict.and_then(|verdict| verdict.object(&["details"]));
    let named = [
        ("statusInfo.reason", info.and_then(|info| info.text(&["reason"]))),
        ("statusInfo.additionalDetails", info.and_then(|info| info.text(&["additionalDetails"]))),
        ("key.details.errorMessage", details.and_then(|details| details.text(&["errorMessage"]))),
    ];
    let steps = fields.value(&["provisioningSteps"]).map(failed_steps).unwrap_or_default();
    let steps = steps.into_iter().map(|text| ErrorText { field: STEP_FIELD, text });
    named.into_iter().filter_map(|(field, text)| Some(ErrorText { field, text: text? })).chain(steps).collect()
}

fn subject(fields: Fields<'_>, steps: &[Value]) -> Result<Option<Hint<IdpUserId>>, Fault> {
    let own = fields.object(&["sourceIdentity"]).and_then(|identity| identity.value(&["id"]));
    let own = hint(own, "sourceIdentity.id", IdpUserId::parse)?;
    if own.is_some() {
        return Ok(own);
    }
    let mut details = steps.iter().filter_map(Fields::of).filter_map(|step| step.object(&["details"]));
    hint(
        details.find_map(|details| details.value(&["objectId"])),
        "provisioningSteps.details.objectId",
        IdpUserId::parse,
    )
}

fn target(fields: Fields<'_>) -> Result<Option<Hint<ScimUserId>>, Fault> {
    let id = fields.object(&["targetIdentity"]).and_then(|identity| identity.value(&["id"]));
    hint(id, "targetIdentity.id", ScimUserId::parse)
}
