//! What this case itself has already tried: a repair that did not help is not repeated by itself.

use super::super::seen::Seen;
use super::super::undetermined::undetermined;
use super::super::unusable_record::stray;
use super::super::{Early, proof};
use crate::decision::PushResult;
use jiff::Timestamp;

pub(super) fn check(seen: &Seen<'_>) -> Early<()> {
    let Some(last) = seen.own_pushes().last() else { return Ok(()) };
    // Whatever was tried before, what is healed now is healed.
    if seen.original.as_ref().is_some_and(|o| seen.holders.iter().any(|holder| holder.id == o.known.file.id)) {
        return Ok(());
    }
    let sentence = match last.result {
        PushResult::SameConflict if seen.holders.is_empty() && !after_a_stray(seen, last.at) => return Ok(()),
        PushResult::Accepted => "A push of this case was accepted, but the person's account does not have the address.",
        PushResult::SameConflict => {
            "A push of this case got the same conflict again, so what it had prepared did not help."
        }
        PushResult::Other => "A push of this case failed in another way.",
    };
    undetermined(sentence)
        .proved_by([format!("our push at {}", last.at), proof::read("who has the address", &seen.evidence.holders)])
        .advising([
            "Read the error of the last push in the IdP's log.",
            "If it is the same conflict, look for stale SCIM records of both accounts; deleting them and pushing once more is a decision for a person.",
        ])
        .end()
}

/// A record without an account was met before that push and is still seen: whatever was done about it did not help.
fn after_a_stray(seen: &Seen<'_>, pushed_at: Timestamp) -> bool {
    let met = seen.circumstances.stray_before.as_ref();
    stray(seen.evidence).is_some() && met.is_some_and(|before| before.seen_at < pushed_at)
}
