//! Stores that do not do what their interface promises.

use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, DeadLetter, EventId};
use untwin_core::saga::Event;
use untwin_simulation::SimStore;
use untwin_workflow::ports::{Append, Lease, Leased, Opened, Opening, Rate, Store, StoreError, StoredCase};

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Careless {
    /// It says that it kept the beginning of a request, and did not.
    ForgetsStarts,
    /// It reserves nothing.
    EndlessBudget,
    /// It never looks at the kill switch.
    OldSwitch,
}

/// A store with something wrong with it.
#[derive(Debug, Clone)]
pub struct CarelessStore {
    sound: SimStore,
    wrong: Careless,
}

impl CarelessStore {
    pub fn new(sound: SimStore, wrong: Careless) -> Self {
        Self { sound, wrong }
    }
}

impl Store for CarelessStore {
    async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        let starts = |append: &Append| append.records.iter().any(|r| matches!(r.event, Event::Started { .. }));
        match self.wrong {
            Careless::ForgetsStarts if starts(append) => Ok(append.expected_version + 1),
            Careless::EndlessBudget => self.sound.append(&Append { budget: None, ..append.clone() }).await,
            Careless::ForgetsStarts | Careless::OldSwitch => self.sound.append(append).await,
        }
    }

    async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Leased, StoreError> {
        self.sound.lease(case, objects, now, until).await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        self.sound.renew(lease, now, until).await
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        if self.wrong == Careless::OldSwitch { Ok(Writes::Enabled) } else { self.sound.writes().await }
    }

    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        self.sound.seen(dedup_key).await
    }

    async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        self.sound.open(opening).await
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        self.sound.load(id).await
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        self.sound.list(limit).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.sound.release(lease).await
    }

    async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        self.sound.set_writes(writes, by, now).await
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.sound.due(now, limit).await
    }

    async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        self.sound.put_back(case, due_at).await
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        self.sound.opened_between(from, until).await
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        self.sound.people_since(since).await
    }

    async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.sound.bury(letter).await
    }

    async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.sound.exhume(letter).await
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.sound.dead_letters(limit).await
    }

    async fn pace(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.sound.pace(key, rate, now).await
    }

    async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        self.sound.hold_off(key, until).await
    }
}
