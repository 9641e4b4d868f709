//! Every event in every state: what is not listed as legal must be an error.

use super::*;
use crate::domain::CaseState;
use crate::domain::CaseState::{
    AwaitingApproval, AwaitingSync, Closed, Deferred, Diagnosed, Executing, HandedOver, Ignored, Received, Repaired,
    Stuck, Undoing, Undone,
};

fn stuck() -> Event {
    Event::Stuck { why: String::new(), reached: String::new() }
}

fn verified() -> Event {
    Event::Verified { ordinal: 0, findings: Vec::new() }
}

fn with(mut events: Vec<Event>, more: impl IntoIterator<Item = Event>) -> Vec<Event> {
    events.extend(more);
    events
}

/// A shortest journal that ends in each state, with and without an open request where both exist.
fn histories() -> Vec<(CaseState, Vec<Event>)> {
    let closed = || Event::Closed { why: String::new() };
    let undoing = with(renamed(), [stuck(), Event::UndoAsked { by: "op".to_owned() }]);
    let back = [started(rename(Purpose::Undo), 90), finished(ActResult::Done)];
    vec![
        (Received, vec![seen()]),
        (Diagnosed, vec![seen(), diagnosed()]),
        (Deferred, vec![seen(), Event::Deferred { until: at(99), why: String::new() }]),
        (HandedOver, vec![seen(), Event::HandedOver { stopped_by: None, why: String::new() }]),
        (AwaitingApproval, vec![seen(), diagnosed(), asked()]),
        (Ignored, vec![seen(), Event::Ignored { why: String::new() }]),
        (Executing, accepted()),
        (Executing, with(accepted(), [snapshot(), started(rename(Purpose::Step), 20)])),
        (AwaitingSync, pushed()),
        (Repaired, with(pushed(), [verified()])),
        (Stuck, with(pushed(), [stuck()])),
        (Undoing, undoing.clone()),
        (Undone, with(with(undoing, back), [Event::Undone { lost: Vec::new() }])),
        (Closed, with(pushed(), [verified(), closed()])),
    ]
}

fn asked() -> Event {
    Event::ApprovalAsked { plan: hash(), overrides: Vec::new(), expires_at: at(99), why: String::new() }
}

fn every_event() -> Vec<Event> {
    let record = EventId::parse("event-2").unwrap();
    vec![
        seen(),
        Event::Reopened { record, failed_at: at(50) },
        diagnosed(),
        Event::Deferred { until: at(99), why: String::new() },
        Event::HandedOver { stopped_by: None, why: String::new() },
        Event::Withheld { plan: hash() },
        asked(),
        Event::Ignored { why: String::new() },
        Event::PlanAccepted(Box::new(plan())),
        snapshot(),
        Event::Editable { account: plan().target.account },
        Event::LeftDeactivated { account: plan().target.account },
        Event::InPlace { lacking: Vec::new() },
        started(rename(Purpose::Step), 20),
        Event::Refrained { step: 1, act: rename(Purpose::Step), why: String::new() },
        Event::PushSeen { read_back: String::new() },
        Event::Ambiguous { step: 1, settle_until: at(80), detail: String::new(), answered: Answered::NotReadably },
        finished(ActResult::Done),
        verified(),
        Event::NotYetVisible { missing: Vec::new() },
        stuck(),
        Event::Unwound { why: String::new() },
        Event::LookedBack { read_back: String::new() },
        Event::LateEffect { read_back: String::new() },
        Event::UndoAsked { by: "op".to_owned() },
        Event::Undone { lost: Vec::new() },
        Event::Closed { why: String::new() },
    ]
}

