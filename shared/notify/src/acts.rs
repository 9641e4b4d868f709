//! What a person may do about a case: each act by its name, and as a command that does the same.

use crate::told::{Proposal, Told};
use untwin_core::decision::Step;
use untwin_core::domain::{CaseId, Outcome};
use untwin_core::saga::Run;

/// What a button does. Its name is an interface: it comes back with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Carries out exactly the plan that was shown.
    CarryOut,
    /// Leaves everything as it is.
    KeepAsIs,
    /// Gives the former holder its address back.
    GiveBack,
    /// Looks at the case again from the start.
    Recheck,
    /// Shows the case.
    Open,
    /// Shows the cases.
    OpenAll,
    /// Lets nothing be written any more.
    Pause,
}

/// A button, and the command that does the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub act: Act,
    /// What stands on it.
    pub label: &'static str,
    /// What comes back with the answer: the case, and for an approval the hash of the plan behind it.
    pub value: String,
    /// The same on the command line.
    pub command: String,
}

impl Act {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CarryOut => "carry_out",
            Self::KeepAsIs => "keep_as_is",
            Self::GiveBack => "give_back",
            Self::Recheck => "recheck",
            Self::Open => "open",
            Self::OpenAll => "open_all",
            Self::Pause => "pause",
        }
    }
}

/// The acts that make sense now, the weightiest first.
pub(crate) fn buttons(told: &Told<'_>) -> Vec<Button> {
    let case = told.case;
    let open = || button(Act::Open, "Open case", case, format!("untwin cases show {case}"));
    let keep =
        || button(Act::KeepAsIs, "Keep as is", case, format!("untwin cases close {case} --reason \"keep as is\""));
    let recheck = || button(Act::Recheck, "Look again", case, format!("untwin cases recheck {case}"));
    match told.outcome {
        Outcome::AwaitingApproval => told
            .proposal
            .map(|proposal| carry_out(case, proposal))
            .into_iter()
            .chain([keep(), recheck(), open()])
            .collect(),
        Outcome::HandedOver => vec![recheck(), keep(), open()],
        Outcome::Stuck if told.view.run.as_ref().is_some_and(Run::can_undo) => {
            vec![button(Act::GiveBack, "Give the address back", case, format!("untwin undo {case}")), open()]
        }
        Outcome::Repaired
        | Outcome::Stuck
        | Outcome::AwaitingSync
        | Outcome::Deferred
        | Outcome::Undone
        | Outcome::Ignored => vec![open()],
    }
}

/// An approval names the plan by its hash, and each guard that it overrides.
fn carry_out(case: &CaseId, Proposal { hash, plan, overrides }: Proposal<'_>) -> Button {
    let flags: Vec<String> = overrides.iter().map(|guard| format!(" --override {}=REASON", guard.name())).collect();
    let command = format!("untwin plan {case} -o plan.json && untwin apply plan.json{}", flags.concat());
    let value = format!("{case} {hash}");
    Button { act: Act::CarryOut, label: named_after(&plan.steps), value, command }
}

/// The act that a plan comes down to.
fn named_after(steps: &[Step]) -> &'static str {
    let has = |is: fn(&Step) -> bool| steps.iter().any(is);
    if has(|step| matches!(step, Step::RenameToPlaceholder { .. } | Step::SetAddress { .. })) {
        "Move the address"
    } else if has(|step| matches!(step, Step::DeleteScimRecord { .. } | Step::RemoveScimRecords { .. })) {
        "Delete the record"
    } else {
        "Push again"
    }
}

fn button(act: Act, label: &'static str, case: &CaseId, command: String) -> Button {
    Button { act, label, value: case.to_string(), command }
}
