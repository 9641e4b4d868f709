//! What is said of a case: outcome, cause, mode, what stopped it, and its timeline.

use crate::aftercare::{Aftercare, aftercare};
use crate::ports::{Calls, StoreError, StoredCase};
use jiff::Timestamp;
use untwin_core::decision::{Cause, Guard, GuardReport, Mode, PlanHash, Policy};
use untwin_core::domain::{CaseId, CaseState, Outcome};
use untwin_core::saga::{CaseView, Event, Record, Run, fold};

/// A case as people and programs see it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseReport {
    /// Its id.
    pub id: CaseId,
    /// The value in conflict: the address that the person should have.
    pub wanted: String,
    /// The subject, by the provider's id.
    pub subject: String,
    /// Where it stands.
    pub state: CaseState,
    /// The cause, once diagnosed.
    pub cause: Option<Cause>,
    /// The mode of that cause under this policy.
    pub mode: Option<Mode>,
    /// The outcome.
    pub outcome: Outcome,
    /// The guard that stopped it.
    pub stopped_by: Option<Guard>,
    /// Why it is where it is, in words.
    pub why: Option<String>,
    /// One sentence of the newest diagnosis.
    pub sentence: Option<String>,
    /// What a person should do.
    pub advice: Vec<String>,
    /// The facts of the newest diagnosis.
    pub proof: Vec<String>,
    /// The guards of the newest diagnosis.
    pub guards: Vec<GuardReport>,
    /// Hash of the newest plan.
    pub plan: Option<PlanHash>,
    /// When it has to be looked at again.
    pub due_at: Option<Timestamp>,
    /// Findings of the last verification.
    pub findings: Vec<String>,
    /// What is left to do after a repair; `None` where it is not repaired.
    pub after: Option<Aftercare>,
    /// Requests made for it in this run, where counted.
    pub calls: Calls,
    /// The journal.
    pub timeline: Vec<Record>,
}

/// Reports a stored case.
pub fn report(case: &StoredCase, policy: &Policy, calls: Calls) -> Result<CaseReport, StoreError> {
    let view = fold(&case.journal).map_err(|error| StoreError::Broken(format!("case {}: {error}", case.id)))?;
    let diagnosis = newest_diagnosis(&case.journal);
    Ok(CaseReport {
        id: case.id.clone(),
        wanted: case.key.wanted.clone(),
        subject: case.key.subject.to_string(),
        state: view.state,
        cause: view.diagnosis.as_ref().map(|told| told.cause),
        mode: view.diagnosis.as_ref().and_then(|told| policy.mode(told.cause)),
        outcome: outcome(&view),
        stopped_by: view.stopped_by,
        why: view.why.clone(),
        sentence: view.diagnosis.as_ref().map(|told| told.sentence.clone()),
        advice: advice(&view, diagnosis.advice, &case.journal),
        proof: diagnosis.proof,
        guards: diagnosis.guards,
        plan: diagnosis.plan,
        due_at: case.due_at,
        findings: view.run.as_ref().map(|run| run.findings.clone()).unwrap_or_default(),
        after: (outcome(&view) == Outcome::Repaired).then(|| aftercare(&view, &case.journal)),
        calls,
        timeline: case.journal.clone(),
    })
}

/// Since when a case waits for a person, if it does.
pub fn waits_since(case: &StoredCase) -> Option<Timestamp> {
    let waits = matches!(case.state, CaseState::HandedOver | CaseState::AwaitingApproval | CaseState::Stuck);
    let began = case.journal.iter().rev().find(|record| {
        matches!(
            record.event,
            Event::HandedOver { .. } | Event::Withheld { .. } | Event::ApprovalAsked { .. } | Event::Stuck { .. }
        )
    });
    began.filter(|_| waits).map(|record| record.at)
}

/// The outcome that a state means to people.
pub fn outcome(view: &CaseView) -> Outcome {
    match view.state {
        CaseState::Repaired => Outcome::Repaired,
        CaseState::Closed if view.repaired_at.is_some() => Outcome::Repaired,
        CaseState::HandedOver | CaseState::Closed => Outcome::HandedOver,
        CaseState::AwaitingApproval => Outcome::AwaitingApproval,
        CaseState::AwaitingSync | CaseState::Executing | CaseState::Undoing => Outcome::AwaitingSync,
        CaseState::Received | CaseState::Diagnosed | CaseState::Deferred => Outcome::Deferred,
        CaseState::Stuck => Outcome::Stuck,
        CaseState::Undone => Outcome::Undone,
        CaseState::Ignored => Outcome::Ignored,
    }
}

/// What a person should do now. What a diagnosis advised is over once a plan ran: then what it ended with decides.
fn advice(view: &CaseView, diagnosed: Vec<String>, journal: &[Record]) -> Vec<String> {
    let told = journal.iter().rev().take_while(|record| !matches!(record.event, Event::Diagnosed { .. }));
    let unwound = told.into_iter().any(|record| matches!(record.event, Event::Unwound { .. }));
    let words = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
    match outcome(view) {
        Outcome::Repaired | Outcome::Ignored | Outcome::Undone | Outcome::AwaitingSync => Vec::new(),
        Outcome::Stuck if view.run.as_ref().is_some_and(Run::can_undo) => words(&[
            "The holder can still get its address back: `untwin undo` with this case does that.",
            "If writes are paused, allow them first: `untwin resume`.",
        ]),
        Outcome::Stuck => words(&[
            "Look at both accounts in Atlassian: the wanted address may be on neither of them.",
            "Push the person on demand from the identity provider, and look whether the address arrives at their account.",
        ]),
        Outcome::HandedOver if unwound => words(&[
            "A plan was tried, and what it changed was taken back; the timeline says why it ended.",
            "Have the case explained again before anything is done by hand: `untwin explain` with this case.",
        ]),
        Outcome::HandedOver | Outcome::AwaitingApproval | Outcome::Deferred => diagnosed,
    }
}

#[derive(Default)]
struct Newest {
    advice: Vec<String>,
    proof: Vec<String>,
    guards: Vec<GuardReport>,
    plan: Option<PlanHash>,
}

fn newest_diagnosis(journal: &[Record]) -> Newest {
    let found = journal.iter().rev().find_map(|record| match &record.event {
        Event::Diagnosed { advice, proof, guards, plan, .. } => {
            Some(Newest { advice: advice.clone(), proof: proof.clone(), guards: guards.clone(), plan: plan.clone() })
        }
        _ => None,
    });
    found.unwrap_or_default()
}
