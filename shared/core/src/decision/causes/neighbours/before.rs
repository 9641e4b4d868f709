//! What this case found before: an account that was somebody's yesterday is not somebody else's today.

use super::super::seen::Seen;
use super::super::undetermined::undetermined;
use super::super::{Early, proof};

/// The record may have been linked to another account since: by hand, by the vendor's support, or by a push of the provider
/// that matched it by its address. Then nobody has said which of the two is the person's own.
pub(super) fn check(seen: &Seen<'_>) -> Early<()> {
    let (Some(before), Some(original)) = (&seen.circumstances.original_before, &seen.original) else { return Ok(()) };
    if *before == original.known.file.id {
        return Ok(());
    }
    undetermined("The record that the failing push updates is linked to another account than when this case was opened.")
        .proved_by([
            format!("account {before} was behind the record when the case was opened"),
            proof::account("linked now", &original.known),
            proof::read(proof::link(original.link), &seen.evidence.targeted_link),
        ])
        .advising([
            "Compare the two accounts: which one has the person's work, groups and recent activity?",
            "If it is the one that is linked now, nothing is to be done but to push once; close the case then.",
            "If it is the other one, the link has to be moved back: remove the linked account's SCIM record, rename that account, give the other one the address, and unassign and assign the person again.",
        ])
        .end()
}
