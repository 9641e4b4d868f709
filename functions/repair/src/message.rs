//! One message: a document from the queue to its cases, and whether the queue may forget it.

use crate::batch::Ended;
use jiff::Timestamp;
use untwin_core::domain::CaseState;
use untwin_startup::{Healed, HealedCase, heal_document};
use untwin_workflow::ports::{Clock, Ports};
use untwin_workflow::{Setup, report};

/// Heals what a message holds. What cannot be read is put aside with the reason and never comes again: it would be as
/// unreadable then.
pub(crate) async fn heal_message<P: Ports>(ports: &P, setup: &Setup, body: &str, deadline: Timestamp) -> Ended {
    match heal_document(ports, setup, body.as_bytes(), deadline).await {
        Ok(healed) => {
            tell(&healed, setup);
            judge(&healed, ports.clock().now())
        }
        Err(error) => {
            tracing::error!(%error, "a message could not be worked on: it comes again");
            Ended::Again
        }
    }
}

/// A case with a time in its row is safe there. One whose plan was left in the middle for want of time is the exception:
/// the sooner somebody goes on with it the better, so its message comes again too.
fn judge(healed: &Healed, now: Timestamp) -> Ended {
    let comes_again = !healed.later.is_empty() || healed.cases.iter().any(|entry| left_in_the_middle(entry, now));
    if comes_again { Ended::Again } else { Ended::Acknowledged }
}

fn left_in_the_middle(entry: &HealedCase, now: Timestamp) -> bool {
    let running = matches!(entry.case.state, CaseState::Executing | CaseState::Undoing);
    running && entry.case.due_at.is_some_and(|due_at| due_at <= now)
}

/// Ids, outcomes and numbers: what a document quotes stays out of the log.
fn tell(healed: &Healed, setup: &Setup) {
    for entry in &healed.cases {
        tell_case(entry, setup);
    }
    for later in &healed.later {
        tracing::warn!(event.id = later.dedup_key, until = ?later.until, why = later.why, "a record comes again");
    }
    tracing::info!(
        records = healed.records,
        cases = healed.cases.len(),
        ignored = healed.ignored.len(),
        later = healed.later.len(),
        unreadable = healed.unreadable.len(),
        "a message was worked on"
    );
}

fn tell_case(entry: &HealedCase, setup: &Setup) {
    match report(&entry.case, &setup.policy, entry.calls) {
        Ok(report) => tracing::info!(
            case.id = %report.id,
            outcome = ?report.outcome,
            state = ?report.state,
            cause = report.cause.map(untwin_core::decision::Cause::name),
            stopped_by = report.stopped_by.map(untwin_core::decision::Guard::name),
            due_at = report.due_at.map(|due_at| due_at.to_string()),
            requests = ?report.calls,
            "a case was worked on"
        ),
        Err(error) => tracing::error!(case.id = %entry.case.id, %error, "a case cannot be told"),
    }
}
