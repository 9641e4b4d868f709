//! The tables, their version, and how a connection is set up before anything else happens on it.

use crate::columns::Broken as _;
use rusqlite::{Connection, ErrorCode, TransactionBehavior};
use std::time::Duration;
use untwin_workflow::ports::StoreError;

/// How long a call waits for another process to finish writing before the store counts as broken.
pub(crate) const BUSY_TIMEOUT_MS: u64 = 5_000;

/// Marks a SQLite file as ours ("untw"), so that nobody else's database is ever given our tables.
const APPLICATION_ID: i32 = 0x756e_7477;

/// How often the write-ahead log is tried for; each try but the first follows upon somebody else's success or failure.
const SWITCH_ATTEMPTS: u32 = 20;

/// One entry for each version of the tables. An entry is never edited, only followed.
const MIGRATIONS: [&str; 2] = [include_str!("schema/v1.sql"), include_str!("schema/v2.sql")];

/// Whether the database has to survive the process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Durability {
    /// A file: what was committed survives a crash of the machine.
    File,
    /// Memory: it ends with the process.
    Memory,
}

/// Sets the connection up and brings the tables to this version.
pub(crate) fn prepare(connection: &mut Connection, durability: Durability) -> Result<(), StoreError> {
    connection.busy_timeout(Duration::from_millis(BUSY_TIMEOUT_MS)).broken("setting the time to wait")?;
    if durability == Durability::File {
        write_ahead(connection)?;
    }
    for (pragma, value) in [("synchronous", "FULL"), ("foreign_keys", "ON")] {
        connection.pragma_update(None, pragma, value).broken("setting up the connection")?;
    }
    // Where a plain sync does not reach the disk itself (macOS), ask for the one that does.
    for pragma in ["fullfsync", "checkpoint_fullfsync"] {
        connection.pragma_update(None, pragma, "ON").broken("setting up the connection")?;
    }
    migrate(connection)
}

/// Where several start at once on a new file, SQLite refuses all but one without waiting. The others wait for that one
/// by asking for the write lock, and then find the log switched on.
fn write_ahead(connection: &mut Connection) -> Result<(), StoreError> {
    let doing = "switching to a write-ahead log";
    for _ in 1..SWITCH_ATTEMPTS {
        match switch(connection) {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                connection
                    .transaction_with_behavior(TransactionBehavior::Immediate)
                    .broken(doing)?
                    .rollback()
                    .broken(doing)?;
            }
            switched => return switched.broken(doing).and_then(|mode| check_mode(&mode)),
        }
    }
    switch(connection).broken(doing).and_then(|mode| check_mode(&mode))
}

fn switch(connection: &Connection) -> rusqlite::Result<String> {
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))
}

fn check_mode(mode: &str) -> Result<(), StoreError> {
    if mode.eq_ignore_ascii_case("wal") {
        return Ok(());
    }
    Err(StoreError::Broken("the file system does not allow a write-ahead log".to_owned()))
}

/// Two processes may start at once: the version is read under the write lock.
fn migrate(connection: &mut Connection) -> Result<(), StoreError> {
    let doing = "bringing the tables to this version";
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).broken(doing)?;
    let version: usize = pragma(&tx, "user_version")?;
    check_ours(&tx, version)?;
    let missing = MIGRATIONS.get(version..).ok_or_else(|| newer(version))?;
    for migration in missing {
        tx.execute_batch(migration).broken(doing)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID).broken(doing)?;
    tx.pragma_update(None, "user_version", MIGRATIONS.len().to_string()).broken(doing)?;
    tx.commit().broken(doing)
}

/// The version of the tables, and the newest one that is known here.
pub(crate) fn version(connection: &Connection) -> Result<(usize, usize), StoreError> {
    let version: usize = pragma(connection, "user_version")?;
    check_ours(connection, version)?;
    Ok((version, MIGRATIONS.len()))
}

fn check_ours(connection: &Connection, version: usize) -> Result<(), StoreError> {
    let application: i32 = pragma(connection, "application_id")?;
    let tables: u32 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .broken("reading the list of tables")?;
    if application == APPLICATION_ID || (application == 0 && version == 0 && tables == 0) {
        return Ok(());
    }
    Err(StoreError::Broken("the file is a database of another program".to_owned()))
}

fn pragma<T: TryFrom<i64>>(connection: &Connection, name: &str) -> Result<T, StoreError> {
    let value: i64 = connection.pragma_query_value(None, name, |row| row.get(0)).broken("reading the version")?;
    T::try_from(value).map_err(|_| StoreError::Broken("the file is a database of another program".to_owned()))
}

fn newer(version: usize) -> StoreError {
    let known = MIGRATIONS.len();
    StoreError::Broken(format!("the file has tables of version {version}, this program knows up to {known}"))
}
