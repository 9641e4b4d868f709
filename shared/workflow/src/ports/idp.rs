//! The identity provider that pushes the people.

use super::{Performed, Started};
use jiff::Timestamp;
use std::fmt;
use untwin_core::domain::{
    AddressChange, Assignment, EmailAddress, EventId, Fact, GroupId, IdpObject, IdpUser, IdpUserId, Job, LogRecord,
    Mapping,
};

/// Reading. Every method answers a [`Fact`]. The tenant and the job are the ones of the settings.
pub trait IdpReads: Send + Sync {
    /// A record of the provisioning log, by id.
    fn log_record(&self, id: &EventId) -> impl Future<Output = Fact<LogRecord>> + Send;
    /// Records of this job about one user since a moment, newest first.
    fn log_of(&self, subject: &IdpUserId, since: Timestamp) -> impl Future<Output = Fact<Vec<LogRecord>>> + Send;
    /// Failed operations of this job since a moment, about whomever, newest first.
    fn failures_since(&self, since: Timestamp) -> impl Future<Output = Fact<Vec<LogRecord>>> + Send;
    /// Failed operations of this job from a moment on and before another one, about whomever, oldest first. A record that
    /// cannot be read is counted and hides no other; a stretch with more records than can be read is unavailable.
    fn failures_between(&self, from: Timestamp, until: Timestamp) -> impl Future<Output = Fact<LogStretch>> + Send;
    /// A user by id. Absent is a proved not-found for that id.
    fn user(&self, id: &IdpUserId) -> impl Future<Output = Fact<IdpUser>> + Send;
    /// The job's mapping, evaluated for a user that was just read.
    fn mapping_for(&self, user: &IdpUser) -> impl Future<Output = Fact<Mapping>> + Send;
    /// Whether the user is assigned to the app, directly or as a direct member of an assigned group.
    fn assignment(&self, user: &IdpUserId) -> impl Future<Output = Fact<Assignment>> + Send;
    /// The job.
    fn job(&self) -> impl Future<Output = Fact<Job>> + Send;
    /// Every living user and group with the address in any field.
    fn objects_with_address(&self, address: &EmailAddress) -> impl Future<Output = Fact<Vec<IdpObject>>> + Send;
    /// Every user deleted within the provider's retention that had it.
    fn deleted_with_address(&self, address: &EmailAddress) -> impl Future<Output = Fact<Vec<IdpUser>>> + Send;
    /// Changes of the user's addresses since a moment, newest first; an empty readable log is absent.
    fn address_changes(
        &self,
        user: &IdpUserId,
        since: Timestamp,
    ) -> impl Future<Output = Fact<Vec<AddressChange>>> + Send;
}

/// What a stretch of the provider's log holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LogStretch {
    /// Failed operations, oldest first.
    pub failures: Vec<LogRecord>,
    /// How many records could not be read.
    pub unreadable: u32,
    /// The first of them, [`UNREADABLE_KEPT_MAX`] at most.
    pub unreadable_records: Vec<UnreadableRecord>,
}

/// So many unreadable records of a stretch are kept; the others are only counted.
pub const UNREADABLE_KEPT_MAX: usize = 25;

/// A record of the log that is not as it is documented.
#[derive(Clone, PartialEq, Eq)]
pub struct UnreadableRecord {
    /// The record as it came.
    pub record: Vec<u8>,
    /// Why it could not be read, without personal data.
    pub reason: &'static str,
}

/// A record is somebody's data: debug output says only how long it is.
impl fmt::Debug for UnreadableRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "UnreadableRecord({} bytes, {})", self.record.len(), self.reason)
    }
}

/// Writing: having the provider push.
pub trait IdpWrites: Send + Sync {
    /// Pushes one user on demand, by the rule that [`untwin_core::domain::Mapping::user_rule`] names.
    fn push_user(
        &self,
        started: Started,
        user: &IdpUserId,
        rule: &str,
    ) -> impl Future<Output = Performed<Pushed>> + Send;

    /// Pushes one user's membership of a group on demand, by the rule that [`untwin_core::domain::Mapping::group_rule`] names
    /// (documented: at most five members in one request).
    fn push_member(
        &self,
        started: Started,
        group: &GroupId,
        member: (&IdpUserId, &str),
    ) -> impl Future<Output = Performed<Pushed>> + Send;
}

/// What the provider says of a push. An HTTP success alone says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pushed {
    /// Exported.
    Accepted,
    /// Nothing to do: source and target match already.
    NothingToDo,
    /// The same uniqueness conflict again.
    SameConflict,
    /// It failed in another way; the text is fit for people and holds no personal data.
    Failed(String),
    /// The answer does not say how the export ended; Atlassian is asked.
    Unclear(String),
}
