//! Guard 19. For a holder without a SCIM record it rests on guard 16; for a linked one on whose its record is.

use super::address_is_theirs::proved_predecessor;
use super::no_history;
use super::tally::{Reply, Tally};
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
