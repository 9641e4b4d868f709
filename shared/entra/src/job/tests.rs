//! Tests of the parent module.

use super::parse;
use crate::tests::world::{JOB, fixture, moment};
use serde_json::{Value, json};
use untwin_core::domain::{Job, JobId, JobState};

fn with(change: impl FnOnce(&mut Value)) -> Job {
    let mut job = fixture!("job.json");
    change(&mut job);
    parse(&JobId::parse(JOB).unwrap(), &serde_json::from_value(job).unwrap())
}

#[test]
fn an_active_job_says_when_it_last_began_and_how_often_it_runs() {
    let job = with(|_| ());
    assert_eq!((job.state, job.interval_s), (JobState::Active, Some(2400)));
    assert_eq!(job.last_cycle_at, Some(moment("2026-03-02T07:59:00.5Z")));
}

#[test]
fn never_is_no_moment_and_the_endless_interval_no_number() {
    let job = with(|job| {
        job["schedule"]["interval"] = json!("P10675199DT2H48M5.4775807S");
        job["status"]["lastExecution"]["timeBegan"] = json!("0001-01-01T00:00:00Z");
    });
    assert_eq!((job.interval_s, job.last_cycle_at), (None, None));
    assert_eq!(with(|job| job["schedule"]["interval"] = json!("P1DT1H")).interval_s, Some(90_000));
    assert_eq!(with(|job| job["schedule"]["interval"] = json!("often")).interval_s, None);
}

#[test]
fn every_state_that_is_not_surely_active_has_another_name() {
    let state = |path: &str, value: Value| with(|job| *job.pointer_mut(path).unwrap() = value).state;
    assert_eq!(state("/status/code", json!("Quarantine")), JobState::Quarantined);
    assert_eq!(state("/status/code", json!(4)), JobState::Quarantined);
    assert_eq!(state("/status/quarantine", json!({"reason": "Unknown"})), JobState::Quarantined);
    assert_eq!(state("/status/code", json!("Paused")), JobState::Paused);
    assert_eq!(state("/schedule/state", json!("Disabled")), JobState::Paused);
    assert_eq!(state("/schedule/state", json!("Paused")), JobState::Paused);
    assert_eq!(state("/status/steadyStateFirstAchievedTime", json!("0001-01-01T00:00:00Z")), JobState::InitialCycle);
    assert_eq!(state("/status/steadyStateFirstAchievedTime", json!(null)), JobState::InitialCycle);
    assert_eq!(state("/status/code", json!("NotRun")), JobState::Other("notrun".to_owned()));
    assert_eq!(state("/status/code", json!("Resting")), JobState::Other("resting".to_owned()));
    assert_eq!(state("/schedule/state", json!("Someday")), JobState::Other("someday".to_owned()));
    assert_eq!(state("/status", json!(null)), JobState::Other("not said".to_owned()));
}
