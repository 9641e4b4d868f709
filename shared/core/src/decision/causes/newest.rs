//! What the IdP's log says after the failure. A repair rests on its newest word, and never on one that was taken back.

use super::seen::Seen;
use super::undetermined::undetermined;
use super::{Course, Diagnosis, Early, proof};
use crate::domain::{LogRecord, LogStatus, Operation, Recognition};

/// A course that writes needs the failure to be the newest word, or a repetition of it.
pub(super) fn allows(seen: &Seen<'_>, found: Diagnosis) -> Early<Diagnosis> {
    match found.course {
        Course::Count | Course::Wait(_) | Course::Person | Course::VerifyOnly => Ok(found),
        Course::PushAgain | Course::RenameAndPush | Course::RemoveRenameAndPush | Course::DeleteAndPush => {
            match contradiction(seen) {
                None => Ok(found),
                Some(newer) => told(seen, newer).end(),
            }
        }
    }
}

/// Whether two records tell of the same address that is taken.
pub(super) fn same_conflict(one: &LogRecord, other: &LogRecord) -> bool {
    match (&one.recognition, &other.recognition) {
        (Recognition::Uniqueness(one), Recognition::Uniqueness(other)) => {
            let folded = |value: &Option<String>| value.as_ref().map(|text| text.to_ascii_lowercase());
            one.resource == other.resource
                && one.attribute == other.attribute
                && folded(&one.value) == folded(&other.value)
        }
        (Recognition::Uniqueness(_) | Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_), _) => {
            false
        }
    }
}

/// Several records may share the newest moment: each of them must repeat the failure.
fn contradiction<'a>(seen: &Seen<'a>) -> Option<&'a LogRecord> {
    let newest = seen.newest();
    let logged = seen.evidence.log.known().into_iter().flatten().filter(|record| record.at == newest.at);
    logged.chain([newest]).find(|record| !repeats(record, seen.record))
}

fn repeats(record: &LogRecord, failing: &LogRecord) -> bool {
    record.status == LogStatus::Failure
        && same_conflict(record, failing)
        && record.operation == failing.operation
        && record.target_record == failing.target_record
}

fn told(seen: &Seen<'_>, newer: &LogRecord) -> Diagnosis {
    let what = match (&newer.status, newer.operation) {
        (_, Operation::Delete | Operation::Disable) => "the IdP took the person out, or tried to",
        (LogStatus::Success, Operation::Create | Operation::Update | Operation::Other) => "a push went well",
        (LogStatus::Skipped, Operation::Create | Operation::Update | Operation::Other) => "the person was skipped",
        (LogStatus::Failure, Operation::Create | Operation::Update | Operation::Other) => {
            "a push failed in another way"
        }
        (LogStatus::Other(_), Operation::Create | Operation::Update | Operation::Other) => {
            "a push ended in a way that is not known here"
        }
    };
    undetermined(format!("The failure is not the newest word of the IdP's log: since then {what}."))
        .proved_by([
            proof::read(format!("failing record {} at {}", seen.record.id, seen.record.at), &seen.evidence.record),
            proof::read(
                format!("record {} at {}: {:?} {:?}", newer.id, newer.at, newer.operation, newer.status),
                &seen.evidence.log,
            ),
        ])
        .advising([
            "Read the newest record of the person in the IdP's provisioning log: it tells what holds now.",
            "If the person should still get this address, push them on demand; a new failure is looked at again.",
        ])
}
