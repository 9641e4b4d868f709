//! What comes next for a case: a pure function of its view and the time.

use super::{Act, ActResult, Came, CaseView, Doubt, Effective, OpenRequest, Progress, Purpose, Rename, Run};
use crate::decision::Limits;
use crate::domain::CaseState;
use jiff::{SignedDuration, Timestamp};

/// How often a request that provably never left may be started again.
pub const ATTEMPTS_MAX: u32 = 3;
/// When a repair is looked at again, in seconds after it was verified first.
pub const VERIFICATIONS_S: [i64; 4] = [0, 3_600, 86_400, 604_800];
/// How late a look after a repair may be, in seconds, before a person is called.
const LOOK_LATE_S_MAX: i64 = 604_800;
/// The pause after the first look that did not show the address, in seconds; it doubles.
const FIRST_LOOK_PAUSE_S: i64 = 5;
/// The longest pause between two looks for a pushed address, in seconds.
const LOOK_PAUSE_S_MAX: i64 = 300;

/// The next move of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Read the evidence and decide.
    Diagnose,
    /// Remember the groups of the original.
    Snapshot,
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

fn executing(run: &Run, now: Timestamp, limits: &Limits) -> Move {
    if let Some(open) = &run.open {
        return settle(open, now, limits);
    }
    if run.back.attempts > 0 {
        return back_after(run, Purpose::Compensate);
    }
    if run.rename.attempts == 0 && run.push.attempts == 0 && too_old(run, now, limits) {
        let why = "the evidence grew too old before the first write".to_owned();
        return Move::Unwind { why, then: Then::DiagnoseLater };
    }
    if run.snapshot.is_none() {
        return Move::Snapshot;
    }
    match &run.plan.rename {
        Some(rename) if run.rename.effective() == Effective::No => renaming(run, rename),
        Some(_) => pushing(run, || compensate(run), now, limits),
        None => pushing(run, || end_of_a_push(&run.push), now, limits),
    }
}

/// A plan that a crash or a long wait kept from beginning rests on facts that no fence reads again.
fn too_old(run: &Run, now: Timestamp, limits: &Limits) -> bool {
    now >= later_s(run.accepted_at, limits.evidence_max_age_s.into())
}

fn settle(open: &OpenRequest, now: Timestamp, limits: &Limits) -> Move {
    let from = open.settle_until.unwrap_or_else(|| later_s(open.not_after, limits.settle_s.into()));
    if now < from { Move::WaitUntil(from) } else { Move::Resolve(open.clone()) }
}

fn renaming(run: &Run, rename: &Rename) -> Move {
    if run.rename.attempts > 0 {
        return end_without_effect(&run.rename);
    }
    let act = Act::SetAddress {
        account: rename.account.clone(),
        from: rename.from.clone(),
        to: rename.to.clone(),
        purpose: Purpose::Step,
    };
    Move::Send { step: run.step_index("rename_to_placeholder"), act }
}

fn pushing(run: &Run, give_up: impl FnOnce() -> Move, now: Timestamp, limits: &Limits) -> Move {
    let again = match &run.push.last {
        None => run.push.attempts == 0,
        Some(ActResult::NotSent { .. }) => run.push.attempts < ATTEMPTS_MAX,
        Some(_) => false,
    };
    if again && time_for_a_push(run, now, limits) == Enough::Yes {
        let act = Act::Push { subject: run.plan.subject.clone() };
        return Move::Send { step: run.step_index("push_again"), act };
    }
    give_up()
}

#[derive(PartialEq, Eq)]
enum Enough {
    Yes,
    No,
}

/// Until when a push may be started while nobody has the address.
pub fn push_until(run: &Run, limits: &Limits) -> Option<Timestamp> {
    let needed_s = i64::from(limits.request_timeout_s) * 2;
    run.address_freed_at.map(|freed_at| later_s(freed_at, i64::from(limits.address_gap_max_s) - needed_s))
}

/// A push starts only if it, and the rename that would take everything back, still fit into the gap.
fn time_for_a_push(run: &Run, now: Timestamp, limits: &Limits) -> Enough {
    if push_until(run, limits).is_none_or(|until| now < until) { Enough::Yes } else { Enough::No }
}

fn compensate(run: &Run) -> Move {
    back(run, Purpose::Compensate)
}

