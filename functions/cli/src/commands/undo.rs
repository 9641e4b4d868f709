//! `untwin undo`: the former holder gets its address back, as long as no push was accepted.

use super::apply::{approved, ended};
use super::shift::one_case;
use crate::exit::{Exit, Stop};
use crate::operator::Operator;
use crate::terminal::Terminal;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Ports, Store, StoreError};
use untwin_workflow::{Setup, UndoError, UndoLimits, undo_limits};

/// Undoes a case.
pub(crate) async fn undo<P: Ports>(
    ports: &P,
    setup: &Setup,
    (case, operator): (&CaseId, &Operator),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let limits = limits(ports.store(), case, terminal).await?;
    if let Err(error) = limits.possible {
        return Ok(refused(error, case, terminal));
    }
    let by = operator.name().await?;
    approved(terminal.confirm(&question(case, &limits.gives_back)))?;
    let shift = one_case(ports);
    match untwin_workflow::undo(ports, setup, case, (&by, &shift)).await {
        Ok(handled) => ended(&handled, setup, terminal),
        Err(error) => Ok(refused(error, case, terminal)),
    }
}

/// Says what it gives back and what stays lost before anything is asked.
async fn limits(store: &impl Store, case: &CaseId, terminal: &Terminal) -> Result<UndoLimits, Stop> {
    let stored = store.load(case).await?.ok_or(StoreError::NoSuchCase)?;
    let limits = undo_limits(&stored)?;
    for given in &limits.gives_back {
        terminal.say(&format!("gives back: {given}"));
    }
    for lost in &limits.stays_lost {
        terminal.say(&format!("stays lost: {lost}"));
    }
    Ok(limits)
}

fn question(case: &CaseId, gives_back: &[String]) -> String {
    if gives_back.is_empty() {
        return format!("No address was moved. Stop the plan of {case} where it is?");
    }
    format!("Give the former holder of {case} its address back? This ends its sessions everywhere.")
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
