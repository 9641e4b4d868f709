//! What comes next, after everything that may have happened.

use super::*;
use crate::domain::CaseState;

fn after(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    events.extend(more);
    events
}

fn sends(movement: &Move, act: &Act) -> bool {
    matches!(movement, Move::Send { act: sent, .. } if sent == act)
}

#[test]
fn the_groups_are_remembered_before_the_first_write() {
    assert_eq!(next_move(&accepted(), 3), Move::Snapshot);
    let movement = next_move(&after(accepted(), [snapshot()]), 4);
    assert!(sends(&movement, &rename(Purpose::Step)), "{movement:?}");
}

#[test]
fn a_plan_that_lay_until_its_evidence_was_old_is_made_anew() {
    let old = i64::from(Limits::shipped().evidence_max_age_s) + 2;
    assert!(matches!(next_move(&accepted(), old - 1), Move::Snapshot));
    assert!(matches!(next_move(&accepted(), old), Move::Unwind { then: Then::DiagnoseLater, .. }));
}

#[test]
fn a_push_follows_the_rename_at_once() {
    assert!(sends(&next_move(&renamed(), 6), &push()));
}

#[test]
fn a_push_that_would_not_fit_into_the_gap_gives_the_address_back() {
    let movement = next_move(&renamed(), 4 + 120 - 40);
    assert!(sends(&movement, &rename(Purpose::Compensate)), "{movement:?}");
}

#[test]
fn the_same_conflict_again_gives_the_address_back() {
    let events = after(renamed(), [started(push(), 40), finished(ActResult::SameConflict)]);
    assert!(sends(&next_move(&events, 10), &rename(Purpose::Compensate)));
}

#[test]
fn after_the_address_was_given_back_the_plan_ends_with_a_person() {
    let conflict = [started(push(), 40), finished(ActResult::SameConflict)];
    let back = [started(rename(Purpose::Compensate), 60), finished(ActResult::Done)];
    let movement = next_move(&after(after(renamed(), conflict), back), 12);
    assert!(matches!(movement, Move::Unwind { then: Then::HandOver, .. }), "{movement:?}");
}

#[test]
fn a_conflict_that_nobody_visible_explains_is_diagnosed_again_at_once() {
    let push_only = AcceptedPlan { rename: None, ..plan() };
    let mut events = vec![seen(), diagnosed(), Event::PlanAccepted(Box::new(push_only)), snapshot()];
    events.extend([started(push(), 40), finished(ActResult::SameConflict)]);
    assert!(matches!(next_move(&events, 10), Move::Unwind { then: Then::DiagnoseNow, .. }));
}

#[test]
fn undo_is_tried_though_an_earlier_rename_back_was_held_back() {
    let paused = Event::Refrained { step: 1, act: rename(Purpose::Compensate), why: String::new() };
    let stuck = Event::Stuck { why: String::new(), reached: String::new() };
    let conflict = [started(push(), 40), finished(ActResult::SameConflict)];
    let events = after(after(renamed(), conflict), [paused, stuck, Event::UndoAsked { by: "op".to_owned() }]);
    assert!(sends(&next_move(&events, 20), &rename(Purpose::Undo)));
}

#[test]
fn a_throttled_push_is_started_again_but_not_for_ever() {
    let throttled = || [started(push(), 40), finished(ActResult::NotSent { detail: String::new() })];
    let mut events = renamed();
    for _ in 1..ATTEMPTS_MAX {
        events.extend(throttled());
        assert!(sends(&next_move(&events, 12), &push()));
    }
    events.extend(throttled());
    assert!(sends(&next_move(&events, 14), &rename(Purpose::Compensate)));
}

#[test]
fn a_request_that_was_cut_off_settles_before_anybody_looks() {
    let events = after(accepted(), [snapshot(), started(rename(Purpose::Step), 20)]);
    let settled = 20 + i64::from(Limits::shipped().settle_s);
    assert_eq!(next_move(&events, settled - 1), Move::WaitUntil(at(settled)));
    assert!(matches!(next_move(&events, settled), Move::Resolve(_)));
}

#[test]
fn a_rename_that_was_not_seen_is_never_sent_again_by_the_same_plan() {
    let events = after(accepted(), [snapshot(), started(rename(Purpose::Step), 20), finished(ActResult::NotSeen)]);
    assert!(matches!(next_move(&events, 200), Move::Unwind { .. }));
}

/// A rename without an answer, which reading did not show either: the plan ended at second 6.
fn given_up() -> Vec<Event> {
    let sent = [snapshot(), started(rename(Purpose::Step), 20), finished(ActResult::NotSeen)];
    let end = [Event::Unwound { why: String::new() }, Event::HandedOver { stopped_by: None, why: String::new() }];
    after(after(accepted(), sent), end)
}

#[test]
fn a_rename_that_was_given_up_is_looked_back_at_more_and_more_rarely_for_a_day() {
    let mut events = given_up();
    for looks in 0..8 {
        let due = 6 + (600 << looks);
        assert_eq!(next_move(&events, due - 1), Move::WaitUntil(at(due)));
        assert_eq!(next_move(&events, due), Move::LookBack(plan().rename.unwrap()));
        events.push(Event::LookedBack { read_back: String::new() });
    }
    assert_eq!(next_move(&events, 1_000_000), Move::Rest);
}

