//! Closing a case by a person's word: who, and why. Nothing is read from outside and nothing is sent.

use crate::diagnose::WorkError;
use crate::ledger::{Ledger, With};
use crate::ports::{Store, StoredCase};
use jiff::Timestamp;
use untwin_core::decision::Limits;
use untwin_core::domain::{CaseId, CaseState};
use untwin_core::saga::Event;

/// How much of a reason is kept, in characters.
const REASON_CHARS_MAX: usize = 500;

/// Why a case was not closed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// There is no reason.
    #[error("a case is closed with a reason")]
    NoReason,
    /// It is closed.
    #[error("the case is closed already")]
    Closed,
    /// A request is unresolved; it is settled first.
    #[error("a request has no readable answer yet; the case is settled first, then try again")]
    Unresolved,
    /// A plan runs, or nobody has looked at the case yet.
    #[error("the case is being worked on; let `untwin sweep` finish that, then try again")]
    AtWork,
    /// It did not run to its end.
    #[error(transparent)]
    Work(#[from] WorkError),
}

/// Closes a case. What it reached stays in its journal; a failure newer than this opens it again.
pub async fn close<S: Store>(
    store: &S,
    limits: &Limits,
    id: &CaseId,
    (by, reason): (&str, &str),
    now: Timestamp,
) -> Result<StoredCase, CloseError> {
    let reason = one_line(reason);
    if reason.is_empty() {
        return Err(CloseError::NoReason);
    }
    let mut ledger = Ledger::load(store, id, limits).await.map_err(WorkError::from)?;
    // What could not be resolved for a day never will be: then a person's word is all that is left.
    if ledger.view.is_resolving(now) {
        return Err(CloseError::Unresolved);
    }
    closable(ledger.view.state)?;
    let closed = Event::Closed { why: format!("by {by}: {reason}") };
    ledger.write(vec![closed], now, With::default()).await.map_err(WorkError::from)?;
    Ok(ledger.case)
}

/// What state a stuck case had reached when it was flagged, as its journal says it.
pub fn reached(case: &StoredCase) -> Option<&str> {
    case.journal.iter().rev().find_map(|record| match &record.event {
        Event::Stuck { reached, .. } => Some(reached.as_str()),
        _ => None,
    })
}

const fn closable(state: CaseState) -> Result<(), CloseError> {
    match state {
        CaseState::AwaitingApproval
        | CaseState::Repaired
        | CaseState::HandedOver
        | CaseState::Ignored
        | CaseState::Deferred
        | CaseState::Stuck
        | CaseState::Undone => Ok(()),
        CaseState::Closed => Err(CloseError::Closed),
        CaseState::Received
        | CaseState::Diagnosed
        | CaseState::Executing
        | CaseState::AwaitingSync
        | CaseState::Undoing => Err(CloseError::AtWork),
    }
}

/// A reason goes into the journal as one short line, whatever was typed.
fn one_line(reason: &str) -> String {
    let words: Vec<&str> = reason.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).take(REASON_CHARS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_one_short_line() {
        assert_eq!(one_line(" merged\nby  hand\u{1b} "), "merged by hand");
        assert_eq!(one_line(&"x".repeat(9_000)).len(), REASON_CHARS_MAX);
    }
}
