//! Cases: opened once, loaded whole, changed only by whoever read their latest version.
//!
//! A case is one partition: a row, and its journal. The row carries where the journal ends, so that what is appended is held to it
//! in the same transaction, and so that a read in the middle of one is noticed.

use crate::fault::unless_refused;
use crate::item::{
    Attributes, CHANGED_AT, DUE_AT, DUE_INDEX, DUE_SHARD, EXPIRES_AT, Item, Key, LISTED, PK, SK, Stored, number, text,
    time, word,
};
use crate::journal::{self, ROW, partition};
use crate::leases;
use crate::table::Table;
use crate::transaction::{Expression, Made, Refused, Transaction, absent};
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::domain::{CaseId, CaseKey, CaseState, DirectoryId, EventId, IdpUserId, JobId, TenantId, sha256_hex};
use untwin_core::saga::{Event, JournalEnd, Record, Unfit};
use untwin_workflow::ports::{Append, Opened, Opening, StoreError, StoredCase};

/// The version of a case that was just opened.
const FIRST_VERSION: u64 = 1;
/// The kind under which cases are listed.
const CASE: &str = "case";
/// Partitions of what is due.
const DUE_SHARDS: u32 = 4;
/// So often a case is read again that is being changed.
const READS_MAX: u32 = 6;
/// So often a change is tried that loses to others' use of the budget, or of an event id.
const TRIES_MAX: u32 = 12;
/// An event id is remembered for this long, in seconds: the provider's log reaches back 30 days.
const REMEMBERED_S: i64 = 90 * 24 * 3_600;
/// What was opened when is kept for this long, in seconds: a case may wait for weeks before its storm is looked at.
const OPENED_KEPT_S: i64 = 90 * 24 * 3_600;
const HOUR_S: i64 = 3_600;
/// A window of more hours than this nobody asks for.
const HOURS_MAX: i64 = 24 * 31;
/// More cases than this are as good as this many.
const OPENED_MAX: usize = 10_000;

/// What each part of a transaction is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Row,
    Record,
    Event,
    Opened,
    Lease,
    Budget,
}

impl Table {
    /// The case that an event id was taken in for.
    pub(crate) async fn seen(&self, event: &EventId) -> Result<Option<CaseId>, StoreError> {
        let Some(item) = self.get(&event_key(event), "looking for an event id").await? else { return Ok(None) };
        Stored::new(&item, "an event id").parsed("taken_in_for", CaseId::parse).map(Some)
    }

    /// Opens a case and remembers the event id, or finds the case.
    pub(crate) async fn open(&self, opening: &Opening) -> Result<Opened, StoreError> {
        let id = opening.key.case_id();
        let mut remembers = true;
        for _ in 0..TRIES_MAX {
            let refused = match self.opened(&id, opening, remembers)?.make(&self.client, "opening a case").await? {
                Made::All => return Ok(Opened::New(self.load(&id).await?.ok_or(StoreError::NoSuchCase)?)),
                Made::Nothing(refused) => refused,
            };
            if !refused.iter().any(|refused| refused.part == Part::Row) {
                // An event id stays with the case that it was first taken in for.
                remembers = false;
                continue;
            }
            let Some(existing) = self.load(&id).await? else { continue };
            if existing.key != opening.key {
                return Err(StoreError::Broken(format!("two keys have the case id {id}")));
            }
            return Ok(Opened::Existing(existing));
        }
        Err(StoreError::Broken("opening a case: others are in the way all the time".to_owned()))
    }

    fn opened(&self, id: &CaseId, opening: &Opening, remembers: bool) -> Result<Transaction<Part>, StoreError> {
        let mut end = JournalEnd::default();
        let records = journal::items(id, &mut end, &opening.first)?;
        let mut transaction = Transaction::new();
        transaction.put(Part::Row, &self.name, new_row(id, opening, &end)?, Some(&absent()))?;
        for record in records {
            transaction.put(Part::Record, &self.name, record, Some(&absent()))?;
        }
        transaction.put(Part::Opened, &self.name, opened_item(id, opening.now), None)?;
        if remembers {
            transaction.put(
                Part::Event,
                &self.name,
                event_item(&opening.dedup_key, id, opening.now),
                Some(&absent()),
            )?;
        }
        Ok(transaction)
    }

