//! `untwin cases close`: a person says that a case is over, and why. It needs no key and reads the store alone.

use super::apply::approved;
use super::cases::print_case;
use crate::exit::{Exit, Stop};
use crate::operator::Operator;
use crate::terminal::Terminal;
use jiff::Timestamp;
use untwin_core::decision::Policy;
use untwin_core::domain::{CaseId, CaseState};
use untwin_workflow::ports::{Store, StoreError};
use untwin_workflow::{CloseError, close, reached};

/// Closes a case.
pub(crate) async fn close_case(
    store: &impl Store,
    (policy, now): (&Policy, Timestamp),
    (id, reason, operator): (&CaseId, &str, &Operator),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let case = store.load(id).await?.ok_or(StoreError::NoSuchCase)?;
    let by = operator.name().await?;
    if case.state == CaseState::Stuck {
        let reached = reached(&case).unwrap_or("its journal does not say what state was reached");
        terminal.say(&format!("{id} is stuck: {reached}"));
        approved(terminal.confirm("Close it as it is? Nothing is put right by that."))?;
    }
    match close(store, &policy.limits, id, (&by, reason), now).await {
        Ok(closed) => print_case(&closed, policy, terminal),
        Err(error) => {
            terminal.say(&error.to_string());
            terminal.suggest(&format!("untwin cases show {id}"));
            Ok(exit(error))
        }
    }
}

fn exit(error: CloseError) -> Exit {
    match error {
        CloseError::NoReason => Exit::Usage,
        CloseError::Closed => Exit::NothingToDo,
        CloseError::Unresolved | CloseError::AtWork => Exit::DependencyDown,
        CloseError::Work(error) => Stop::from(error).exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_to_settle_first_is_told_apart_from_what_is_over() {
        assert_eq!(exit(CloseError::Unresolved), Exit::DependencyDown);
        assert_eq!(exit(CloseError::Closed), Exit::NothingToDo);
    }
}
