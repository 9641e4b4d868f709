//! Queues towards workers and people, where workers are not in this process. Whatever is put in arrives at least once.

use super::StoreError;
use crate::report::CaseReport;
use untwin_core::domain::CaseId;

/// Takes cases whose time has come to whoever drives them.
pub trait DueQueue: Send + Sync {
    /// Puts them in. After an error each of them may be in or not.
    fn put_due(&self, cases: &[CaseId]) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// Takes cases that need a person to wherever people look: with what was found, and what should be done.
pub trait PeopleQueue: Send + Sync {
    /// Puts a case in, as it stands after its change number `version`. The same change may be put in more than once.
    fn post(&self, case: &CaseReport, version: u64) -> impl Future<Output = Result<(), StoreError>> + Send;
}
