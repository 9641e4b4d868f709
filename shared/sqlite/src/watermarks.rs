//! How far the log of each directory's provider was read.

use crate::columns::{Broken as _, micros, moment};
use crate::statement;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use untwin_core::domain::DirectoryId;
use untwin_workflow::ports::StoreError;

/// The watermark of a directory.
pub(crate) fn of(connection: &Connection, directory: &DirectoryId) -> Result<Option<Timestamp>, StoreError> {
    let sql = "SELECT read_until FROM watermarks WHERE directory = ?1";
    let stored = statement::row(connection, sql, [directory.as_str()], |row| row.get(0)).optional();
    stored.broken("reading a watermark")?.map(moment).transpose()
}

/// Moves it on, and never back.
pub(crate) fn move_on(
    connection: &Connection,
    directory: &DirectoryId,
    read_until: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO watermarks (directory, read_until) VALUES (?1, ?2)
               ON CONFLICT (directory) DO UPDATE SET read_until = max(read_until, excluded.read_until)";
    let values = params![directory.as_str(), micros(read_until)];
    statement::execute(connection, sql, values).broken("moving a watermark").map(drop)
}

/// Moves it back, and never on.
pub(crate) fn lower(connection: &Connection, directory: &DirectoryId, read_until: Timestamp) -> Result<(), StoreError> {
    let sql = "UPDATE watermarks SET read_until = min(read_until, ?2) WHERE directory = ?1";
    let values = params![directory.as_str(), micros(read_until)];
    statement::execute(connection, sql, values).broken("moving a watermark back").map(drop)
}
