//! People look before they let anything happen: a replay of the log, an examination of keys and settings, dead letters.

use crate::story::{ada, brief};
use http::Method;
use jiff::{SignedDuration, Timestamp};
use std::fs;
use untwin_core::decision::{Cause, Guard, Policy, Shadow};
use untwin_core::domain::{DeadLetter, Outcome};
use untwin_sandbox::SeenRequest;
use untwin_sandbox::entra::JobState;
use untwin_sandbox::town::{self, Person, Town, hr};
use untwin_startup::settings::Settings;
use untwin_startup::{Cloud, Lookout, Redriven, Stays, lookout, redrive};
use untwin_tests::{Loopback, Story, TestClock, open_policy, town};
use untwin_workflow::ports::{Ports, Store};
use untwin_workflow::{Check, Health, Replayed, Would, examine, replay};

/// The reads that are a POST.
const POSTS_THAT_READ: [&str; 3] = ["/users/search", "/get-scim-links-for-email", "/oauth2/v2.0/token"];

#[tokio::test]
async fn a_replay_says_by_cause_what_would_be_done_and_writes_nothing_not_even_a_case() {
    let (story, ada) = ada();
    let replayed = replayed(&story).await;
    let told: Vec<_> = replayed.conflicts.iter().map(|one| (one.cause, one.would, one.wanted.as_str())).collect();
    assert_eq!(told, [(Cause::DuplicateUnlinked, Would::Repair, ada.wanted.as_str())], "{replayed:?}");
    assert_eq!(story.ports.store().list(10).await.expect("the store works"), []);
    only_reads(story.world().requests_seen());
    story.nothing_was_written();
}

#[tokio::test]
async fn a_conflict_that_failed_often_is_looked_into_once_and_names_the_guard_that_stops_it() {
    let (story, ada) = ada();
    for surname in ["King", "Noel"] {
        story.clock.advance_by(SignedDuration::from_hours(1));
        let now = story.now();
        story.world().tenant.edit_user(now, &ada.user, hr(), |user| user.surname = Some(surname.to_owned()));
        story.cycle();
    }
    story.world().tenant.set_job_state(JobState::Paused);
    let replayed = replayed(&story).await;
    let [only] = &replayed.conflicts[..] else { panic!("one person, one conflict: {replayed:?}") };
    assert_eq!((only.would, only.stopped_by), (Would::HandOver, Some(Guard::PushIsSafe)));
    assert!(only.failures > 1, "{only:?}");
}

#[tokio::test]
async fn a_replay_sees_a_storm_that_nobody_has_opened_cases_for() {
    let mut town = town();
    let people = [("Ada", "Byron", "Lovelace"), ("Grace", "Murray", "Hopper"), ("Mary", "Fairfax", "Somerville")];
    for (given, former, family) in people {
        town.person(given, former, family);
    }
    let mut policy = open_policy();
    policy.limits.storm_cases = 3;
    let story = Story::begin_with(town, policy, crate::story::store());
    let replayed = replayed(&story).await;
    assert_eq!(replayed.conflicts.len(), 3, "{replayed:?}");
    let storm = |one: &untwin_workflow::Replay| (one.would, one.stopped_by) == (Would::Ask, Some(Guard::NoStorm));
    assert!(replayed.conflicts.iter().all(storm), "{:?}", replayed.conflicts);
}

#[tokio::test]
async fn a_log_that_cannot_be_read_is_said_and_is_no_quiet_month() {
    let (story, _) = crate::story::ada_in(|town, _| {
        for permission in ["AuditLog.Read.All", "ProvisioningLog.Read.All"] {
            town.world.tenant.revoke_permission(permission);
        }
    });
    let replayed = replayed(&story).await;
    assert_eq!((replayed.conflicts.len(), replayed.unreadable.len()), (0, 1), "{replayed:?}");
}

#[tokio::test]
async fn a_case_that_was_repaired_is_replayed_with_what_its_journal_knows() {
    let (story, ada) = ada();
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    let written = story.changes();
    let replayed = replayed(&story).await;
    assert_eq!(replayed.conflicts.first().map(|one| (one.case.clone(), one.would)), Some((report.id, Would::Nothing)));
    assert_eq!(story.changes(), written);
}

#[tokio::test]
async fn everything_in_order_is_told_line_by_line_and_only_reads_are_sent() {
    let loopback = served().await;
    let checks = examined(&loopback).await;
    let wrong: Vec<&Check> = checks.iter().filter(|check| check.health != Health::Ok).collect();
    assert_eq!(wrong, Vec::<&Check>::new());
    for what in
        ["organization key", "domain ", "SCIM key", "directory ", "job ", "provisioning log", "mapping", "single"]
    {
        assert!(checks.iter().any(|check| check.what.starts_with(what)), "{what}: {checks:?}");
    }
    only_reads(loopback.world().requests_seen());
}

