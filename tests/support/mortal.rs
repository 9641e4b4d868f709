//! Ports of a worker that can die: at any request, and at anything that it has the store keep.

use crate::{Cut, TestClock, TestPorts};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, DeadLetter, DirectoryId, EventId};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{
    Append, Eyes, Hands, Lease, Leased, Opened, Opening, Phase, Ports, Rate, Store, StoreError, StoredCase, Tally,
};

/// The ports of a story in the hands of a worker that can die.
pub struct Mortal {
    ports: Arc<TestPorts>,
    store: MortalStore,
}

/// Its store.
pub struct MortalStore {
    ports: Arc<TestPorts>,
    cut: Cut,
}

impl Mortal {
    /// A worker that dies where `cut` says.
    pub fn new(ports: &Arc<TestPorts>, cut: &Cut) -> Self {
        Self { ports: Arc::clone(ports), store: MortalStore { ports: Arc::clone(ports), cut: cut.clone() } }
    }
}

impl Ports for Mortal {
    type Organization = <TestPorts as Ports>::Organization;
    type Idp = <TestPorts as Ports>::Idp;
    type OrganizationHand = <TestPorts as Ports>::OrganizationHand;
    type IdpHand = <TestPorts as Ports>::IdpHand;
    type Store = MortalStore;
    type Clock = TestClock;

    fn eyes(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
        phase: Phase,
    ) -> Option<Eyes<Self::Organization, Self::Idp>> {
        self.ports.eyes(directory, tally, phase)
    }

    fn hands(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
    ) -> Option<Hands<Self::OrganizationHand, Self::IdpHand>> {
        self.ports.hands(directory, tally)
    }

    fn store(&self) -> &MortalStore {
        &self.store
    }

    fn clock(&self) -> &TestClock {
        self.ports.clock()
    }
}

impl MortalStore {
    fn inner(&self) -> &SqliteStore {
        self.ports.store()
    }

    /// Death comes before the store has kept it, or after that and before the worker knows.
    async fn keep<T: Send>(&self, keeping: impl Future<Output = T> + Send) -> T {
        self.cut.point().await;
        let kept = keeping.await;
        self.cut.point().await;
        kept
    }
}

impl Store for MortalStore {
    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        self.inner().seen(dedup_key).await
    }

    async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        self.keep(self.inner().open(opening)).await
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        self.inner().load(id).await
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        self.inner().list(limit).await
    }

    async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        self.keep(self.inner().append(append)).await
    }

    async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Leased, StoreError> {
        self.keep(self.inner().lease(case, objects, now, until)).await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        self.keep(self.inner().renew(lease, now, until)).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.keep(self.inner().release(lease)).await
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        self.inner().writes().await
    }

    async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        self.keep(self.inner().set_writes(writes, by, now)).await
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.inner().due(now, limit).await
    }

    async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        self.inner().put_back(case, due_at).await
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        self.inner().opened_between(from, until).await
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        self.inner().people_since(since).await
    }

    async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.keep(self.inner().bury(letter)).await
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.inner().dead_letters(limit).await
    }

    async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.keep(self.inner().exhume(letter)).await
    }

    async fn pace(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.inner().pace(key, rate, now).await
    }

    async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        self.inner().hold_off(key, until).await
    }
}
