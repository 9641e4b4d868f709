//! The inbox and the log: what is handed in or found is worked off, whoever dies and whatever cannot be read now.

mod records;

use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use untwin_core::domain::{CaseState, DeadLetter, DirectoryId};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_startup::{Polled, WorkedOff, poll, work_off_one};
use untwin_tests::{Story, TestPorts, town};
use untwin_workflow::ports::{
    Delivery, Inbox, Kept, Letterbox as _, Ports as _, Remembered, Store as _, Watermarks as _,
};

fn story_of_one() -> (Story, Person) {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    (Story::begin(town), ada)
}

fn ports(story: &Story) -> &TestPorts {
    story.ports.as_ref()
}

fn deadline(story: &Story) -> Timestamp {
    story.now().checked_add(SignedDuration::from_hours(2)).expect("a time")
}

async fn hand_in(story: &Story, document: &[u8]) -> Kept {
    let delivery = Delivery {
        source: "azure".to_owned(),
        dedup_key: untwin_core::domain::sha256_hex(document),
        remembered: Remembered::WhileWaiting,
        document: document.to_vec(),
        trace: None,
    };
    ports(story).store().put(&delivery, story.now()).await.expect("the store works")
}

async fn work(story: &Story) -> Option<WorkedOff> {
    work_off_one(ports(story), &story.setup, deadline(story)).await.expect("the store works")
}

async fn read_log(story: &Story) -> Polled {
    poll(ports(story), &story.setup, (&directory(story), ports(story).store()), deadline(story))
        .await
        .expect("the store works")
}

fn directory(story: &Story) -> DirectoryId {
    story.setup.directories.first_key_value().expect("a directory").0.clone()
}

async fn watermark(story: &Story) -> Option<Timestamp> {
    ports(story).store().watermark(&directory(story)).await.expect("the store works")
}

async fn waiting(story: &Story) -> u64 {
    ports(story).store().waiting().await.expect("the store works")
}

async fn letters(story: &Story) -> Vec<DeadLetter> {
    ports(story).store().dead_letters(100).await.expect("the store works")
}

async fn states(story: &Story) -> Vec<CaseState> {
    let cases = ports(story).store().list(10).await.expect("the store works");
    cases.iter().map(|case| case.state).collect()
}

fn pass(story: &Story, time: SignedDuration) {
    story.clock.advance_to(story.now().checked_add(time).expect("a time"));
}

/// Answers whose path or query contains this get a 503.
fn down(story: &Story, contains: &str) {
    let answer = Effect::Answer { status: StatusCode::SERVICE_UNAVAILABLE, headers: Vec::new(), body: String::new() };
    story.world().inject(Fault::new(Matcher::on(Method::GET, contains).at(Occurrence::Every), answer));
}

#[tokio::test]
async fn a_document_is_worked_off_once_and_is_gone() {
    let (story, ada) = story_of_one();
    assert_eq!(hand_in(&story, &story.failure_of(&ada)).await, Kept::New);
    assert!(matches!(work(&story).await, Some(WorkedOff::Done(healed)) if healed.cases.len() == 1));
    assert_eq!((work(&story).await, waiting(&story).await), (None, 0));
    assert_eq!(states(&story).await, [CaseState::Repaired]);
}

#[tokio::test]
async fn what_cannot_be_looked_into_now_comes_again_and_is_healed_then() {
    let (story, ada) = story_of_one();
    hand_in(&story, &story.failure_of(&ada)).await;
    down(&story, "auditLogs/provisioning");
    let Some(WorkedOff::Again { at, .. }) = work(&story).await else { panic!("it was not put back") };
    assert_eq!((work(&story).await, waiting(&story).await), (None, 1));
    story.world().clear_faults();
    story.clock.advance_to(at);
    assert!(matches!(work(&story).await, Some(WorkedOff::Done(_))));
    assert_eq!(states(&story).await, [CaseState::Repaired]);
}

#[tokio::test]
async fn a_document_that_kills_its_workers_is_buried_with_the_reason() {
    let (story, ada) = story_of_one();
    let document = story.failure_of(&ada);
    hand_in(&story, &document).await;
    for _ in 0..5 {
        let hidden = story.now().checked_add(SignedDuration::from_secs(30)).expect("a time");
        ports(&story).store().take(story.now(), hidden).await.expect("the store works").expect("a document");
        story.clock.advance_to(hidden);
    }
    assert!(matches!(work(&story).await, Some(WorkedOff::Buried { why }) if why.contains("nobody finished it")));
    let letters = letters(&story).await;
    assert_eq!((letters.len(), &letters[0].head, waiting(&story).await), (1, &document, 0));
}

#[tokio::test]
async fn what_could_not_be_looked_into_for_a_week_and_many_tries_is_buried() {
    let (story, ada) = story_of_one();
    hand_in(&story, &story.failure_of(&ada)).await;
    down(&story, "auditLogs/provisioning");
    for _ in 0..24 {
        let Some(WorkedOff::Again { at, .. }) = work(&story).await else { panic!("it was not put back") };
        story.clock.advance_to(at);
    }
    pass(&story, SignedDuration::from_hours(24 * 7));
    assert!(matches!(work(&story).await, Some(WorkedOff::Buried { why }) if why.contains("tried 24 times")));
    assert_eq!((letters(&story).await.len(), waiting(&story).await), (1, 0));
}

