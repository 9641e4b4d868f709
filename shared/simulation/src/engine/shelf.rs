//! The store of one worker: the real one on SQLite, shared by all, with a moment before and after everything that it keeps.

use super::clock::SimClock;
use super::wire::Shared;
use crate::script::FaultKind;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, CaseState, DeadLetter, EventId};
use untwin_core::saga::Record;
use untwin_laws::{Switch, What};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{Append, Lease, Leased, Opened, Opening, Rate, Store, StoreError, StoredCase};

/// How long the store takes before and after it keeps something, in milliseconds.
const MOMENT_MS: i64 = 2;

/// The store of one worker.
#[derive(Debug, Clone)]
pub struct SimStore {
    pub(super) inner: Arc<SqliteStore>,
    pub(super) shared: Shared,
    pub(super) clock: SimClock,
    pub(super) worker: u32,
}

impl SimStore {
    /// Keeps something, unless it is the store's turn to fail.
    async fn keep<T: Send>(
        &self,
        keeping: impl Future<Output = Result<T, StoreError>> + Send,
    ) -> Result<T, StoreError> {
        self.clock.pause(MOMENT_MS).await;
        let fault = self.next_fault();
        let kept = match fault {
            Some(FaultKind::StoreConflict) => Err(StoreError::Conflict),
            Some(FaultKind::StoreBroken) => Err(StoreError::Broken("the disk is gone".to_owned())),
            Some(FaultKind::StoreUnsure) => {
                keeping.await.and(Err(StoreError::Broken("the answer of the store was lost".to_owned())))
            }
            Some(_) | None => keeping.await,
        };
        self.clock.pause(MOMENT_MS).await;
        kept
    }

    fn next_fault(&self) -> Option<FaultKind> {
        let mut desk = self.shared.lock();
        desk.keeps += 1;
        let nth = desk.keeps;
        let fault = desk.mishaps.of_keep(nth);
        if let Some(kind) = fault {
            desk.witness.struck(kind);
        }
        fault
    }

    fn tell_records(&self, case: &CaseId, records: &[Record]) {
        let mut desk = self.shared.lock();
        for record in records {
            let record = serde_json::to_value(record).unwrap_or_default();
            desk.see(What::Journaled { case: case.as_str().to_owned(), worker: self.worker, record });
        }
    }

    fn tell_row(&self, case: &CaseId, state: CaseState, due_at: Option<Timestamp>) {
        let state = serde_json::to_value(state).ok().and_then(|word| word.as_str().map(str::to_owned));
        let case = case.as_str().to_owned();
        let mut desk = self.shared.lock();
        match due_at {
            Some(moment) => drop(desk.due.insert(case.clone(), moment)),
            None => drop(desk.due.remove(&case)),
        }
        let state = state.unwrap_or_default();
        desk.states.insert(case.clone(), state.clone());
        desk.see(What::Case { case, state, due_at });
    }
}

impl Store for SimStore {
    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        self.inner.seen(dedup_key).await
    }

    async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        let opening_told = async {
            let opened = self.inner.open(opening).await?;
            if let Opened::New(case) = &opened {
                self.tell_records(&case.id, &case.journal);
                self.tell_row(&case.id, case.state, case.due_at);
            }
            Ok(opened)
        };
        self.keep(opening_told).await
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        self.clock.pause(MOMENT_MS).await;
        self.inner.load(id).await
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        self.inner.list(limit).await
    }

    async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        let appending = async {
            let version = self.inner.append(append).await?;
            self.tell_records(&append.case, &append.records);
            self.tell_row(&append.case, append.state, append.due_at);
            Ok(version)
        };
        self.keep(appending).await
    }

    async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Leased, StoreError> {
        self.keep(self.inner.lease(case, objects, now, until)).await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        self.keep(self.inner.renew(lease, now, until)).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.keep(self.inner.release(lease)).await
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        let writes = self.inner.writes().await?;
        let worker = self.worker;
        self.shared.lock().see(What::SwitchRead { worker, switch: switch(writes) });
        self.clock.pause(MOMENT_MS).await;
        Ok(writes)
    }

    async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        self.inner.set_writes(writes, by, now).await?;
        self.shared.lock().see(What::Switch(switch(writes)));
        Ok(())
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.inner.due(now, limit).await
    }

    async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        self.inner.put_back(case, due_at).await?;
        self.shared.lock().due.insert(case.as_str().to_owned(), due_at);
        Ok(())
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        self.inner.opened_between(from, until).await
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        self.inner.people_since(since).await
    }

    async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.keep(self.inner.bury(letter)).await
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.inner.dead_letters(limit).await
    }

    async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.keep(self.inner.exhume(letter)).await
    }

    async fn pace(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.inner.pace(key, rate, now).await
    }

    async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        self.inner.hold_off(key, until).await
    }
}

fn switch(writes: Writes) -> Switch {
    match writes {
        Writes::Enabled => Switch::Enabled,
        Writes::Paused => Switch::Paused,
    }
}
