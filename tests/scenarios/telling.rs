//! What alarms wait for is told under its name, once each time it happens.

use crate::story::ada;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use untwin_core::decision::Writes;
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_sqlite::SqliteStore;
use untwin_tests::{Overheard, PUSH, RENAME, Story, at_once, open_policy, town};
use untwin_workflow::ports::{Ports as _, Store as _};

/// How often an event was told while a failure of Ada was healed.
async fn told(event: &str, story: &Story, ada: &Person) -> usize {
    let overheard = Overheard::listen();
    story.heal(&story.failure_of(ada)).await;
    let everything = overheard.everything();
    let lines = everything.lines().filter(|line| line.starts_with('{'));
    lines.filter(|line| line.contains(&format!("\"event\":\"{event}\""))).count()
}

fn said(status: StatusCode) -> Effect {
    Effect::Answer { status, headers: Vec::new(), body: "{}".to_owned() }
}

#[tokio::test]
async fn a_case_that_needs_a_person_at_once_is_told_as_stuck() {
    let (story, ada) = ada();
    let ports = std::sync::Arc::clone(&story.ports);
    story.meanwhile(Matcher::on(Method::PUT, RENAME), move |_, now| {
        at_once(ports.store().set_writes(Writes::Paused, "operator", now)).expect("the store works");
    });
    assert_eq!(told("stuck", &story, &ada).await, 1);
}

#[tokio::test]
async fn a_write_without_an_answer_is_told_as_ambiguous() {
    let (story, ada) = ada();
    story.inject(Matcher::on(Method::PUT, RENAME), Effect::LostAfter);
    assert_eq!(told("ambiguous", &story, &ada).await, 1);
}

#[tokio::test]
async fn a_key_that_is_refused_is_told_as_unauthorised() {
    let (story, ada) = ada();
    story.inject(Matcher::on(Method::PUT, RENAME), said(StatusCode::UNAUTHORIZED));
    assert_eq!(told("unauthorised", &story, &ada).await, 1);
    let (story, ada) = crate::story::ada();
    story.inject(Matcher::on(Method::GET, "auditLogs/provisioning").at(Occurrence::Every), said(StatusCode::FORBIDDEN));
    assert_eq!(told("unauthorised", &story, &ada).await, 1);
}

#[tokio::test]
async fn a_worker_whose_lease_ended_under_it_says_so() {
    let (story, ada) = ada();
    let clock = story.clock.clone();
    story.meanwhile(Matcher::on(Method::POST, PUSH), move |_, _| clock.advance_by(SignedDuration::from_hours(1)));
    assert_eq!(told("lease_lost", &story, &ada).await, 1);
}

#[tokio::test]
async fn a_budget_and_a_storm_that_keep_a_plan_from_starting_are_told() {
    let mut policy = open_policy();
    (policy.limits.people_per_hour, policy.limits.storm_cases) = (0, 0);
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    let story = Story::begin_with(town, policy, SqliteStore::in_memory().expect("a store"));
    assert_eq!(told("breaker_open", &story, &ada).await, 2);
    story.nothing_was_written();
}

#[tokio::test]
async fn a_healthy_repair_tells_none_of_what_alarms_wait_for() {
    let (story, ada) = ada();
    let overheard = Overheard::listen();
    story.heal_person(&ada).await;
    let everything = overheard.everything();
    for alarming in ["stuck", "ambiguous", "lease_lost", "store_broken", "unauthorised", "work_failed", "breaker_open"]
    {
        assert!(!everything.contains(&format!("\"event\":\"{alarming}\"")), "{alarming}");
    }
    assert!(everything.contains("\"event\":\"case_repaired\""));
}
