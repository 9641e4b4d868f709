//! 12: every look-up proves absent, and a push that was made after those reads still got the same conflict.

use super::newest::same_conflict;
use super::other_key_taken::another_record;
use super::seen::Seen;
use super::unusable_record::stray;
use super::{Course, Diagnosis, proof};
use crate::decision::{Cause, PushResult};
use crate::domain::LogStatus;

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    if !seen.holders.is_empty()
        || !seen.wanted_links.is_empty()
        || another_record(seen).is_some()
        || stray(seen.evidence).is_some()
    {
        return None;
    }
    let ours = seen.own_pushes().last().filter(|push| push.result == PushResult::SameConflict);
    let how = match ours {
        Some(push) => format!("our push at {} got the same conflict", push.at),
        None if pushed_since_read(seen) => {
            format!("record {} shows the same conflict after those reads", seen.newest().id)
        }
        None => return None,
    };
    let sentence = "An account or record that cannot be seen from here holds the address: every look-up finds nobody, and a push still gets the same conflict.";
    let diagnosis = Diagnosis::new(Cause::HolderInvisible, Course::Person, sentence).proved_by([
        proof::read("no account has the address", &seen.evidence.holders),
        proof::read("no SCIM record has the address", &seen.evidence.wanted_links),
        proof::read("the subject's own SCIM record is not in the way", &seen.evidence.subject_record),
        proof::read("no other SCIM record has the userName", &seen.evidence.named_record),
        how,
    ]);
    Some(diagnosis.advising(ADVICE))
}

/// Whether the IdP itself pushed after the address was looked for, and got the same conflict.
pub(super) fn pushed_since_read(seen: &Seen<'_>) -> bool {
    let looked = seen.evidence.holders.read_at().max(seen.evidence.wanted_links.read_at());
    let newest = seen.newest();
    newest.status == LogStatus::Failure && same_conflict(newest, seen.record) && looked.is_some_and(|at| newest.at > at)
}

const ADVICE: [&str; 4] = [
    "It may never have been verified: have the person log in at Atlassian with this address and confirm it in the inbox, and check that the account is linked on the IdP's side.",
    "It may be free to claim: look under Domains for accounts on this domain that are available to claim, and claim it.",
    "Another organization may have claimed it: that organization's administrator has to release the account or give it another address.",
    "A SCIM record of a directory that was removed may hold it: only Atlassian support can delete such a record.",
];
