//! The same failure again and again: repeated, reordered, in other words, retried for weeks, and coming back after a repair.

use crate::story::{ada, brief};
use jiff::SignedDuration;
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::Outcome;
use untwin_core::saga::Event;
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::entra::LogRecord;
use untwin_sandbox::entra::exports::{self, ExportStyle};
use untwin_sandbox::town::{Person, hr};
use untwin_tests::{PUSH, RENAME, Story, town};

#[tokio::test]
async fn one_failure_in_every_shape_and_any_order_is_one_rename_and_one_push() {
    for first in 0..SHAPES {
        let (story, ada) = ada();
        let mut documents = shapes(&story, &ada);
        documents.rotate_left(first);
        for document in &documents {
            story.heal(document).await;
        }
        let case = story.only_case().await.expect("a case");
        assert_eq!(case.outcome, Outcome::Repaired, "beginning with shape {first}: {}", brief(&case));
        story.is_repaired(&ada);
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1), "beginning with shape {first}");
    }
}

#[tokio::test]
async fn one_document_that_holds_the_failure_five_times_repairs_once() {
    let (story, ada) = ada();
    let record = newest(&story, &ada);
    let page = exports::graph_page(&vec![record; 5], &story.world().tenant.quirks.clone());
    let healed = story.heal(page.to_string().as_bytes()).await;
    assert_eq!((healed.records, healed.cases.len()), (5, 1));
    story.is_repaired(&ada);
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1));
}

#[tokio::test]
async fn the_providers_retries_are_absorbed_for_four_weeks() {
    let mut town = town();
    let admin = |holder: AccountSeed| Some(holder.with_role("atlassian/org-admin"));
    let ada = town.person_with("Ada", ("Byron", "Lovelace"), admin);
    town.world.tenant.start_schedule(town.start);
    let story = Story::begin(town);
    let mut failures = std::collections::BTreeSet::new();
    for _ in 0..28 {
        story.live_on(24).await;
        let now = story.now();
        story.world().advance(now);
        failures.insert(newest(&story, &ada).id);
        let report = story.heal_person(&ada).await;
        assert_eq!((report.outcome, report.stopped_by), (Outcome::HandedOver, Some(Guard::NotProtected)));
    }
    assert!(failures.len() > 20, "the provider retried: {failures:?}");
    story.only_case().await.expect("one case");
    story.nothing_was_written();
}

#[tokio::test]
async fn a_failure_older_than_the_closing_changes_nothing() {
    let (story, ada) = ada();
    let older = story.failure_of(&ada);
    story.world().tenant.edit_user(story.now(), &ada.user, hr(), |user| user.surname = Some("King".to_owned()));
    story.cycle();
    let newer = story.failure_of(&ada);
    assert_ne!(older, newer);
    story.clock.advance_by(SignedDuration::from_mins(5));
    story.heal(&newer).await;
    for late in [&older, &newer] {
        story.live_on(8 * 24).await;
        story.heal(late).await;
        story.live_on(48).await;
        let case = story.only_case().await.expect("one case");
        let reopened = case.timeline.iter().any(|record| matches!(record.event, Event::Reopened { .. }));
        assert_eq!((case.outcome, reopened), (Outcome::Repaired, false), "{}", brief(&case));
    }
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1));
}

#[tokio::test]
async fn a_failure_after_the_closing_is_a_relapse_and_a_person_is_asked() {
    let (story, ada) = ada();
    story.heal_person(&ada).await;
    story.live_on(8 * 24).await;
    comes_back(&story, &ada);
    is_a_relapse(&story, &ada).await;
}

#[tokio::test]
async fn a_failure_soon_after_the_repair_is_a_relapse_too() {
    let (story, ada) = ada();
    story.heal_person(&ada).await;
    story.clock.advance_by(SignedDuration::from_mins(30));
    comes_back(&story, &ada);
    is_a_relapse(&story, &ada).await;
}

async fn is_a_relapse(story: &Story, ada: &Person) {
    let report = story.heal_person(ada).await;
    assert_eq!(report.cause, Some(Cause::DuplicateUnlinked), "{}", brief(&report));
    assert_eq!((report.outcome, report.stopped_by), (Outcome::AwaitingApproval, Some(Guard::NotARelapse)));
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1), "only the first repair wrote");
}

/// The person gets the former address for a while, and a second duplicate has the wanted one before it returns.
fn comes_back(story: &Story, ada: &Person) {
    let renamed = |address: &str| {
        story.world().tenant.rename_user(story.now(), &ada.user, address, hr());
        story.cycle();
        story.clock.advance_by(SignedDuration::from_mins(5));
    };
    renamed(ada.former.as_str());
    let long_ago = story.now().checked_sub(SignedDuration::from_hours(60 * 24)).expect("a time");
    let second = AccountSeed::managed("712020:second-duplicate", ada.wanted.as_str()).added(long_ago);
    story.world().organization.add_account(second);
    renamed(ada.wanted.as_str());
}

const SHAPES: usize = 10;

fn shapes(story: &Story, ada: &Person) -> [Vec<u8>; SHAPES] {
    let (record, now) = (newest(story, ada), story.now());
    let quirks = story.world().tenant.quirks.clone();
    let records = std::slice::from_ref(&record);
    let text = |text: Option<String>| text.expect("a uniqueness conflict").into_bytes();
    [
        exports::graph_page(records, &quirks).to_string().into_bytes(),
        exports::graph_record(&record, &quirks).to_string().into_bytes(),
        exports::event_hub_batch(records, ExportStyle::WithResult).to_string().into_bytes(),
        exports::ndjson(records, ExportStyle::WithoutResult).into_bytes(),
        exports::log_analytics_response(records, "workspace").to_string().into_bytes(),
        exports::simple_log_alert(&record, now).to_string().into_bytes(),
        exports::log_alert_v2(&record, now).to_string().into_bytes(),
        exports::pasted_page(&record).into_bytes(),
        text(exports::scim_error(&record)),
        text(exports::troubleshooting_log(&record)),
    ]
}

fn newest(story: &Story, ada: &Person) -> LogRecord {
    let world = story.world();
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == ada.user);
    record.expect("a push").clone()
}
