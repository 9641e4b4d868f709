//! Cases: opened once, loaded whole, changed only by whoever read their latest version.

use crate::columns::{Broken as _, count, from_word, micros, moment, rows, saturated, unreadable, whole, word};
use crate::statement;
use crate::{budget, journal, leases};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, named_params, params};
use untwin_core::domain::{CaseId, CaseKey, CaseState, DirectoryId, EventId, IdpUserId, JobId, TenantId};
use untwin_core::saga::{Event, Record};
use untwin_workflow::ports::{Append, Opened, Opening, StoreError, StoredCase};

/// The version of a case that was just opened.
const FIRST_VERSION: i64 = 1;

/// The case that an event id was taken in for.
pub(crate) fn seen(connection: &Connection, event: &EventId) -> Result<Option<CaseId>, StoreError> {
    let case: Option<String> =
        statement::row(connection, "SELECT case_id FROM dedup WHERE event_id = ?1", [event.as_str()], |row| row.get(0))
            .optional()
            .broken("looking for an event id")?;
    case.map(|id| case_id(&id)).transpose()
}

/// Opens a case and remembers the event id, or finds the case. The caller holds the write lock, so exactly one opens it.
pub(crate) fn open(connection: &Connection, opening: &Opening) -> Result<Opened, StoreError> {
    let id = opening.key.case_id();
    if let Some(existing) = load(connection, &id)? {
        if existing.key != opening.key {
            return Err(StoreError::Broken(format!("two keys have the case id {id}")));
        }
        return Ok(Opened::Existing(existing));
    }
    insert(connection, &id, opening)?;
    journal::append(connection, &id, std::slice::from_ref(&opening.first))?;
    remember(connection, &opening.dedup_key, &id)?;
    let new = load(connection, &id)?.ok_or(StoreError::NoSuchCase)?;
    Ok(Opened::New(new))
}

/// A case with its journal.
pub(crate) fn load(connection: &Connection, id: &CaseId) -> Result<Option<StoredCase>, StoreError> {
    let stored = statement::row(connection, "SELECT * FROM cases WHERE id = ?1", [id.as_str()], StoredRow::read)
        .optional()
        .broken("reading a case")?;
    stored.map(|row| row.with_journal(connection)).transpose()
}

/// Cases, newest change first.
pub(crate) fn list(connection: &Connection, limit: usize) -> Result<Vec<StoredCase>, StoreError> {
    let doing = "listing cases";
    let sql = "SELECT * FROM cases ORDER BY changed_at DESC, id LIMIT ?1";
    let mut statement = connection.prepare_cached(sql).broken(doing)?;
    let found = statement.query_map([rows(limit)], StoredRow::read).broken(doing)?;
    found.map(|row| row.broken(doing)?.with_journal(connection)).collect()
}

/// Cases whose time has come, oldest first.
pub(crate) fn due(connection: &Connection, now: Timestamp, limit: usize) -> Result<Vec<CaseId>, StoreError> {
    let doing = "looking for what is due";
    let sql = "SELECT id FROM cases WHERE due_at <= ?1 ORDER BY due_at, id LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).broken(doing)?;
    let ids = statement.query_map([micros(now), rows(limit)], |row| row.get::<_, String>(0)).broken(doing)?;
    ids.map(|id| case_id(&id.broken(doing)?)).collect()
}

/// Sets when a case is due, and nothing else.
pub(crate) fn put_back(connection: &Connection, case: &CaseId, due_at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET due_at = ?2 WHERE id = ?1";
    let set =
        statement::execute(connection, sql, params![case.as_str(), micros(due_at)]).broken("putting a case back")?;
    if set == 0 { Err(StoreError::NoSuchCase) } else { Ok(()) }
}

/// How many cases were opened or reopened between two moments.
pub(crate) fn opened_between(connection: &Connection, from: Timestamp, until: Timestamp) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM cases WHERE opened_at BETWEEN ?1 AND ?2 OR reopened_at BETWEEN ?1 AND ?2";
    let between = [micros(from), micros(until)];
    let cases = statement::row(connection, sql, between, |row| row.get(0)).broken("counting cases")?;
    Ok(saturated(cases))
}

/// Appends to a case, or says why not; the transaction around it makes that all or nothing.
pub(crate) fn append(connection: &Connection, append: &Append) -> Result<u64, StoreError> {
    let version: Option<i64> =
        statement::row(connection, "SELECT version FROM cases WHERE id = ?1", [append.case.as_str()], |row| row.get(0))
            .optional()
            .broken("reading the version of a case")?;
    let version = count(version.ok_or(StoreError::NoSuchCase)?)?;
    if version != append.expected_version {
        return Err(StoreError::Conflict);
    }
    if let Some(lease) = &append.lease {
        leases::check(connection, &append.case, lease, append.now)?;
    }
    if let Some(budget) = append.budget {
        budget::reserve(connection, &append.case, budget, append.now)?;
    }
    journal::append(connection, &append.case, &append.records)?;
    if let Some(event) = &append.dedup_key {
        remember(connection, event, &append.case)?;
    }
    update(connection, append, version + 1)?;
    Ok(version + 1)
}

