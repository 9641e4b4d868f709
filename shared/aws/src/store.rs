//! The store port on the table, and what only AWS has beside it: jobs and the policy.

use crate::budget::Reserved;
use crate::jobs::Begun;
use crate::pace::Paces;
use crate::policies::{PolicyPush, PushedPolicy};
use crate::table::Table;
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::decision::{Object, Writes};
use untwin_core::domain::{CaseId, DeadLetter, DirectoryId, EventId};
use untwin_workflow::ports::{Append, Lease, Leased, Opened, Opening, Rate, Store, StoreError, StoredCase, Watermarks};

/// Cases, leases, budgets and dead letters in one DynamoDB table.
///
/// What is decided upon is read consistently, and every change is one conditional write or one transaction. The two
/// indexes lag behind by moments: they say where to look, and nothing is concluded from them.
#[derive(Debug)]
pub struct DynamoStore {
    table: Table,
    paces: Paces,
}

impl DynamoStore {
    /// On this table; nothing is asked yet.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        let table = Table { client, name: table.into() };
        Self { paces: Paces::new(table.clone()), table }
    }

    /// Begins a job of this name, which is over at `until` at the latest; `None` while somebody else is at it.
    pub async fn begin(&self, job: &str, now: Timestamp, until: Timestamp) -> Result<Option<Begun>, StoreError> {
        self.table.begin(job, now, until).await
    }

    /// Ends a job that was begun here; nothing happens where its time was over and somebody else has begun it.
    pub async fn end(&self, begun: &Begun) -> Result<(), StoreError> {
        self.table.end(begun).await
    }

    /// The policy in force, read consistently; `None` before the first push.
    pub async fn policy(&self) -> Result<Option<PushedPolicy>, StoreError> {
        self.table.policy().await
    }

    /// Who set the kill switch, and when; `None` where nobody has. Nothing is concluded from it.
    pub async fn switch_set(&self) -> Result<Option<(String, Timestamp)>, StoreError> {
        self.table.switch_set().await
    }

    /// Puts a policy in force in place of number `instead_of` (0: there is none yet). What was in force before stays
    /// readable under its number.
    pub async fn push_policy(
        &self,
        (policy, instead_of): (&str, u64),
        by: &str,
        now: Timestamp,
    ) -> Result<PolicyPush, StoreError> {
        self.table.push_policy((policy, instead_of), by, now).await
    }
}

impl Store for DynamoStore {
    async fn seen(&self, dedup_key: &EventId) -> Result<Option<CaseId>, StoreError> {
        self.table.seen(dedup_key).await
    }

    async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        self.table.open(opening).await
    }

    async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        self.table.load(id).await
    }

    async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        self.table.list(limit).await
    }

    async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        self.table.append(append).await
    }

    async fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Leased, StoreError> {
        self.table.lease(case, objects, &(now..until)).await
    }

    async fn renew(&self, lease: &Lease, now: Timestamp, until: Timestamp) -> Result<Lease, StoreError> {
        self.table.renew(lease, now, until).await
    }

    async fn release(&self, lease: &Lease) -> Result<(), StoreError> {
        self.table.release(lease).await
    }

    async fn writes(&self) -> Result<Writes, StoreError> {
        self.table.writes().await
    }

    async fn set_writes(&self, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
        self.table.set_writes(writes, by, now).await
    }

    async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        self.table.due(now, limit).await
    }

    async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        self.table.put_back(case, due_at).await
    }

    async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        self.table.opened_between(from, until).await
    }

    async fn people_since(&self, since: Timestamp) -> Result<u32, StoreError> {
        self.table.reserved().await.map(|reserved: Reserved| reserved.since(since))
    }

    async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.table.bury(letter).await
    }

    async fn dead_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        self.table.newest_letters(limit).await
    }

    async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        self.table.exhume(letter).await
    }

    async fn pace(&self, key: &str, rate: Rate, now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.paces.ask(key, rate, now).await
    }

    async fn hold_off(&self, key: &str, until: Timestamp) -> Result<(), StoreError> {
        self.paces.hold_off(key, until).await
    }
}

impl Watermarks for DynamoStore {
    async fn watermark(&self, directory: &DirectoryId) -> Result<Option<Timestamp>, StoreError> {
        self.table.watermark(directory).await
    }

    async fn move_watermark(&self, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
        self.table.move_watermark(directory, read_until).await
    }

    async fn lower_watermark(&self, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
        self.table.lower_watermark(directory, read_until).await
    }
}

#[cfg(test)]
mod tests;
