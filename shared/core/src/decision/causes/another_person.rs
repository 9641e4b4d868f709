//! 16: the address is another living person's too, or the account that holds it is. Nothing is moved between people.
//!
//! A guest with the address may be the same person, and somebody deleted may be the predecessor: those are left to guards.

use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::{Holding, IdpObject, IdpUser, UserKind};

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let holder = seen.other_holder()?;
    let person = person_behind(seen);
    let others = others_with_the_address(seen);
    if person.is_none() && others.is_empty() {
        return None;
    }
    let swap = person.is_some_and(|person| wants_the_originals(seen, person));
    let (sentence, advice): (_, &[&str]) = match (person, swap) {
        (Some(_), true) => (SWAP, &ADVICE_FOR_A_SWAP),
        (Some(_), false) => (LINKED, &ADVICE),
        (None, _) => (SHARED, &ADVICE),
    };
    let behind = person.map(|person| {
        proof::read(
            format!("user {} of the IdP is behind the holder's record", person.id),
            &seen.evidence.holder_person,
        )
    });
    let diagnosis = Diagnosis::new(Cause::AnotherPerson, Course::Person, sentence)
        .proved_by([proof::account("holder", holder)])
        .proved_by(seen.original.iter().map(|original| proof::account("original", &original.known)))
        .proved_by(behind)
        .proved_by(others.into_iter().map(|other| proof::read(other, &seen.evidence.owners)));
    Some(diagnosis.advising(advice.iter().copied()))
}

/// The living user of the IdP whose record the holder is linked to, if that is not the subject.
pub(super) fn person_behind<'a>(seen: &Seen<'a>) -> Option<&'a IdpUser> {
    seen.evidence.holder_person.known().filter(|person| person.id != seen.subject.id && person.deleted_at.is_none())
}

/// Each of two people is to get the other one's address.
fn wants_the_originals(seen: &Seen<'_>, person: &IdpUser) -> bool {
    let held = seen.original.as_ref().and_then(|original| original.known.account.address.as_ref());
    held.is_some_and(|address| person.holds(address) == Holding::Holds)
}

/// Living objects of the IdP, other than the subject, to whom the address belongs.
pub(super) fn others_with_the_address(seen: &Seen<'_>) -> Vec<String> {
    let owners = seen.evidence.owners.known().into_iter().flatten();
    owners
        .filter_map(|object| match object {
            IdpObject::User(user) if user.id == seen.subject.id || user.kind == UserKind::Guest => None,
            IdpObject::User(user) => Some(format!("user {} of the IdP has the address too", user.id)),
            IdpObject::Group(group) => Some(format!("group {} of the IdP has the address too", group.id)),
        })
        .collect()
}

const LINKED: &str = "The account that has the address is another person's: its SCIM record belongs to another living user of the identity provider.";
const SHARED: &str = "Another account holds the address, and at the identity provider somebody else has this address too: the account may be theirs.";
const SWAP: &str = "Two people are to get each other's address: the account that has the wanted address belongs to somebody who is to get the address that the person has now.";

const ADVICE: [&str; 3] = [
    "Settle at the identity provider whose address it is. The proof names who has it there.",
    "Until then, leave the account that has the address as it is: it is, or may be, the other one's.",
    "Once only one of them has the address at the identity provider, have the case looked at again.",
];

const ADVICE_FOR_A_SWAP: [&str; 4] = [
    "Make sure at the identity provider that the swap is meant.",
    "Give one of the two people a third address that is no mailbox, at the identity provider, and see it pushed.",
    "Then give the other one the address that is free now, and see it pushed.",
    "Then give the first one the address that has become free, and see it pushed.",
];
