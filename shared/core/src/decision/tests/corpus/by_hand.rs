//! Plans that no built cause makes, put together by hand: the guards that `decide` alone never meets stop these.

use super::read::{ByHand, plans, situation};
use super::{Case, build, healthy};
use crate::decision::tests::healthy::{HOLDER, ORIGINAL, id};
use crate::decision::*;
use crate::domain::{AccountId, DirectoryId, ScimUserId};
use std::collections::BTreeSet;

#[test]
fn every_plan_made_by_hand_is_stopped_by_the_guard_that_its_label_says() {
    for plan in plans() {
        assert!(!plan.story.is_empty(), "{}", plan.name);
        let stopped_by: Vec<&str> = refused_by(&plan).iter().map(|guard| guard.name()).collect();
        assert!(stopped_by.contains(&plan.stopped_by.as_str()), "{}: {stopped_by:?}", plan.name);
    }
}

/// The guards that stop at least one of these plans.
pub(super) fn guards() -> BTreeSet<Guard> {
    plans().iter().flat_map(refused_by).collect()
}

fn refused_by(plan: &ByHand) -> BTreeSet<Guard> {
    let case = build::case(&situation(&plan.name, plan.within.as_deref(), &plan.changes));
    let mut body = healthy().body();
    body.steps = plan.steps.iter().map(|word| step(word, &body)).collect();
    let stopping = |complaint| if let Complaint::NotPassed { guard, .. } = complaint { Some(guard) } else { None };
    complaints(&case, body).into_iter().filter_map(stopping).collect()
}

fn complaints(case: &Case, body: PlanBody) -> Vec<Complaint> {
    case.check(body, &[]).expect_err("a plan made by hand never passes")
}

fn step(word: &str, body: &PlanBody) -> Step {
    let account = |text| id(AccountId::parse, text);
    let made = |index: usize| body.steps[index].clone();
    match word {
        "snapshot" => made(0),
        "rename the holder" => made(1),
        "rename the original" => renaming(&made(1), account(ORIGINAL)),
        "remove the records of the holder" => Step::RemoveScimRecords {
            account: account(HOLDER),
            record: (id(DirectoryId::parse, "dir-1"), id(ScimUserId::parse, "scim-2")),
        },
        "push" => made(2),
        "verify" => made(3),
        word => panic!("no step is called {word}"),
    }
}

/// The same rename of another account.
fn renaming(step: &Step, account: AccountId) -> Step {
    let Step::RenameToPlaceholder { from, to, .. } = step else { panic!("the second step renames") };
    Step::RenameToPlaceholder { account, from: from.clone(), to: to.clone() }
}
