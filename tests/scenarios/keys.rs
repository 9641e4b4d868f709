//! Keys that are replaced, that end, or that are the wrong ones, while people wait for their accounts.

use crate::story::brief;
use http::Method;
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::Outcome;
use untwin_core::saga::Event;
use untwin_entra::SignIn;
use untwin_sandbox::World;
use untwin_sandbox::atlassian::KeyKind;
use untwin_sandbox::faulty::Matcher;
use untwin_sandbox::town::{self, Person, Town};
use untwin_startup::Vendors;
use untwin_tests::{PUSH, RENAME, Safe, Story, town};

const NEW: &str = "a-new-key-that-somebody-made";

/// Ada, whose new address an empty duplicate holds, and a safe with one of the keys.
fn ada_with(key: &str, put: impl FnOnce(&mut Vendors, &Safe)) -> (Story, Person, Safe) {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    let safe = Safe::holding(key);
    (Story::begin_keyed(town, |vendors| put(vendors, &safe)), ada, safe)
}

/// The same, with the organization's key in the safe.
fn ada_keyed() -> (Story, Person, Safe) {
    ada_with(town::ORGANIZATION_KEY, |vendors, safe| vendors.organization.key = safe.key())
}

/// The organization gets a new key, and the old one stops.
fn replace(world: &mut World, now: Timestamp) {
    world.organization.add_key(NEW, KeyKind::Organization).expire_key(town::ORGANIZATION_KEY, now);
}

fn replaced_now(story: &Story) {
    let now = story.now();
    replace(&mut story.world(), now);
}

fn started(event: &Event) -> bool {
    matches!(event, Event::Started { .. })
}

#[tokio::test]
async fn a_key_that_was_replaced_is_read_again_once_and_the_repair_goes_on() {
    let (story, ada, safe) = ada_keyed();
    safe.put(NEW);
    replaced_now(&story);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    assert_eq!(safe.looks(), 1);
}

#[tokio::test]
async fn a_write_that_meets_the_old_key_is_sent_again_only_under_a_record_of_its_own() {
    let (story, ada, safe) = ada_keyed();
    story.meanwhile(Matcher::on(Method::PUT, RENAME), move |world, now| {
        safe.put(NEW);
        replace(world, now);
    });
    let first = story.heal_person(&ada).await;
    assert_eq!((first.outcome, story.sent(RENAME)), (Outcome::Deferred, 1), "{}", brief(&first));
    story.is_as_before(&ada);
    story.live_on(2).await;
    let report = story.case(&first.id).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    let records = report.timeline.iter().filter(|record| started(&record.event)).count();
    assert_eq!((story.sent(RENAME) + story.sent(PUSH), records), (3, 3));
    assert_eq!(story.renames_of_the_holder(&ada), ["away"]);
}

#[tokio::test]
async fn a_client_secret_that_is_replaced_while_nobody_has_the_address_does_not_leave_it_so() {
    let (story, ada, safe) = ada_with(town::CLIENT_SECRET, |vendors, safe| {
        for provider in vendors.providers.values_mut() {
            provider.sign_in = SignIn::Secret(safe.key());
        }
    });
    story.meanwhile(Matcher::any_method(PUSH), move |world, _| {
        safe.put(NEW);
        world.tenant.replace_secret(NEW);
    });
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    assert_eq!((story.sent(PUSH), story.renames_of_the_holder(&ada)), (2, vec!["away"]));
}

#[tokio::test]
async fn a_key_that_ended_and_that_nothing_replaced_is_a_persons_and_nothing_is_written() {
    let (story, ada, safe) = ada_keyed();
    let now = story.now();
    story.world().organization.expire_key(town::ORGANIZATION_KEY, now);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    story.nothing_was_written();
    assert_eq!(safe.looks(), 1);
    safe.put(NEW);
    replaced_now(&story);
    story.clock.advance_by(SignedDuration::from_mins(1));
    story.recheck(&report.id).await.expect("it can be looked at again");
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_key_of_another_kind_is_a_persons_and_nothing_is_written() {
    let (story, ada, _) = ada_with(town::SCIM_KEY, |vendors, safe| vendors.organization.key = safe.key());
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    story.nothing_was_written();
}

#[tokio::test]
async fn while_the_key_store_is_silent_a_case_waits_and_then_goes_on_by_itself() {
    let (story, ada, safe) = ada_keyed();
    safe.jam();
    replaced_now(&story);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    story.nothing_was_written();
    safe.put(NEW);
    story.live_on(2).await;
    assert_eq!(story.case(&report.id).await.outcome, Outcome::Repaired);
    story.is_repaired(&ada);
}

#[tokio::test]
async fn two_cases_at_once_have_the_key_read_once() {
    let mut town = Town::new(town().start);
    let people = [town.person("Ada", "Byron", "Lovelace"), town.person("Grace", "Murray", "Hopper")];
    let safe = Safe::holding(town::ORGANIZATION_KEY);
    let story = Story::begin_keyed(town, |vendors| vendors.organization.key = safe.key());
    safe.put(NEW);
    replaced_now(&story);
    let (ada, grace) = tokio::join!(story.heal_person(&people[0]), story.heal_person(&people[1]));
    assert_eq!((ada.outcome, grace.outcome, safe.looks()), (Outcome::Repaired, Outcome::Repaired, 1));
}
