//! Undo: before a push is accepted the holder gets its address back; afterwards there is no undo.

use crate::diagnose::WorkError;
use crate::ledger::With;
use crate::ports::{Clock, Ports};
use crate::repair::{Handled, Shift, Work, handle};
use crate::setup::Setup;
use untwin_core::domain::{CaseId, CaseState};
use untwin_core::saga::{Effective, Event, Run};

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
        possible(&run)?;
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

fn possible(run: &Run) -> Result<(), UndoError> {
    if run.push.effective() == Effective::Yes {
        return Err(UndoError::PastThePivot);
    }
    if run.open.is_some() {
        return Err(UndoError::Unresolved);
    }
    if run.can_undo() { Ok(()) } else { Err(UndoError::NothingToUndo) }
}
