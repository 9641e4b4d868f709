//! 14: the person's own account is not managed here. Removing and pushing the person again would make another, empty account.

use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::Claim;

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let original = seen.original.as_ref()?;
    if original.known.account.claim != Claim::Unmanaged {
        return None;
    }
    let sentence = "The person's own account is not managed here, so removing and pushing the person again would make another, empty account.";
    let diagnosis = Diagnosis::new(Cause::OriginalUnmanaged, Course::Person, sentence).proved_by([
        proof::account("original", &original.known),
        proof::read(proof::link(original.link), &seen.evidence.targeted_link),
    ]);
    Some(diagnosis.advising(ADVICE))
}

const ADVICE: [&str; 3] = [
    "Look for the account under Directory > Managed accounts. If it is missing, verify the domain of the address that it has now, and claim the account.",
    "Do not unassign and assign the person, and delete no SCIM record, before the account is managed.",
    "Then push the person again, and have the case looked at again if the same conflict comes.",
];
