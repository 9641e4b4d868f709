//! Guard 10. No cause that is built drops groups: only a plan made by hand meets it.

use super::tally::{Reply, Tally};
use crate::decision::{NotConcerned, Step, scene::Scene};
use crate::domain::AccountId;

pub(super) const SENTENCE: &str = "The groups of the subject and of the holder were read, and the plan drops none of the subject's; a way back for dropped groups is not built yet.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut dropping = scene.steps.iter().filter(|step| drops(step) == Drops::Groups).peekable();
    if dropping.peek().is_none() {
        return Reply::not_concerned(NotConcerned::DropsNoGroups, "the plan drops no group");
    }
    let mut tally = Tally::default();
    for id in scene.accounts() {
        look_at(&mut tally, scene, id);
    }
    tally.reply()
}

fn look_at(tally: &mut Tally, scene: &Scene<'_>, id: &AccountId) {
    let groups = scene.file(id).and_then(|file| file.account.known()).and_then(|account| account.groups.as_ref());
    match groups {
        None => tally.unsure(format!("the groups of account {id} are not said")),
        Some(groups) if groups.is_empty() => tally.saw(format!("account {id} is in no group")),
        Some(groups) => {
            tally.saw(format!("account {id} is in {} groups", groups.len()));
            tally.ask(format!("this version knows no way back for the groups of account {id}"));
        }
    }
}

/// What a step does to group memberships.
#[derive(PartialEq, Eq)]
enum Drops {
    Groups,
    Nothing,
}

const fn drops(step: &Step) -> Drops {
    match step {
        Step::RemoveScimRecords { .. }
        | Step::DeleteScimRecord { .. }
        | Step::DisableAccount { .. }
        | Step::DeleteAccount { .. }
        | Step::UnassignFromApp { .. }
        | Step::RemoveFromIdpGroups { .. } => Drops::Groups,
        Step::SnapshotGroups { .. }
        | Step::AwaitEditable { .. }
        | Step::RenameToPlaceholder { .. }
        | Step::SetAddress { .. }
        | Step::CancelDeletion { .. }
        | Step::AwaitDeprovisioned { .. }
        | Step::AssignToApp { .. }
        | Step::ReturnToIdpGroups { .. }
        | Step::PushAgain { .. }
        | Step::PushGroups { .. }
        | Step::Verify { .. } => Drops::Nothing,
    }
}
