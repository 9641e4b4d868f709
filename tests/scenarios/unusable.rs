//! Cause 7: a SCIM record that nobody is behind keeps the address from the person.

use crate::story::brief;
use http::Method;
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::{Outcome, ScimUserId};
use untwin_sandbox::atlassian::RecordSeed;
use untwin_sandbox::faulty::{Effect, Matcher};
use untwin_sandbox::town::{Person, Town, uuid};
use untwin_tests::{PUSH, Story, town};

/// The path of every request about SCIM users.
const USERS: &str = "/Users/";

/// Nobody has Ada's address but a record without an account, made so many days ago.
fn ada_behind_a_record(
    days: i64,
    change: impl FnOnce(RecordSeed, &mut Town) -> RecordSeed,
) -> (Story, Person, ScimUserId) {
    let mut town = town();
    let ada = town.person_with("Ada", ("Byron", "Lovelace"), |_| None);
    let made = town.days_ago(days);
    let seed = RecordSeed::new(&uuid("orphan"), ada.wanted.as_str()).external_id(&ada.user).created(made);
    let seed = change(seed, &mut town);
    let record = town.world.organization.add_record(&town.directory, seed);
    (Story::begin(town), ada, record)
}

fn is_there(story: &Story, record: &ScimUserId) -> bool {
    story.world().organization.records().any(|found| found.id == *record)
}

#[tokio::test]
async fn an_old_record_of_her_own_is_seen_twice_and_goes_and_the_person_gets_the_address() {
    let (story, ada, record) = ada_behind_a_record(90, |seed, _| seed);
    let report = story.heal_person(&ada).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::UnusableRecord), Outcome::Deferred), "{}", brief(&report));
    story.nothing_changed();
    story.live_on(3).await;
    let case = story.only_case().await.expect("a case");
    assert_eq!(case.outcome, Outcome::Repaired, "{}", brief(&case));
    assert_eq!(story.world().organization.account(&ada.original).expect("the original").email, ada.wanted);
    assert!(!is_there(&story, &record));
    assert_eq!(story.sent(PUSH), 1);
}

#[tokio::test]
async fn a_record_that_gets_an_account_in_between_is_left_alone() {
    let (story, ada, record) = ada_behind_a_record(90, |seed, _| seed);
    story.heal_person(&ada).await;
    let directory = story.setup.directories.keys().next().expect("one").clone();
    let now = story.now();
    let other = untwin_sandbox::atlassian::AccountSeed::managed("712020:other", "other@example.com");
    let other = story.world().organization.sign_up_by_hand(now, other);
    story.world().organization.link_by_hand(now, &directory, &record, &other);
    story.live_on(48).await;
    assert!(is_there(&story, &record));
    assert_eq!(story.sent_by(&Method::DELETE, USERS), 0);
}

#[tokio::test]
async fn a_young_record_and_one_of_an_unknown_user_ask_and_one_of_a_living_user_stays() {
    for (days, of) in [(2, None), (90, Some(uuid("gone")))] {
        let (story, ada, record) =
            ada_behind_a_record(days, |seed, _| of.iter().fold(seed, |seed, id| seed.external_id(id)));
        story.heal_person(&ada).await;
        story.live_on(3).await;
        let case = story.only_case().await.expect("a case");
        let asked = (case.outcome, case.stopped_by);
        assert_eq!(asked, (Outcome::AwaitingApproval, Some(Guard::HolderIsFree)), "{}", brief(&case));
        assert!(is_there(&story, &record));
    }

    let (story, ada, record) = ada_behind_a_record(90, |seed, town| {
        town.world.tenant.add_user(untwin_sandbox::entra::UserSeed::member(&uuid("bob"), "bob@example.com"));
        seed.external_id(&uuid("bob"))
    });
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    assert!(is_there(&story, &record));
}

#[tokio::test]
async fn a_deletion_without_an_answer_is_read_back() {
    for effect in [Effect::LostBefore, Effect::LostAfter] {
        let (story, ada, record) = ada_behind_a_record(90, |seed, _| seed);
        story.inject(Matcher::on(Method::DELETE, USERS), effect.clone());
        story.heal_person(&ada).await;
        story.live_on(24).await;
        let case = story.only_case().await.expect("a case");
        assert_eq!(case.outcome, Outcome::Repaired, "{effect:?}: {}", brief(&case));
        assert!(!is_there(&story, &record));
    }
}
