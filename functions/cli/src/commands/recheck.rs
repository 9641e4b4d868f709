//! `untwin cases recheck`: a diagnosis now, whatever the case waits for.

use super::apply::ended;
use super::shift::one_case;
use crate::exit::{Exit, Stop};
use crate::terminal::Terminal;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::Ports;
use untwin_workflow::{RecheckError, Setup};

/// Has a case diagnosed again; what the policy lets run by itself then runs.
pub(crate) async fn recheck<P: Ports>(
    ports: &P,
    setup: &Setup,
    case: &CaseId,
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    match untwin_workflow::recheck(ports, setup, case, &one_case(ports)).await {
        Ok(handled) => {
            ended(&handled, setup, terminal)?;
            Ok(Exit::Done)
        }
        Err(error) => {
            terminal.say(&error.to_string());
            terminal.suggest(&format!("untwin cases show {case}"));
            Ok(exit(error))
        }
    }
}

fn exit(error: RecheckError) -> Exit {
    match error {
        RecheckError::PlanRuns => Exit::DependencyDown,
        RecheckError::Over => Exit::NothingToDo,
        RecheckError::Stuck => Exit::NotVerified,
        RecheckError::Work(error) => Stop::from(error).exit,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_plan_is_waited_for_and_a_case_that_is_over_is_nothing_to_do() {
        assert_eq!(exit(RecheckError::PlanRuns), Exit::DependencyDown);
        assert_eq!(exit(RecheckError::Over), Exit::NothingToDo);
    }
}
