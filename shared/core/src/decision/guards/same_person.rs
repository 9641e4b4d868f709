//! Guard 19. For a holder without a SCIM record it rests on guard 16; for a linked one on whose its record is.

use super::address_is_theirs::proved_predecessor;
use super::idle::last_activity;
use super::no_history;
use super::tally::{Reply, Tally, day};
use crate::decision::whose::{Whose, whose};
use crate::decision::{Answer, scene::Scene};
use crate::domain::{Fact, IdpUserId};

pub(super) const SENTENCE: &str = "The holder and the subject are one person: an account without a SCIM record passes where NoHistory passes; a linked one where its record carries the subject's own externalId, or that of a deleted user who is proved the predecessor by an equal employee id.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(file) = scene.holder_file() else {
        tally.unsure("the plan's holder is not in the evidence");
        return tally.reply();
    };
    is_the_subjects(&mut tally, scene);
    match &file.links {
        Fact::Absent(_) => {
            tally.saw(format!("account {} has no SCIM record, so its history decides", file.id));
            match no_history::check(scene).answer {
                Answer::Pass | Answer::NotConcerned(_) => {}
                Answer::NeedsPerson(_) => tally.ask("NoHistory does not pass"),
                Answer::Unknown(_) => tally.unsure("NoHistory could not be checked"),
            }
        }
        Fact::Known(..) => linked(&mut tally, scene),
        Fact::Unavailable(why) => tally.unread("the holder's SCIM links", why),
    }
    tally.reply()
}

/// Where no key lets the record say whose it is, an account that was last used before the subject was even made may be somebody
/// else's, matched by a name that was used again.
fn is_the_subjects(tally: &mut Tally, scene: &Scene<'_>) {
    let (Some(subject), Some(original)) = (scene.evidence.subject.known(), scene.original_file()) else { return };
    let by_its_id = scene.evidence.targeted_record.known().is_some_and(|record| record.external_id.is_some());
    let Some((used, made)) = last_activity(original).zip(subject.created_at) else { return };
    if !by_its_id && used < made {
        tally.unsure(format!("the person's account was last used {}, before the subject was made", day(used)));
    }
}

fn linked(tally: &mut Tally, scene: &Scene<'_>) {
    match whose(scene.evidence, &scene.evidence.holder_record, &scene.evidence.holder_person) {
        Whose::Subjects => tally.saw("the holder's record carries the subject's own externalId"),
        Whose::Gone(id) if is_predecessor(scene, id) => {
            tally.saw(format!("deleted user {id} has the subject's employee id"));
        }
        Whose::Gone(id) => {
            tally.unsure(format!("user {id}, whose record it is, is gone, and nothing proves that it was the subject"));
        }
        Whose::Anothers(id) => tally.ask(format!("the holder's record belongs to user {id}, who lives")),
        Whose::Untold(why) => tally.unsure(why.sentence()),
    }
}

/// Only a user who is among the deleted ones of this very tenant shows an employee id.
fn is_predecessor(scene: &Scene<'_>, gone: &IdpUserId) -> bool {
    let deleted = scene.evidence.deleted_owners.entries().unwrap_or_default();
    let subject = scene.evidence.subject.known();
    deleted
        .iter()
        .find(|user| user.id == *gone)
        .zip(subject)
        .is_some_and(|(gone, subject)| proved_predecessor(scene, subject, gone))
}