    /// A case with its journal.
    pub(crate) async fn load(&self, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
        for _ in 0..READS_MAX {
            let items = self.partition(&partition(id)).await?;
            let Some(row) = items.iter().find(|item| is_row(item)) else { return Ok(None) };
            let stored = Stored::new(row, "a case");
            let (journal, end) = journal::read(id, &items)?;
            // Pages are read one after another, and a change may come in between.
            if end.next_seq == stored.number::<u64>("next_seq")? && end.hash == stored.text("end_hash")? {
                return case(id, &stored, journal).map(Some);
            }
        }
        Err(StoreError::Broken(format!("the row of {id} and its journal do not belong together")))
    }

    /// Cases, newest change first.
    pub(crate) async fn list(&self, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
        let mut cases = Vec::new();
        for found in self.listed(CASE, limit).await? {
            let id = case_id(&found)?;
            cases.extend(self.load(&id).await?);
        }
        cases.sort_by(|one, other| other.changed_at.cmp(&one.changed_at).then_with(|| one.id.cmp(&other.id)));
        Ok(cases)
    }

    /// Cases whose time has come, oldest first.
    pub(crate) async fn due(&self, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
        let mut due = Vec::new();
        for shard in 0..DUE_SHARDS {
            let until = Expression::new("due_shard = :shard AND due_at <= :now")
                .with(":shard", text(shard_name(shard)))
                .with(":now", time(now));
            for found in self.indexed(DUE_INDEX, &until, (limit, true)).await? {
                due.push((Stored::new(&found, "what is due").time(DUE_AT)?, case_id(&found)?));
            }
        }
        due.sort();
        Ok(due.into_iter().take(limit).map(|(_, id)| id).collect())
    }

    /// Sets when a case is due, and nothing else.
    pub(crate) async fn put_back(&self, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
        let change = Expression::new("SET due_at = :due_at, due_shard = :shard")
            .with(":due_at", time(due_at))
            .with(":shard", text(shard_of(case)));
        let request = self.client.update_item().table_name(&self.name).set_key(Some(row_key(case).attributes()));
        let request = request.update_expression(change.text()).set_expression_attribute_values(change.values());
        let answer = request.condition_expression("attribute_exists(pk)").send().await;
        unless_refused("putting a case back", answer)?.map(drop).ok_or(StoreError::NoSuchCase)
    }

    /// How many cases were opened or reopened between two moments.
    pub(crate) async fn opened_between(&self, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
        let hours = hour(from)..=hour(until).min(hour(from).saturating_add(HOURS_MAX));
        let mut cases = BTreeSet::new();
        for hour in hours {
            let between = Expression::new("pk = :hour AND sk BETWEEN :from AND :until")
                .with(":hour", text(hour_partition(hour)))
                .with(":from", text(moment_key(from)))
                // Whatever follows a moment in a key comes before this.
                .with(":until", text(format!("{}~", moment_key(until))));
            for found in self.query(&between, OPENED_MAX, "counting cases").await? {
                let case = Stored::new(&found, "an opened case").text("opened_case")?.to_owned();
                cases.insert(case);
            }
            if cases.len() >= OPENED_MAX {
                break;
            }
        }
        Ok(u32::try_from(cases.len()).unwrap_or(u32::MAX))
    }

    /// Appends to a case, or says why not: all of it or nothing.
    pub(crate) async fn append(&self, append: &Append) -> Result<u64, StoreError> {
        if append.lease.as_ref().is_some_and(|lease| lease.case != append.case) {
            return Err(StoreError::LeaseLost);
        }
        let mut remembers = true;
        for _ in 0..TRIES_MAX {
            let refused = match self.appended(append, remembers).await?.make(&self.client, "changing a case").await? {
                Made::All => return Ok(append.expected_version.saturating_add(1)),
                Made::Nothing(refused) => refused,
            };
            let about = |part| refused.iter().find(move |refused| refused.part == part);
            if let Some(row) = about(Part::Row) {
                return Err(why_not(append, row));
            }
            if about(Part::Lease).is_some() {
                return Err(StoreError::LeaseLost);
            }
            if about(Part::Record).is_some() {
                return Err(StoreError::Broken(format!("the journal of {} is longer than its row says", append.case)));
            }
            // What is left is somebody else's reservation, or an event id that stays with its first case: once more.
            remembers = remembers && about(Part::Event).is_none();
        }
        Err(StoreError::Broken("changing a case: others are in the way all the time".to_owned()))
    }

