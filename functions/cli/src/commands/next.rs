//! What to type next.

use crate::report::Report;
use untwin_core::domain::{CaseId, Outcome};

/// The next command for a case with this outcome; the listing, where there is nothing left to do for it.
pub(super) fn after(outcome: Outcome, case: &CaseId) -> String {
    match outcome {
        Outcome::AwaitingApproval => format!("untwin plan {case} -o plan.json"),
        Outcome::HandedOver => format!("untwin explain {case}"),
        Outcome::Stuck => format!("untwin cases show {case}"),
        Outcome::AwaitingSync | Outcome::Deferred => "untwin sweep".to_owned(),
        Outcome::Repaired | Outcome::Undone | Outcome::Ignored => "untwin cases ls".to_owned(),
    }
}

/// The next command after a run: first whoever waits for a person, then what waits for time; none, where all is done.
pub(super) fn after_run(report: &Report) -> Option<String> {
    if let Some(first) = report.queue.first() {
        return Some(format!("untwin cases show {first}"));
    }
    if !report.unreadable.is_empty() {
        return Some("untwin dlq ls".to_owned());
    }
    let waits = |outcome| matches!(outcome, Outcome::Deferred | Outcome::AwaitingSync | Outcome::Repaired);
    report.cases.iter().any(|case| waits(case.outcome)).then(|| "untwin sweep".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::entry;

    #[test]
    fn whoever_waits_for_a_person_comes_first() {
        let mut report = Report { cases: vec![entry("case-1", Outcome::Deferred)], ..Report::default() };
        assert_eq!(after_run(&report).as_deref(), Some("untwin sweep"));
        report.queue = vec![CaseId::parse("case-2").unwrap()];
        assert_eq!(after_run(&report).as_deref(), Some("untwin cases show case-2"));
        assert_eq!(after_run(&Report::default()), None);
    }
}
