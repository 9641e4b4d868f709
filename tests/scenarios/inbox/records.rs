//! Documents with several records: some that nobody vouches for, some of others, and a process that is told to stop.

use super::{deadline, hand_in, letters, pass, ports, waiting, work};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::cell::Cell;
use untwin_core::domain::CaseState;
use untwin_sandbox::town::Person;
use untwin_startup::{Healed, WorkedOff, heal_document_while, take_one, work_off};
use untwin_tests::{Story, town};
use untwin_workflow::{Running, sweep_while};

fn story_of_two() -> (Story, [Person; 2]) {
    let mut town = town();
    let people = [town.person("Ada", "Byron", "Lovelace"), town.person("Grace", "Murray", "Hopper")];
    (Story::begin(town), people)
}

/// A page of the log with the failures of these people.
fn page(story: &Story, people: &[Person]) -> Value {
    let of = |person| serde_json::from_slice::<Value>(&story.failure_of(person)).expect("a page");
    let records: Vec<Value> = people.iter().map(|person| of(person)["value"][0].clone()).collect();
    let mut page = of(&people[0]);
    page["value"] = json!(records);
    page
}

/// Failures that the log does not know, neither under these ids nor otherwise.
fn invented(story: &Story, person: &Person, number: usize) -> Value {
    let mut page = page(story, std::slice::from_ref(person));
    let failed = page["value"][0].to_string().replace(person.wanted.as_str(), "nobody@example.com");
    let record: Value = serde_json::from_str(&failed).expect("a record");
    let with_id = |number| {
        let mut record = record.clone();
        record["id"] = json!(format!("00000000-0000-4000-8000-{number:012}"));
        record
    };
    page["value"] = (0..number).map(with_id).collect();
    page
}

/// Goes on until it was asked so often.
fn asked(times: u32) -> impl Fn() -> Running {
    let asked = Cell::new(0);
    move || {
        asked.set(asked.get() + 1);
        if asked.get() > times { Running::Stopping } else { Running::On }
    }
}

async fn heal(story: &Story, page: &Value, running: impl Fn() -> Running) -> Healed {
    let document = page.to_string();
    let healed = heal_document_while(ports(story), &story.setup, document.as_bytes(), deadline(story), running).await;
    healed.expect("the store works")
}

#[tokio::test]
async fn a_record_that_the_log_does_not_show_yet_comes_again_and_is_put_aside_after_an_hour() {
    let (story, [ada, _]) = story_of_two();
    hand_in(&story, invented(&story, &ada, 1).to_string().as_bytes()).await;
    let Some(WorkedOff::Again { at, .. }) = work(&story).await else { panic!("it was not put back") };
    assert_eq!((letters(&story).await.len(), waiting(&story).await), (0, 1));
    story.clock.advance_to(at);
    pass(&story, SignedDuration::from_hours(1));
    assert!(matches!(work(&story).await, Some(WorkedOff::Done(healed)) if healed.ignored.len() == 1));
    let letters = letters(&story).await;
    assert!(letters[0].reason.ends_with("the provider's log does not hold this record"), "{}", letters[0].reason);
}

#[tokio::test]
async fn a_document_with_many_records_that_nobody_vouches_for_is_put_aside_once() {
    let (story, [ada, _]) = story_of_two();
    let page = invented(&story, &ada, 12);
    pass(&story, SignedDuration::from_hours(2));
    for _ in 0..2 {
        assert_eq!(heal(&story, &page, || Running::On).await.ignored.len(), 12);
    }
    let letters = letters(&story).await;
    assert_eq!((letters.len(), letters[0].head.as_slice()), (1, page.to_string().as_bytes()));
    assert_eq!(
        (letters[0].reason.matches("record 0").count(), letters[0].reason.ends_with("; and 2 more")),
        (10, true)
    );
}

#[tokio::test]
async fn a_record_of_a_job_that_is_not_ours_is_counted_and_not_put_aside() {
    let (story, people) = story_of_two();
    let mut page = page(&story, &people);
    page["value"][0]["jobId"] = json!("another.job");
    let healed = heal(&story, &page, || Running::On).await;
    assert_eq!((healed.ignored.len(), healed.cases.len(), letters(&story).await.len()), (1, 1, 0));
}

#[tokio::test]
async fn a_document_full_of_unreadable_parts_leaves_room_for_other_letters() {
    let (story, [ada, _]) = story_of_two();
    let mut page = invented(&story, &ada, 200);
    for (number, record) in page["value"].as_array_mut().expect("records").iter_mut().enumerate() {
        record["id"] = json!(format!("no id {number}"));
    }
    let healed = heal(&story, &page, || Running::On).await;
    assert_eq!((healed.unreadable.len(), letters(&story).await.len()), (200, 26));
}

#[tokio::test]
async fn once_told_to_stop_the_record_in_hand_is_finished_and_the_document_is_due_at_once() {
    let (story, people) = story_of_two();
    let before = story.now();
    hand_in(&story, page(&story, &people).to_string().as_bytes()).await;
    let in_hand = take_one(ports(&story)).await.expect("the store works").expect("a document");
    let worked = work_off(ports(&story), &story.setup, &in_hand, deadline(&story), asked(1)).await;
    let Ok(WorkedOff::Again { at, healed: Some(healed) }) = worked else { panic!("it was not put back: {worked:?}") };
    assert_eq!((healed.cases.len(), healed.cases[0].case.state, healed.later.len()), (1, CaseState::Repaired, 1));
    assert!(at >= before && at <= story.now());
    let again = take_one(ports(&story)).await.expect("the store works").expect("it is due");
    assert_eq!((again.receives, again.takes), (1, 2), "the taking before does not count");
}

#[tokio::test]
async fn a_sweep_that_is_told_to_stop_begins_no_other_case() {
    let (story, people) = story_of_two();
    heal(&story, &page(&story, &people), || Running::On).await;
    pass(&story, SignedDuration::from_hours(2));
    let swept = sweep_while(ports(&story), &story.setup, deadline(&story), asked(1)).await.expect("the store works");
    assert_eq!((swept.handled.len(), swept.failed.len(), swept.left), (1, 0, 1));
    assert_eq!(story.sweep().await.len(), 1, "the other stayed due");
}
