//! Ports for whoever only looks: the same eyes, no hands, and a store that takes nothing.

use super::{
    Append, Eyes, Hands, Lease, Leased, Opened, Opening, Phase, Ports, Rate, Store, StoreError, StoredCase, Tally,
};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, DeadLetter, DirectoryId, EventId};

/// The ports of somebody who only looks. Nothing behind them can be changed through them.
#[derive(Debug)]
pub struct ReadOnly<'p, P: Ports> {
    ports: &'p P,
    store: ReadOnlyStore<'p, P::Store>,
}

/// A store that answers and keeps nothing.
#[derive(Debug)]
pub struct ReadOnlyStore<'p, S> {
    store: &'p S,
    imagined: Vec<Timestamp>,
}

impl<'p, P: Ports> ReadOnly<'p, P> {
    /// Looks through these ports.
    pub fn new(ports: &'p P) -> Self {
        Self::imagining(ports, Vec::new())
    }

    /// The same, as if cases had been opened at these moments as well.
    pub fn imagining(ports: &'p P, opened_at: Vec<Timestamp>) -> Self {
        Self { ports, store: ReadOnlyStore { store: ports.store(), imagined: opened_at } }
    }
}

impl<'p, P: Ports> Ports for ReadOnly<'p, P>
where
    P::Store: 'p,
{
    type Organization = P::Organization;
    type Idp = P::Idp;
    type OrganizationHand = P::OrganizationHand;
    type IdpHand = P::IdpHand;
    type Store = ReadOnlyStore<'p, P::Store>;
    type Clock = P::Clock;

    fn eyes(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
        phase: Phase,
    ) -> Option<Eyes<Self::Organization, Self::Idp>> {
        self.ports.eyes(directory, tally, phase)
    }

    /// Nobody who only looks gets any.
    fn hands(
        &self,
        _directory: &DirectoryId,
        _tally: &Arc<Tally>,
    ) -> Option<Hands<Self::OrganizationHand, Self::IdpHand>> {
        None
    }

    fn store(&self) -> &Self::Store {
        &self.store
    }

    fn clock(&self) -> &Self::Clock {
        self.ports.clock()
    }
}

fn refused<T>() -> Result<T, StoreError> {
    Err(StoreError::Broken("it was opened to look at, and takes nothing".to_owned()))
}

impl<S: Store> Store for ReadOnlyStore<'_, S> {
    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        self.store.seen(dedup_key).await
    }

    async fn open(&self, _opening: &Opening) -> Result<Opened, StoreError> {
        refused()
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        self.store.load(id).await
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        self.store.list(limit).await
    }

    async fn append(&self, _append: &Append) -> Result<u64, StoreError> {
        refused()
    }

    async fn lease(
        &self,
        _case: &CaseId,
        _objects: &BTreeSet<Object>,
        _now: Timestamp,
        _until: Timestamp,
    ) -> Result<Leased, StoreError> {
        refused()
    }

    async fn renew(&self, _lease: &Lease, _now: Timestamp, _until: Timestamp) -> Result<Lease, StoreError> {
        refused()
    }

    async fn release(&self, _lease: &Lease) -> Result<(), StoreError> {
        refused()
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        self.store.writes().await
    }

    async fn set_writes(&self, _writes: Writes, _by: &str, _now: Timestamp) -> Result<(), StoreError> {
        refused()
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.store.due(now, limit).await
    }

    async fn put_back(&self, _case: &CaseId, _due_at: Timestamp) -> Result<(), StoreError> {
        refused()
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        let opened = self.store.opened_between(from, until).await?;
        let imagined = self.imagined.iter().filter(|at| (from..=until).contains(at)).count();
        Ok(opened.saturating_add(u32::try_from(imagined).unwrap_or(u32::MAX)))
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        self.store.people_since(since).await
    }

    async fn bury(&self, _letter: &DeadLetter) -> Result<(), StoreError> {
        refused()
    }

    async fn exhume(&self, _letter: &DeadLetter) -> Result<(), StoreError> {
        refused()
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.store.dead_letters(limit).await
    }

    async fn pace(&self, _key: &str, _rate: Rate, _now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        refused()
    }

    async fn hold_off(&self, _key: &str, _until: Timestamp) -> Result<(), StoreError> {
        refused()
    }
}
