//! Workers that come and go: what one leaves behind another one takes up in time, and no two of them work at the same objects.

use super::{GAP_S, answered, count, later, on_nobody_s, push, refused, said, throttled};
use crate::story::{Setting, ada, brief};
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use untwin_core::decision::{Limits, Object, Policy, Shadow, Writes};
use untwin_core::domain::{CaseId, CaseKey, CaseState, DirectoryId, EventId, IdpUserId, Outcome};
use untwin_core::saga::{Act, Event, RECORD_VERSION, Record};
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::{DIRECTORY, Person, Town, hr, uuid};
use untwin_startup::heal_document;
use untwin_tests::{PUSH, RENAME, START, Story, at_once, town};
use untwin_workflow::ports::{Leased, Opening, Ports, Store};
use untwin_workflow::{CASE_S_MAX, CaseReport, sweep};

#[tokio::test]
async fn one_case_that_cannot_be_driven_stops_no_sweep_and_is_put_back_for_an_hour() {
    for (directory, first) in [
        (uuid("a directory that the settings forgot"), seen("failure")),
        (DIRECTORY.to_owned(), Event::Closed { why: "a journal cannot begin so".to_owned() }),
    ] {
        let (story, ada) = ada();
        let bad = opened(&story, &directory, first);
        story.set_writes(Writes::Paused);
        let good = story.heal_person(&ada).await;
        story.set_writes(Writes::Enabled);
        story.clock.advance_to(good.due_at.expect("it waits"));
        let now = story.now();
        let swept = sweep(story.ports.as_ref(), &story.setup, story.shift().deadline).await.expect("it goes on");
        let handled: Vec<&CaseId> = swept.handled.iter().map(|handled| &handled.case.id).collect();
        let failed: Vec<&CaseId> = swept.failed.iter().map(|(case, _)| case).collect();
        assert_eq!((handled, failed), (vec![&good.id], vec![&bad]));
        story.is_repaired(&ada);
        let due = at_once(story.ports.store().due(later(now, 3_599), 10)).expect("the store works");
        assert!(!due.contains(&bad), "it is not tried before an hour is over");
        let due = at_once(story.ports.store().due(later(now, 3_600), 10)).expect("the store works");
        assert!(due.contains(&bad), "and then it is");
    }
}

