//! Keeping below a vendor's rate limit, together with every other worker on the same database.
//!
//! A sliding window over the requests that were allowed: no stretch of its length ever holds more of them.

use crate::columns::{Broken as _, micros, moment};
use crate::statement;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use untwin_workflow::ports::{HOLD_OFF_S_MAX, Rate, StoreError};

/// Further ahead only a wrong clock sets a hold-off, in microseconds.
const BELIEVED_US: i64 = 2 * HOLD_OFF_S_MAX * 1_000_000;

/// `None` allows one request now and counts it; `Some` says when to ask again.
pub(crate) fn ask(
    connection: &Connection,
    key: &str,
    rate: Rate,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let now = micros(now);
    if let Some(until) =
        held_until(connection, key)?.filter(|until| *until > now && *until <= now.saturating_add(BELIEVED_US))
    {
        return moment(until).map(Some);
    }
    let window = i64::from(rate.window_ms) * 1_000;
    forget(connection, key, now, window)?;
    if let Some(oldest) = oldest_in_the_way(connection, key, rate, now)? {
        return moment(oldest.saturating_add(window)).map(Some);
    }
    let sql = "INSERT INTO paced (key, allowed_at) VALUES (?1, ?2)";
    statement::execute(connection, sql, params![key, now]).broken("counting a request")?;
    Ok(None)
}

/// Keeps everybody away until then; an earlier moment does not shorten what was set before.
pub(crate) fn hold_off(connection: &Connection, key: &str, until: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO hold_offs (key, held_until) VALUES (?1, ?2)
               ON CONFLICT (key) DO UPDATE SET held_until = excluded.held_until
               WHERE held_until < excluded.held_until OR held_until > excluded.held_until + ?3";
    statement::execute(connection, sql, params![key, micros(until), BELIEVED_US]).broken("holding off").map(drop)
}

fn held_until(connection: &Connection, key: &str) -> Result<Option<i64>, StoreError> {
    statement::row(connection, "SELECT held_until FROM hold_offs WHERE key = ?1", [key], |row| row.get(0))
        .optional()
        .broken("reading until when to hold off")
}

/// Drops what has left the window, and what lies more than a window ahead: that clock was wrong, and courtesy to a
/// vendor must not stop the work for as long as it was.
fn forget(connection: &Connection, key: &str, now: i64, window: i64) -> Result<(), StoreError> {
    let sql = "DELETE FROM paced WHERE key = ?1 AND (allowed_at <= ?2 OR allowed_at > ?3)";
    let (past, ahead) = (now.saturating_sub(window), now.saturating_add(window));
    statement::execute(connection, sql, params![key, past, ahead]).broken("forgetting old requests").map(drop)
}

/// The request that has to leave the window before another fits: the newest but `requests - 1`.
fn oldest_in_the_way(connection: &Connection, key: &str, rate: Rate, now: i64) -> Result<Option<i64>, StoreError> {
    let Some(newer) = rate.requests.checked_sub(1) else { return Ok(Some(now)) };
    let sql = "SELECT allowed_at FROM paced WHERE key = ?1 ORDER BY allowed_at DESC LIMIT 1 OFFSET ?2";
    statement::row(connection, sql, params![key, newer], |row| row.get(0)).optional().broken("reading requests")
}
