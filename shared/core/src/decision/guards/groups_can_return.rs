//! Guard 10.

use super::tally::{Reply, Tally};
use crate::decision::{NotConcerned, Step, scene::Scene};
use crate::domain::{AccountId, AssignedThrough, Filled, GroupId, GroupRef};

pub(super) const SENTENCE: &str = "The groups of the subject and of the holder were read; the plan drops none of the subject's and lists the holder's as lost; and every group that it brings back is granted by the IdP directly and can be pushed on demand.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut dropping = scene.steps.iter().filter(|step| drops(step) == Drops::Groups).peekable();
    let back = scene.brought_back();
    if dropping.peek().is_none() && back.is_empty() {
        return Reply::not_concerned(NotConcerned::DropsNoGroups, "the plan drops no group");
    }
    let mut tally = Tally::default();
    for step in dropping {
        dropped(&mut tally, scene, step);
    }
    for id in scene.accounts() {
        said(&mut tally, scene, id);
    }
    for group in back {
        returns(&mut tally, scene, group);
    }
    tally.reply()
}

/// Only the holder's record goes, or one that nobody is behind.
fn dropped(tally: &mut Tally, scene: &Scene<'_>, step: &Step) {
    if let Step::RemoveScimRecords { account, .. } = step {
        if Some(account) == scene.original() {
            tally.ask("the plan removes the person's own record, and with it every synced group");
        } else {
            tally.saw(format!("the synced groups of account {account} are lost with its record"));
        }
    } else if let Step::DeleteScimRecord { record, .. } = step {
        orphan(tally, scene, record.as_str());
    } else {
        tally.ask("this version knows no way back for the groups that the plan drops");
    }
}

/// A record without an account that is in groups is in use by somebody.
fn orphan(tally: &mut Tally, scene: &Scene<'_>, id: &str) {
    let Some(record) = tally.must(&scene.evidence.stray_record, "the record that the plan deletes") else { return };
    if record.id.as_str() != id {
        tally.ask("the record that was read is not the one that the plan deletes");
    } else if record.groups.is_empty() {
        tally.saw(format!("record {id} is in no group"));
    } else {
        tally.ask(format!("record {id} is in {} groups", record.groups.len()));
    }
}

fn said(tally: &mut Tally, scene: &Scene<'_>, id: &AccountId) {
    let groups = scene.file(id).and_then(|file| file.account.known()).and_then(|account| account.groups.as_ref());
    match groups {
        None => tally.unsure(format!("the groups of account {id} are not said")),
        Some(groups) => tally.saw(format!("account {id} is in {} groups", groups.len())),
    }
}

/// A group that is filled by a rule or from on-premises returns this way as well: nobody edits it.
fn returns(tally: &mut Tally, scene: &Scene<'_>, id: &GroupId) {
    let Some(assignment) = tally.must(&scene.evidence.assignment, "the assignment to the app") else { return };
    let granted = assignment.through.iter().find_map(|through| match through {
        AssignedThrough::Group(group) if group.id == *id => Some(group),
        AssignedThrough::Group(_) | AssignedThrough::Directly => None,
    });
    match granted {
        None => tally.ask(format!("the IdP does not grant group {id} directly")),
        Some(GroupRef { name: None, .. }) => tally.unsure(format!("the name of group {id} is not said")),
        Some(_) => tally.saw(format!("the IdP grants group {id}{}", filled(assignment.filled.get(id)))),
    }
    let rule = tally.must(&scene.evidence.mapping, "the attribute mapping").map(|mapping| &mapping.group_rule);
    match rule {
        Some(None) => tally.ask("no rule of the job pushes groups on demand"),
        Some(Some(rule)) => tally.saw(format!("groups are pushed by rule {rule}")),
        None => {}
    }
}

/// Nobody could take the person out of such a group and put them back.
const fn filled(filled: Option<&Filled>) -> &'static str {
    match filled {
        None => "",
        Some(Filled::ByRule) => ", which a rule fills",
        Some(Filled::OnPremises) => ", which is filled on premises",
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
