//! I13. Every case ends, in bounded steps.
//!
//! Checked: no journal holds more than [`RECORDS_MAX`] records; no worker sends more than [`REQUESTS_MAX`] requests (they
//! name no case, so they are counted by worker); at rest no case is in the middle of something, and one that waits says
//! until when; at rest no case has been due for longer than [`OVERDUE_S`], which would be taken up again and again for ever.
//!
//! Allowed: a case that somebody only asked about, so that it was never due.

use super::{Monitor, Now, Say};
use crate::past::later_s;
use crate::{Law, What};

/// Records of one case, at most: far more than any story needs.
const RECORDS_MAX: u32 = 600;
/// Requests of one worker, at most: it may look after some hundred cases at a time.
const REQUESTS_MAX: u32 = 2_000;

/// How long a case may be due before somebody has looked at it, in seconds.
const OVERDUE_S: i64 = 1_800;

#[derive(Debug)]
pub(super) struct Bounds;

impl Monitor for Bounds {
    fn law(&self) -> Law {
        Law::I13
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let past = now.past;
        match now.what {
            What::Journaled { case, .. } if past.cases.case(case).is_some_and(|known| known.records == RECORDS_MAX) => {
                say.breach(format!("the journal of case {case} grows without end"));
            }
            What::Sent { worker, .. } if past.worker(*worker).is_some_and(|known| known.requests == REQUESTS_MAX) => {
                say.breach(format!("worker {worker} sends requests without end"));
            }
            What::AtRest => at_rest(now, say),
            _ => {}
        }
    }
}

fn at_rest(now: &Now<'_>, say: &mut Say<'_>) {
    for (id, case) in now.past.cases.all() {
        say.checked();
        let state = case.state.as_str();
        if case.due_at.is_some_and(|due| now.at > later_s(due, OVERDUE_S)) {
            say.breach(format!("case {id} is {state} and due for long, and nothing comes of it"));
        }
        match (state, case.due_at) {
            ("received", _) if case.was_due_at.is_none() => {}
            ("received" | "diagnosed" | "executing" | "undoing" | "awaiting_sync", _) => {
                say.breach(format!("case {id} is still {state}"));
            }
            ("deferred" | "awaiting_approval", None) => {
                say.breach(format!("case {id} is {state}, and nobody will ever look at it again"));
            }
            _ => {}
        }
    }
}
