//! 10: the holder is managed, but its address was never verified. No API may edit such an account.

use super::seen::{KnownAccount, Seen};
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::{Claim, Manageability, Verification};

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let holder = seen.other_holder()?;
    let applies = holder.account.claim == Claim::Managed && holder.links.is_empty();
    if !(applies && never_verified(holder)) {
        return None;
    }
    let sentence = "An account that never confirmed its address holds it. Atlassian lets no administrator edit such an account through the API.";
    let diagnosis = Diagnosis::new(Cause::HolderUnverified, Course::Person, sentence).proved_by([
        proof::account("holder", holder),
        proof::read("its address was never verified", &holder.file.account),
        proof::read("what may be done to it", &holder.file.manageability),
    ]);
    Some(diagnosis.advising(ADVICE))
}

fn never_verified(holder: &KnownAccount<'_>) -> bool {
    let refused = matches!(holder.file.manageability.known(), Some(Manageability::TargetUnverified));
    refused || holder.account.verification == Verification::Unverified
}

const ADVICE: [&str; 4] = [
    "Ask the person to open the confirmation mail in the inbox of this address, or have it sent again from the account's page.",
    "Ask the person to log in once at Atlassian with this address; the first login verifies the account.",
    "If logging in fails, check that the person is assigned to the single sign-on app under this address.",
    "Once verified, have the case looked at again: the account can be edited then.",
];
