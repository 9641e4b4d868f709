//! 1: the failing record, read again from the provider's log, tells of something else. It ends the diagnosis.

use super::{Course, Diagnosis, Early, proof};
use crate::decision::Cause;
use crate::domain::{Evidence, LogStatus, Recognition};

pub(super) fn detect(evidence: &Evidence) -> Early<()> {
    let Some(record) = evidence.record.known() else { return Ok(()) };
    let (sentence, seen) = match (&record.status, &record.recognition) {
        (LogStatus::Success, Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_)) => {
            (NO_FAILURE, "it ended well")
        }
        (LogStatus::Skipped, Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_)) => {
            (NO_FAILURE, "it was skipped")
        }
        (LogStatus::Failure, Recognition::Other(what)) => (ANOTHER_FAILURE, what.as_str()),
        // A record that says success and conflict at once contradicts itself; neither that nor an unknown status is told here.
        (_, Recognition::Uniqueness(_))
        | (LogStatus::Failure, Recognition::Untold(_) | Recognition::Nothing(_))
        | (LogStatus::Other(_), Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_)) => {
            return Ok(());
        }
    };
    Diagnosis::new(Cause::NotAUniquenessConflict, Course::Count, sentence)
        .proved_by([proof::read(format!("the IdP's log says of record {}: {seen}", record.id), &evidence.record)])
        .end()
}

const NO_FAILURE: &str = "The IdP's own log shows no failure for this record.";
const ANOTHER_FAILURE: &str = "The push failed for another reason than an address that is taken.";
