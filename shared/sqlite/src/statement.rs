//! Statements that SQLite parses once and keeps: every one of ours is a constant text.

use rusqlite::{Connection, Params, Result, Row};

/// Runs a statement and says how many rows it changed.
pub(crate) fn execute<P: Params>(connection: &Connection, sql: &str, params: P) -> Result<usize> {
    connection.prepare_cached(sql)?.execute(params)
}

/// Reads the one row of a query.
pub(crate) fn row<T, P: Params, F: FnOnce(&Row<'_>) -> Result<T>>(
    connection: &Connection,
    sql: &str,
    params: P,
    read: F,
) -> Result<T> {
    connection.prepare_cached(sql)?.query_row(params, read)
}
