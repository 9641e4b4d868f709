//! Guard 8.

use super::tally::{Reply, Tally};
use crate::decision::scene::Scene;
use crate::domain::{Claim, Manageability};

pub(super) const SENTENCE: &str =
    "The original is managed here; otherwise a push would create yet another account instead of updating it.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(file) = scene.original_file() else {
        tally.unsure("the plan's original is not in the evidence");
        return tally.reply();
    };
    if let Some(account) = tally.must(&file.account, "the original") {
        match &account.claim {
            Claim::Managed => tally.saw(format!("account {} is managed", file.id)),
            Claim::Unmanaged => tally.ask("the original is not managed here"),
            Claim::Other(_) => tally.unsure("the organization does not say whether the original is managed here"),
        }
    }
    match tally.must(&file.manageability, "what may be done to the original") {
        Some(Manageability::Rules(_)) => tally.saw("the organization has rules for it"),
        Some(Manageability::TargetUnverified) => tally.ask("the address of the original was never verified"),
        Some(Manageability::NotManagedHere) => tally.ask("the organization may not edit the original"),
        None => {}
    }
    tally.reply()
}
