//! The independent check of a plan. It shares no code with the planner and trusts nothing that the planner wrote down:
//! it asks the guards again, derives objects, order, pivot and people from the steps, and compares.
//!
//! A plan that passes is the only one that may be carried out. A step that always needs an approval is none that this
//! version can carry out, and is refused as such. That an address is not over length needs no check: the type holds none.

mod authority;
mod complaint;
mod facts;
mod order;
mod placeholder;

pub use complaint::{Complaint, PlaceholderFault};

use super::{Checked, Circumstances, Guard, Plan, PlanBody, Policy, Proposed};
use crate::domain::Evidence;

/// More steps than this no plan of this version has.
const STEPS_MAX: usize = 8;

/// What a plan is held against.
#[derive(Clone, Copy)]
struct Bench<'a> {
    body: &'a PlanBody,
    evidence: &'a Evidence,
    circumstances: &'a Circumstances,
    policy: &'a Policy,
    overrides: &'a [Guard],
}

/// Lets a plan through, or says everything that is wrong with it.
///
/// `authority_overrides` are the guards that an approval of exactly this plan overrides by name.
pub fn plan_check(
    plan: Plan<Proposed>,
    evidence: &Evidence,
    circumstances: &Circumstances,
    policy: &Policy,
    authority_overrides: &[Guard],
) -> Result<Plan<Checked>, Vec<Complaint>> {
    let bench = Bench { body: plan.body(), evidence, circumstances, policy, overrides: authority_overrides };
    let complaints: Vec<Complaint> = CHECKS.iter().flat_map(|check| check(&bench)).collect();
    if complaints.is_empty() { Ok(plan.passed()) } else { Err(complaints) }
}

const CHECKS: [fn(&Bench<'_>) -> Vec<Complaint>; 9] = [
    authority::guards,
    authority::budget,
    authority::cycle,
    order::shape,
    order::sequence,
    order::objects,
    facts::identities,
    facts::relied_on,
    placeholder::faults,
];
