//! 3: the failing update targets the original's record, and another account, active, managed and without a SCIM
//! link, holds the address.
//!
//! Where another living object of the IdP has the address too, it is another cause. Guests and deleted users are left to a
//! guard, which stops the plan by its name.

use super::another_person::others_with_the_address;
use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::{Claim, Manageability, Permission, Verification};

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let (original, holder) = (seen.original.as_ref()?, seen.holder.as_ref()?);
    let apart = holder.file.id != original.known.file.id && holder.links.is_empty();
    let managed = holder.account.claim == Claim::Managed && holder.account.verification != Verification::Unverified;
    // A permission that is not said is left to the guard; a refusal is another cause.
    let editable = match holder.file.manageability.known() {
        Some(Manageability::Rules(rules)) => !matches!(rules.set_address, Permission::Refused(_)),
        Some(Manageability::TargetUnverified | Manageability::NotManagedHere) | None => false,
    };
    let ours = original.known.account.claim == Claim::Managed && others_with_the_address(seen).is_empty();
    if !(apart && managed && editable && ours) {
        return None;
    }
    let diagnosis = Diagnosis::new(Cause::DuplicateUnlinked, Course::RenameAndPush, SENTENCE)
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
    Some(diagnosis.advising(ADVICE))
}

const SENTENCE: &str = "Another account of the organization, without a SCIM record, holds the address and keeps the person's own account from getting it.";
const ADVICE: [&str; 4] = [
    "Compare both accounts under Directory > Managed accounts: the one with the person's work keeps its id.",
    "Give the account that only holds the address another one on the same domain, which is no mailbox.",
    "Push the person on demand from the IdP, and look whether the right account has the address now.",
    "If the same conflict comes again, the SCIM records of both accounts have to be looked at before anything is deleted.",
];
