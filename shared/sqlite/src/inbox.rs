//! The inbox: documents that wait, hidden while somebody works on them, bounded in number and in bytes.

use crate::columns::{Broken as _, count, micros, moment, unreadable};
use crate::{dead_letters, statement};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use untwin_core::domain::DeadLetter;
use untwin_workflow::ports::{Delivery, Hold, InHand, Kept, PUT_BACK_S_MAX, Receipt, Remembered, StoreError};

/// So many documents wait at most.
pub(crate) const DOCUMENTS_MAX: u64 = 20_000;
/// So many bytes of documents wait at most.
pub(crate) const BYTES_MAX: u64 = 512 * 1024 * 1024;
/// So many keys that are over are forgotten with one delivery, at most: it has to stay quick.
const FORGOTTEN_MAX: i64 = 20;
const MICROS_IN_S: i64 = 1_000_000;

/// Keeps a document, unless its key is known or there is no room.
pub(crate) fn put(connection: &Connection, delivery: &Delivery, now: Timestamp) -> Result<Kept, StoreError> {
    let doing = "keeping a document";
    if is_known(connection, &delivery.dedup_key, now)? {
        return Ok(Kept::Known);
    }
    let length = i64::try_from(delivery.document.len()).map_err(|_| unreadable("the length of a document"))?;
    if holds(connection, "inbox_documents")? >= DOCUMENTS_MAX || holds(connection, "inbox_bytes")? >= BYTES_MAX {
        return Ok(Kept::Full);
    }
    let sql = "INSERT INTO inbox (source, dedup_key, document, arrived_at, due_at) VALUES (?1, ?2, ?3, ?4, ?4)";
    let values = params![delivery.source, delivery.dedup_key, delivery.document, micros(now)];
    statement::execute(connection, sql, values).broken(doing)?;
    add(connection, 1, length)?;
    remember(connection, delivery, now)?;
    Ok(Kept::New)
}

/// The document that is due longest; where none is due, one that a clock that was ahead has left behind.
pub(crate) fn take(
    connection: &Connection,
    now: Timestamp,
    hidden_until: Timestamp,
) -> Result<Option<InHand>, StoreError> {
    let doing = "taking a document";
    let sql = "UPDATE inbox SET due_at = ?3, takes = takes + 1, receives = receives + 1
               WHERE id = (SELECT id FROM inbox WHERE due_at > ?1 AND due_at <= ?2 ORDER BY due_at, id LIMIT 1)
               RETURNING id, source, document, arrived_at, takes, receives";
    let now = micros(now);
    for (after, until) in [(i64::MIN, now), (now.saturating_add(PUT_BACK_S_MAX * MICROS_IN_S), i64::MAX)] {
        let times = params![after, until, micros(hidden_until)];
        let taken = statement::row(connection, sql, times, StoredDocument::read).optional().broken(doing)?;
        if let Some(taken) = taken {
            return taken.parse().map(Some);
        }
    }
    Ok(None)
}

/// Hides a document for longer.
pub(crate) fn hold(connection: &Connection, receipt: Receipt, hidden_until: Timestamp) -> Result<Hold, StoreError> {
    let sql = "UPDATE inbox SET due_at = ?3 WHERE id = ?1 AND takes = ?2";
    let values = params![receipt.id, receipt.take, micros(hidden_until)];
    let changed = statement::execute(connection, sql, values).broken("holding a document")?;
    Ok(if changed == 0 { Hold::Lost } else { Hold::Ours })
}

/// Forgets a document.
pub(crate) fn acknowledge(connection: &Connection, receipt: Receipt) -> Result<Hold, StoreError> {
    let doing = "forgetting a document";
    let sql = "DELETE FROM inbox WHERE id = ?1 AND takes = ?2 RETURNING length(document)";
    let values = params![receipt.id, receipt.take];
    let length: Option<i64> = statement::row(connection, sql, values, |row| row.get(0)).optional().broken(doing)?;
    let Some(length) = length else { return Ok(Hold::Lost) };
    add(connection, -1, -length)?;
    Ok(Hold::Ours)
}

