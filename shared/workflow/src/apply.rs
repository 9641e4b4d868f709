//! Plan and apply: a plan is shown, and exactly that plan, computed again, is carried out by a person's word.

use crate::accept::{NotAccepted, Warrant, accept};
use crate::diagnose::{Diagnosis, WorkError, diagnose};
use crate::ledger::Ledger;
use crate::ports::{Clock, Ports, Store, StoreError};
use crate::repair::{Handled, Shift, handle, told};
use crate::setup::Setup;
use jiff::Timestamp;
use std::collections::BTreeMap;
use untwin_core::decision::{
    Answer, Complaint, Guard, GuardReport, Overridable, Plan, PlanBody, PlanHash, Proposed, Shadow, Verdict,
};
use untwin_core::domain::CaseId;
use untwin_core::saga::Authority;

/// Why a plan was not applied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ApplyError {
    /// The facts have changed: the plan is another one now, or there is none.
    #[error("the plan is stale: what it relied on has changed")]
    Stale {
        /// The plan as it would be now, if there is one.
        now: Option<Box<Plan<Proposed>>>,
        /// The guards that an approval of it would override.
        overrides: Vec<Guard>,
    },
    /// The policy, or a guard that nobody may override, stands against it.
    #[error("refused: {why}")]
    RefusedByPolicy {
        /// The guard, if one did.
        stopped_by: Option<Guard>,
        /// Why.
        why: String,
    },
    /// The approval does not say of each guard that stands in the way that it overrides it, and why.
    #[error("the approval has to name, each with a reason, the guards that it overrides: {}", names(.0))]
    Unnamed(Vec<Guard>),
    /// The approval names a guard that does not stand in the way.
    #[error("{} does not stand in the way: name the guards that do, and no other", .0.name())]
    NotInTheWay(Guard),
    /// The independent check refused it.
    #[error("the independent check refused the plan")]
    RefusedByCheck(Vec<Complaint>),
    /// Its objects are in other hands.
    #[error("another case works on the same objects until {0}")]
    Held(Timestamp),
    /// It did not run to its end.
    #[error(transparent)]
    Work(#[from] WorkError),
}

/// More people than this in one plan need two approvers, and there is no way yet for a second one to approve.
pub const PEOPLE_MAX: u32 = 25;

/// A person's word for one plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Who.
    pub by: String,
    /// Every guard that the plan overrides, with the reason for it in the approver's words.
    pub overrides: BTreeMap<Guard, String>,
}

/// Carries out the plan with this hash, if it still is the plan of this case.
pub async fn apply<P: Ports>(
    ports: &P,
    setup: &Setup,
    (id, hash): (&CaseId, &PlanHash),
    (approval, shift): (&Approval, &Shift),
) -> Result<Handled, ApplyError> {
    let case = ports.store().load(id).await.map_err(WorkError::from)?;
    let case = case.ok_or(WorkError::Store(StoreError::NoSuchCase))?;
    let diagnosis = diagnose(ports, setup, &case, &shift.tally).await?;
    let same = diagnosis.decision.plan.as_ref().is_some_and(|plan| plan.hash() == *hash);
    if !same {
        let overrides = match diagnosis.decision.verdict {
            Verdict::AskApproval { overrides, .. } => overrides,
            _ => Vec::new(),
        };
        return Err(ApplyError::Stale { now: diagnosis.decision.plan.map(Box::new), overrides });
    }
    let overrides = allowed(&diagnosis, setup)?;
    if let Some(plan) = &diagnosis.decision.plan {
        spare_the_protected(plan.body())?;
    }
    named(&overrides, &approval.overrides)?;
    let Approval { by, overrides: reasons } = approval.clone();
    let authority = Authority::Approved { by, at: ports.clock().now(), reasons };
    let warrant = Warrant::issue(&diagnosis, setup, &overrides, authority).map_err(ApplyError::RefusedByCheck)?;
    let mut ledger = Ledger::of(ports.store(), case, &setup.policy.limits).map_err(WorkError::from)?;
    let told = told(&diagnosis);
    let accepted = accept(ports, setup, &mut ledger, warrant, (&diagnosis, vec![told])).await?;
    let lease = accepted.map_err(not_accepted)?;
    // The lease is given back so that driving takes it up like any other worker would.
    ports.store().release(&lease).await.map_err(WorkError::from)?;
    Ok(handle(ports, setup, id, shift).await?)
}

