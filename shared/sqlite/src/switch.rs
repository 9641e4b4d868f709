//! The kill switch: one row that is always there. Where it is not, nothing may be concluded.

use crate::columns::{Broken as _, micros, unreadable};
use crate::statement;
use jiff::Timestamp;
use rusqlite::{Connection, params};
use untwin_core::decision::Writes;
use untwin_workflow::ports::StoreError;

/// Reads it.
pub(crate) fn writes(connection: &Connection) -> Result<Writes, StoreError> {
    let word: String = statement::row(connection, "SELECT writes FROM switch WHERE id = 1", [], |row| row.get(0))
        .broken("reading the kill switch")?;
    [Writes::Enabled, Writes::Paused]
        .into_iter()
        .find(|writes| name(*writes) == word)
        .ok_or_else(|| unreadable("the kill switch"))
}

/// Sets it, with who did so and when.
pub(crate) fn set_writes(connection: &Connection, writes: Writes, by: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE switch SET writes = ?1, set_by = ?2, set_at = ?3 WHERE id = 1";
    let changed = statement::execute(connection, sql, params![name(writes), by, micros(now)])
        .broken("setting the kill switch")?;
    if changed == 1 { Ok(()) } else { Err(unreadable("the kill switch")) }
}

const fn name(writes: Writes) -> &'static str {
    match writes {
        Writes::Enabled => "enabled",
        Writes::Paused => "paused",
    }
}
