//! A record of the provisioning log, whichever exporter spelled it.
//!
//! One reader serves Graph, diagnostic exports, query rows and alert rows: they differ in the case of
//! names, in numbers for words and in JSON strings for objects, and in nothing that matters here.

use crate::{
    fields::Fields,
    identity::{hint, id, key_of_record},
    judge::{ErrorText, STEP_FIELD, Status, judge, status},
    layers::Layers,
    quoted::{Quoted, quoted},
    reading::Fault,
};
use serde_json::Value;
use std::borrow::Cow;
use untwin_core::domain::{
    EventId, Failure, Hint, IdpUserId, JobId, Operation, Recognition, ScimUserId, Source, TenantId, announced_retry,
    parse_moment,
};

/// What keeps duplicates apart where a record has no id of its own.
pub(crate) enum KeyWithoutId<'v> {
    /// Its content.
    Content(&'v Value),
    /// The id of what carried it.
    Carrier(EventId),
}

/// Reads one record.
pub(crate) fn failure(layers: &Layers<'_>, source: Source, without_id: KeyWithoutId<'_>) -> Result<Failure, Fault> {
    let parts = Parts::of(layers);
    let texts = parts.texts(layers);
    let recognition = parts.recognition(layers, &texts)?;
    let record = id(layers.value(&["id", "identity"]), "id", EventId::parse)?;
    let quoted = texts.iter().find_map(|t| quoted(t.text));
    let tenant: &[&str] = tenant_names(source);
    Ok(Failure {
        source,
        recognition,
        dedup_key: key(record.clone(), without_id)?,
        log_record: record.map(Hint::new),
        tenant: hint(layers.value(tenant), "tenantId", TenantId::parse)?,
        job: hint(layers.value(&["jobId"]), "jobId", JobId::parse)?,
        subject: subject(layers)?,
        operation: operation(layers.value(&["provisioningAction", "action"]), quoted.as_ref()),
        subject_name: quoted.and_then(|q| q.user).map(Hint::new),
        target_record: target(layers)?,
        occurred_at: layers.text(&MOMENT_NAMES).and_then(parse_moment),
        retry_announced_at: texts.iter().find_map(|t| announced_retry(t.text)),
    })
}

/// What was tried, as word or as number of the enumeration; the sentence of the portal where neither stands.
pub(crate) fn operation(action: Option<&Value>, quoted: Option<&Quoted>) -> Operation {
    let said = || quoted.map_or(Operation::Other, |q| q.operation);
    let Some(action) = action else { return said() };
    let word = action.as_str().map_or_else(|| action.to_string(), |text| text.trim().to_ascii_lowercase());
    match word.as_str() {
        "create" | "1" => Operation::Create,
        "update" | "4" => Operation::Update,
        "delete" | "stageddelete" | "2" | "5" => Operation::Delete,
        "disable" | "3" => Operation::Disable,
        "" => said(),
        _ => Operation::Other,
    }
}

/// The texts of the steps that did not succeed.
pub(crate) fn failed_steps(steps: &Value) -> Vec<&str> {
    let steps = steps.as_array().into_iter().flatten().filter_map(Fields::of);
    let failed = steps.filter(|step| matches!(status(step.value(&["status"])), Status::Failure));
    failed.filter_map(|step| step.text(&["description"])).collect()
}

const MOMENT_NAMES: [&str; 5] = ["activityDateTime", "TimeGenerated", "TimeGenerated [UTC]", "time", "firedDateTime"];

/// In a Log Analytics row `TenantId` is the workspace.
const fn tenant_names(source: Source) -> &'static [&'static str] {
    match source {
        Source::EntraLogAnalytics | Source::AzureMonitorAlert => &["AADTenantId"],
        Source::EntraGraph | Source::EntraEventHub | Source::EntraOnDemand | Source::PastedText | Source::Neutral => {
            &["tenantId"]
        }
    }
}

fn key(record: Option<EventId>, without_id: KeyWithoutId<'_>) -> Result<EventId, Fault> {
    match (record, without_id) {
        (Some(id), _) | (None, KeyWithoutId::Carrier(id)) => Ok(id),
        (None, KeyWithoutId::Content(record)) => key_of_record(record),
    }
}