/// Whoever is protected, and plans that touch many people, need two approvers.
fn spare_the_protected(plan: &PlanBody) -> Result<(), ApplyError> {
    let refused = |stopped_by, why: String| Err(ApplyError::RefusedByPolicy { stopped_by, why });
    let spared = |report: &GuardReport| report.guard == Guard::NotProtected && report.answer == Answer::Pass;
    if !plan.guards.iter().any(spared) {
        let why = "the plan may touch a protected account, and one person cannot approve that".to_owned();
        return refused(Some(Guard::NotProtected), why);
    }
    if plan.harm.people > PEOPLE_MAX {
        let people = plan.harm.people;
        let why = format!("the plan touches {people} people, and one person can approve at most {PEOPLE_MAX}");
        return refused(None, why);
    }
    Ok(())
}

/// Each guard that stands in the way is named with a reason, and no other.
fn named(standing: &[Guard], reasons: &BTreeMap<Guard, String>) -> Result<(), ApplyError> {
    let fixed = |guard: &&Guard| matches!(guard.overridable(), Overridable::No | Overridable::ByTwoPeople);
    if let Some(guard) = reasons.keys().find(fixed) {
        let why = format!("one person cannot override {}", guard.name());
        return Err(ApplyError::RefusedByPolicy { stopped_by: Some(*guard), why });
    }
    if let Some(other) = reasons.keys().find(|guard| !standing.contains(guard)) {
        return Err(ApplyError::NotInTheWay(*other));
    }
    let without = |guard: &&Guard| reasons.get(guard).is_none_or(|reason| reason.trim().is_empty());
    let missing: Vec<Guard> = standing.iter().filter(without).copied().collect();
    if missing.is_empty() { Ok(()) } else { Err(ApplyError::Unnamed(missing)) }
}

fn names(guards: &[Guard]) -> String {
    guards.iter().map(|guard| guard.name()).collect::<Vec<_>>().join(", ")
}

/// The guards that this approval overrides, or why there can be none.
fn allowed(diagnosis: &Diagnosis, setup: &Setup) -> Result<Vec<Guard>, ApplyError> {
    if setup.policy.shadow == Shadow::On {
        let why = "shadow mode is on: the policy lets nothing be written".to_owned();
        return Err(ApplyError::RefusedByPolicy { stopped_by: None, why });
    }
    match &diagnosis.decision.verdict {
        Verdict::Act => Ok(Vec::new()),
        Verdict::AskApproval { overrides, .. } => Ok(overrides.clone()),
        Verdict::HandOver { stopped_by, why } => {
            Err(ApplyError::RefusedByPolicy { stopped_by: *stopped_by, why: why.clone() })
        }
        Verdict::Defer { why, .. } | Verdict::Ignore { why } => {
            Err(ApplyError::RefusedByPolicy { stopped_by: None, why: why.clone() })
        }
        Verdict::WouldAct | Verdict::VerifyOnly => {
            let why = "there is nothing to write".to_owned();
            Err(ApplyError::RefusedByPolicy { stopped_by: None, why })
        }
    }
}

fn not_accepted(why: NotAccepted) -> ApplyError {
    match why {
        NotAccepted::Refused(complaints) => ApplyError::RefusedByCheck(complaints),
        NotAccepted::Held(until) => ApplyError::Held(until),
        NotAccepted::BudgetSpent => {
            ApplyError::RefusedByPolicy { stopped_by: Some(Guard::Allowed), why: "the budget is spent".to_owned() }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use untwin_core::decision::{Cause, Harm};
    use untwin_core::domain::{EmailAddress, IdpUserId};

    fn plan(people: u32, answer: Answer) -> PlanBody {
        PlanBody {
            case: CaseId::parse("case-1").unwrap(),
            cause: Cause::DuplicateUnlinked,
            subject: IdpUserId::parse("u-1").unwrap(),
            wanted: EmailAddress::parse("ada@example.com").unwrap(),
            objects: BTreeSet::new(),
            steps: Vec::new(),
            pivot: 0,
            harm: Harm { people, ..Harm::default() },
            guards: vec![GuardReport { guard: Guard::NotProtected, answer, looked_at: String::new() }],
            relied_on: Vec::new(),
        }
    }

    #[test]
    fn one_person_approves_for_at_most_25_people_and_for_nobody_protected() {
        assert_eq!(spare_the_protected(&plan(25, Answer::Pass)), Ok(()));
        for refused in [plan(26, Answer::Pass), plan(2, Answer::Unknown("the roles are not said".to_owned()))] {
            assert!(matches!(spare_the_protected(&refused), Err(ApplyError::RefusedByPolicy { .. })));
        }
    }
}
