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
    by: By<'a>,
}

/// By whose word a plan is to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By<'a> {
    /// Nobody's: the policy lets it run by itself, and it overrides nothing.
    Auto,
    /// A person's, who approved exactly this plan and overrides these guards by name.
    Approval(&'a [Guard]),
}

impl<'a> By<'a> {
    const fn overrides(self) -> &'a [Guard] {
        match self {
            Self::Auto => &[],
            Self::Approval(overrides) => overrides,
        }
    }
}

/// Lets a plan through, or says everything that is wrong with it.
pub fn plan_check(
    plan: Plan<Proposed>,
    evidence: &Evidence,
    circumstances: &Circumstances,
    policy: &Policy,
    by: By<'_>,
) -> Result<Plan<Checked>, Vec<Complaint>> {
    let bench = Bench { body: plan.body(), evidence, circumstances, policy, by };
    let complaints: Vec<Complaint> = CHECKS.iter().flat_map(|check| check(&bench)).collect();
    if complaints.is_empty() { Ok(plan.passed()) } else { Err(complaints) }
}

const CHECKS: [fn(&Bench<'_>) -> Vec<Complaint>; 12] = [
    authority::word,
    authority::guards,
    authority::budget,
    authority::cycle,
    order::shape,
    order::fits_the_cause,
    order::sequence,
    order::objects,
    facts::identities,
    facts::newest_word,
    facts::relied_on,
    placeholder::faults,
];
