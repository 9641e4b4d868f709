//! 11: the account that holds the address is not managed here: its person signed up or was invited, and nobody claimed it.

use super::domain_not_claimed::is_verified;
use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::Claim;

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let holder = seen.other_holder()?;
    if !(holder.account.claim == Claim::Unmanaged && holder.links.is_empty()) {
        return None;
    }
    let domain = seen.wanted.domain();
    let verified = seen.evidence.domains.known().is_some_and(|owned| is_verified(owned, &domain));
    let sentence = "The account that has the address is not managed here: its person signed up by themselves or was invited, and nobody claimed it.";
    let diagnosis = Diagnosis::new(Cause::HolderUnmanaged, Course::Person, sentence).proved_by([
        proof::account("holder", holder),
        proof::read("the holder has no SCIM record", &holder.file.links),
        proof::read(format!("{domain} is {}verified here", if verified { "" } else { "not " }), &seen.evidence.domains),
    ]);
    Some(diagnosis.advising(if verified { CLAIM } else { VERIFY_AND_CLAIM }))
}

const CLAIM: [&str; 3] = [
    "Claim the account: under Domains, the domain shows the accounts that are available to claim. Review the list first, since all of them become managed.",
    "Then push the person again. The claimed account may be the person's own: a push links it by its address.",
    "If the same conflict comes again, have the case looked at again: the account can be edited then.",
];

const VERIFY_AND_CLAIM: [&str; 3] = [
    "Verify the domain of the address first, by a DNS record or a file on its web server.",
    "Then claim the accounts on it. Review the list first, since all of them become managed.",
    "Then push the person again, and have the case looked at again if the same conflict comes.",
];
