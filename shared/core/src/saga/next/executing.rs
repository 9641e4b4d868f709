//! A plan that runs: what is sent next, and what follows where it does not go on.

use super::{ATTEMPTS_MAX, Move, Then, later_s, settle};
use crate::decision::Limits;
use crate::domain::AccountId;
use crate::saga::{Act, ActResult, Came, Effective, Progress, Purpose, Removal, Rename, Run};
use jiff::Timestamp;

pub(super) fn executing(run: &Run, now: Timestamp, limits: &Limits) -> Move {
    if let Some(open) = &run.open {
        return settle(open, now, limits);
    }
    if run.back.attempts > 0 {
        return back_after(run, Purpose::Compensate);
    }
    let begun = run.removal.attempts + run.rename.attempts + run.push.attempts > 0;
    if !begun && too_old(run, now, limits) {
        let why = "the evidence grew too old before the first write".to_owned();
        return Move::Unwind { why, then: Then::DiagnoseLater };
    }
    if run.snapshot.is_none() {
        return Move::Snapshot;
    }
    if run.editable_at.is_some() && run.rename.attempts == 0 && too_old(run, now, limits) {
        let why = "the evidence grew too old while the account was locked".to_owned();
        return told_of_the_record(run, Move::Unwind { why, then: Then::DiagnoseNow });
    }
    let movement = match (&run.plan.removal, &run.plan.rename) {
        (Some(removal), _) if run.removed() == Effective::No => removing(run, removal),
        (Some(Removal { account: Some(account), .. }), _) if run.editable_at.is_none() && run.rename.attempts == 0 => {
            return awaiting_editable(run, account, now, limits);
        }
        (_, Some(rename)) if run.rename.effective() == Effective::No => renaming(run, rename),
        (_, Some(_)) => pushing(run, || compensate(run), now, limits),
        (_, None) => pushing(run, || end_of_a_push(&run.push), now, limits),
    };
    told_of_the_record(run, movement)
}

/// A plan that a crash or a long wait kept from beginning rests on facts that no fence reads again.
fn too_old(run: &Run, now: Timestamp, limits: &Limits) -> bool {
    now >= later_s(run.accepted_at, limits.evidence_max_age_s.into())
}

fn removing(run: &Run, removal: &Removal) -> Move {
    if run.removal.attempts > 0 {
        return end_without_effect(&run.removal);
    }
    let (directory, record) = (removal.directory.clone(), removal.record.clone());
    let (name, act) = if let Some(account) = removal.account.clone() {
        ("remove_scim_records", Act::RemoveRecords { account, directory, record })
    } else {
        ("delete_scim_record", Act::DeleteRecord { directory, record })
    };
    Move::Send { step: run.step_index(name), act }
}

/// How long Atlassian takes to unlock an account whose record is gone is not documented, so the wait has a bound.
fn awaiting_editable(run: &Run, account: &AccountId, now: Timestamp, limits: &Limits) -> Move {
    let since = run.removal.ended_at.unwrap_or(run.accepted_at);
    if now < later_s(since, i64::from(limits.sync_wait_max_min) * 60) {
        return Move::AwaitEditable(account.clone());
    }
    let why = "its address still may not be edited".to_owned();
    told_of_the_record(run, Move::Unwind { why, then: Then::HandOver })
}

/// A record that is gone stays gone: whoever reads why a plan ended is told so.
fn told_of_the_record(run: &Run, movement: Move) -> Move {
    match (movement, &run.plan.removal) {
        (Move::Unwind { why, then }, Some(removal)) if run.removed() == Effective::Yes => {
            Move::Unwind { why: format!("{why}; {}", gone(removal)), then }
        }
        (Move::Unwind { why, then }, Some(removal)) if run.removal.last == Some(ActResult::NotSeen) => {
            Move::Unwind { why: format!("{why}; the SCIM record {} may still go", removal.record), then }
        }
        (movement, _) => movement,
    }
}

/// What a removal leaves behind, in words.
pub fn gone(removal: &Removal) -> String {
    match &removal.account {
        Some(account) => {
            format!("the SCIM record of account {account} is gone, and with it the groups that it had through it")
        }
        None => format!("the SCIM record {} is gone; nobody was behind it", removal.record),
    }
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

pub(super) fn back(run: &Run, purpose: Purpose) -> Move {
    let Some(rename) = &run.plan.rename else {
        return end_without_effect(&run.push);
    };
    let act =
        Act::SetAddress { account: rename.account.clone(), from: rename.to.clone(), to: rename.from.clone(), purpose };
    Move::Send { step: run.step_index("rename_to_placeholder"), act }
}

pub(super) fn back_after(run: &Run, purpose: Purpose) -> Move {
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
        Came::InTime => told_of_the_record(run, end_without_effect(&run.push)),
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