#[tokio::test]
async fn a_case_that_waits_to_become_visible_does_not_keep_the_next_one_waiting() {
    let mut town = town();
    let people = [town.person("Ada", "Byron", "Lovelace"), town.person("Bea", "Wood", "Stone")];
    let story = Story::begin(town);
    story.inject(push(), answered(r#"{"result":"Success","details":{}}"#));
    story.set_writes(Writes::Paused);
    for person in &people {
        story.heal_person(person).await;
    }
    story.set_writes(Writes::Enabled);
    let due = story.ports.store().list(10).await.expect("the store works").iter().filter_map(|case| case.due_at).max();
    story.clock.advance_to(due.expect("both wait"));
    let (begun, deadline) = (story.now(), later(story.now(), 6 * 3_600));
    sweep(story.ports.as_ref(), &story.setup, deadline).await.expect("the store works");
    let accepted = |record: &Record| matches!(record.event, Event::PlanAccepted(_)).then_some(record.at);
    let cases = story.ports.store().list(10).await.expect("the store works");
    let waited_s = |at: Timestamp| at.duration_since(begun).as_secs();
    let mut waited: Vec<i64> = cases.iter().flat_map(|case| &case.journal).filter_map(accepted).map(waited_s).collect();
    waited.sort_unstable();
    assert_eq!((waited.len(), waited[0]), (2, 0));
    assert!(waited[1] <= CASE_S_MAX.min(2 * GAP_S), "the second waited {} s", waited[1]);
}

#[tokio::test]
async fn a_plan_that_was_accepted_and_then_left_for_too_long_is_made_anew() {
    for left_after in ["plan_accepted", "groups_snapshot"] {
        let (story, ada) = dead_after(left_after).await;
        story.clock.advance_by(SignedDuration::from_hours(72));
        let report = story.sweep().await.pop().expect("it is due");
        assert_eq!((report.outcome, story.sent(RENAME)), (Outcome::Deferred, 0), "{left_after}: {}", brief(&report));
        assert!(report.why.as_deref().is_some_and(|why| why.contains("too old")), "{}", brief(&report));
        story.live_on(2).await;
        story.is_repaired(&ada);
        let report = story.case(&report.id).await;
        assert_eq!(
            count(&report, |event| matches!(event, Event::PlanAccepted(_))),
            2,
            "{left_after}: of fresh evidence"
        );
    }
}

#[tokio::test]
async fn a_plan_that_was_left_for_a_moment_is_carried_out_as_it_was_accepted() {
    let (story, ada) = dead_after("groups_snapshot").await;
    story.clock.advance_by(SignedDuration::from_secs(i64::from(Limits::shipped().evidence_max_age_s) - 10));
    story.sweep().await;
    story.is_repaired(&ada);
    let report = story.only_case().await.expect("a case");
    assert_eq!(count(&report, |event| matches!(event, Event::PlanAccepted(_))), 1);
}

#[tokio::test]
async fn the_objects_of_a_request_without_an_answer_stay_leased_until_it_has_settled() {
    let no_word = said(StatusCode::BAD_GATEWAY);
    for (matcher, effect) in [(Matcher::on(Method::PUT, RENAME), Effect::LostAfter), (push(), no_word)] {
        let (story, ada) = ada();
        let (document, deadline) = (story.failure_of(&ada), later(story.now(), 92));
        let clock = story.clock.clone();
        story.inject(matcher, effect);
        // Reading takes so long that the request settles only after the shift.
        let snapshot = |event: &Event| matches!(event, Event::GroupsSnapshot { .. });
        story.once(snapshot, move |_, now| clock.advance_to(later(now, 15)));
        heal_document(story.ports.as_ref(), &story.setup, &document, deadline).await.expect("the store works");
        let case = story.only_case().await.expect("a case");
        let settles = settles_at(&case).unwrap_or_else(|| panic!("it is unresolved: {}", brief(&case)));
        let other = opened(&story, DIRECTORY, seen("failure"));
        let holder = BTreeSet::from([Object::Account(ada.holder.clone())]);
        let lease = |now| at_once(story.ports.store().lease(&other, &holder, now, later(now, 60))).expect("it works");
        assert!(matches!(lease(story.now()), Leased::Held { .. }), "nobody else writes to it now");
        assert!(matches!(lease(later(settles, -1)), Leased::Held { .. }), "nor until it has settled");
        assert!(matches!(lease(later(settles, 60)), Leased::Granted(_)), "and then somebody may");
    }
}

#[tokio::test]
async fn wherever_a_worker_dies_while_it_takes_a_relapse_in_the_relapse_is_not_lost() {
    let mut died = 0;
    for point in 1..60 {
        let (story, ada) = ada();
        story.heal_person(&ada).await;
        story.live_on(24).await;
        comes_back(&story, &ada);
        let document = story.failure_of(&ada);
        story.cut.at(point);
        died += u32::from(story.heal_mortally(&document).await.is_none());
        story.cut.lift();
        story.live_on(1).await;
        story.heal(&document).await;
        let case = story.only_case().await.expect("one case");
        assert_eq!(count(&case, |event| matches!(event, Event::Reopened { .. })), 1, "point {point}: {}", brief(&case));
        assert_eq!(case.outcome, Outcome::AwaitingApproval, "point {point}: {}", brief(&case));
    }
    assert!(died > 20, "a worker died at {died} points");
}

#[tokio::test]
async fn a_failure_that_another_worker_notes_between_rename_and_push_does_not_stop_the_plan() {
    let mut between = 0;
    for head_start in (0..160).step_by(4) {
        let (story, ada) = ada();
        let first = story.failure_of(&ada);
        story.world().tenant.edit_user(story.now(), &ada.user, hr(), |user| user.surname = Some("King".to_owned()));
        story.cycle();
        let second = story.failure_of(&ada);
        assert_ne!(first, second);
        story.cut.take_turns();
        tokio::join!(story.heal_mortally(&first), late(&story, head_start, &second));
        story.live_on(2).await;
        let case = story.only_case().await.expect("one case");
        assert_eq!(case.outcome, Outcome::Repaired, "head start {head_start}: {}", brief(&case));
        story.is_repaired(&ada);
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1), "head start {head_start}");
        assert_eq!(on_nobody_s(&story, &ada), 0, "head start {head_start}: nothing has to wait");
        between += usize::from(noted_between_rename_and_push(&case));
    }
    assert!(between > 0, "some were noted between rename and push");
}

#[tokio::test]
async fn two_sweeps_of_one_case_rename_once_and_push_once() {
    for head_start in (0..160).step_by(8) {
        let (story, ada) = ada();
        story.set_writes(Writes::Paused);
        let report = story.heal_person(&ada).await;
        story.set_writes(Writes::Enabled);
        story.clock.advance_to(report.due_at.expect("it waits"));
        story.cut.take_turns();
        let second = async {
            wait(head_start).await;
            story.sweep_mortally().await;
        };
        tokio::join!(story.sweep_mortally(), second);
        story.live_on(2).await;
        story.is_repaired(&ada);
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1), "head start {head_start}");
    }
}

