//! 7: a SCIM record has the address, the userName or the externalId that the push wants to give, and no account is behind it.
//!
//! It is not the record that the push updates. Whose it was, and how old it is, is asked by guards.

use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::decision::whose::{Whose, whose};
use crate::domain::{Claim, Evidence, Link, ScimRecord};

/// A record that is in the way and has no account.
#[derive(Clone, Copy)]
pub(super) struct Stray<'a> {
    pub(super) link: &'a Link,
    /// The record itself, where a key of its directory let it be read.
    pub(super) record: Option<&'a ScimRecord>,
}

/// The record without an account, where exactly one was found.
pub(super) fn stray(evidence: &Evidence) -> Option<Stray<'_>> {
    let link = evidence.stray_link.known().filter(|link| link.account.is_none())?;
    let record = evidence.stray_record.known().filter(|record| record.id == link.record && record.account.is_none());
    Some(Stray { link, record })
}

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let stray = stray(seen.evidence)?;
    let evidence = seen.evidence;
    if seen.other_holder().is_some() || seen.holders.len() > 1 || Some(&stray.link.record) == evidence.targeted() {
        return None;
    }
    let managed = seen.original.as_ref().is_some_and(|original| original.known.account.claim == Claim::Managed);
    let here = stray.link.directory == evidence.directory;
    let course = if managed && here && stray.record.is_some() { Course::DeleteAndPush } else { Course::Person };
    let diagnosis = Diagnosis::new(Cause::UnusableRecord, course, SENTENCE)
        .proved_by([
            proof::read(proof::link(stray.link), &evidence.stray_link),
            proof::read(said(evidence), &evidence.stray_record),
            proof::read(format!("{} accounts have the address", seen.holders.len()), &evidence.holders),
        ])
        .proved_by(seen.original.iter().map(|original| proof::account("original", &original.known)));
    Some(diagnosis.advising(ADVICE))
}

fn said(evidence: &Evidence) -> String {
    match whose(evidence, &evidence.stray_record, &evidence.stray_person) {
        Whose::Subjects => "the record carries the subject's own externalId".to_owned(),
        Whose::Gone(id) => format!("the record carries the id of user {id}, who is proved gone"),
        Whose::Anothers(id) => format!("the record carries the id of user {id}, who lives"),
        Whose::Untold(why) => why.sentence().to_owned(),
    }
}

pub(super) const SENTENCE: &str = "A SCIM record has a key that the push wants to give, and no account is behind it: it only keeps the key from the person.";
pub(super) const ADVICE: [&str; 3] = [
    "Look at the record in its directory: whose externalId does it carry, how old is it, and is it in any group?",
    "If it is the person's own or belongs to nobody any more, delete exactly this record; nobody's account is behind it.",
    "Then push the person again. Never delete a record that has an account: the account would be deactivated.",
];