    async fn appended(&self, append: &Append, remembers: bool) -> Result<Transaction<Part>, StoreError> {
        let begin =
            append.records.first().map(|first| JournalEnd { next_seq: first.seq, hash: first.prev_hash.clone() });
        let mut end = begin.clone();
        let mut transaction = Transaction::new();
        for record in &append.records {
            let Some(end) = &mut end else { break };
            for item in journal::items(&append.case, end, record)? {
                transaction.put(Part::Record, &self.name, item, Some(&absent()))?;
            }
        }
        let (change, expected) = (changed_row(append, end.as_ref())?, expected(append, begin.as_ref()));
        transaction.update(Part::Row, (&self.name, &row_key(&append.case)), &change, &expected)?;
        if let Some(lease) = &append.lease {
            for object in &lease.objects {
                let held = leases::held(lease, append.now);
                transaction.check(Part::Lease, (&self.name, &leases::key(object)), &held)?;
            }
        }
        if let Some(budget) = append.budget {
            let (item, unchanged) = self.reserved().await?.with(budget, append.now)?;
            transaction.put(Part::Budget, &self.name, item, Some(&unchanged))?;
        }
        if let Some(event) = append.dedup_key.as_ref().filter(|_| remembers) {
            transaction.put(Part::Event, &self.name, event_item(event, &append.case, append.now), Some(&absent()))?;
        }
        if append.records.iter().any(|record| matches!(record.event, Event::Reopened { .. })) {
            transaction.put(Part::Opened, &self.name, opened_item(&append.case, append.now), None)?;
        }
        Ok(transaction)
    }
}

fn new_row(id: &CaseId, opening: &Opening, end: &JournalEnd) -> Result<Item, StoreError> {
    let CaseKey { tenant, job, subject, wanted } = &opening.key;
    Ok(Item::new(&row_key(id))
        .with("tenant_id", text(tenant.as_str()))
        .with("job_id", text(job.as_str()))
        .with("subject_id", text(subject.as_str()))
        .with("wanted", text(wanted))
        .with("directory_id", text(opening.directory.as_str()))
        .with("case_state", word(&CaseState::Received)?)
        .with("row_version", number(FIRST_VERSION))
        .with("next_seq", number(end.next_seq))
        .with("end_hash", text(&end.hash))
        .with_some(DUE_AT, opening.due_at.map(time))
        .with_some(DUE_SHARD, opening.due_at.map(|_| text(shard_of(id))))
        .with("opened_at", time(opening.now))
        .with(LISTED, text(CASE))
        .with(CHANGED_AT, time(opening.now)))
}

/// What an append sets in the row. Where it is not due any more, the index forgets it.
fn changed_row(append: &Append, end: Option<&JournalEnd>) -> Result<Expression, StoreError> {
    let mut sets = vec!["case_state = :case_state", "row_version = :next_version", "changed_at = :changed_at"];
    let mut values = vec![
        (":case_state", word(&append.state)?),
        (":next_version", number(append.expected_version.saturating_add(1))),
        (":changed_at", time(append.now)),
    ];
    if let Some(end) = end {
        sets.extend(["next_seq = :next_seq", "end_hash = :end_hash"]);
        values.extend([(":next_seq", number(end.next_seq)), (":end_hash", text(&end.hash))]);
    }
    if let Some(cause) = &append.cause {
        sets.push("case_cause = :case_cause");
        values.push((":case_cause", word(cause)?));
    }
    if let Some(due_at) = append.due_at {
        sets.extend(["due_at = :due_at", "due_shard = :due_shard"]);
        values.extend([(":due_at", time(due_at)), (":due_shard", text(shard_of(&append.case)))]);
    }
    let removes = if append.due_at.is_none() { " REMOVE due_at, due_shard" } else { "" };
    let change = Expression::new(format!("SET {}{removes}", sets.join(", ")));
    Ok(values.into_iter().fold(change, |change, (name, value)| change.with(name, value)))
}

