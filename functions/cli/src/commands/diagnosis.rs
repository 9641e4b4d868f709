//! A fresh diagnosis of whatever was asked about, and its verdict in words: what `explain` and `plan` share.

use crate::args::Who;
use crate::exit::{Exit, Stop};
use std::sync::Arc;
use untwin_core::decision::{Guard, Verdict};
use untwin_workflow::ports::{Ports, Tally};
use untwin_workflow::{Explained, Setup, explain_address, explain_case};

/// Diagnoses without writing to any account.
pub(super) async fn diagnosed<P: Ports>(ports: &P, setup: &Setup, who: &Who) -> Result<Explained, Stop> {
    let tally = Arc::new(Tally::default());
    let explained = match who {
        Who::Address(address) => explain_address(ports, setup, address, &tally).await?,
        Who::Case(case) => explain_case(ports, setup, case, &tally).await?,
    };
    Ok(explained)
}

/// What follows from a verdict, in words.
pub(super) fn verdict_words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Act => "it may be carried out now".to_owned(),
        Verdict::AskApproval { why, .. } => format!("waits for an approval: {why}"),
        Verdict::HandOver { stopped_by: Some(guard), why } => {
            format!("for a person, stopped by {}: {why}", guard.name())
        }
        Verdict::HandOver { stopped_by: None, why } => format!("for a person: {why}"),
        Verdict::WouldAct => "shadow mode: it would be carried out now".to_owned(),
        Verdict::Defer { until: Some(until), why } => format!("to be tried again from {until} on: {why}"),
        Verdict::Defer { until: None, why } => format!("to be tried again later: {why}"),
        Verdict::VerifyOnly => "healthy: there is nothing to write".to_owned(),
        Verdict::Ignore { why } => format!("nothing is done: {why}"),
    }
}

/// The guards that an approval would override.
pub(super) fn overrides(verdict: &Verdict) -> &[Guard] {
    match verdict {
        Verdict::AskApproval { overrides, .. } => overrides,
        Verdict::Act
        | Verdict::HandOver { .. }
        | Verdict::WouldAct
        | Verdict::Defer { .. }
        | Verdict::VerifyOnly
        | Verdict::Ignore { .. } => &[],
    }
}

/// How asking for a plan ends under a verdict.
pub(super) const fn plan_exit(verdict: &Verdict) -> Exit {
    match verdict {
        Verdict::Act | Verdict::AskApproval { .. } | Verdict::WouldAct => Exit::Done,
        Verdict::HandOver { .. } => Exit::Refused,
        Verdict::Defer { .. } => Exit::DependencyDown,
        Verdict::VerifyOnly | Verdict::Ignore { .. } => Exit::NothingToDo,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_there_refused_pending_or_not_needed() {
        let why = String::new;
        assert_eq!(plan_exit(&Verdict::WouldAct), Exit::Done);
        assert_eq!(plan_exit(&Verdict::AskApproval { overrides: vec![Guard::Idle], why: why() }), Exit::Done);
        assert_eq!(plan_exit(&Verdict::HandOver { stopped_by: None, why: why() }), Exit::Refused);
        assert_eq!(plan_exit(&Verdict::Defer { until: None, why: why() }), Exit::DependencyDown);
        assert_eq!(plan_exit(&Verdict::VerifyOnly), Exit::NothingToDo);
    }
}