#[tokio::test]
async fn a_case_that_names_an_account_of_a_running_plan_never_gets_at_it_before_that_plan_is_over() {
    for effect in [None, Some(refused()), Some(throttled("3600")), Some(Effect::LostBefore)] {
        let (story, ada) = ada();
        effect.clone().into_iter().for_each(|effect| story.inject(push(), effect));
        let other = opened(&story, DIRECTORY, seen("failure"));
        let (ports, intruded) = (Arc::clone(&story.ports), Arc::new(Mutex::new(0)));
        let (holder, count) = (BTreeSet::from([Object::Account(ada.holder.clone())]), Arc::clone(&intruded));
        story.meanwhile(Matcher::any_method("/").at(Occurrence::Every), move |_, now| {
            let cases = at_once(ports.store().list(10)).expect("the store works");
            let running = cases.iter().any(|case| matches!(case.state, CaseState::Executing | CaseState::AwaitingSync));
            let asked = at_once(ports.store().lease(&other, &holder, now, later(now, 1))).expect("the store works");
            let Leased::Granted(lease) = asked else { return };
            *count.lock().expect("a lock") += u32::from(running);
            at_once(ports.store().release(&lease)).expect("the store works");
        });
        story.heal_person(&ada).await;
        assert_eq!(*intruded.lock().expect("a lock"), 0, "{effect:?}");
    }
}

#[tokio::test]
async fn a_plan_waits_until_another_case_lets_go_of_the_account() {
    let (story, ada) = ada();
    let other = opened(&story, DIRECTORY, seen("failure"));
    let (now, holder) = (story.now(), BTreeSet::from([Object::Account(ada.holder.clone())]));
    story.ports.store().lease(&other, &holder, now, later(now, 600)).await.expect("the store works");
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    story.nothing_was_written();
    story.clock.advance_to(report.due_at.expect("it waits"));
    assert!(story.now() >= later(now, 600), "asking earlier is in vain");
    story.sweep().await;
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_case_that_shadow_mode_withheld_is_taken_up_by_the_next_failure_once_shadow_mode_is_off() {
    let before = |_: &mut Town, _: &mut Person, policy: &mut Policy| policy.shadow = Shadow::On;
    let (mut story, ada) = Setting { before, ..Setting::PLAIN }.begin();
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    story.heal_person(&ada).await;
    story.nothing_was_written();
    story.setup.policy.shadow = Shadow::Off;
    story.clock.advance_by(SignedDuration::from_hours(1));
    story.cycle();
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
}

/// When the request that a case ends with has settled.
fn settles_at(case: &CaseReport) -> Option<Timestamp> {
    match &case.timeline.last()?.event {
        Event::Ambiguous { settle_until, .. } => Some(*settle_until),
        _ => None,
    }
}

fn seen(record: &str) -> Event {
    let failed_at = START.parse().expect("a time");
    Event::FailureSeen { record: EventId::parse(record).expect("an id"), failed_at }
}

/// Opens the case of somebody else, whose journal begins so.
fn opened(story: &Story, directory: &str, event: Event) -> CaseId {
    let (now, by) = (story.now(), story.setup.directories.values().next().expect("a directory"));
    let (subject, wanted) = (IdpUserId::parse(&uuid("somebody")).expect("an id"), "some.body@example.com".to_owned());
    let opening = Opening {
        key: CaseKey { tenant: by.tenant.clone(), job: by.job.clone(), subject, wanted },
        directory: DirectoryId::parse(directory).expect("an id"),
        dedup_key: EventId::parse("event-of-somebody").expect("an id"),
        first: Record { version: RECORD_VERSION, seq: 0, at: now, prev_hash: String::new(), event },
        due_at: Some(now),
        now,
    };
    at_once(story.ports.store().open(&opening)).expect("the store works");
    opening.key.case_id()
}

/// Ada's story, whose worker died when this was the newest record of the journal.
async fn dead_after(newest: &str) -> (Story, Person) {
    for point in 1..1_000 {
        let (story, ada) = ada();
        story.cut.at(point);
        assert_eq!(story.heal_mortally(&story.failure_of(&ada)).await, None, "{newest} is never the newest record");
        story.cut.lift();
        let case = story.only_case().await;
        if case.is_some_and(|case| case.timeline.last().is_some_and(|record| record.event.name() == newest)) {
            return (story, ada);
        }
    }
    panic!("no worker dies after {newest}")
}

/// The person gets the former address for a while, and a second duplicate has the wanted one before it returns.
fn comes_back(story: &Story, ada: &Person) {
    let renamed = |address: &str| {
        story.world().tenant.rename_user(story.now(), &ada.user, address, hr());
        story.cycle();
        story.clock.advance_by(SignedDuration::from_mins(5));
    };
    renamed(ada.former.as_str());
    let second = AccountSeed::managed("712020:second-duplicate", ada.wanted.as_str());
    story.world().organization.add_account(second.added(later(story.now(), -60 * 86_400)));
    renamed(ada.wanted.as_str());
}

async fn late(story: &Story, head_start: u32, document: &[u8]) {
    wait(head_start).await;
    story.heal_mortally(document).await;
}

async fn wait(turns: u32) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}

fn noted_between_rename_and_push(case: &CaseReport) -> bool {
    let position = |is: fn(&Event) -> bool| case.timeline.iter().rposition(|record| is(&record.event));
    let renamed = position(|event| matches!(event, Event::Started { act: Act::SetAddress { .. }, .. }));
    let noted = position(|event| matches!(event, Event::FailureSeen { .. }));
    let pushed = position(|event| matches!(event, Event::Started { act: Act::Push { .. }, .. }));
    renamed < noted && noted < pushed
}