fn back(run: &Run, purpose: Purpose) -> Move {
    let Some(rename) = &run.plan.rename else {
        return end_without_effect(&run.push);
    };
    let act =
        Act::SetAddress { account: rename.account.clone(), from: rename.to.clone(), to: rename.from.clone(), purpose };
    Move::Send { step: run.step_index("rename_to_placeholder"), act }
}

fn back_after(run: &Run, purpose: Purpose) -> Move {
    match &run.back.last {
        Some(ActResult::Done | ActResult::Seen) => taken_back(run),
        // It is the holder's own address: giving it back once more, under a fence of its own, cannot do harm.
        Some(ActResult::NotSent { .. } | ActResult::NotSeen) if run.back.attempts < ATTEMPTS_MAX => back(run, purpose),
        Some(_) | None => Move::FlagStuck { why: "the holder did not get its address back".to_owned() },
    }
}

/// Whoever closed the case, or was handed it, meant it to be over: what came late is taken back, and nothing more is tried.
fn taken_back(run: &Run) -> Move {
    match run.came {
        Came::InTime => end_without_effect(&run.push),
        Came::Late => {
            let why = "a rename took effect long after it was given up; it was taken back".to_owned();
            Move::Unwind { why, then: Then::HandOver }
        }
    }
}

/// Where nobody visible had the address, the same conflict proves that somebody invisible has it.
fn end_of_a_push(push: &Progress) -> Move {
    if push.last == Some(ActResult::SameConflict) {
        let why = "the push met the same conflict again".to_owned();
        return Move::Unwind { why, then: Then::DiagnoseNow };
    }
    end_without_effect(push)
}

fn end_without_effect(progress: &Progress) -> Move {
    let (why, then) = match &progress.last {
        Some(ActResult::NotSent { detail }) => (detail.clone(), Then::DiagnoseLater),
        Some(ActResult::SameConflict) => (
            "the push met the same conflict again, so something that we cannot see holds the address".to_owned(),
            Then::HandOver,
        ),
        Some(ActResult::Refused { detail }) => (format!("it was refused: {detail}"), Then::HandOver),
        Some(ActResult::NotSeen) => ("it had no effect as far as reading shows".to_owned(), Then::DiagnoseLater),
        Some(ActResult::Done | ActResult::Seen) | None => {
            ("there was no time left to push safely".to_owned(), Then::DiagnoseLater)
        }
    };
    Move::Unwind { why, then }
}

fn undoing(run: &Run, now: Timestamp, limits: &Limits) -> Move {
    if let Some(open) = &run.open {
        return settle(open, now, limits);
    }
    if run.back.effective() == Effective::Yes {
        return Move::FinishUndo;
    }
    if run.back.attempts == 0 { back(run, Purpose::Undo) } else { back_after(run, Purpose::Undo) }
}

fn awaiting_sync(run: &Run, now: Timestamp, limits: &Limits) -> Move {
    if let Some(open) = &run.open {
        return settle(open, now, limits);
    }
    let bound = sync_bound(run, limits);
    if run.not_visible > 0 && now >= bound {
        return Move::FlagStuck {
            why: "the push was accepted, and Atlassian does not show the address where it belongs".to_owned(),
        };
    }
    look(run, now, bound)
}

/// While nobody may have the address the bound is the gap; otherwise it is the wait for a push.
fn sync_bound(run: &Run, limits: &Limits) -> Timestamp {
    let pushed_at = run.push.ended_at.unwrap_or(run.accepted_at);
    run.address_freed_at.map_or_else(
        || later_s(pushed_at, i64::from(limits.sync_wait_max_min) * 60),
        |freed_at| later_s(freed_at, limits.address_gap_max_s.into()),
    )
}

/// Looks at once, then after pauses that grow, and in any case when the wait is over.
fn look(run: &Run, now: Timestamp, bound: Timestamp) -> Move {
    let pause_s = (FIRST_LOOK_PAUSE_S << run.not_visible.min(10)).min(LOOK_PAUSE_S_MAX);
    let again = run.looked_at.filter(|_| run.not_visible > 0).map(|at| later_s(at, pause_s).min(bound));
    match again {
        Some(moment) if now < moment => Move::WaitUntil(moment),
        Some(_) | None => Move::Verify { ordinal: 0 },
    }
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
