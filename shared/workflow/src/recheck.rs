//! Diagnosing a case again because a person asks, whatever it waits for.

use crate::diagnose::WorkError;
use crate::news::tell_lease_lost;
use crate::ports::{Ports, Store, StoreError};
use crate::repair::{Handled, Shift, Work};
use crate::setup::Setup;
use untwin_core::domain::{CaseId, CaseState};

/// Why a case was not diagnosed again.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecheckError {
    /// A plan runs: what it meets decides what comes next.
    #[error("a plan of this case runs; it is diagnosed again once that has ended")]
    PlanRuns,
    /// There is nothing left to diagnose.
    #[error("the case is over or settled; a new failure opens it again")]
    Over,
    /// It is stuck: a person looks first.
    #[error("the case is stuck; its plan has to be undone or the case closed first")]
    Stuck,
    /// It did not run to its end.
    #[error(transparent)]
    Work(#[from] WorkError),
}

/// Diagnoses a case now and goes on as after any diagnosis: what the policy lets run by itself, runs.
pub async fn recheck<P: Ports>(ports: &P, setup: &Setup, id: &CaseId, shift: &Shift) -> Result<Handled, RecheckError> {
    let mut work = Work::load(ports, setup, id, shift).await.map_err(WorkError::from)?;
    diagnosable(work.ledger.view.state)?;
    let result = work.run_afresh().await;
    work.leave().await.map_err(WorkError::from)?;
    match result {
        // Somebody else changed the case meanwhile: whatever they do is right.
        Err(WorkError::Store(StoreError::LeaseLost)) => tell_lease_lost(id),
        Err(WorkError::Store(StoreError::Conflict)) | Ok(()) => {}
        Err(error) => return Err(error.into()),
    }
    let case = ports.store().load(id).await.map_err(WorkError::from)?;
    let case = case.ok_or(WorkError::Store(StoreError::NoSuchCase))?;
    Ok(Handled { case, calls: shift.tally.calls() })
}

const fn diagnosable(state: CaseState) -> Result<(), RecheckError> {
    match state {
        CaseState::Received
        | CaseState::Diagnosed
        | CaseState::Deferred
        | CaseState::AwaitingApproval
        | CaseState::HandedOver => Ok(()),
        CaseState::Executing | CaseState::AwaitingSync | CaseState::Undoing => Err(RecheckError::PlanRuns),
        CaseState::Stuck => Err(RecheckError::Stuck),
        CaseState::Repaired | CaseState::Ignored | CaseState::Undone | CaseState::Closed => Err(RecheckError::Over),
    }
}