#[test]
fn a_rename_that_took_effect_long_after_it_was_given_up_is_taken_back() {
    let closed = Event::Closed { why: String::new() };
    let mut events = after(given_up(), [closed, Event::LateEffect { read_back: String::new() }]);
    assert!(sends(&next_move(&events, 700), &rename(Purpose::Compensate)));
    events.extend([started(rename(Purpose::Compensate), 60), finished(ActResult::Done)]);
    assert!(matches!(next_move(&events, 700), Move::Unwind { then: Then::HandOver, .. }), "nothing more is tried");
}

#[test]
fn a_plan_that_only_pushes_keeps_nobody_from_looking_back() {
    let pushing = AcceptedPlan { rename: None, ..plan() };
    let late = || Event::LateEffect { read_back: String::new() };
    let mut events = after(given_up(), [diagnosed(), Event::PlanAccepted(Box::new(pushing)), snapshot()]);
    assert_eq!(next_move(&events, 6 + 600), Move::LookBack(plan().rename.unwrap()));
    assert!(sends(&next_move(&after(events.clone(), [late()]), 700), &rename(Purpose::Compensate)));
    events.extend([started(push(), 40), finished(ActResult::Done)]);
    assert_eq!(next_move(&events, 6 + 600), Move::LookBack(plan().rename.unwrap()));
    assert_eq!(view(&after(events, [late()])).state, CaseState::Stuck, "nothing is taken back after an accepted push");
}

#[test]
fn a_rename_that_came_late_and_was_taken_back_is_looked_back_at_still() {
    let back = [started(rename(Purpose::Compensate), 60), finished(ActResult::Done)];
    let end = [Event::Unwound { why: String::new() }, Event::HandedOver { stopped_by: None, why: String::new() }];
    let events = after(after(given_up(), [Event::LateEffect { read_back: String::new() }]), back);
    assert_eq!(next_move(&after(events, end), 6 + 1_200), Move::LookBack(plan().rename.unwrap()));
}

#[test]
fn a_rename_that_was_given_up_while_the_case_was_stuck_is_looked_back_at_too() {
    let stuck = Event::Stuck { why: String::new(), reached: String::new() };
    let sent = [snapshot(), started(rename(Purpose::Step), 20), stuck, finished(ActResult::NotSeen)];
    let events = after(accepted(), sent);
    let again = 6 + 600;
    assert_eq!(next_move(&events, again), Move::LookBack(plan().rename.unwrap()));
    let closed = after(events, [Event::Closed { why: String::new() }]);
    assert_eq!(next_move(&closed, again), Move::LookBack(plan().rename.unwrap()));
    let late = after(closed, [Event::LateEffect { read_back: String::new() }]);
    assert!(sends(&next_move(&late, again), &rename(Purpose::Compensate)));
}

#[test]
fn an_address_is_given_back_once_more_where_the_first_time_was_not_seen() {
    let conflict = [started(push(), 40), finished(ActResult::SameConflict)];
    let mut events = after(renamed(), conflict);
    for _ in 0..ATTEMPTS_MAX {
        assert!(sends(&next_move(&events, 100), &rename(Purpose::Compensate)));
        events.extend([started(rename(Purpose::Compensate), 60), finished(ActResult::NotSeen)]);
    }
    assert!(matches!(next_move(&events, 100), Move::FlagStuck { .. }));
}

#[test]
fn a_compensation_that_fails_calls_a_person_at_once() {
    let refused = finished(ActResult::Refused { detail: String::new() });
    let conflict = [started(push(), 40), finished(ActResult::SameConflict)];
    let events = after(after(renamed(), conflict), [started(rename(Purpose::Compensate), 60), refused]);
    assert!(matches!(next_move(&events, 12), Move::FlagStuck { .. }));
}

#[test]
fn an_accepted_push_that_does_not_show_is_flagged_once_the_gap_is_over() {
    let events = after(pushed(), [Event::NotYetVisible { missing: Vec::new() }]);
    assert!(matches!(next_move(&events, 9), Move::WaitUntil(_)));
    assert!(matches!(next_move(&events, 4 + 121), Move::FlagStuck { .. }));
}

#[test]
fn a_repair_is_looked_at_after_an_hour_a_day_and_a_week() {
    let mut events = after(pushed(), [Event::Verified { ordinal: 0, findings: Vec::new() }]);
    let repaired = 8;
    for (ordinal, after_s) in [(1, 3_600), (2, 86_400), (3, 604_800)] {
        assert_eq!(next_move(&events, repaired + after_s - 1), Move::WaitUntil(at(repaired + after_s)));
        assert_eq!(next_move(&events, repaired + after_s), Move::Verify { ordinal });
        events.push(Event::Verified { ordinal, findings: Vec::new() });
    }
    assert_eq!(next_move(&events, repaired + 604_801), Move::Close);
}

#[test]
fn undo_is_possible_until_a_push_was_accepted() {
    let stuck = || Event::Stuck { why: String::new(), reached: String::new() };
    let asked = || Event::UndoAsked { by: "op".to_owned() };
    let events = after(renamed(), [stuck(), asked()]);
    assert!(sends(&next_move(&events, 10), &rename(Purpose::Undo)));
    assert!(fold(&journal(&after(pushed(), [stuck(), asked()]))).is_err());
}
