//! 2: the original is linked and has the wanted address; or it is linked and managed, nobody visible has the
//! address, and nothing was pushed since that was read.

use super::other_key_taken::another_record;
use super::seen::{Original, Seen};
use super::unusable_record::stray;
use super::{Course, Diagnosis, proof};
use crate::decision::Cause;
use crate::domain::{Claim, LogStatus, ScimKey};

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let original = seen.original.as_ref()?;
    match seen.holders {
        [only] if only.id == original.known.file.id && original.known.account.claim == Claim::Managed => {
            Some(healed(seen, original))
        }
        [] => nobody_has_it(seen, original),
        [_, ..] => None,
    }
}

fn healed(seen: &Seen<'_>, original: &Original<'_>) -> Diagnosis {
    let pushed = seen.own_pushes().next().is_some();
    let (course, sentence) = match &seen.newest().status {
        LogStatus::Failure if !pushed => (
            Course::PushAgain,
            "The person's account has the address already; the IdP still shows the old failure, so one push settles it.",
        ),
        LogStatus::Failure | LogStatus::Success | LogStatus::Skipped | LogStatus::Other(_) => {
            (Course::VerifyOnly, "The person's account has the address already, and nothing is left to do but verify.")
        }
    };
    Diagnosis::new(Cause::AlreadyHealed, course, sentence).proved_by([
        proof::account("original", &original.known),
        proof::read(proof::link(original.link), &seen.evidence.targeted_link),
        proof::read("it is the only account with the address", &seen.evidence.holders),
        proof::read("no other account at a former address", &seen.evidence.leads),
        proof::read(format!("newest record {}: {:?}", seen.newest().id, seen.newest().status), &seen.evidence.log),
    ])
}

fn nobody_has_it(seen: &Seen<'_>, original: &Original<'_>) -> Option<Diagnosis> {
    let untried = seen.own_pushes().next().is_none() && !super::holder_invisible::pushed_since_read(seen);
    let managed = original.known.account.claim == Claim::Managed;
    // With a key of the directory it can be told whether another record has the userName, so it has to be.
    let told = seen.evidence.scim_key == ScimKey::NotHeld || seen.evidence.named_record.known_or_absent().is_ok();
    if !told
        || !seen.wanted_links.is_empty()
        || !untried
        || !managed
        || another_record(seen).is_some()
        || stray(seen.evidence).is_some()
    {
        return None;
    }
    let sentence = "Nobody visible has the address, and the person's account is linked and managed; one push shows whether it is free.";
    Some(Diagnosis::new(Cause::AlreadyHealed, Course::PushAgain, sentence).proved_by([
        proof::account("original", &original.known),
        proof::read(proof::link(original.link), &seen.evidence.targeted_link),
        proof::read("no account has the address", &seen.evidence.holders),
        proof::read("no SCIM record has the address", &seen.evidence.wanted_links),
    ]))
}
