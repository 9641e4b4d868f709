//! Ways in which a repair could leave harm behind it: the address on nobody, a case that nobody takes up again, or two plans at
//! the same objects. In each of them somebody has the address again within minutes, or a person is called at once.

mod workers;

use crate::story::{Setting, ada, brief};
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use untwin_core::decision::{Cause, Writes};
use untwin_core::domain::{CaseState, Outcome};
use untwin_core::saga::{Act, ActResult, Answered, Event, Purpose};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{AccountSeed, Change};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, hr};
use untwin_startup::heal_document;
use untwin_tests::{PUSH, RENAME, START, Story, at_once, town};
use untwin_workflow::ports::{Ports, Store};
use untwin_workflow::{CaseReport, UndoError};

/// How long the address may be on nobody, in seconds.
const GAP_S: i64 = 120;

#[tokio::test]
async fn a_push_that_would_have_to_wait_for_an_hour_gives_the_address_back_within_the_gap() {
    let (story, ada) = ada();
    story.inject(push(), throttled("3600"));
    let report = story.heal_person(&ada).await;
    story.is_as_before(&ada);
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    assert!(on_nobody_s(&story, &ada) < GAP_S);
    assert_eq!(story.sent(PUSH), 1, "a provider that said to wait is not asked again");
    story.live_on(12).await;
    story.is_whole(&ada, story.case(&report.id).await.outcome);
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
async fn a_shift_too_short_for_the_push_gives_the_address_back_or_is_followed_by_another_at_once() {
    let mut cut_short = 0;
    for retry_after in ["30", "40", "50", "60", "70"] {
        for shift_s in (30..=160).step_by(5) {
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
            story.is_whole(&ada, story.case(&case.id).await.outcome);
        }
    }
    assert!(cut_short > 5, "some shifts are too short: {cut_short}");
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
    let user = ada.user.clone();
    story.meanwhile(push(), move |world, now| pushed_by_a_cycle(world, now, &user));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    assert!(matches!(story.undo(&report.id).await, Err(UndoError::PastThePivot)));
}

#[tokio::test]
async fn what_somebody_heals_after_a_plan_was_taken_back_is_not_measured_by_that_plan() {
    let (story, ada) = ada();
    let user = ada.user.clone();
    once_renamed(&story, move |world| world.tenant.unassign(&user));
    let report = story.heal_person(&ada).await;
    assert_eq!((report.outcome, story.sent(PUSH)), (Outcome::Deferred, 0), "{}", brief(&report));
    let now = story.now();
    story.world().tenant.assign(now, &ada.user);
    story.world().organization.rename_by_hand(now, &ada.holder, "ada.other@example.com");
    pushed_by_a_cycle(&mut story.world(), now, &ada.user);
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
    let user = ada.user.clone();
    story.meanwhile(given_back, move |world, now| pushed_by_a_cycle(world, now, &user));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    story.only_the_repair_changed(&ada);
    story.live_on(8 * 24).await;
    assert_eq!(story.case(&report.id).await.outcome, Outcome::Repaired);
}

#[tokio::test]
async fn an_invisible_holder_is_reported_as_such_by_the_case_itself() {
    let holder = |_: AccountSeed, _: &Town| {
        let ada = town().person("Ada", "Byron", "Lovelace");
        Some(AccountSeed::foreign(ada.holder.as_str(), ada.wanted.as_str()))
    };
    let (story, ada) = Setting { holder, ..Setting::PLAIN }.begin();
    let report = story.heal_person(&ada).await;
    assert_eq!(
        (report.cause, report.outcome),
        (Some(Cause::HolderInvisible), Outcome::HandedOver),
        "{}",
        brief(&report)
    );
    assert!(!report.advice.is_empty(), "it says what a person does about it");
    story.live_on(24).await;
    story.nothing_changed();
    assert_eq!(story.sent(PUSH), 1);
}

#[tokio::test]
async fn a_holder_that_only_shows_after_the_push_met_it_is_not_called_invisible() {
    let (story, ada) = ada();
    let now = story.now();
    story.world().organization.rename_by_hand(now, &ada.holder, "ada.other@example.com");
    let wanted = ada.wanted.clone();
    story.meanwhile(push(), move |world, now| {
        world.organization.sign_up_by_hand(now, AccountSeed::managed("712020:stranger", wanted.as_str()).added(now));
    });
    let report = story.heal_person(&ada).await;
    assert_ne!(report.cause, Some(Cause::HolderInvisible), "{}", brief(&report));
    assert_eq!((report.outcome, story.sent(PUSH)), (Outcome::HandedOver, 1), "{}", brief(&report));
    story.nothing_changed();
}

fn push() -> Matcher {
    Matcher::on(Method::POST, PUSH)
}

fn throttled(retry_after: &str) -> Effect {
    let headers = vec![("Retry-After".to_owned(), retry_after.to_owned())];
    Effect::Answer { status: StatusCode::TOO_MANY_REQUESTS, headers, body: "{}".to_owned() }
}

fn refused() -> Effect {
    said(StatusCode::BAD_REQUEST)
}

fn said(status: StatusCode) -> Effect {
    Effect::Answer { status, headers: Vec::new(), body: "{}".to_owned() }
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

/// For how long nobody had the wanted address, at most, until now.
fn on_nobody_s(story: &Story, person: &Person) -> i64 {
    let now = story.now();
    let (mut since, mut longest_s) = (None, 0);
    for mutation in story.world().organization.mutations() {
        let Change::AddressChanged { from, to, .. } = &mutation.change else { continue };
        if *from == person.wanted {
            since = Some(mutation.at);
        } else if *to == person.wanted {
            longest_s = longest_s.max(since.take().map_or(0, |since| mutation.at.duration_since(since).as_secs()));
        }
    }
    longest_s.max(since.map_or(0, |since: Timestamp| now.duration_since(since).as_secs()))
}

/// Does something right before the first rename is answered.
fn once_renamed(story: &Story, act: impl FnOnce(&mut World) + Send + 'static) {
    let mut act = Some(act);
    story.meanwhile(Matcher::on(Method::PUT, RENAME), move |world, _| {
        if let Some(act) = act.take() {
            act(world);
        }
    });
}

/// The provider pushes the person in a cycle, because something about them changed.
fn pushed_by_a_cycle(world: &mut World, now: Timestamp, user: &str) {
    world.tenant.edit_user(now, user, hr(), |user| user.given_name = Some("Augusta Ada".to_owned()));
    world.run_cycle(now);
}

/// Where accounts show their addresses.
const SHOWN_AT: [&str; 2] = ["/users/search", "/manage/profile"];

/// Accounts show their addresses from before the rename for a while.
fn old_answers_after_the_rename(story: &Story, which: impl IntoIterator<Item = Occurrence>) {
    let shown = |at: Occurrence| SHOWN_AT.map(|path| Fault::new(Matcher::any_method(path).at(at), Effect::Stale));
    let faults: Vec<Fault> = which.into_iter().flat_map(shown).collect();
    // A world keeps its answers only where some fault may give them out again.
    story.inject(Matcher::any_method("/").at(Occurrence::Nth(u32::MAX)), Effect::Stale);
    once_renamed(story, move |world| faults.into_iter().for_each(|fault| world.inject(fault)));
}

fn renames_without_effect(report: &CaseReport) -> usize {
    let mut renaming = false;
    let ended = |event: &Event| {
        if let Event::Started { act, .. } = event {
            renaming = matches!(act, Act::SetAddress { purpose: Purpose::Step, .. });
        }
        renaming && matches!(event, Event::Finished { result: ActResult::NotSeen, .. })
    };
    report.timeline.iter().map(|record| &record.event).map(ended).filter(|without| *without).count()
}
