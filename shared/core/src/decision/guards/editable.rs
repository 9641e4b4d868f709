//! Guard 3.

use super::tally::{Reply, Tally};
use crate::decision::{Step, scene::Scene};
use crate::domain::{AccountId, Claim, Manageability, Permission, Refusal};

pub(super) const SENTENCE: &str = "Each account that the plan gives another address is managed here, and setting its address is allowed, or refused only for a SCIM link that an earlier step of the plan removes.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    for (index, step) in scene.steps.iter().enumerate() {
        if let Step::RenameToPlaceholder { account, .. } | Step::SetAddress { account, .. } = step {
            let earlier = scene.steps.get(..index).unwrap_or_default();
            look_at(&mut tally, scene, account, earlier);
        }
    }
    tally.reply()
}

fn look_at(tally: &mut Tally, scene: &Scene<'_>, id: &AccountId, earlier: &[Step]) {
    let Some(file) = scene.file(id) else {
        tally.unsure(format!("account {id} is not in the evidence"));
        return;
    };
    if let Some(account) = tally.must(&file.account, "the account") {
        tally.saw(format!("account {id}: {}", claim_in_words(&account.claim)));
        match &account.claim {
            Claim::Managed => {}
            Claim::Unmanaged => tally.ask("the account is not managed here"),
            Claim::Other(_) => tally.unsure("the organization does not say whether the account is managed here"),
        }
    }
    match tally.must(&file.manageability, "what may be done to the account") {
        Some(Manageability::Rules(rules)) => permission(tally, id, &rules.set_address, earlier),
        Some(Manageability::TargetUnverified) => tally.ask("the address of the account was never verified"),
        Some(Manageability::NotManagedHere) => tally.ask("the organization may not edit the account"),
        None => {}
    }
}

fn permission(tally: &mut Tally, id: &AccountId, set_address: &Permission, earlier: &[Step]) {
    match set_address {
        Permission::Allowed => tally.saw("setting its address is allowed"),
        Permission::Refused(Refusal::ScimLink) if removes_records(earlier, id) => {
            tally.saw("setting its address is refused for the SCIM link that the plan removes");
        }
        Permission::Refused(Refusal::ScimLink) => tally.ask("a SCIM link locks the address of the account"),
        Permission::Refused(Refusal::Other(key)) => tally.ask(format!("setting the address is refused ({key})")),
        Permission::Unsaid => tally.unsure("the organization does not say whether the address may be set"),
    }
}

fn removes_records(earlier: &[Step], id: &AccountId) -> bool {
    earlier.iter().any(|step| matches!(step, Step::RemoveScimRecords { account, .. } if account == id))
}

const fn claim_in_words(claim: &Claim) -> &'static str {
    match claim {
        Claim::Managed => "managed here",
        Claim::Unmanaged => "not managed here",
        Claim::Other(_) => "managed or not is not said",
    }
}