/// The version that the caller read, and the end of the journal that its records continue.
fn expected(append: &Append, begin: Option<&JournalEnd>) -> Expression {
    let version = number(append.expected_version);
    let Some(begin) = begin else {
        return Expression::new("row_version = :version").with(":version", version);
    };
    Expression::new("row_version = :version AND next_seq = :begin_seq AND end_hash = :begin_hash")
        .with(":version", version)
        .with(":begin_seq", number(begin.next_seq))
        .with(":begin_hash", text(&begin.hash))
}

fn why_not(append: &Append, row: &Refused<Part>) -> StoreError {
    let Some(item) = &row.item else { return StoreError::NoSuchCase };
    match Stored::new(item, "a case").number::<u64>("row_version") {
        Ok(version) if version != append.expected_version => StoreError::Conflict,
        Ok(_) => {
            let seq = append.records.first().map_or(0, |record| record.seq);
            journal::told(&Unfit::Gap(seq), &append.case)
        }
        Err(error) => error,
    }
}

fn case(id: &CaseId, row: &Stored<'_>, journal: Vec<Record>) -> Result<StoredCase, StoreError> {
    Ok(StoredCase {
        id: id.clone(),
        key: CaseKey {
            tenant: row.parsed("tenant_id", TenantId::parse)?,
            job: row.parsed("job_id", JobId::parse)?,
            subject: row.parsed("subject_id", IdpUserId::parse)?,
            wanted: row.text("wanted")?.to_owned(),
        },
        directory: row.parsed("directory_id", DirectoryId::parse)?,
        state: row.word("case_state")?,
        cause: row.some_text("case_cause")?.map(|_| row.word("case_cause")).transpose()?,
        version: row.number("row_version")?,
        due_at: row.some_time(DUE_AT)?,
        opened_at: row.time("opened_at")?,
        changed_at: row.time(CHANGED_AT)?,
        journal,
    })
}

fn row_key(case: &CaseId) -> Key {
    Key::of(partition(case), ROW)
}

fn is_row(item: &Attributes) -> bool {
    Stored::new(item, "a part of a case").text(SK).is_ok_and(|sk| sk == ROW)
}

/// The case that an entry of an index belongs to.
fn case_id(found: &Attributes) -> Result<CaseId, StoreError> {
    Stored::new(found, "an entry of an index").parsed(PK, |pk| {
        let id = pk.strip_prefix("case#").unwrap_or_default();
        CaseId::parse(id)
    })
}

/// Event ids are the sources': only their digests are keys.
fn event_key(event: &EventId) -> Key {
    Key::alone(format!("event#{}", sha256_hex(event.as_str().as_bytes())))
}

fn event_item(event: &EventId, case: &CaseId, now: Timestamp) -> Item {
    Item::new(&event_key(event)).with("taken_in_for", text(case.as_str())).with(EXPIRES_AT, expiry(now, REMEMBERED_S))
}

/// That a case was opened, under the hour in which it was: a storm is counted without a look at the cases.
fn opened_item(case: &CaseId, now: Timestamp) -> Item {
    let key = Key::of(hour_partition(hour(now)), format!("{}#{case}", moment_key(now)));
    Item::new(&key).with("opened_case", text(case.as_str())).with(EXPIRES_AT, expiry(now, OPENED_KEPT_S))
}

fn expiry(now: Timestamp, kept_s: i64) -> AttributeValue {
    number(now.as_second().saturating_add(kept_s))
}

fn hour(moment: Timestamp) -> i64 {
    moment.as_second().div_euclid(HOUR_S)
}

fn hour_partition(hour: i64) -> String {
    format!("opened#{hour}")
}

/// Texts of one length sort as the moments do.
fn moment_key(moment: Timestamp) -> String {
    format!("{:020}", moment.as_microsecond())
}

fn shard_of(case: &CaseId) -> String {
    let sum: u32 = case.as_str().bytes().map(u32::from).sum();
    shard_name(sum.rem_euclid(DUE_SHARDS))
}

fn shard_name(shard: u32) -> String {
    format!("due#{shard}")
}
