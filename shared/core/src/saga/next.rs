//! What comes next for a case: a pure function of its view and the time.

mod executing;
mod syncing;

pub use executing::{gone, push_until};
pub use syncing::groups_bound;

use super::{Act, CaseView, Doubt, Effective, OpenRequest, Purpose, Rename, Run};
use crate::decision::Limits;
use crate::domain::{AccountId, CaseState};
use executing::{back, back_after, executing};
use jiff::{SignedDuration, Timestamp};
use syncing::{awaiting_sync, look};

/// How often a request that provably never left may be started again.
pub const ATTEMPTS_MAX: u32 = 3;
/// When a repair is looked at again, in seconds after it was verified first.
pub const VERIFICATIONS_S: [i64; 4] = [0, 3_600, 86_400, 604_800];
/// How late a look after a repair may be, in seconds, before a person is called.
const LOOK_LATE_S_MAX: i64 = 604_800;

/// The next move of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Read the evidence and decide.
    Diagnose,
    /// Remember the groups of the original.
    Snapshot,
    /// Look whether the address of an account may be set by now.
    AwaitEditable(AccountId),
    /// Re-read the precondition, journal, send.
    Send {
        /// Index of the step.
        step: usize,
        /// What is sent.
        act: Act,
    },
    /// Resolve the open request by reading.
    Resolve(OpenRequest),
    /// Look from Atlassian whether the world is as promised.
    Verify {
        /// Which look.
        ordinal: u32,
    },
    /// Look whether the holder was renamed after all, long after that was given up.
    LookBack(Rename),
    /// The plan ends; the world is as before it.
    Unwind {
        /// Why.
        why: String,
        /// What then.
        then: Then,
    },
    /// The undo is done.
    FinishUndo,
    /// A person must come.
    FlagStuck {
        /// Why.
        why: String,
    },
    /// The approval that was asked for lapsed.
    LapseApproval,
    /// Verified for good.
    Close,
    /// Nothing before then.
    WaitUntil(Timestamp),
    /// Nothing, until somebody acts.
    Rest,
}

/// What follows after a plan ended without a repair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// What happened is evidence by itself: diagnose again at once.
    DiagnoseNow,
    /// It passes by itself: diagnose again later.
    DiagnoseLater,
    /// A person looks at it.
    HandOver,
}

/// What comes next.
pub fn next(view: &CaseView, now: Timestamp, limits: &Limits) -> Move {
    let by_itself = by_state(view, now, limits);
    match view.doubt.as_ref() {
        Some(doubt) if view.may_look_back() => besides(doubt, by_itself, now),
        Some(_) | None => by_itself,
    }
}

/// Looking back comes first where it is due, and nothing waits longer than until then.
fn besides(doubt: &Doubt, by_itself: Move, now: Timestamp) -> Move {
    match (doubt.due_at().zip(doubt.rename()), by_itself) {
        (Some((due, rename)), _) if due <= now => Move::LookBack(rename.clone()),
        (Some((due, _)), Move::WaitUntil(moment)) => Move::WaitUntil(moment.min(due)),
        (Some((due, _)), Move::Rest) => Move::WaitUntil(due),
        (_, by_itself) => by_itself,
    }
}

fn by_state(view: &CaseView, now: Timestamp, limits: &Limits) -> Move {
    match view.state {
        CaseState::Received | CaseState::Diagnosed => Move::Diagnose,
        CaseState::Deferred => match view.deferred_until {
            Some(until) if now < until => Move::WaitUntil(until),
            Some(_) | None => Move::Diagnose,
        },
        CaseState::AwaitingApproval => awaiting_approval(view, now),
        CaseState::Executing => with_run(view, |run| executing(run, now, limits)),
        CaseState::Undoing => with_run(view, |run| undoing(run, now, limits)),
        CaseState::AwaitingSync => with_run(view, |run| awaiting_sync(run, now, limits)),
        CaseState::Stuck => stuck(view, now, limits),
        CaseState::Repaired => repaired(view, now),
        CaseState::HandedOver | CaseState::Ignored | CaseState::Undone | CaseState::Closed => Move::Rest,
    }
}

fn with_run(view: &CaseView, step: impl FnOnce(&Run) -> Move) -> Move {
    let lost = || Move::FlagStuck { why: "the journal names no plan for this state".to_owned() };
    view.run.as_ref().map_or_else(lost, step)
}

fn awaiting_approval(view: &CaseView, now: Timestamp) -> Move {
    match &view.asked {
        Some((_, expires_at)) if now < *expires_at => Move::WaitUntil(*expires_at),
        Some(_) | None => Move::LapseApproval,
    }
}

fn settle(open: &OpenRequest, now: Timestamp, limits: &Limits) -> Move {
    let from = open.settle_until.unwrap_or_else(|| later_s(open.not_after, limits.settle_s.into()));
    if now < from { Move::WaitUntil(from) } else { Move::Resolve(open.clone()) }
}

fn undoing(run: &Run, now: Timestamp, limits: &Limits) -> Move {
    if let Some(open) = &run.open {
        return settle(open, now, limits);
    }
    if run.back.effective() == Effective::Yes || run.can_stop() {
        return Move::FinishUndo;
    }
    if run.back.attempts == 0 { back(run, Purpose::Undo) } else { back_after(run, Purpose::Undo) }
}

/// A stuck case whose push was accepted is still looked at: a late export heals it.
fn stuck(view: &CaseView, now: Timestamp, limits: &Limits) -> Move {
    let Some(run) = &view.run else { return Move::Rest };
    if let Some(open) = &run.open {
        return if now < open.given_up_at() { settle(open, now, limits) } else { Move::Rest };
    }
    let pushed_at = run.push.ended_at.unwrap_or(run.accepted_at);
    let repaired = view.repaired_at.is_some_and(|at| at > run.accepted_at);
    let hopeful = run.push.effective() == Effective::Yes && !repaired;
    let bound = later_s(pushed_at, i64::from(limits.sync_wait_max_min) * 60);
    if hopeful && now < bound {
        return look(run, now, bound);
    }
    Move::Rest
}

fn repaired(view: &CaseView, now: Timestamp) -> Move {
    let (Some(run), Some(repaired_at)) = (&view.run, view.repaired_at) else { return Move::Close };
    let ordinal = run.verified.map_or(0, |last| last.saturating_add(1));
    let Some(after_s) = usize::try_from(ordinal).ok().and_then(|i| VERIFICATIONS_S.get(i)) else {
        return Move::Close;
    };
    let due = later_s(repaired_at, *after_s);
    if now >= later_s(due, LOOK_LATE_S_MAX) {
        return Move::FlagStuck { why: format!("look {ordinal} after the repair could not be made for days") };
    }
    if now < due { Move::WaitUntil(due) } else { Move::Verify { ordinal } }
}

impl Run {
    fn step_index(&self, name: &str) -> usize {
        self.plan.steps.iter().position(|step| step == name).unwrap_or(self.plan.steps.len())
    }
}

/// A moment so many seconds later, or the end of time.
pub fn later_s(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
