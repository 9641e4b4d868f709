//! Cause 4, as the vendor's guide says it: both accounts of a person are synced, and the other one holds the address.

use crate::story::brief;
use http::{Method, StatusCode};
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::{CaseState, Outcome};
use untwin_sandbox::atlassian::{AccountLeft, Lifecycle, Quirks};
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, uuid};
use untwin_tests::{PUSH, RENAME, Story, town};
use untwin_workflow::undo_limits;

const CONFLICT: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"Resource [USER]: with email[ada.lovelace@example.com] already exists."}"#;
/// The path of the one request that removes the records of an account.
const REMOVE: &str = "/onlyDeleteUserInDB";

/// Ada's duplicate is locked by a second record that carries this externalId.
fn ada_synced_twice(external_id: impl Fn(&Person) -> String) -> (Town, Person) {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    // Whether two records may carry one externalId is not settled.
    town.world.organization.quirks().external_ids = untwin_sandbox::atlassian::Uniqueness::Free;
    town.sync_duplicate(&ada, &external_id(&ada), &["team-of-the-duplicate"]);
    (town, ada)
}

fn her_own() -> (Town, Person) {
    ada_synced_twice(|ada| ada.user.clone())
}

fn in_a_world(change: impl FnOnce(&mut Quirks)) -> (Story, Person) {
    let (mut town, ada) = her_own();
    change(town.world.organization.quirks());
    (Story::begin(town), ada)
}

fn groups_of(story: &Story, account: &untwin_core::domain::AccountId) -> Vec<String> {
    story.world().organization.groups_of(account).into_iter().collect()
}

#[tokio::test]
async fn the_record_goes_the_duplicate_is_renamed_and_the_persons_account_gets_the_address() {
    let (town, ada) = her_own();
    let story = Story::begin(town);
    let report = story.heal_person(&ada).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::DuplicateLinked), Outcome::Repaired), "{}", brief(&report));
    story.is_repaired(&ada);
    assert_eq!((story.sent(REMOVE), story.sent(RENAME), story.sent(PUSH)), (1, 1, 1));
}

#[tokio::test]
async fn groups_that_the_idp_grants_come_back_and_those_of_the_duplicate_are_not_copied() {
    let (town, ada) = her_own();
    let (directory, now) = (town.directory.clone(), town.start);
    let story = Story::begin(town);
    story.world().grant(now, &directory, (&ada, &["team-a", "team-b", "team-c", "site-admins"]));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    assert_eq!(groups_of(&story, &ada.original), ["team-a", "team-b", "team-c"]);
    assert_eq!(groups_of(&story, &ada.holder), [] as [&str; 0]);
    assert_eq!(story.sent(PUSH), 4, "one for the person and one for each group");
    let lost = story.accepted_plan(&report).harm.groups_lost;
    assert_eq!(lost, ["team-of-the-duplicate"]);
}

#[tokio::test]
async fn a_group_that_the_provider_does_not_push_is_given_back_with_the_directorys_key() {
    let (town, ada) = her_own();
    let (directory, now) = (town.directory.clone(), town.start);
    let story = Story::begin(town);
    story.world().grant(now, &directory, (&ada, &["team-a", "team-b"]));
    // The first push is the person's own; the next one is the first group's.
    let refused = Effect::Answer { status: StatusCode::FORBIDDEN, headers: Vec::new(), body: "{}".to_owned() };
    story.inject(Matcher::on(Method::POST, PUSH).at(Occurrence::Nth(2)), refused);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    assert_eq!(groups_of(&story, &ada.original), ["team-a", "team-b"]);
    assert_eq!(story.sent_by(&Method::PATCH, "/atlassian/scim/"), 1, "{:?}", report.findings);
    assert_eq!(report.findings, [] as [&str; 0]);
}

