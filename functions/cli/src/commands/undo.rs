//! `untwin undo`: the former holder gets its address back, as long as no push was accepted.

use super::apply::{approved, ended};
use super::shift::one_case;
use crate::exit::{Exit, Stop};
use crate::machine::operator;
use crate::terminal::Terminal;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Ports, Store, StoreError};
use untwin_workflow::{Setup, UndoError, UndoLimits, undo_limits};

/// Undoes a case.
pub(crate) async fn undo<P: Ports>(ports: &P, setup: &Setup, case: &CaseId, terminal: &Terminal) -> Result<Exit, Stop> {
    if let Err(error) = limits(ports.store(), case, terminal).await? {
        return Ok(refused(error, case, terminal));
    }
    let question = format!("Give the former holder of {case} its address back? This ends its sessions everywhere.");
    approved(terminal.confirm(&question))?;
    let shift = one_case(ports);
    match untwin_workflow::undo(ports, setup, case, (&operator(), &shift)).await {
        Ok(handled) => ended(&handled, setup, terminal),
        Err(error) => Ok(refused(error, case, terminal)),
    }
}

/// Says what it gives back and what stays lost before anything is asked; the answer is whether it is possible at all.
async fn limits(store: &impl Store, case: &CaseId, terminal: &Terminal) -> Result<Result<(), UndoError>, Stop> {
    let stored = store.load(case).await?.ok_or(StoreError::NoSuchCase)?;
    let UndoLimits { gives_back, stays_lost, possible } = undo_limits(&stored)?;
    for given in gives_back {
        terminal.say(&format!("gives back: {given}"));
    }
    for lost in stays_lost {
        terminal.say(&format!("stays lost: {lost}"));
    }
    Ok(possible)
}

fn refused(error: UndoError, case: &CaseId, terminal: &Terminal) -> Exit {
    terminal.say(&error.to_string());
    terminal.suggest(&format!("untwin cases show {case}"));
    exit(error)
}

fn exit(error: UndoError) -> Exit {
    match error {
        UndoError::PastThePivot => Exit::Refused,
        UndoError::NothingToUndo => Exit::NothingToDo,
        UndoError::Unresolved | UndoError::Busy => Exit::DependencyDown,
        UndoError::Work(error) => Stop::from(error).exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn past_the_pivot_there_is_no_undo() {
        assert_eq!(exit(UndoError::PastThePivot), Exit::Refused);
        assert_eq!(exit(UndoError::NothingToUndo), Exit::NothingToDo);
    }
}