#[tokio::test]
async fn keys_in_each_others_place_are_recognised_as_what_they_are() {
    let loopback = served().await;
    key(&loopback, "organization.key", town::SCIM_KEY);
    key(&loopback, "scim.key", town::ORGANIZATION_KEY);
    let checks = examined(&loopback).await;
    assert!(told(&checks, "organization key").found.contains("SCIM key of directory"), "{checks:?}");
    assert!(told(&checks, "SCIM key").found.contains("is an organization key"), "{checks:?}");
    for kind in ["organization key", "SCIM key"] {
        assert_eq!(told(&checks, kind).health, Health::Broken);
    }
    for secret in [town::SCIM_KEY, town::ORGANIZATION_KEY] {
        assert!(!format!("{checks:?}").contains(secret), "no key is told");
    }
}

#[tokio::test]
async fn a_wrong_secret_a_paused_job_and_another_single_sign_on_are_told_with_what_to_do() {
    let loopback = served().await;
    loopback.world().tenant.set_job_state(JobState::Paused);
    let checks =
        examined_under(&loopback, Policy { sso_attribute: Some("userPrincipalName".to_owned()), ..open_policy() });
    let checks = checks.await;
    for what in ["job ", "single sign-on"] {
        let check = told(&checks, what);
        assert!(check.health == Health::Attention && check.fix.is_some(), "{check:?}");
    }
    key(&loopback, "client.key", "another-secret");
    assert_eq!(told(&examined(&loopback).await, "job ").health, Health::Broken);
}

#[tokio::test]
async fn a_letter_is_taken_in_again_once_the_log_vouches_for_it_and_only_then_is_gone() {
    let (story, ada) = ada();
    let document = story.failure_of(&ada);
    let wrong = String::from_utf8(document.clone()).expect("text").replace(&record_id(&story, &ada), "unknown-record");
    let wrong = wrong.replace(ada.wanted.as_str(), "nobody.failed@example.com");
    for (bytes, gone) in [(wrong.into_bytes(), false), (document, true)] {
        let letter = DeadLetter::new(&bytes, "nobody vouched for it", story.now());
        story.ports.store().bury(&letter).await.expect("the store works");
        story.clock.advance_by(SignedDuration::from_mins(1));
        let redriven = redriven(&story, &letter).await;
        assert_eq!(matches!(redriven, Redriven::TakenIn(_)), gone, "{redriven:?}");
        let letters = story.ports.store().dead_letters(10).await.expect("the store works");
        let same = letters.iter().filter(|found| found.sha256 == letter.sha256).count();
        assert_eq!(same, usize::from(!gone), "{letters:?}");
    }
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_letter_that_was_cut_or_cannot_be_read_stays_as_it_was() {
    let (story, _) = ada();
    let long = vec![b' '; 70 * 1024];
    for bytes in [long.as_slice(), b"{", b"[]"] {
        let letter = DeadLetter::new(bytes, "why", story.now());
        story.ports.store().bury(&letter).await.expect("the store works");
        let redriven = redriven(&story, &letter).await;
        let cut = matches!(redriven, Redriven::Stays(Stays::Cut));
        assert_eq!(cut, bytes.len() > 64 * 1024, "{redriven:?}");
        assert!(matches!(redriven, Redriven::Stays(_)));
    }
    assert_eq!(story.ports.store().dead_letters(10).await.expect("the store works").len(), 3);
}

async fn replayed(story: &Story) -> Replayed {
    let since = story.now().checked_sub(SignedDuration::from_hours(30 * 24)).expect("a time");
    replay(story.ports.as_ref(), &story.setup, since, |_| {}).await.expect("the store works")
}

async fn redriven(story: &Story, letter: &DeadLetter) -> Redriven {
    redrive(story.ports.as_ref(), &story.setup, letter, Timestamp::MAX).await.expect("the store works")
}

fn record_id(story: &Story, person: &Person) -> String {
    let world = story.world();
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == person.user);
    record.expect("a push that failed").id.clone()
}

async fn served() -> Loopback {
    let mut town = Town::new(untwin_tests::START.parse().expect("a time"));
    town.person("Ada", "Byron", "Lovelace");
    Loopback::serve(town).await
}

async fn examined(loopback: &Loopback) -> Vec<Check> {
    examined_under(loopback, open_policy()).await
}

async fn examined_under(loopback: &Loopback, policy: Policy) -> Vec<Check> {
    let settings = Settings::load(&loopback.settings_path()).expect("settings");
    let secrets = settings.resolve(&Cloud::none()).await.expect("keys");
    let way = (loopback.in_process(), TestClock(loopback.clock.clone()));
    let policy = Policy { shadow: Shadow::On, ..policy };
    let Lookout { ports, swapped, setup } = lookout(&settings, &secrets, policy, way).expect("clients");
    examine(&ports, &swapped, &setup, |_| {}).await
}

fn told<'c>(checks: &'c [Check], what: &str) -> &'c Check {
    checks.iter().find(|check| check.what.starts_with(what)).unwrap_or_else(|| panic!("no {what}: {checks:?}"))
}

fn key(loopback: &Loopback, file: &str, key: &str) {
    fs::write(loopback.settings_path().with_file_name(file), key).expect("a file");
}

fn only_reads(seen: &[SeenRequest]) {
    let reads = |request: &&SeenRequest| {
        let posts = POSTS_THAT_READ.iter().any(|path| request.path.ends_with(path));
        request.method != Method::GET && !(request.method == Method::POST && posts)
    };
    assert_eq!(seen.iter().filter(reads).collect::<Vec<_>>(), Vec::<&SeenRequest>::new());
}
