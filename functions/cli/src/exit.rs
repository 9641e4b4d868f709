//! How a command ends: one code per thing that a script may want to tell apart.

use crate::terminal::Terminal;
use std::process::ExitCode;
use untwin_workflow::WorkError;
use untwin_workflow::ports::StoreError;

/// The exit codes; `docs/COMMANDS.md` lists them for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Wrong usage or bad input.
    Usage,
    /// There was nothing to do.
    NothingToDo,
    /// The policy, or a guard that nobody may override, stands against it.
    Refused,
    /// The plan is not the plan any more.
    StalePlan,
    /// A person has to say yes, and nobody was asked.
    NeedsApproval,
    /// Something that it needs does not work now.
    DependencyDown,
    /// It was done and does not show, or the case is stuck.
    NotVerified,
}

impl Exit {
    /// The number that the process ends with.
    pub(crate) const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Usage => 2,
            Self::NothingToDo => 3,
            Self::Refused => 4,
            Self::StalePlan => 5,
            Self::NeedsApproval => 6,
            Self::DependencyDown => 7,
            Self::NotVerified => 8,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// Why a command ended before its end: what is said, and the code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stop {
    pub exit: Exit,
    pub lines: Vec<String>,
}

impl Stop {
    pub(crate) fn new(exit: Exit, line: impl Into<String>) -> Self {
        Self { exit, lines: vec![line.into()] }
    }

    /// Says it, one line each.
    pub(crate) fn told(&self, terminal: &Terminal) -> Exit {
        for line in &self.lines {
            terminal.say(line);
        }
        self.exit
    }
}

impl From<WorkError> for Stop {
    fn from(error: WorkError) -> Self {
        let exit = match &error {
            WorkError::Store(StoreError::NoSuchCase) | WorkError::NoSuchDirectory(_) => Exit::Usage,
            WorkError::Store(
                StoreError::Conflict | StoreError::LeaseLost | StoreError::BudgetSpent | StoreError::Broken(_),
            )
            | WorkError::Panicked => Exit::DependencyDown,
        };
        Self::new(exit, error.to_string())
    }
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        WorkError::from(error).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_that_does_not_work_is_told_apart_from_a_case_that_is_not_there() {
        assert_eq!(Stop::from(StoreError::Broken("disk full".to_owned())).exit, Exit::DependencyDown);
        assert_eq!(Stop::from(StoreError::NoSuchCase).exit, Exit::Usage);
    }
}