#[tokio::test]
async fn what_nobody_was_there_to_try_is_tried_however_old_it_is() {
    let (story, ada) = story_of_one();
    hand_in(&story, &story.failure_of(&ada)).await;
    pass(&story, SignedDuration::from_hours(24 * 8));
    assert!(matches!(work(&story).await, Some(WorkedOff::Done(healed)) if healed.cases.len() == 1));
}

#[tokio::test]
async fn a_failure_that_nobody_handed_in_is_found_in_the_log_once() {
    let (story, _) = story_of_one();
    let polled = read_log(&story).await;
    assert_eq!((polled.conflicts, polled.kept, polled.ended_early), (1, 1, None));
    assert_eq!(read_log(&story).await.kept, 0, "it waits");
    work(&story).await;
    assert_eq!(states(&story).await, [CaseState::Repaired]);
    assert_eq!((read_log(&story).await.kept, waiting(&story).await), (0, 0), "it has its case");
    assert_eq!(watermark(&story).await, Some(story.now()));
}

#[tokio::test]
async fn a_log_that_cannot_be_read_moves_no_watermark_and_loses_nothing() {
    let (story, _) = story_of_one();
    down(&story, "%20lt%20");
    let polled = read_log(&story).await;
    assert!(polled.ended_early.is_some_and(|why| why.passes_by_itself()));
    assert_eq!((watermark(&story).await, waiting(&story).await), (None, 0));
    story.world().clear_faults();
    story.clock.advance_to(story.now().checked_add(SignedDuration::from_hours(20)).expect("a time"));
    assert_eq!(read_log(&story).await.kept, 1);
}

#[tokio::test]
async fn a_failure_that_the_log_shows_late_is_found_within_the_overlap() {
    let (story, _) = story_of_one();
    let later = story.now().checked_add(SignedDuration::from_mins(30)).expect("a time");
    ports(&story).store().move_watermark(&directory(&story), later).await.expect("the store works");
    story.clock.advance_to(later);
    assert_eq!(read_log(&story).await.kept, 1, "it failed before the watermark");
}

#[tokio::test]
async fn a_watermark_of_a_clock_that_was_ahead_hides_no_failure() {
    let (story, _) = story_of_one();
    let next_year = story.now().checked_add(SignedDuration::from_hours(24 * 365)).expect("a time");
    ports(&story).store().move_watermark(&directory(&story), next_year).await.expect("the store works");
    pass(&story, SignedDuration::from_hours(24 * 3));
    let now = story.now();
    let polled = read_log(&story).await;
    assert_eq!((polled.kept, polled.ended_early, watermark(&story).await), (1, None, Some(now)));
}

#[tokio::test]
async fn a_poll_without_time_says_that_it_did_not_reach_the_present() {
    let (story, _) = story_of_one();
    let polled = poll(ports(&story), &story.setup, (&directory(&story), ports(&story).store()), story.now())
        .await
        .expect("the store works");
    assert!(polled.ended_early.is_some());
    assert_eq!((watermark(&story).await, read_log(&story).await.kept), (None, 1));
}

#[tokio::test]
async fn log_records_that_cannot_be_read_are_dead_letters_and_too_many_are_only_counted() {
    let (story, _) = story_of_one();
    let records: Vec<Value> = (0..30).map(|number| json!({ "id": number })).collect();
    let body = json!({ "value": records }).to_string();
    let garbled = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body };
    story.world().inject(Fault::new(Matcher::on(Method::GET, "%20lt%20").at(Occurrence::Nth(1)), garbled));
    let polled = read_log(&story).await;
    assert_eq!((polled.unreadable, polled.put_aside, polled.ended_early), (30, 25, None));
    let letters = letters(&story).await;
    assert_eq!((letters.len(), letters[24].head.as_slice()), (25, br#"{"id":0}"#.as_slice()));
}

#[tokio::test]
async fn a_stretch_that_holds_too_much_is_halved_until_it_can_be_read() {
    let (story, _) = story_of_one();
    let garbled = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body: "{}".to_owned() };
    story.world().inject(Fault::new(Matcher::on(Method::GET, "%20lt%20").at(Occurrence::Nth(1)), garbled));
    let polled = read_log(&story).await;
    assert_eq!((polled.kept, polled.ended_early), (1, None));
}

#[tokio::test]
async fn a_failure_that_came_through_the_door_and_stands_in_the_log_is_one_case() {
    let (story, ada) = story_of_one();
    read_log(&story).await;
    hand_in(&story, &story.failure_of(&ada)).await;
    work(&story).await;
    work(&story).await;
    assert_eq!((states(&story).await, waiting(&story).await), (vec![CaseState::Repaired], 0));
    let changes = story.world().organization.mutations().len();
    assert_eq!(changes, changes_of_one_healing().await);
}

async fn changes_of_one_healing() -> usize {
    let (story, ada) = story_of_one();
    story.heal_person(&ada).await;
    story.world().organization.mutations().len()
}
