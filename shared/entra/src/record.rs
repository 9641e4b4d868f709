//! A record of the provisioning log as a [`LogRecord`].

use crate::wire::log::{ACTIONS, ErrorInformation, Identity, RESULTS, Record, STEP_TYPES, StatusInfo};
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::domain::{
    EmailAddress, EventId, IdpUserId, JobId, LogRecord, LogStatus, Operation, Recognition, ScimUserId, TenantId,
    announced_retry, recognise,
};

/// Reads a record. The fault says what is wrong without repeating any value.
pub(crate) fn parse(record: &Record) -> Result<LogRecord, &'static str> {
    let subject = subject(record).ok_or("a log record without a source identity")?;
    let at = record.activity_date_time.as_deref().ok_or("a log record without a moment")?;
    let error = record.provisioning_status_info.as_ref().and_then(|info| info.error_information.as_ref());
    let text = error.and_then(text);
    Ok(LogRecord {
        id: id(record).ok_or("a log record without an id")?,
        tenant: record.tenant_id.as_deref().and_then(|text| TenantId::parse(text).ok()),
        job: job(record).ok_or("a log record without a job")?,
        at: at.parse::<Timestamp>().map_err(|_| "a log record whose moment cannot be read")?,
        operation: operation(record),
        status: status(record.provisioning_status_info.as_ref()),
        subject,
        target_record: record.target_identity.as_ref().and_then(identity_id).and_then(|id| ScimUserId::parse(id).ok()),
        recognition: text.map_or_else(no_text, recognise),
        former: former(record),
        retry_announced_at: text.and_then(announced_retry),
    })
}

/// The id of a record.
pub(crate) fn id(record: &Record) -> Option<EventId> {
    record.id.as_deref().and_then(|text| EventId::parse(text).ok())
}

/// The job of a record.
pub(crate) fn job(record: &Record) -> Option<JobId> {
    record.job_id.as_deref().and_then(|text| JobId::parse(text).ok())
}

/// Who was pushed.
pub(crate) fn subject(record: &Record) -> Option<IdpUserId> {
    record.source_identity.as_ref().and_then(identity_id).and_then(|id| IdpUserId::parse(id).ok())
}

/// An identity that is not known has the empty id.
fn identity_id(identity: &Identity) -> Option<&str> {
    identity.id.as_deref().filter(|id| !id.is_empty())
}

/// The text that says what went wrong; the error code is no text.
fn text(error: &ErrorInformation) -> Option<&str> {
    let said = [error.reason.as_deref(), error.additional_details.as_deref()];
    said.into_iter().flatten().find(|text| !text.trim().is_empty())
}

fn no_text() -> Recognition {
    Recognition::Nothing("the log record holds no error text".to_owned())
}

fn operation(record: &Record) -> Operation {
    let word = record.provisioning_action.as_ref().map(|action| action.named(ACTIONS));
    match word.as_deref() {
        Some("create") => Operation::Create,
        Some("update") => Operation::Update,
        Some("delete" | "stageddelete") => Operation::Delete,
        Some("disable") => Operation::Disable,
        Some(_) | None => Operation::Other,
    }
}

fn status(info: Option<&StatusInfo>) -> LogStatus {
    let word = info.and_then(|info| info.status.as_ref()).map(|word| word.named(RESULTS));
    match word.as_deref() {
        Some("success") => LogStatus::Success,
        Some("failure") => LogStatus::Failure,
        Some("skipped") => LogStatus::Skipped,
        Some(other) => LogStatus::Other(other.to_owned()),
        None => LogStatus::Other("not said".to_owned()),
    }
}

/// Addresses of the target before the operation: what the matching step found, and old values. What is being set now
/// is no former address.
fn former(record: &Record) -> Vec<EmailAddress> {
    let changes = || record.modified_properties.iter().filter(|p| p.display_name.as_deref().is_some_and(is_address));
    let new: BTreeSet<_> = changes().filter_map(|p| EmailAddress::parse(p.new_value.as_deref()?).ok()).collect();
    let old = changes().filter_map(|p| EmailAddress::parse(p.old_value.as_deref()?).ok());
    let is_matching = |kind: &crate::wire::Word| kind.named(STEP_TYPES) == "matching";
    let matching =
        record.provisioning_steps.iter().filter(|s| s.provisioning_step_type.as_ref().is_some_and(is_matching));
    let details = matching.flat_map(|step| &step.details).filter(|(name, _)| is_address(name));
    let matched = details.filter_map(|(_, value)| value.as_str()).filter_map(|text| EmailAddress::parse(text).ok());
    let mut seen = BTreeSet::new();
    matched.chain(old).filter(|address| !new.contains(address) && seen.insert(address.clone())).collect()
}

/// Paths lose their dots in some places: `emails[type eq "work"]value`.
fn is_address(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    path == "username" || path.starts_with("emails")
}
