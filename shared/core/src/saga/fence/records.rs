//! What the SCIM record that a plan takes away must still say.

use super::{Mismatch, Readings, changed, known};
use crate::domain::{Fact, GroupRef, IdpUser, IdpUserId, Link};
use crate::saga::{AcceptedPlan, Act, RecordOf, Removal};

/// The record that goes still is whose it was, and on the account that it was on. One that a person vouched for cannot be read.
pub(super) fn record(plan: &AcceptedPlan, readings: &Readings) -> Result<(), Mismatch> {
    let Some(removal) = &plan.removal else { return Err(Mismatch::Changed("the plan removes no record".to_owned())) };
    let whose = match &removal.of {
        RecordOf::Subject => Some(&plan.subject),
        RecordOf::Gone(id) => Some(id),
        RecordOf::Vouched if removal.account.is_some() => return Ok(()),
        RecordOf::Vouched => None,
    };
    let record = known(readings.record.as_ref(), "the SCIM record")?;
    changed(record.id == removal.record && record.directory == removal.directory, || {
        "another SCIM record answered".to_owned()
    })?;
    changed(whose.is_none() || record.external_id.as_deref() == whose.map(IdpUserId::as_str), || {
        format!("SCIM record {} belongs to somebody else now", record.id)
    })?;
    let behind = match &removal.account {
        Some(account) => record.account.as_ref().is_none_or(|named| named == account),
        None => record.account.is_none() && record.groups.is_empty(),
    };
    changed(behind, || format!("another account, or a group, is behind SCIM record {} now", record.id))
}

/// A user who was gone may have been restored.
pub(super) fn record_owner(plan: &AcceptedPlan, owner: Option<&Fact<IdpUser>>) -> Result<(), Mismatch> {
    let Some(Removal { of: RecordOf::Gone(id), .. }) = &plan.removal else { return Ok(()) };
    match owner {
        Some(Fact::Absent(_)) => Ok(()),
        Some(Fact::Known(..)) => Err(Mismatch::Changed(format!("user {id} is back"))),
        Some(Fact::Unavailable(why)) => Err(Mismatch::Unreadable(format!("user {id} could not be read: {why}"))),
        None => Err(Mismatch::Unreadable(format!("user {id} was not asked for"))),
    }
}

/// Only a link that is shown without an account says that nobody is behind a record: one that is not shown says nothing.
pub(super) fn nobody_behind(plan: &AcceptedPlan, links: Option<&Fact<Vec<Link>>>) -> Result<(), Mismatch> {
    let links = match links {
        Some(fact) => {
            fact.entries().map_err(|why| Mismatch::Unreadable(format!("the record's link could not be read: {why}")))?
        }
        None => return Err(Mismatch::Unreadable("the record's link was not read".to_owned())),
    };
    let goes = |link: &&Link| {
        let removal = plan.removal.as_ref();
        removal.is_some_and(|removal| removal.record == link.record && removal.directory == link.directory)
    };
    let link = links.iter().find(goes);
    changed(link.is_some_and(|link| link.account.is_none()), || {
        "an account is behind the SCIM record now, or its link is not shown any more".to_owned()
    })
}

/// The directory's group has exactly the name of the one that the provider grants.
pub(super) fn group(act: &Act, found: &GroupRef) -> Result<(), Mismatch> {
    let Act::JoinGroup { name, group_there, .. } = act else {
        return Err(Mismatch::Changed("no group is joined".to_owned()));
    };
    let same = found.name.as_deref().is_some_and(|found| found.eq_ignore_ascii_case(name));
    let there = group_there.as_ref() == Some(&found.id);
    changed(same && there, || format!("the directory's group {} is another one than the one that was found", found.id))
}