fn subject(layers: &Layers<'_>) -> Result<Option<Hint<IdpUserId>>, Fault> {
    let identity = layers.nested(&["sourceIdentity"])?;
    let fields = identity.as_deref().and_then(Fields::of);
    let own = hint(fields.and_then(|f| f.value(&["id"])), "sourceIdentity.id", IdpUserId::parse)?;
    if own.is_some() {
        return Ok(own);
    }
    let detail = fields.and_then(|f| f.object(&["details"])).and_then(|f| f.value(&["id", "objectId"]));
    let detail = hint(detail, "sourceIdentity.details.id", IdpUserId::parse)?;
    if detail.is_some() {
        return Ok(detail);
    }
    hint(layers.value(&["SourceObjectId"]), "SourceObjectId", IdpUserId::parse)
}

fn target(layers: &Layers<'_>) -> Result<Option<Hint<ScimUserId>>, Fault> {
    let identity = layers.nested(&["targetIdentity"])?;
    let own = identity.as_deref().and_then(Fields::of).and_then(|f| f.value(&["id"]));
    let own = hint(own, "targetIdentity.id", ScimUserId::parse)?;
    if own.is_some() {
        return Ok(own);
    }
    hint(layers.value(&["TargetScimId"]), "TargetScimId", ScimUserId::parse)
}

/// The parts of a record that say how it ended.
struct Parts<'v> {
    /// `provisioningStatusInfo`, or why it cannot be read: tables cut long columns.
    info: Result<Option<Cow<'v, Value>>, Fault>,
    /// The steps; they only add words, so a cut-off list of them is none.
    steps: Option<Cow<'v, Value>>,
}

impl<'v> Parts<'v> {
    fn of(layers: &Layers<'v>) -> Self {
        let steps = layers.nested(&["provisioningSteps"]).unwrap_or(None);
        Self { info: layers.nested(&["provisioningStatusInfo"]), steps }
    }

    fn fields(&self) -> Option<Fields<'_>> {
        self.info.as_ref().ok()?.as_deref().and_then(Fields::of)
    }

    /// `provisioningStatusInfo` first, then the envelope; the older `statusInfo` is known to be wrong.
    fn status(&self, layers: &Layers<'_>) -> Status {
        match status(self.fields().and_then(|f| f.value(&["status"]))) {
            Status::Unsaid => status(layers.value(&["resultType"])),
            said @ (Status::Failure | Status::NotAFailure(_) | Status::Unclear) => said,
        }
    }

    fn texts<'t>(&'t self, layers: &Layers<'t>) -> Vec<ErrorText<'t>>
    where
        'v: 't,
    {
        let error = self.fields().and_then(|f| f.value(&["errorInformation"]));
        let fields = error.and_then(Fields::of);
        let text = |name: &str| fields.and_then(|f| f.text(&[name]));
        let cut_column = self.info.as_ref().err().and_then(|_| layers.text(&["provisioningStatusInfo"]));
        let named = [
            ("errorInformation.reason", text("reason")),
            ("errorInformation.additionalDetails", text("additionalDetails")),
            ("errorInformation", error.and_then(Value::as_str)),
            ("resultDescription", layers.text(&["resultDescription"])),
            ("provisioningStatusInfo", cut_column),
        ];
        let steps = self.steps.as_deref().map(failed_steps).unwrap_or_default();
        let steps = steps.into_iter().map(|text| ErrorText { field: STEP_FIELD, text });
        named.into_iter().filter_map(|(field, text)| Some(ErrorText { field, text: text? })).chain(steps).collect()
    }

    /// A column that cannot be read is a fault only where the conflict does not stand in full anyway.
    fn recognition(&self, layers: &Layers<'_>, texts: &[ErrorText<'_>]) -> Result<Recognition, Fault> {
        let status = self.status(layers);
        let judged = judge(&status, texts);
        let told =
            matches!(judged, Ok(Recognition::Uniqueness(_)) | Err(_)) || matches!(status, Status::NotAFailure(_));
        match &self.info {
            Err(fault) if !told => Err(fault.clone()),
            Ok(_) | Err(_) => judged,
        }
    }
}
