//! What guard 4 asks of a SCIM record without an account before it is deleted.

use super::tally::{Recency, Tally, days, within};
use crate::decision::scene::Scene;
use crate::decision::whose::{Untold, Whose, whose};
use crate::domain::{Fact, IdpUserId, ScimRecord, ScimUserId};
use jiff::{SignedDuration, Timestamp};

/// A younger record may still be on its way to an account, in days.
const AGE_DAYS_MIN: u32 = 7;
/// It has to be seen without an account twice, this far apart, in hours: Atlassian links a pushed record with a delay.
const SEEN_APART_H: i64 = 1;

/// One thing that keeps it from being deleted.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Targeted,
    HasAccount,
    Another,
    Anothers,
    TooYoung,
    NoAge,
    SeenOnce,
    NeverHere,
    OtherAddress,
    Untold(Untold),
    Unread,
    NotAlone,
}

pub(super) fn check(tally: &mut Tally, scene: &Scene<'_>, id: &ScimUserId) {
    if let Some(record) = scene.evidence.stray_record.known() {
        let made = record.created_at.map_or_else(|| "at a time not said".to_owned(), super::tally::day);
        tally.saw(format!("record {} in {}, made {made}", record.id, record.directory));
    }
    for fault in faults(scene, id) {
        match fault {
            Fault::Targeted => tally.ask("the record is the one that the push updates"),
            Fault::HasAccount => tally.ask("an account is behind the record"),
            Fault::Another => tally.ask("the record that was read is not the one that the plan deletes"),
            Fault::Anothers => tally.ask("the record belongs to another user of the IdP, who lives"),
            Fault::TooYoung => tally.ask(format!("the record is younger than {AGE_DAYS_MIN} days")),
            Fault::NotAlone => tally.ask("an account that is not the person's own has the address"),
            Fault::NoAge => tally.unsure("when the record was made is not said"),
            Fault::OtherAddress => tally.ask("the record has another address, and whose that one is was not looked at"),
            Fault::NeverHere => {
                tally.unsure("the user whose id the record carries is not here, and nothing shows that they ever were");
            }
            Fault::SeenOnce => tally.unsure("the record has to be seen without an account once more, an hour later"),
            Fault::Unread => tally.unsure("the record, or what it is linked to, could not be read"),
            Fault::Untold(why @ (Untold::NoKey | Untold::NotRead)) => tally.unsure(why.sentence()),
            Fault::Untold(why) => tally.ask(why.sentence()),
        }
    }
}

/// Whether nothing but the second look is missing.
pub(super) fn only_too_new(scene: &Scene<'_>) -> bool {
    matches!(of_the_plan(scene).as_slice(), [Fault::SeenOnce])
}

/// One approval is enough where nobody else is concerned: it is young, or whose it was cannot be told from its externalId.
pub(super) fn one_approval_is_enough(scene: &Scene<'_>) -> bool {
    let excusable = |fault: &Fault| {
        let untold = Fault::Untold(Untold::NoExternalId) == *fault || Fault::Untold(Untold::NotImmutable) == *fault;
        untold || matches!(fault, Fault::TooYoung | Fault::NoAge | Fault::SeenOnce | Fault::NeverHere)
    };
    let faults = of_the_plan(scene);
    !faults.is_empty() && faults.iter().all(excusable)
}

/// When it may be looked at once more.
pub(crate) fn seen_enough_at(scene: &Scene<'_>) -> Option<Timestamp> {
    let (_, id) = scene.deleted()?;
    let before = scene.circumstances.stray_before.as_ref().filter(|before| before.record == *id);
    let since = before.map_or(scene.circumstances.now, |before| before.seen_at);
    since.checked_add(SignedDuration::from_hours(SEEN_APART_H)).ok()
}

fn of_the_plan(scene: &Scene<'_>) -> Vec<Fault> {
    scene.deleted().map(|(_, id)| faults(scene, id)).unwrap_or_default()
}

fn faults(scene: &Scene<'_>, id: &ScimUserId) -> Vec<Fault> {
    let evidence = scene.evidence;
    let (Fact::Known(record, _), Fact::Known(link, _)) = (&evidence.stray_record, &evidence.stray_link) else {
        return vec![Fault::Unread];
    };
    let mut faults = Vec::new();
    if record.id != *id || link.record != *id || link.directory != record.directory {
        faults.push(Fault::Another);
    }
    if evidence.targeted() == Some(id) || scene.push().is_some_and(|push| push.record == id) {
        faults.push(Fault::Targeted);
    }
    if record.account.is_some() || link.account.is_some() {
        faults.push(Fault::HasAccount);
    }
    faults.extend(age(scene, record));
    match whose(evidence, &evidence.stray_record, &evidence.stray_person) {
        Whose::Subjects => {}
        // A 404 alone may be another tenant's user: only one who is among the deleted ones of this tenant was ever here.
        Whose::Gone(_) if record.address.as_ref().is_some_and(|address| address != scene.wanted) => {
            faults.push(Fault::OtherAddress);
        }
        Whose::Gone(id) if was_here(scene, id) => {}
        Whose::Gone(_) => faults.push(Fault::NeverHere),
        Whose::Anothers(_) => faults.push(Fault::Anothers),
        Whose::Untold(why) => faults.push(Fault::Untold(why)),
    }
    match evidence.holders.entries() {
        Ok(holders) if holders.iter().all(|holder| Some(&holder.id) == scene.original()) => {}
        Ok(_) => faults.push(Fault::NotAlone),
        Err(_) => faults.push(Fault::Unread),
    }
    if seen_enough_at(scene).is_none_or(|at| scene.circumstances.now < at) {
        faults.push(Fault::SeenOnce);
    }
    faults
}

fn was_here(scene: &Scene<'_>, id: &IdpUserId) -> bool {
    scene.evidence.deleted_owners.entries().is_ok_and(|deleted| deleted.iter().any(|user| user.id == *id))
}

fn age(scene: &Scene<'_>, record: &ScimRecord) -> Option<Fault> {
    let Some(made) = record.created_at else { return Some(Fault::NoAge) };
    (within(scene.circumstances.now, made, days(AGE_DAYS_MIN)) == Recency::Within).then_some(Fault::TooYoung)
}