fn insert(connection: &Connection, id: &CaseId, opening: &Opening) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO cases (id, tenant, job, subject, wanted, directory, state, version, due_at, opened_at, changed_at)
               VALUES (:id, :tenant, :job, :subject, :wanted, :directory, :state, :version, :due_at, :now, :now)";
    let values = named_params! {
        ":id": id.as_str(),
        ":tenant": opening.key.tenant.as_str(),
        ":job": opening.key.job.as_str(),
        ":subject": opening.key.subject.as_str(),
        ":wanted": opening.key.wanted.as_str(),
        ":directory": opening.directory.as_str(),
        ":state": word(&CaseState::Received)?,
        ":version": FIRST_VERSION,
        ":due_at": opening.due_at.map(micros),
        ":now": micros(opening.now),
    };
    statement::execute(connection, sql, values).broken("opening a case").map(drop)
}

fn update(connection: &Connection, append: &Append, version: u64) -> Result<(), StoreError> {
    let sql = "UPDATE cases SET state = :state, cause = coalesce(:cause, cause), version = :version, due_at = :due_at,
               changed_at = :now, reopened_at = coalesce(:reopened_at, reopened_at) WHERE id = :id";
    let values = named_params! {
        ":id": append.case.as_str(),
        ":state": word(&append.state)?,
        ":cause": append.cause.as_ref().map(word).transpose()?,
        ":version": whole(version)?,
        ":due_at": append.due_at.map(micros),
        ":reopened_at": reopens(&append.records).then(|| micros(append.now)),
        ":now": micros(append.now),
    };
    statement::execute(connection, sql, values).broken("changing a case").map(drop)
}

fn reopens(records: &[Record]) -> bool {
    records.iter().any(|record| matches!(record.event, Event::Reopened { .. }))
}

/// An event id stays with the case that it was first taken in for.
fn remember(connection: &Connection, event: &EventId, case: &CaseId) -> Result<(), StoreError> {
    let sql = "INSERT INTO dedup (event_id, case_id) VALUES (?1, ?2) ON CONFLICT (event_id) DO NOTHING";
    statement::execute(connection, sql, params![event.as_str(), case.as_str()])
        .broken("remembering an event id")
        .map(drop)
}

fn case_id(stored: &str) -> Result<CaseId, StoreError> {
    CaseId::parse(stored).map_err(|_| unreadable("a stored case id"))
}

/// A row of `cases` as SQLite gives it.
struct StoredRow {
    id: String,
    tenant: String,
    job: String,
    subject: String,
    wanted: String,
    directory: String,
    state: String,
    cause: Option<String>,
    version: i64,
    due_at: Option<i64>,
    opened_at: i64,
    changed_at: i64,
}

impl StoredRow {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get("id")?,
            tenant: row.get("tenant")?,
            job: row.get("job")?,
            subject: row.get("subject")?,
            wanted: row.get("wanted")?,
            directory: row.get("directory")?,
            state: row.get("state")?,
            cause: row.get("cause")?,
            version: row.get("version")?,
            due_at: row.get("due_at")?,
            opened_at: row.get("opened_at")?,
            changed_at: row.get("changed_at")?,
        })
    }

    fn with_journal(self, connection: &Connection) -> Result<StoredCase, StoreError> {
        let id = case_id(&self.id)?;
        let what = |field: &str| format!("the {field} of {id}");
        Ok(StoredCase {
            key: CaseKey {
                tenant: TenantId::parse(&self.tenant).map_err(|_| unreadable(&what("tenant")))?,
                job: JobId::parse(&self.job).map_err(|_| unreadable(&what("job")))?,
                subject: IdpUserId::parse(&self.subject).map_err(|_| unreadable(&what("subject")))?,
                wanted: self.wanted,
            },
            directory: DirectoryId::parse(&self.directory).map_err(|_| unreadable(&what("directory")))?,
            state: from_word(self.state, &what("state"))?,
            cause: self.cause.map(|cause| from_word(cause, &what("cause"))).transpose()?,
            version: count(self.version)?,
            due_at: self.due_at.map(moment).transpose()?,
            opened_at: moment(self.opened_at)?,
            changed_at: moment(self.changed_at)?,
            journal: journal::read(connection, &id)?,
            id,
        })
    }
}