/// The legal pairs, written down a second time and by name: state, whether a request is open, events.
fn legal(state: CaseState, open: bool) -> &'static [&'static str] {
    match (state, open) {
        (Received, _) => &["failure_seen", "diagnosed", "deferred", "handed_over", "ignored"],
        (Deferred, _) => &["failure_seen", "diagnosed", "deferred", "handed_over", "ignored", "closed"],
        (Diagnosed, _) => &[
            "failure_seen",
            "diagnosed",
            "deferred",
            "handed_over",
            "withheld",
            "approval_asked",
            "ignored",
            "plan_accepted",
            "verified",
        ],
        (HandedOver, _) => &["failure_seen", "diagnosed", "deferred", "handed_over", "closed"],
        (AwaitingApproval, _) => &["failure_seen", "diagnosed", "deferred", "handed_over", "plan_accepted", "closed"],
        (Ignored | Undone | Closed, _) => &["failure_seen", "reopened", "closed"],
        (Executing, false) => &[
            "failure_seen",
            "groups_snapshot",
            "editable",
            "left_deactivated",
            "started",
            "refrained",
            "push_seen",
            "stuck",
            "unwound",
        ],
        (Executing, true) => &["failure_seen", "ambiguous", "finished", "stuck"],
        (AwaitingSync, _) => &["failure_seen", "handed_over", "in_place", "verified", "not_yet_visible", "stuck"],
        (Repaired, _) => &["failure_seen", "reopened", "verified", "stuck", "closed"],
        (Stuck, _) => &["failure_seen", "verified", "not_yet_visible", "closed"],
        (Undoing, _) => &["failure_seen", "started", "refrained", "push_seen", "undone", "stuck"],
    }
}

#[test]
fn every_event_in_every_state_is_legal_or_an_error_as_the_table_says() {
    for (expected, history) in histories() {
        let before = view(&history);
        assert_eq!(before.state, expected);
        let open = before.open_request().is_some();
        for event in every_event() {
            let journal = journal(&with(history.clone(), [event.clone()]));
            let may =
                legal(expected, open).contains(&event.name()) && !(expected == Closed && event.name() == "closed");
            assert_eq!(fold(&journal).is_ok(), may, "{} in {expected:?} (open: {open})", event.name());
        }
    }
}

#[test]
fn looking_back_is_legal_only_while_a_rename_is_in_doubt_and_no_plan_runs() {
    let sent = [snapshot(), started(rename(Purpose::Step), 20), finished(ActResult::NotSeen)];
    let ended = with(with(accepted(), sent), [Event::Unwound { why: String::new() }]);
    let deferred = || Event::Deferred { until: at(99), why: String::new() };
    let handed_over = || Event::HandedOver { stopped_by: None, why: String::new() };
    let ignored = || Event::Ignored { why: String::new() };
    for after in
        [vec![], vec![deferred()], vec![handed_over()], vec![ignored()], vec![diagnosed()], vec![diagnosed(), asked()]]
    {
        let history = with(ended.clone(), after);
        let look = Event::LookedBack { read_back: String::new() };
        let late = Event::LateEffect { read_back: String::new() };
        assert_eq!(view(&with(history.clone(), [look])).state, view(&history).state);
        assert_eq!(view(&with(history, [late.clone()])).state, Executing);
        let again = with(ended.clone(), [diagnosed(), Event::PlanAccepted(Box::new(plan())), late]);
        assert!(fold(&journal(&again)).is_err(), "a plan runs");
    }
}

#[test]
fn a_journal_that_lost_a_record_is_refused() {
    let mut records = journal(&pushed());
    records.remove(3);
    assert_eq!(fold(&records), Err(FoldError::BrokenChain(3)));
}

#[test]
fn a_journal_that_was_edited_is_refused() {
    let mut records = journal(&pushed());
    if let Some(Event::FailureSeen { failed_at, .. }) = records.first_mut().map(|record| &mut record.event) {
        *failed_at = at(-61);
    }
    assert_eq!(fold(&records), Err(FoldError::BrokenChain(1)));
}

#[test]
fn a_record_of_a_later_format_is_refused_by_name() {
    let mut records = journal(&[seen(), diagnosed()]);
    if let Some(last) = records.last_mut() {
        last.version = RECORD_VERSION + 1;
    }
    assert_eq!(fold(&records), Err(FoldError::UnknownVersion { seq: 1, version: RECORD_VERSION + 1 }));
}
