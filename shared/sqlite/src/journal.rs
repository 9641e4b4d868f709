//! Records in and out: every one continues the journal before it, and is checked to do so in both directions.

use crate::columns::{Broken as _, whole};
use crate::statement;
use rusqlite::{Connection, OptionalExtension as _, params};
use serde_json::Value;
use untwin_core::domain::{CaseId, sha256_hex};
use untwin_core::saga::{RECORD_VERSION, Record};
use untwin_workflow::ports::StoreError;

/// Appends records to the journal of a case; they must continue it.
pub(crate) fn append(connection: &Connection, case: &CaseId, records: &[Record]) -> Result<(), StoreError> {
    let mut end = end(connection, case)?;
    for record in records {
        let (seq, prev_hash) = (record.seq, record.prev_hash.as_str());
        if record.version != RECORD_VERSION || seq != end.next_seq || prev_hash != end.hash {
            return Err(StoreError::Broken(format!("record {seq} does not continue the journal of {case}")));
        }
        let text = serde_json::to_string(record)
            .map_err(|_| StoreError::Broken(format!("record {seq} of {case} cannot be written")))?;
        statement::execute(
            connection,
            "INSERT INTO records (case_id, seq, record) VALUES (?1, ?2, ?3)",
            params![case.as_str(), whole(seq)?, text],
        )
        .broken("appending to a journal")?;
        end = End { next_seq: seq + 1, hash: sha256_hex(text.as_bytes()) };
    }
    Ok(())
}

/// The whole journal of a case, in order.
pub(crate) fn read(connection: &Connection, case: &CaseId) -> Result<Vec<Record>, StoreError> {
    let doing = "reading a journal";
    let mut statement =
        connection.prepare_cached("SELECT record FROM records WHERE case_id = ?1 ORDER BY seq").broken(doing)?;
    let texts = statement.query_map([case.as_str()], |row| row.get::<_, String>(0)).broken(doing)?;
    let mut end = End::default();
    let mut journal = Vec::new();
    for text in texts {
        let text = text.broken(doing)?;
        let record = parse(case, end.next_seq, &text)?;
        if record.seq != end.next_seq || record.prev_hash != end.hash {
            return Err(StoreError::Broken(format!("record {} does not continue the journal of {case}", end.next_seq)));
        }
        end = End { next_seq: record.seq + 1, hash: sha256_hex(text.as_bytes()) };
        journal.push(record);
    }
    Ok(journal)
}

/// Where a journal ends, and what the next record has to carry.
#[derive(Default)]
struct End {
    next_seq: u64,
    hash: String,
}

fn end(connection: &Connection, case: &CaseId) -> Result<End, StoreError> {
    let last = statement::row(
        connection,
        "SELECT record FROM records WHERE case_id = ?1 ORDER BY seq DESC LIMIT 1",
        [case.as_str()],
        |row| row.get::<_, String>(0),
    )
    .optional()
    .broken("reading the end of a journal")?;
    let Some(text) = last else { return Ok(End::default()) };
    let record = parse(case, 0, &text)?;
    Ok(End { next_seq: record.seq + 1, hash: sha256_hex(text.as_bytes()) })
}

/// The version is looked at first: a record of a newer program is named as such, not as damage.
fn parse(case: &CaseId, seq: u64, text: &str) -> Result<Record, StoreError> {
    let damaged = |_| StoreError::Broken(format!("a record of {case} is unreadable (at or after {seq})"));
    let value: Value = serde_json::from_str(text).map_err(damaged)?;
    match value.get("version").and_then(Value::as_u64) {
        Some(version) if version > u64::from(RECORD_VERSION) => Err(StoreError::Broken(format!(
            "a record of {case} has version {version}, this program reads up to {RECORD_VERSION}"
        ))),
        // The error's own text could quote the record.
        Some(_) | None => serde_json::from_value(value).map_err(damaged),
    }
}
