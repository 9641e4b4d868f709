//! 3: the failing update targets the original's record, and another account, active, managed and without a SCIM
//! link, holds the address.
//!
//! Whether another object of the IdP has the address too is left to a guard, which stops the plan by its name.

use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::{Claim, IdpObject, Manageability, Permission, UserKind, Verification};

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let (original, holder) = (seen.original.as_ref()?, seen.holder.as_ref()?);
    let apart = holder.file.id != original.known.file.id && holder.links.is_empty();
    let managed = holder.account.claim == Claim::Managed && holder.account.verification != Verification::Unverified;
    // A permission that is not said is left to the guard; a refusal is another cause.
    let editable = match holder.file.manageability.known() {
        Some(Manageability::Rules(rules)) => !matches!(rules.set_address, Permission::Refused(_)),
        Some(Manageability::TargetUnverified | Manageability::NotManagedHere) | None => false,
    };
    if !(apart && managed && editable) {
        return None;
    }
    let others = others_with_the_address(seen);
    let (sentence, advice): (_, &[&str]) = if others.is_empty() {
        (SENTENCE, &ADVICE)
    } else {
        (SENTENCE_WHERE_SOMEBODY_ELSE_HAS_IT, &ADVICE_WHERE_SOMEBODY_ELSE_HAS_IT)
    };
    let diagnosis = Diagnosis::new(Cause::DuplicateUnlinked, Course::RenameAndPush, sentence)
        .proved_by([
            proof::read(
                format!("the failing update {} targets record {}", seen.record.id, original.link.record),
                &seen.evidence.record,
            ),
            proof::read(proof::link(original.link), &seen.evidence.targeted_link),
            proof::account("original", &original.known),
            proof::account("holder", holder),
            proof::read("the holder has no SCIM record", &holder.file.links),
            proof::read("what may be done to the holder", &holder.file.manageability),
        ])
        .proved_by(seen.evidence.leads.known().into_iter().flatten().map(|lead| {
            proof::read(format!("account {} is at a former address of the subject", lead.id), &seen.evidence.leads)
        }));
    let others = others.into_iter().map(|other| proof::read(other, &seen.evidence.owners));
    Some(diagnosis.proved_by(others).advising(advice.iter().copied()))
}

/// Living objects of the IdP, other than the subject, to whom the address may belong. A guest may be the same person.
fn others_with_the_address(seen: &Seen<'_>) -> Vec<String> {
    let owners = seen.evidence.owners.known().into_iter().flatten();
    owners
        .filter_map(|object| match object {
            IdpObject::User(user) if user.id == seen.subject.id || user.kind == UserKind::Guest => None,
            IdpObject::User(user) => Some(format!("user {} of the IdP has the address too", user.id)),
            IdpObject::Group(group) => Some(format!("group {} of the IdP has the address too", group.id)),
        })
        .collect()
}

const SENTENCE: &str = "Another account of the organization, without a SCIM record, holds the address and keeps the person's own account from getting it.";
const SENTENCE_WHERE_SOMEBODY_ELSE_HAS_IT: &str = "Another account of the organization, without a SCIM record, holds the address, and at the identity provider somebody else has this address too: the account may be theirs.";

const ADVICE_WHERE_SOMEBODY_ELSE_HAS_IT: [&str; 3] = [
    "The address belongs to somebody else at the identity provider: settle there whose it is first. The proof names who has it.",
    "Until then, leave the account that has the address as it is: it may be the other one's.",
    "Once only one of them has the address at the identity provider, have the case looked at again.",
];

const ADVICE: [&str; 4] = [
    "Compare both accounts under Directory > Managed accounts: the one with the person's work keeps its id.",
    "Give the account that only holds the address another one on the same domain, which is no mailbox.",
    "Push the person on demand from the IdP, and look whether the right account has the address now.",
    "If the same conflict comes again, the SCIM records of both accounts have to be looked at before anything is deleted.",
];
