//! Undo: before a push is accepted the holder gets its address back; afterwards there is no undo. A plan that waits for the
//! holder to unlock, with its address where it was, is stopped.

use crate::diagnose::WorkError;
use crate::ledger::With;
use crate::ports::{Clock, Ports, StoreError, StoredCase};
use crate::repair::{Handled, Shift, Work, handle};
use crate::setup::Setup;
use untwin_core::domain::{CaseId, CaseState};
use untwin_core::saga::{Effective, Event, Run, fold};

/// Why a case was not undone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UndoError {
    /// The push was accepted.
    #[error("the push was accepted, so there is no undo: only a new approved plan leads on from here")]
    PastThePivot,
    /// There is nothing to undo.
    #[error("no address was moved, so there is nothing to undo")]
    NothingToUndo,
    /// A request is unresolved; it is settled first.
    #[error("a request has no readable answer yet; the case is settled first, then try again")]
    Unresolved,
    /// Another worker is at it.
    #[error("another worker is at the objects of this case; try again in a few minutes")]
    Busy,
    /// It did not run to its end.
    #[error(transparent)]
    Work(#[from] WorkError),
}

/// What an undo would do, said before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UndoLimits {
    /// What it gives back, one sentence each.
    pub gives_back: Vec<String>,
    /// What stays lost, one sentence each.
    pub stays_lost: Vec<String>,
    /// Whether it is possible as the case stands now.
    pub possible: Result<(), UndoError>,
}

/// Says what an undo of a stored case would do, and whether it can be done. It reads the journal alone.
pub fn undo_limits(case: &StoredCase) -> Result<UndoLimits, StoreError> {
    let view = fold(&case.journal).map_err(|error| StoreError::Broken(format!("case {}: {error}", case.id)))?;
    let possible = match &view.run {
        Some(_) if view.state == CaseState::Undoing => Ok(()),
        Some(run) => possible(run, view.state),
        None => Err(UndoError::NothingToUndo),
    };
    let moved = view.run.as_ref().filter(|run| run.rename.attempts > 0);
    let rename = moved.and_then(|run| run.plan.rename.as_ref());
    let gives_back = rename.map(|rename| format!("account {} gets {} back", rename.account, rename.from));
    let harm = view.run.as_ref().map(|run| &run.plan.harm);
    let mut stays_lost: Vec<String> = rename
        .map(|rename| format!("the sessions of account {}: they end once more", rename.account))
        .into_iter()
        .collect();
    let removal = view.run.as_ref().and_then(|run| run.plan.removal.as_ref()).and_then(|r| r.account.as_ref());
    stays_lost.extend(removal.map(|account| format!("the SCIM record of account {account}")));
    stays_lost.extend(harm.into_iter().flat_map(|harm| &harm.groups_lost).map(|group| format!("the group {group}")));
    Ok(UndoLimits { gives_back: gives_back.into_iter().collect(), stays_lost, possible })
}

/// Gives the holder its address back.
pub async fn undo<P: Ports>(
    ports: &P,
    setup: &Setup,
    id: &CaseId,
    (by, shift): (&str, &Shift),
) -> Result<Handled, UndoError> {
    let mut work = Work::load(ports, setup, id, shift).await.map_err(WorkError::from)?;
    if work.ledger.view.state != CaseState::Undoing {
        let run = work.ledger.view.run.clone().ok_or(UndoError::NothingToUndo)?;
        possible(&run, work.ledger.view.state)?;
        if !work.hold_the_lease().await? {
            return Err(UndoError::Busy);
        }
        let asked = Event::UndoAsked { by: by.to_owned() };
        let with = With { lease: work.lease.as_ref(), ..With::default() };
        let written = work.ledger.write(vec![asked], ports.clock().now(), with).await;
        if let Err(error) = written {
            work.leave().await.map_err(WorkError::from)?;
            return Err(WorkError::from(error).into());
        }
    }
    work.leave().await.map_err(WorkError::from)?;
    Ok(handle(ports, setup, id, shift).await?)
}

fn possible(run: &Run, state: CaseState) -> Result<(), UndoError> {
    if run.push.effective() == Effective::Yes {
        return Err(UndoError::PastThePivot);
    }
    if run.open.is_some() {
        return Err(UndoError::Unresolved);
    }
    let stops = state == CaseState::Executing && run.can_stop();
    if run.can_undo() || stops { Ok(()) } else { Err(UndoError::NothingToUndo) }
}
