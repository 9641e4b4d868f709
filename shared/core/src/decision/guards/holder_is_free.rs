//! Guard 4. For an account without a SCIM record it rests on guard 15; for a linked one, and for a record without an
//! account, on whose the record is.

use super::tally::{Reply, Tally};
use super::{Lift, address_is_theirs, idle, no_history, stray};
use crate::decision::whose::{Untold, Whose, whose};
use crate::decision::{Answer, scene::Scene};
use crate::domain::{AccountFile, AccountId, Fact, Link};

pub(super) const SENTENCE: &str = "No other living person has the holder: an account without a SCIM record is free where AddressIsTheirs passes; a linked one where the plan removes its only record, in the directory of this job, and that record is the subject's own or of a user who is proved gone; a record without an account where the same holds and it is old, in no group and was seen before.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    if let Some((_, record)) = scene.deleted() {
        stray::check(&mut tally, scene, record);
        return tally.reply();
    }
    let Some(file) = scene.holder_file() else {
        tally.unsure("the plan's holder is not in the evidence");
        return tally.reply();
    };
    match &file.links {
        Fact::Absent(_) => rests_on_the_address(&mut tally, scene, file),
        Fact::Known(links, _) => linked(&mut tally, scene, file, links),
        Fact::Unavailable(why) => tally.unread("the holder's SCIM links", why),
    }
    tally.reply()
}

/// One approval lifts it for an unlinked holder whose address a guest has, and nobody else; and for a linked one where a
/// missing key is all that keeps its record from being read.
pub(super) fn lift(scene: &Scene<'_>) -> Lift {
    let lifts = match (scene.deleted(), scene.removed()) {
        (Some(_), _) => stray::one_approval_is_enough(scene),
        (None, Some(_)) => only_the_key_is_missing(scene),
        (None, None) => is_unlinked(scene) && address_is_theirs::only_guests(scene),
    };
    if lifts { Lift::Lifts } else { Lift::DoesNot }
}

/// Whether it only rests on a search that is not up to date, or on a record that has to be seen once more.
pub(super) fn only_lags(scene: &Scene<'_>) -> bool {
    match scene.deleted() {
        Some(_) => stray::only_too_new(scene),
        None => is_unlinked(scene) && address_is_theirs::only_lags(scene),
    }
}

fn is_unlinked(scene: &Scene<'_>) -> bool {
    scene.holder_file().is_some_and(|file| matches!(file.links, Fact::Absent(_)))
}

fn rests_on_the_address(tally: &mut Tally, scene: &Scene<'_>, file: &AccountFile) {
    tally.saw(format!("account {} has no SCIM record, so it is as free as its address", file.id));
    match address_is_theirs::check(scene).answer {
        Answer::Pass | Answer::NotConcerned(_) => {}
        Answer::NeedsPerson(_) => tally.ask("AddressIsTheirs does not pass"),
        Answer::Unknown(_) => tally.unsure("AddressIsTheirs could not be checked"),
    }
}

fn linked(tally: &mut Tally, scene: &Scene<'_>, file: &AccountFile, links: &[Link]) {
    let records: Vec<_> = links.iter().map(|link| format!("{} in {}", link.record, link.directory)).collect();
    tally.saw(format!("account {} is linked to {}", file.id, records.join(", ")));
    if !removes_exactly(scene, &file.id, links) {
        tally.ask("the holder has a SCIM record that the plan does not remove");
        return;
    }
    if let Some(record) = scene.evidence.holder_record.known() {
        let named = record.account.as_ref().is_none_or(|account| *account == file.id);
        if !named || links.iter().any(|link| link.record != record.id) {
            tally.ask("the record that was read is not the one that the holder is linked to");
        }
    }
    match whose(scene.evidence, &scene.evidence.holder_record, &scene.evidence.holder_person) {
        Whose::Subjects => tally.saw("the record is the subject's own"),
        Whose::Gone(id) => tally.saw(format!("the record is of user {id}, who is proved gone")),
        Whose::Anothers(id) => tally.ask(format!("the record belongs to user {id} of the IdP, who lives")),
        Whose::Untold(why @ (Untold::NoKey | Untold::NotRead)) => tally.unsure(why.sentence()),
        Whose::Untold(why) => tally.ask(why.sentence()),
    }
}

/// The removal takes every record of the account, so it may have no other one anywhere.
fn removes_exactly(scene: &Scene<'_>, id: &AccountId, links: &[Link]) -> bool {
    let Some(removed) = scene.removed() else { return false };
    let (directory, record) = removed.record;
    let exactly = matches!(links, [only] if only.directory == *directory && only.record == *record);
    removed.account == id && exactly && *directory == scene.evidence.directory
}

fn only_the_key_is_missing(scene: &Scene<'_>) -> bool {
    let links = scene.holder_file().and_then(|file| file.links.known().map(|links| (&file.id, links)));
    let exactly = links.is_some_and(|(id, links)| removes_exactly(scene, id, links));
    let whose = whose(scene.evidence, &scene.evidence.holder_record, &scene.evidence.holder_person);
    // Then that nobody lives in the account is all there is to go by.
    let empty = [idle::check(scene), no_history::check(scene)].iter().all(|reply| reply.answer == Answer::Pass);
    exactly && empty && whose == Whose::Untold(Untold::NoKey)
}
