//! The inbox and the log: what is handed in or found is worked off, whoever dies and whatever cannot be read now.

use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::{CaseState, DirectoryId};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_startup::{Polled, WorkedOff, poll, work_off_one};
use untwin_tests::{Story, TestPorts, town};
use untwin_workflow::ports::{Delivery, Inbox, Kept, Ports as _, Remembered, Store as _, Watermarks as _};

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
    };
    ports(story).store().put(&delivery, story.now()).await.expect("the store works")
}

async fn work(story: &Story) -> Option<WorkedOff> {
    work_off_one(ports(story), &story.setup, deadline(story)).await.expect("the store works")
}

async fn read_log(story: &Story) -> Polled {
    poll(ports(story), &story.setup, &directory(story), deadline(story)).await.expect("the store works")
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

async fn states(story: &Story) -> Vec<CaseState> {
    let cases = ports(story).store().list(10).await.expect("the store works");
    cases.iter().map(|case| case.state).collect()
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
    let letters = ports(&story).store().dead_letters(10).await.expect("the store works");
    assert_eq!((letters.len(), &letters[0].head, waiting(&story).await), (1, &document, 0));
}

#[tokio::test]
async fn what_could_not_be_looked_into_for_a_week_is_buried() {
    let (story, ada) = story_of_one();
    hand_in(&story, &story.failure_of(&ada)).await;
    story.clock.advance_to(story.now().checked_add(SignedDuration::from_hours(24 * 7 + 1)).expect("a time"));
    assert!(matches!(work(&story).await, Some(WorkedOff::Buried { why }) if why.contains("seven days")));
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
