//! Ways in which a repair could leave harm behind it: the address on nobody, a case that nobody takes up again, or two plans at
//! the same objects. In each of them somebody has the address again within minutes, or a person is called at once.

use crate::story::{Setting, ada, ada_in, brief, store};
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use untwin_core::decision::{Cause, Limits, Object, Policy, Shadow, Writes};
use untwin_core::domain::{CaseId, CaseKey, CaseState, DirectoryId, EventId, IdpUserId, Outcome};
use untwin_core::saga::{Act, ActResult, Answered, Event, Purpose, RECORD_VERSION, Record};
use untwin_sandbox::atlassian::{AccountSeed, Change};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, hr, uuid};
use untwin_startup::heal_document;
use untwin_tests::{PUSH, RENAME, START, Story, at_once, open_policy, town};
use untwin_workflow::ports::{Leased, Opening, Ports, Store};
use untwin_workflow::{CASE_S_MAX, CaseReport, UndoError, sweep};

/// How long the address may be on nobody, and what reading and settling may take beyond that, in seconds.
const GAP_S: i64 = 120;

#[tokio::test]
async fn a_push_that_would_have_to_wait_for_an_hour_gives_the_address_back_within_the_gap() {
    let (story, ada) = ada();
    story.inject(push(), throttled("3600"));
    let report = story.heal_person(&ada).await;
    story.is_as_before(&ada);
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    assert!(on_nobody_s(&story, &ada) < GAP_S);
    story.live_on(12).await;
    story.is_repaired(&ada);
}

#[tokio::test]
async fn forty_seconds_of_waiting_anywhere_after_the_rename_end_repaired_or_taken_back() {
    for (method, path) in [(Method::POST, PUSH), (Method::POST, "/users/search"), (Method::POST, "/get-scim-links")] {
        for nth in 1..=8 {
            let (story, ada) = ada();
            let matcher = Matcher::on(method.clone(), path).at(Occurrence::Nth(nth));
            once_renamed(&story, move |world| world.inject(Fault::new(matcher, throttled("40"))));
            let report = story.heal_person(&ada).await;
            story.live_on(12).await;
            let report = story.case(&report.id).await;
            assert_eq!(report.outcome, Outcome::Repaired, "{path} ({nth}): {}", brief(&report));
            assert!(on_nobody_s(&story, &ada) <= GAP_S, "{path} ({nth}): {} s", on_nobody_s(&story, &ada));
        }
    }
}

#[tokio::test]
async fn a_kill_switch_during_a_plan_flags_it_at_once_and_an_undo_after_the_resume_gives_the_address_back() {
    for moment in [RENAME, PUSH] {
        let (story, ada) = ada();
        story.inject(push(), refused());
        let ports = Arc::clone(&story.ports);
        story.meanwhile(Matcher::any_method(moment), move |_, now| {
            at_once(ports.store().set_writes(Writes::Paused, "operator", now)).expect("the store works");
        });
        let report = story.heal_person(&ada).await;
        assert_eq!((report.outcome, story.sent(RENAME)), (Outcome::Stuck, 1), "{moment}: {}", brief(&report));
        assert!(since_start_s(&story) < 30, "{moment}: a person is called at once");
        story.live_on(24).await;
        assert_eq!(story.sent(RENAME), 1, "{moment}: nothing more is written");
        story.set_writes(Writes::Enabled);
        story.undo(&report.id).await.expect("it can be undone");
        let undone = story.case(&report.id).await;
        assert_eq!((undone.state, story.sent(RENAME)), (CaseState::Undone, 2), "{moment}: {}", brief(&undone));
        story.is_as_before(&ada);
    }
}