/// Puts a document back.
pub(crate) fn postpone(connection: &Connection, receipt: Receipt, due_at: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE inbox SET due_at = ?3, receives = max(receives - 1, 0) WHERE id = ?1 AND takes = ?2";
    let values = params![receipt.id, receipt.take, micros(due_at)];
    statement::execute(connection, sql, values).broken("putting a document back").map(drop)
}

/// Buries a document, if it is still ours to bury.
pub(crate) fn give_up(connection: &Connection, receipt: Receipt, letter: &DeadLetter) -> Result<(), StoreError> {
    match acknowledge(connection, receipt)? {
        Hold::Ours => dead_letters::bury(connection, letter),
        Hold::Lost => Ok(()),
    }
}

/// How many documents there are.
pub(crate) fn waiting(connection: &Connection) -> Result<u64, StoreError> {
    holds(connection, "inbox_documents")
}

fn is_known(connection: &Connection, key: &str, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM inbox WHERE dedup_key = ?1)
                   OR EXISTS (SELECT 1 FROM inbox_seen WHERE dedup_key = ?1 AND seen_until > ?2)";
    statement::row(connection, sql, params![key, micros(now)], |row| row.get(0)).broken("looking for a known document")
}

fn remember(connection: &Connection, delivery: &Delivery, now: Timestamp) -> Result<(), StoreError> {
    let doing = "remembering the key of a document";
    let Remembered::Until(until) = delivery.remembered else { return Ok(()) };
    let sql = "INSERT INTO inbox_seen (dedup_key, seen_until) VALUES (?1, ?2)
               ON CONFLICT (dedup_key) DO UPDATE SET seen_until = excluded.seen_until";
    statement::execute(connection, sql, params![delivery.dedup_key, micros(until)]).broken(doing)?;
    let sql = "DELETE FROM inbox_seen WHERE dedup_key IN
               (SELECT dedup_key FROM inbox_seen WHERE seen_until <= ?1 ORDER BY seen_until LIMIT ?2)";
    statement::execute(connection, sql, params![micros(now), FORGOTTEN_MAX]).broken(doing).map(drop)
}

fn holds(connection: &Connection, counter: &str) -> Result<u64, StoreError> {
    let sql = "SELECT value FROM counters WHERE name = ?1";
    count(statement::row(connection, sql, [counter], |row| row.get(0)).broken("counting documents")?)
}

fn add(connection: &Connection, documents: i64, bytes: i64) -> Result<(), StoreError> {
    let sql = "UPDATE counters SET value = max(value + CASE name WHEN 'inbox_documents' THEN ?1 ELSE ?2 END, 0)
               WHERE name IN ('inbox_documents', 'inbox_bytes')";
    statement::execute(connection, sql, [documents, bytes]).broken("counting documents").map(drop)
}

/// A row of `inbox` as SQLite gives it.
struct StoredDocument {
    id: i64,
    source: String,
    document: Vec<u8>,
    arrived_at: i64,
    takes: i64,
    receives: i64,
}

impl StoredDocument {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: row.get(0)?,
            source: row.get(1)?,
            document: row.get(2)?,
            arrived_at: row.get(3)?,
            takes: row.get(4)?,
            receives: row.get(5)?,
        })
    }

    fn parse(self) -> Result<InHand, StoreError> {
        let times = |stored: i64| u32::try_from(stored).map_err(|_| unreadable("a stored number"));
        let takes = times(self.takes)?;
        Ok(InHand {
            receipt: Receipt { id: self.id, take: takes },
            source: self.source,
            document: self.document,
            arrived_at: moment(self.arrived_at)?,
            receives: times(self.receives)?,
            takes,
        })
    }
}
