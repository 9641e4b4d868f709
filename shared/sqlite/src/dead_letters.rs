//! Unreadable input, bounded in rows and in bytes: the oldest gives way, and is counted.

use crate::columns::{Broken as _, count, micros, moment, rows, unreadable, whole};
use crate::statement;
use rusqlite::{Connection, Row, params};
use untwin_core::domain::{DeadLetter, KEPT_BYTES_MAX};
use untwin_workflow::ports::StoreError;

/// So many letters are kept at most.
pub(crate) const LETTERS_MAX: i64 = 1_000;
/// So many bytes of heads and reasons are kept at most.
pub(crate) const KEPT_MAX_BYTES: i64 = 16 * 1024 * 1024;
/// A reason is a sentence or two; more than this is cut.
const REASON_CHARS_MAX: usize = 2_000;

/// Puts a letter aside and makes room for it. The same input with the same reason is kept once, as it came last: a message
/// that comes again must not crowd out the others.
pub(crate) fn bury(connection: &Connection, letter: &DeadLetter) -> Result<(), StoreError> {
    let head: Vec<u8> = letter.head.iter().copied().take(KEPT_BYTES_MAX).collect();
    let reason: String = letter.reason.chars().take(REASON_CHARS_MAX).collect();
    let kept_bytes = whole_size(head.len() + reason.len())?;
    let sql = "INSERT INTO dead_letters (head, length_bytes, sha256, reason, arrived_at, kept_bytes)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let length_bytes = whole_size(letter.length_bytes)?;
    statement::execute(
        connection,
        "DELETE FROM dead_letters WHERE sha256 = ?1 AND reason = ?2",
        params![letter.sha256, reason],
    )
    .broken("putting a dead letter aside again")?;
    statement::execute(
        connection,
        sql,
        params![head, length_bytes, letter.sha256, reason, micros(letter.at), kept_bytes],
    )
    .broken("putting a dead letter aside")?;
    make_room(connection)
}

/// Letters, newest first.
pub(crate) fn newest(connection: &Connection, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
    let doing = "reading dead letters";
    let sql = "SELECT head, length_bytes, sha256, reason, arrived_at FROM dead_letters ORDER BY id DESC LIMIT ?1";
    let mut statement = connection.prepare_cached(sql).broken(doing)?;
    let found = statement.query_map([rows(limit)], StoredLetter::read).broken(doing)?;
    found.map(|letter| letter.broken(doing)?.parse()).collect()
}

/// Takes a letter out, if it still is there as it was read.
pub(crate) fn exhume(connection: &Connection, letter: &DeadLetter) -> Result<(), StoreError> {
    let sql = "DELETE FROM dead_letters WHERE sha256 = ?1 AND reason = ?2 AND arrived_at = ?3";
    statement::execute(connection, sql, params![letter.sha256, letter.reason, micros(letter.at)])
        .broken("taking a dead letter out")?;
    Ok(())
}

/// How many gave way so far.
pub(crate) fn given_way(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "SELECT value FROM counters WHERE name = 'dead_letters_given_way'";
    count(statement::row(connection, sql, [], |row| row.get(0)).broken("counting dead letters")?)
}

fn make_room(connection: &Connection) -> Result<(), StoreError> {
    let doing = "making room for a dead letter";
    loop {
        let (letters, kept_bytes): (i64, i64) =
            statement::row(connection, "SELECT count(*), coalesce(sum(kept_bytes), 0) FROM dead_letters", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .broken(doing)?;
        if letters <= LETTERS_MAX && kept_bytes <= KEPT_MAX_BYTES {
            return Ok(());
        }
        let sql = "DELETE FROM dead_letters WHERE id = (SELECT min(id) FROM dead_letters)";
        statement::execute(connection, sql, []).broken(doing)?;
        let sql = "UPDATE counters SET value = value + 1 WHERE name = 'dead_letters_given_way'";
        statement::execute(connection, sql, []).broken(doing)?;
    }
}

fn whole_size(bytes: usize) -> Result<i64, StoreError> {
    whole(u64::try_from(bytes).unwrap_or(u64::MAX))
}

/// A row of `dead_letters` as SQLite gives it.
struct StoredLetter {
    head: Vec<u8>,
    length_bytes: i64,
    sha256: String,
    reason: String,
    arrived_at: i64,
}

impl StoredLetter {
    fn read(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            head: row.get(0)?,
            length_bytes: row.get(1)?,
            sha256: row.get(2)?,
            reason: row.get(3)?,
            arrived_at: row.get(4)?,
        })
    }

    fn parse(self) -> Result<DeadLetter, StoreError> {
        Ok(DeadLetter {
            head: self.head,
            length_bytes: usize::try_from(self.length_bytes).map_err(|_| unreadable("the length of a dead letter"))?,
            sha256: self.sha256,
            reason: self.reason,
            at: moment(self.arrived_at)?,
        })
    }
}