#[tokio::test]
async fn one_case_that_cannot_be_driven_stops_no_sweep_and_is_put_back_for_an_hour() {
    for (directory, first) in [
        (uuid("a directory that the settings forgot"), seen("a failure")),
        (untwin_sandbox::town::DIRECTORY.to_owned(), Event::Closed { why: "a journal cannot begin so".to_owned() }),
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
    let (mut town, policy) = (town(), open_policy());
    let people = [town.person("Ada", "Byron", "Lovelace"), town.person("Bea", "Wood", "Stone")];
    let story = Story::begin_with(town, policy, store());
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
        assert_eq!(count(&report, |event| matches!(event, Event::PlanAccepted(_))), 2, "{left_after}: of fresh evidence");
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
async fn a_shift_too_short_for_the_push_gives_the_address_back_or_is_followed_by_another_at_once() {
    let mut cut_short = 0;
    for retry_after in ["30", "40", "50", "60", "70"] {
        for shift_s in (95..=160).step_by(5) {
            let (story, ada) = ada();
            story.inject(push(), throttled(retry_after));
            let deadline = later(story.now(), shift_s);
            let document = story.failure_of(&ada);
            heal_document(story.ports.as_ref(), &story.setup, &document, deadline).await.expect("the store works");
            let case = story.only_case().await.expect("a case");
            let what = format!("a shift of {shift_s} s, {retry_after} s: {}", brief(&case));
            let owner = story.world().organization.account_with(&ada.wanted).map(|account| account.id.clone());
            assert!(owner.is_some() || case.due_at.is_some_and(|due| due <= story.now()), "{what}");
            cut_short += usize::from(owner.as_ref() != Some(&ada.original));
            story.sweep().await;
            assert!(on_nobody_s(&story, &ada) <= GAP_S, "{what}: {} s", on_nobody_s(&story, &ada));
            story.live_on(12).await;
            story.is_repaired(&ada);
        }
    }
    assert!(cut_short > 5, "some shifts are too short: {cut_short}");
}

#[tokio::test]
async fn the_objects_of_a_request_without_an_answer_stay_leased_until_it_has_settled() {
    for (matcher, shift_s) in [(Matcher::on(Method::PUT, RENAME), 100), (push(), 80)] {
        let (story, ada) = ada();
        story.inject(matcher, Effect::LostBefore);
        let (document, deadline) = (story.failure_of(&ada), later(story.now(), shift_s));
        let stalled = story.clock.clone();
        story.meanwhile(Matcher::any_method(RENAME), move |_, now| stalled.advance_to(later(now, 15)));
        heal_document(story.ports.as_ref(), &story.setup, &document, deadline).await.expect("the store works");
        let case = story.only_case().await.expect("a case");
        let settles = settles_at(&case).unwrap_or_else(|| panic!("it is unresolved: {}", brief(&case)));
        let other = opened(&story, untwin_sandbox::town::DIRECTORY, seen("another failure"));
        let holder = BTreeSet::from([Object::Account(ada.holder.clone())]);
        let lease = |now| at_once(story.ports.store().lease(&other, &holder, now, later(now, 60))).expect("it works");
        assert!(matches!(lease(story.now()), Leased::Held { .. }), "nobody else writes to it now");
        assert!(matches!(lease(later(settles, -1)), Leased::Held { .. }), "nor until it has settled");
        assert!(matches!(lease(later(settles, 60)), Leased::Granted(_)), "and then somebody may");
    }
}

#[tokio::test]
async fn a_rename_answered_as_done_that_shows_late_is_never_taken_for_one_without_effect() {
    let mut shown_late = 0;
    for old_answers in 1..=10 {
        let (story, ada) = ada();
        old_answers_after_the_rename(&story, (1..=old_answers).map(Occurrence::Nth));
        let report = story.heal_person(&ada).await;
        story.live_on(2).await;
        let report = story.case(&report.id).await;
        let what = format!("{old_answers} old answers: {}", brief(&report));
        assert_eq!(renames_without_effect(&report), 0, "{what}");
        assert_eq!(report.outcome, Outcome::Repaired, "{what}");
        story.is_repaired(&ada);
        let late = |event: &Event| matches!(event, Event::Ambiguous { answered: Answered::AsDone, .. });
        shown_late += count(&report, late);
    }
    assert!(shown_late > 2, "some show only after the reading back: {shown_late}");
}

#[tokio::test]
async fn a_rename_answered_as_done_that_never_shows_calls_a_person_within_minutes() {
    let (story, ada) = ada();
    old_answers_after_the_rename(&story, [Occurrence::Every]);
    let report = story.heal_person(&ada).await;
    story.live_on(1).await;
    let report = story.case(&report.id).await;
    assert_eq!((report.outcome, renames_without_effect(&report)), (Outcome::Stuck, 0), "{}", brief(&report));
    let flagged = report.timeline.iter().find(|record| matches!(record.event, Event::Stuck { .. })).expect("a flag");
    assert!(flagged.at.duration_since(START.parse().expect("a time")).as_secs() < 300);
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 0));
}