#[tokio::test]
async fn a_group_that_comes_back_in_no_way_is_listed_and_breaks_nothing() {
    let (town, ada) = her_own();
    let (directory, now) = (town.directory.clone(), town.start);
    let story = Story::begin(town);
    story.world().grant(now, &directory, (&ada, &["team-a"]));
    let refused = Effect::Answer { status: StatusCode::FORBIDDEN, headers: Vec::new(), body: "{}".to_owned() };
    story.inject(Matcher::on(Method::POST, PUSH).at(Occurrence::Nth(2)), refused.clone());
    story.inject(Matcher::on(Method::PATCH, "/Groups/"), refused);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    assert!(report.findings.iter().any(|finding| finding.contains("team-a")), "{:?}", report.findings);
}

#[tokio::test]
async fn a_record_of_somebody_gone_waits_for_a_person_who_says_that_it_was_the_same_one() {
    let (town, ada) = ada_synced_twice(|_| uuid("gone"));
    let story = Story::begin(town);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::AwaitingApproval, "{}", brief(&report));
    assert_eq!(report.stopped_by, Some(Guard::SamePerson));
    story.nothing_changed();
    let (id, diagnosis) = story.explain(&ada).await;
    let hash = diagnosis.decision.plan.expect("a plan").hash();
    story.apply(&id, &hash).await.expect("an approval");
    story.is_repaired(&ada);
}

#[tokio::test]
async fn an_account_that_unlocks_late_is_waited_for_and_one_that_never_does_goes_to_a_person() {
    let (story, ada) = in_a_world(|quirks| quirks.editable_after_s = 3_600);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::AwaitingSync, "{}", brief(&report));
    story.live_on(2).await;
    story.is_repaired(&ada);

    let (story, ada) = in_a_world(|quirks| quirks.editable_after_s = 86_400);
    story.heal_person(&ada).await;
    story.live_on(12).await;
    let case = story.only_case().await.expect("a case");
    assert_eq!(case.outcome, Outcome::HandedOver, "{}", brief(&case));
    assert!(case.why.expect("a reason").contains(ada.holder.as_str()), "it names the account without a record");
    story.is_as_before(&ada);
}

#[tokio::test]
async fn a_plan_that_waits_for_an_account_to_unlock_can_be_stopped() {
    let (story, ada) = in_a_world(|quirks| quirks.editable_after_s = 3_600);
    let waits = story.heal_person(&ada).await;
    let waiting = story.stored(&waits.id).await;
    let limits = undo_limits(&waiting).expect("a journal that folds");
    assert_eq!((limits.possible, limits.gives_back), (Ok(()), Vec::new()));
    assert!(limits.stays_lost.iter().any(|lost| lost.contains("SCIM record")), "{:?}", limits.stays_lost);
    let stopped = story.undo(&waiting.id).await.expect("a stop");
    assert_eq!(stopped.case.state, CaseState::Undone);
    story.live_on(3).await;
    story.is_as_before(&ada);
}

#[tokio::test]
async fn an_account_that_the_removal_deactivates_is_renamed_and_stays_so() {
    let (story, ada) = in_a_world(|quirks| quirks.only_delete_leaves = AccountLeft::Deactivated);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.is_repaired(&ada);
    let life = story.world().organization.account(&ada.holder).expect("the holder").lifecycle;
    assert!(matches!(life, Lifecycle::Deactivated(_)), "nobody woke it up");
}

#[tokio::test]
async fn a_removal_without_an_answer_is_read_back_and_not_sent_again() {
    for effect in [Effect::LostBefore, Effect::LostAfter] {
        let (town, ada) = her_own();
        let story = Story::begin(town);
        story.inject(Matcher::on(Method::DELETE, REMOVE), effect.clone());
        story.heal_person(&ada).await;
        story.live_on(24).await;
        story.is_repaired(&ada);
        assert_eq!(story.sent(RENAME), 1, "{effect:?}");
    }
}

#[tokio::test]
async fn a_push_that_meets_the_same_conflict_gives_the_address_back_and_says_what_is_gone() {
    let (town, ada) = her_own();
    let story = Story::begin(town);
    let conflict = Effect::Answer { status: StatusCode::CONFLICT, headers: Vec::new(), body: CONFLICT.to_owned() };
    story.inject(Matcher::on(Method::PATCH, "/Users/").by_identity_provider(), conflict);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    assert!(report.why.as_ref().is_some_and(|why| why.contains("is gone")), "{}", brief(&report));
    story.is_as_before(&ada);
}
