//! 24: the true collision is another key than the address: a userName or externalId that a SCIM record with an account has.
//!
//! Atlassian may say so in the text, or name the address all the same.

use super::seen::Seen;
use super::unusable_record;
use super::{Course, Diagnosis, Early, proof};
use crate::decision::Cause;
use crate::domain::{Attribute, Evidence, Fact, Recognition, Resource, ScimRecord, UniquenessConflict};

/// The text names the key. A record without an account is another cause.
pub(super) fn named_by_the_text(evidence: &Evidence) -> Early<()> {
    let Some(key) = named(evidence) else { return Ok(()) };
    let found = match key {
        Key::UserName => &evidence.named_record,
        Key::ExternalId => &evidence.subject_record,
    };
    match found {
        Fact::Known(record, _) if Some(&record.id) == evidence.targeted() => {
            taken(key).proved_by([said(evidence), proof::read("only the record that is updated is seen", found)]).end()
        }
        Fact::Known(record, _) if record.account.is_none() => {
            unusable().proved_by([said(evidence), of(record, found)]).end()
        }
        Fact::Known(record, _) => taken(key).proved_by([said(evidence), of(record, found)]).end(),
        Fact::Absent(_) | Fact::Unavailable(_) => {
            taken(key).proved_by([said(evidence), proof::read("the other record is not seen", found)]).end()
        }
    }
}

/// The text names the address, yet nobody visible has it, and another record has the subject's userName.
pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let record = another_record(seen)?;
    if !seen.holders.is_empty() || !seen.wanted_links.is_empty() || record.account.is_none() {
        return None;
    }
    Some(taken(Key::UserName).proved_by([
        proof::read("no account has the address", &seen.evidence.holders),
        proof::read("no SCIM record has the address", &seen.evidence.wanted_links),
        of(record, &seen.evidence.named_record),
    ]))
}

/// The record that has the subject's userName and is not the one that the failing push updates.
pub(super) fn another_record<'a>(seen: &Seen<'a>) -> Option<&'a ScimRecord> {
    let record = seen.evidence.named_record.known()?;
    let own = seen.evidence.subject_record.known().map(|own| &own.id);
    (Some(&record.id) != seen.evidence.targeted() && Some(&record.id) != own).then_some(record)
}

#[derive(Clone, Copy)]
enum Key {
    UserName,
    ExternalId,
}

fn named(evidence: &Evidence) -> Option<Key> {
    let Recognition::Uniqueness(UniquenessConflict { resource: Resource::User, attribute, .. }) =
        &evidence.record.known()?.recognition
    else {
        return None;
    };
    match attribute {
        Attribute::UserName => Some(Key::UserName),
        Attribute::ExternalId => Some(Key::ExternalId),
        Attribute::Email | Attribute::DisplayName | Attribute::Other(_) => None,
    }
}

fn taken(key: Key) -> Diagnosis {
    let sentence = match key {
        Key::UserName => {
            "Another SCIM record has the userName that the push wants to give; the address is not what is in the way."
        }
        Key::ExternalId => {
            "Another SCIM record has the externalId that the push wants to give; the address is not what is in the way."
        }
    };
    Diagnosis::new(Cause::OtherKeyTaken, Course::Person, sentence).advising(ADVICE)
}

fn unusable() -> Diagnosis {
    Diagnosis::new(Cause::UnusableRecord, Course::Person, unusable_record::SENTENCE).advising(unusable_record::ADVICE)
}

fn said(evidence: &Evidence) -> String {
    proof::read("the text of the conflict names the key", &evidence.record)
}

fn of(record: &ScimRecord, fact: &Fact<ScimRecord>) -> String {
    let account = record.account.as_ref().map_or_else(|| "no account".to_owned(), |id| format!("account {id}"));
    proof::read(format!("record {} in directory {} has the key, with {account}", record.id, record.directory), fact)
}

const ADVICE: [&str; 3] = [
    "Put both SCIM records side by side: which user of the identity provider does each one belong to?",
    "Correct the attribute mapping, so that userName and externalId are the person's own and never reused; externalId should be the immutable object id.",
    "Then push the person again. Delete no record: its account would be deactivated.",
];
