//! Plan and apply: a plan is shown, and exactly that plan, computed again, is carried out by a person's word.

use crate::accept::{NotAccepted, Warrant, accept};
use crate::diagnose::{Diagnosis, WorkError, diagnose};
use crate::ledger::Ledger;
use crate::ports::{Clock, Ports, Store, StoreError};
use crate::repair::{Handled, Shift, handle, told};
use crate::setup::Setup;
use jiff::Timestamp;
use untwin_core::decision::{Complaint, Guard, Plan, PlanHash, Proposed, Shadow, Verdict};
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

/// Carries out the plan with this hash, if it still is the plan of this case.
pub async fn apply<P: Ports>(
    ports: &P,
    setup: &Setup,
    (id, hash): (&CaseId, &PlanHash),
    (by, shift): (&str, &Shift),
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
    let authority = Authority::Approved { by: by.to_owned(), at: ports.clock().now() };
    let warrant = Warrant::issue(&diagnosis, setup, &overrides, authority).map_err(ApplyError::RefusedByCheck)?;
    let mut ledger = Ledger::of(ports.store(), case, &setup.policy.limits).map_err(WorkError::from)?;
    let told = told(&diagnosis);
    let accepted = accept(ports, setup, &mut ledger, warrant, (&diagnosis, vec![told])).await?;
    let lease = accepted.map_err(not_accepted)?;
    // The lease is given back so that driving takes it up like any other worker would.
    ports.store().release(&lease).await.map_err(WorkError::from)?;
    Ok(handle(ports, setup, id, shift).await?)
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
