//! Reading a tenant: every question of [`IdpReads`] answered with a fact.

mod addresses;
mod app;
mod logs;
mod people;
mod stretch;

use crate::graph::Graph;
use crate::{Entra, EntraSettings};
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;
use untwin_core::domain::{
    AbsenceProof, AddressChange, Assignment, EmailAddress, EventId, Fact, IdpObject, IdpUser, IdpUserId, Job,
    LogRecord, Mapping, Question, ReadAt, Why,
};
use untwin_outbound::{Pacer, Transport};
use untwin_workflow::ports::{Clock, IdpReads, LogStretch, Phase, Tally};

/// Reads the tenant for one case and one phase. It has no way to write.
pub struct EntraReader<T, P, C> {
    graph: Graph<T, P, C>,
}

/// What a read found, and when the last answer arrived.
type Found<T> = Result<(Option<T>, Timestamp), Why>;

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    pub(crate) fn new(entra: Arc<Entra<T, P, C>>, tally: &Arc<Tally>, phase: Phase) -> Self {
        Self { graph: Graph::new(entra, tally, phase) }
    }

    fn settings(&self) -> &EntraSettings {
        &self.graph.entra.settings
    }
}

impl<T: Transport, P: Pacer, C: Clock> IdpReads for EntraReader<T, P, C> {
    async fn log_record(&self, id: &EventId) -> Fact<LogRecord> {
        fact(Question::LogRecord(id.clone()), self.read_log_record(id).await)
    }

    async fn log_of(&self, subject: &IdpUserId, since: Timestamp) -> Fact<Vec<LogRecord>> {
        list(Question::LogOfSubject(subject.clone()), self.read_log_of(subject, since).await)
    }

    async fn failures_since(&self, since: Timestamp) -> Fact<Vec<LogRecord>> {
        list(Question::FailuresSince(since), self.read_failures_since(since).await)
    }

    async fn failures_between(&self, from: Timestamp, until: Timestamp) -> Fact<LogStretch> {
        let found = self.read_failures_between(from, until).await;
        fact(Question::FailuresSince(from), found.map(|(stretch, at)| (Some(stretch), at)))
    }

    async fn user(&self, id: &IdpUserId) -> Fact<IdpUser> {
        fact(Question::IdpUser(id.clone()), self.read_user(id).await)
    }

    async fn mapping_for(&self, user: &IdpUser) -> Fact<Mapping> {
        fact(Question::Mapping, self.read_mapping(user).await)
    }

    async fn assignment(&self, user: &IdpUserId) -> Fact<Assignment> {
        fact(Question::Assignment(user.clone()), self.read_assignment(user).await)
    }

    async fn job(&self) -> Fact<Job> {
        fact(Question::Job, self.read_job().await)
    }

    async fn objects_with_address(&self, address: &EmailAddress) -> Fact<Vec<IdpObject>> {
        list(Question::IdpObjectsWithAddress(address.clone()), self.read_objects(address).await)
    }

    async fn deleted_with_address(&self, address: &EmailAddress) -> Fact<Vec<IdpUser>> {
        list(Question::IdpDeletedWithAddress(address.clone()), self.read_deleted(address).await)
    }

    async fn address_changes(&self, user: &IdpUserId, since: Timestamp) -> Fact<Vec<AddressChange>> {
        list(Question::AddressChanges(user.clone()), self.read_address_changes(user, since).await)
    }
}

impl<T, P, C> fmt::Debug for EntraReader<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntraReader")
    }
}

fn fact<V>(question: Question, found: Found<V>) -> Fact<V> {
    match found {
        Ok((Some(value), at)) => Fact::Known(value, ReadAt { question, at }),
        Ok((None, at)) => Fact::Absent(AbsenceProof::new(question, [], at)),
        Err(why) => Fact::Unavailable(why),
    }
}

fn list<V>(question: Question, found: Result<(Vec<V>, Timestamp), Why>) -> Fact<Vec<V>> {
    match found {
        Ok((entries, at)) => Fact::list(entries, question, at),
        Err(why) => Fact::Unavailable(why),
    }
}
