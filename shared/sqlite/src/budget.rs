//! People-harm: reserved where a plan is accepted, never given back.

use crate::columns::{Broken as _, micros, saturated};
use crate::statement;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{Connection, params};
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Budget, StoreError};

const HOUR: SignedDuration = SignedDuration::from_hours(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Reserves people, if the hour and the day before `now` have room for them. Reservations of a worker whose clock is
/// ahead lie after `now`, and count.
pub(crate) fn reserve(
    connection: &Connection,
    case: &CaseId,
    budget: Budget,
    now: Timestamp,
) -> Result<(), StoreError> {
    for (window, people_max) in [(HOUR, budget.per_hour_max), (DAY, budget.per_day_max)] {
        let begin = now.checked_sub(window).unwrap_or(Timestamp::MIN);
        if people_after(connection, micros(begin))?.saturating_add(budget.people) > people_max {
            return Err(StoreError::BudgetSpent);
        }
    }
    let sql = "INSERT INTO reservations (case_id, people, reserved_at) VALUES (?1, ?2, ?3)";
    statement::execute(connection, sql, params![case.as_str(), budget.people, micros(now)])
        .broken("reserving people")
        .map(drop)
}

/// People reserved since a moment.
pub(crate) fn people_since(connection: &Connection, since: Timestamp) -> Result<u32, StoreError> {
    people_after(connection, micros(since).saturating_sub(1))
}

fn people_after(connection: &Connection, moment_micros: i64) -> Result<u32, StoreError> {
    let sql = "SELECT coalesce(sum(people), 0) FROM reservations WHERE reserved_at > ?1";
    let people = statement::row(connection, sql, [moment_micros], |row| row.get(0)).broken("counting people")?;
    Ok(saturated(people))
}
