//! Leases on the objects of a plan: all or none, with an epoch that rises with every taking.

use crate::columns::{Broken as _, count, micros, moment, unreadable, whole};
use crate::statement;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, params};
use std::collections::BTreeSet;
use std::ops::Range;
use untwin_core::decision::Object;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Lease, Leased, StoreError};

/// Takes every object for the case over `time`, unless one of them is held at its start. Who holds it does not matter:
/// if it is the case itself, another worker is at it.
pub(crate) fn lease(
    connection: &Connection,
    case: &CaseId,
    objects: &BTreeSet<Object>,
    time: &Range<Timestamp>,
) -> Result<Leased, StoreError> {
    check_exists(connection, case)?;
    let mut longest: Option<Holder> = None;
    for object in objects {
        let holder = holder(connection, object)?.filter(|holder| holder.until > micros(time.start));
        // Told is whoever holds longest: before that moment asking again is in vain.
        longest = longest.into_iter().chain(holder).max_by_key(|h| h.until);
    }
    if let Some(holder) = longest {
        let by = CaseId::parse(&holder.case).map_err(|_| unreadable("the case of a lease"))?;
        return Ok(Leased::Held { by, until: moment(holder.until)? });
    }
    let epoch = next_epoch(connection)?;
    for object in objects {
        take(connection, case, object, (epoch, time.end))?;
    }
    Ok(Leased::Granted(Lease { case: case.clone(), objects: objects.clone(), epoch, until: time.end }))
}

/// Extends a lease that is still ours, in its epoch; what it has already is never shortened.
pub(crate) fn renew(
    connection: &Connection,
    lease: &Lease,
    now: Timestamp,
    until: Timestamp,
) -> Result<Lease, StoreError> {
    check(connection, &lease.case, lease, now)?;
    let sql = "UPDATE leases SET held_until = max(held_until, ?2) WHERE object = ?1";
    for object in &lease.objects {
        statement::execute(connection, sql, params![object.key(), micros(until)]).broken("renewing a lease")?;
    }
    Ok(Lease { until: lease.until.max(until), ..lease.clone() })
}

/// Gives back what still has the lease's epoch.
pub(crate) fn release(connection: &Connection, lease: &Lease) -> Result<(), StoreError> {
    let sql = "DELETE FROM leases WHERE object = ?1 AND case_id = ?2 AND epoch = ?3";
    for object in &lease.objects {
        statement::execute(connection, sql, params![object.key(), lease.case.as_str(), whole(lease.epoch)?])
            .broken("giving a lease back")?;
    }
    Ok(())
}

/// Whether the case still holds every object of the lease, in its epoch, at `now`.
pub(crate) fn check(connection: &Connection, case: &CaseId, lease: &Lease, now: Timestamp) -> Result<(), StoreError> {
    if lease.case != *case {
        return Err(StoreError::LeaseLost);
    }
    for object in &lease.objects {
        let holder = holder(connection, object)?.ok_or(StoreError::LeaseLost)?;
        let ours = holder.case == case.as_str() && count(holder.epoch)? == lease.epoch;
        if !ours || holder.until <= micros(now) {
            return Err(StoreError::LeaseLost);
        }
    }
    Ok(())
}

struct Holder {
    case: String,
    epoch: i64,
    until: i64,
}

fn holder(connection: &Connection, object: &Object) -> Result<Option<Holder>, StoreError> {
    statement::row(
        connection,
        "SELECT case_id, epoch, held_until FROM leases WHERE object = ?1",
        [object.key()],
        |row| Ok(Holder { case: row.get(0)?, epoch: row.get(1)?, until: row.get(2)? }),
    )
    .optional()
    .broken("reading a lease")
}

fn take(
    connection: &Connection,
    case: &CaseId,
    object: &Object,
    (epoch, until): (u64, Timestamp),
) -> Result<(), StoreError> {
    let sql = "INSERT INTO leases (object, case_id, epoch, held_until) VALUES (?1, ?2, ?3, ?4)
               ON CONFLICT (object) DO UPDATE SET case_id = ?2, epoch = ?3, held_until = ?4";
    statement::execute(connection, sql, params![object.key(), case.as_str(), whole(epoch)?, micros(until)])
        .broken("taking a lease")
        .map(drop)
}

fn next_epoch(connection: &Connection) -> Result<u64, StoreError> {
    let sql = "UPDATE counters SET value = value + 1 WHERE name = 'lease_epoch' RETURNING value";
    count(statement::row(connection, sql, [], |row| row.get(0)).broken("counting a lease")?)
}

fn check_exists(connection: &Connection, case: &CaseId) -> Result<(), StoreError> {
    let found = statement::row(connection, "SELECT 1 FROM cases WHERE id = ?1", [case.as_str()], |_| Ok(()))
        .optional()
        .broken("looking for a case")?;
    found.ok_or(StoreError::NoSuchCase)
}