#[tokio::test]
async fn nothing_to_do_after_a_rename_is_believed_only_where_the_organization_shows_it() {
    let (story, ada) = ada();
    story.inject(push(), answered(r#"{"result":"Skipped","details":{"errorCode":"RedundantExport"}}"#));
    let report = story.heal_person(&ada).await;
    story.is_as_before(&ada);
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    assert!(on_nobody_s(&story, &ada) < GAP_S);
    assert!(matches!(story.undo(&report.id).await, Err(UndoError::NothingToUndo)));
    assert_eq!(story.renames_of_the_holder(&ada), ["away", "back"]);
}

#[tokio::test]
async fn a_cycle_that_gets_there_before_the_push_leaves_nothing_to_do_and_the_person_repaired() {
    let (story, ada) = ada();
    story.meanwhile(push(), |world, now| world.run_cycle(now));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    assert!(matches!(story.undo(&report.id).await, Err(UndoError::PastThePivot)));
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
async fn what_somebody_heals_after_a_plan_was_taken_back_is_not_measured_by_that_plan() {
    let (story, ada) = ada();
    story.inject(push(), throttled("3600"));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    let now = story.now();
    story.world().organization.rename_by_hand(now, &ada.holder, "ada.other@example.com");
    story.cycle();
    story.live_on(10 * 24).await;
    let report = story.case(&report.id).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::AlreadyHealed), Outcome::Repaired), "{}", brief(&report));
    assert_eq!(count(&report, |event| matches!(event, Event::Stuck { .. })), 0);
    assert_eq!((report.state, story.sent(RENAME)), (CaseState::Closed, 2));
}

#[tokio::test]
async fn a_push_that_takes_effect_right_before_the_address_is_given_back_ends_repaired() {
    let (story, ada) = ada();
    story.inject(push(), refused());
    let given_back = Matcher::on(Method::PUT, RENAME).at(Occurrence::Nth(2));
    story.meanwhile(given_back, |world, now| world.run_cycle(now));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    story.only_the_repair_changed(&ada);
    story.live_on(8 * 24).await;
    assert_eq!(story.case(&report.id).await.outcome, Outcome::Repaired);
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
        let other = opened(&story, untwin_sandbox::town::DIRECTORY, seen("another failure"));
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
    let other = opened(&story, untwin_sandbox::town::DIRECTORY, seen("another failure"));
    let (now, holder) = (story.now(), BTreeSet::from([Object::Account(ada.holder.clone())]));
    story.ports.store().lease(&other, &holder, now, later(now, 1_800)).await.expect("the store works");
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    story.nothing_was_written();
    story.clock.advance_to(report.due_at.expect("it waits"));
    assert!(story.now() >= later(now, 1_800), "asking earlier is in vain");
    story.sweep().await;
    story.is_repaired(&ada);
}

#[tokio::test]
async fn an_invisible_holder_is_reported_as_such_by_the_case_itself() {
    let holder = |holder: AccountSeed, town: &Town| {
        let foreign = AccountSeed::foreign(holder_of_ada().as_str(), "ada.lovelace@example.com");
        drop(holder);
        Some(foreign.added(town.days_ago(180)))
    };
    let (story, ada) = Setting { holder, ..Setting::PLAIN }.begin();
    let report = story.heal_person(&ada).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::HolderInvisible), Outcome::HandedOver), "{}", brief(&report));
    assert!(!report.advice.is_empty(), "it says what a person does about it");
    story.live_on(24).await;
    story.nothing_changed();
    assert_eq!(story.sent(PUSH), 1);
}

#[tokio::test]
async fn a_holder_that_only_shows_after_the_push_met_it_is_not_called_invisible() {
    let (story, ada) = ada_in(|_, _| {});
    let now = story.now();
    story.world().organization.rename_by_hand(now, &ada.holder, "ada.other@example.com");
    let wanted = ada.wanted.clone();
    story.meanwhile(push(), move |world, now| {
        world.organization.sign_up_by_hand(now, AccountSeed::managed("712020:stranger", wanted.as_str()).added(now));
    });
    let report = story.heal_person(&ada).await;
    assert_eq!(report.cause, Some(Cause::DuplicateUnlinked), "{}", brief(&report));
    story.nothing_changed();
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

fn push() -> Matcher {
    Matcher::on(Method::POST, PUSH)
}

fn throttled(retry_after: &str) -> Effect {
    let headers = vec![("Retry-After".to_owned(), retry_after.to_owned())];
    Effect::Answer { status: StatusCode::TOO_MANY_REQUESTS, headers, body: "{}".to_owned() }
}

fn refused() -> Effect {
    Effect::Answer { status: StatusCode::BAD_REQUEST, headers: Vec::new(), body: "{}".to_owned() }
}

/// What provision on demand answers where this is how it ended.
fn answered(key: &str) -> Effect {
    let headers = vec![("content-type".to_owned(), "application/json".to_owned())];
    let body = serde_json::json!({"key": key, "value": "{}"}).to_string();
    Effect::Answer { status: StatusCode::OK, headers, body }
}

fn later(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_secs(seconds)).expect("a time")
}

fn since_start_s(story: &Story) -> i64 {
    story.now().duration_since(START.parse().expect("a time")).as_secs()
}

fn count(report: &CaseReport, is: fn(&Event) -> bool) -> usize {
    report.timeline.iter().filter(|record| is(&record.event)).count()
}
