//! One message: a document from the queue to its cases, and whether the queue may forget it.

use crate::batch::Ended;
use jiff::Timestamp;
use untwin_core::domain::CaseState;
use untwin_startup::{Healed, HealedCase, heal_document, tell};
use untwin_workflow::Setup;
use untwin_workflow::ports::{Clock, Ports};

/// Heals what a message holds. What cannot be read is put aside with the reason and never comes again: it would be as
/// unreadable then.
pub(crate) async fn heal_message<P: Ports>(ports: &P, setup: &Setup, body: &str, deadline: Timestamp) -> Ended {
    match heal_document(ports, setup, body.as_bytes(), deadline).await {
        Ok(healed) => {
            tell(&healed, setup);
            judge(&healed, ports.clock().now())
        }
        Err(error) => {
            tracing::error!(event = error.event().name(), %error, "a message could not be worked on: it comes again");
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
