//! Worlds that are not the unlinked duplicate: the cause that is told, and an organization that nobody touched.

use crate::story::{Setting, brief};
use http::{Method, StatusCode};
use untwin_core::decision::{Cause, Policy};
use untwin_core::domain::{DirectoryId, Outcome};
use untwin_sandbox::atlassian::{AccountSeed, SignIn};
use untwin_sandbox::entra::{Group, Mapping, UserSeed};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, hr, uuid};
use untwin_tests::{PUSH, RENAME, Story};

const PLAIN: Setting = Setting::PLAIN;

const WORLDS: &[(&str, Cause, Setting)] = &[
    ("the holder never confirmed its address", Cause::HolderUnverified, holder(|seed, _| Some(seed.unverified()))),
    ("the holder is linked in another directory", Cause::Undetermined, before(holder_linked_elsewhere)),
    ("the original is linked in another directory too", Cause::Undetermined, before(original_linked_elsewhere)),
    (
        "the holder is marked for deletion",
        Cause::Undetermined,
        holder(|s, town| Some(s.for_deletion(town.days_ago(2)))),
    ),
    ("the holder is deactivated", Cause::Undetermined, holder(|s, town| Some(s.deactivated(town.days_ago(9))))),
    ("the holder is not managed", Cause::HolderUnmanaged, holder(unmanaged)),
    (
        "the domain was lost, and nothing else can be told",
        Cause::DomainNotClaimed,
        Setting { after: domain_lost, ..before(holder_linked_elsewhere) },
    ),
    ("the original is not managed any more", Cause::OriginalUnmanaged, after(original_unclaimed)),
    ("the holder's record is a colleague's", Cause::AnotherPerson, before(holder_linked_to_a_colleague)),
    (
        "a colleague has the address as an alias",
        Cause::AnotherPerson,
        before(|town, ada, _| {
            add(town, UserSeed::member(&uuid("bob"), "bob@example.com").secondary_address(ada.wanted.as_str()))
        }),
    ),
    (
        "a shared mailbox has the address as an alias",
        Cause::AnotherPerson,
        before(|town, ada, _| {
            let mailbox = UserSeed::member(&uuid("sales"), "sales@example.com").disabled();
            add(town, mailbox.secondary_address(ada.wanted.as_str()));
        }),
    ),
    ("a group has the address", Cause::AnotherPerson, before(mail_group)),
    ("a Google directory rules the holder", Cause::Undetermined, holder(|s, _| Some(s.signed_in_by(SignIn::Google)))),
    ("SAML rules the holder", Cause::Undetermined, holder(|s, _| Some(s.signed_in_by(SignIn::Saml)))),
    ("several accounts answer", Cause::Undetermined, after(two_answers)),
    ("the targeted record lost its account", Cause::Undetermined, after(record_released)),
    ("the mapping changed since", Cause::Undetermined, after(mapped_anew)),
    ("the person is called otherwise since", Cause::Undetermined, after(renamed_again)),
    ("the user name is taken", Cause::OtherKeyTaken, before(|town, _, _| answer(town, "[USER]: with userName[ada]"))),
    ("the external id is taken", Cause::OtherKeyTaken, before(|town, _, _| answer(town, "[USER]: with externalId[7]"))),
    ("a group's name is taken", Cause::Undetermined, before(|town, _, _| answer(town, "[GROUP]: with displayName"))),
];

#[tokio::test]
async fn each_other_cause_is_told_and_the_organization_is_left_as_it_is() {
    for (what, cause, setting) in WORLDS {
        let (story, ada) = setting.begin();
        let before = (story.changes(), story.world().organization.write_requests().count());
        let report = story.heal_person(&ada).await;
        assert_eq!((report.cause, report.outcome), (Some(*cause), Outcome::HandedOver), "{what}: {}", brief(&report));
        story.live_on(48).await;
        let after = (story.changes(), story.world().organization.write_requests().count());
        assert_eq!(before, after, "{what}: the organization was asked to change");
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (0, 0), "{what}");
        assert!(!report.proof.is_empty(), "{what}: it says what it rests on");
    }
}

#[tokio::test]
async fn an_account_that_nobody_sees_is_told_after_one_push_showed_that_it_is_there() {
    let foreign = |seed: AccountSeed, _: &Town| drop_into(seed, AccountSeed::foreign);
    let (story, ada) = holder(foreign).begin();
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    assert_eq!(story.explain(&ada).await.1.decision.finding.cause, Cause::HolderInvisible);
    story.live_on(24).await;
    story.nothing_changed();
    assert_eq!(story.sent(PUSH), 1);
}

#[tokio::test]
async fn what_an_administrator_healed_meanwhile_is_pushed_once_and_verified() {
    let (story, ada) = after(|story, ada| {
        let now = story.now();
        let organization = &mut story.world().organization;
        organization.rename_by_hand(now, &ada.holder, "somebody.else@example.com");
        organization.rename_by_hand(now, &ada.original, ada.wanted.as_str());
    })
    .begin();
    let report = story.heal_person(&ada).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::AlreadyHealed), Outcome::Repaired), "{}", brief(&report));
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (0, 1));
    story.only_the_repair_changed(&ada);
}

#[tokio::test]
async fn an_address_that_became_free_meanwhile_is_pushed_once() {
    let (story, ada) = after(|story, ada| {
        let now = story.now();
        story.world().organization.rename_by_hand(now, &ada.holder, "somebody.else@example.com");
    })
    .begin();
    let report = story.heal_person(&ada).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::AlreadyHealed), Outcome::Repaired), "{}", brief(&report));
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (0, 1));
    assert_eq!(story.world().organization.account(&ada.original).expect("the original").email, ada.wanted);
}

#[tokio::test]
async fn a_push_that_wanted_to_create_the_person_is_never_repaired_like_an_update() {
    for make in [AccountSeed::foreign, |id: &str, email: &str| AccountSeed::managed(id, email).unverified()] {
        let (story, ada) = created_instead(make);
        let report = story.heal_person(&ada).await;
        let told = [Some(Cause::DomainNotClaimed), Some(Cause::HolderUnverified)];
        assert!(told.contains(&report.cause) && report.outcome == Outcome::HandedOver, "{}", brief(&report));
        story.nothing_was_written();
    }
}

#[tokio::test]
async fn an_original_that_is_not_managed_here_is_never_pushed() {
    let (story, ada) = after(|story, ada| {
        let path = format!("/users/{}/manage", ada.original.as_str().replace(':', "%3A"));
        let body = r#"{"key":"forbidden.userManagement","context":{}}"#.to_owned();
        let effect = Effect::Answer { status: StatusCode::FORBIDDEN, headers: Vec::new(), body };
        story.inject(Matcher::on(Method::GET, &path).at(Occurrence::Every), effect);
    })
    .begin();
    let report = story.heal_person(&ada).await;
    assert_ne!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    story.nothing_was_written();
}

#[tokio::test]
async fn another_failure_of_the_same_code_is_counted_and_opens_no_case() {
    let (story, ada) = before(|town, _, _| conflict(town, "User must be Active.")).begin();
    let healed = story.heal(&story.failure_of(&ada)).await;
    assert_eq!((healed.cases.len(), healed.ignored.len()), (0, 1), "{healed:?}");
    story.nothing_was_written();
}

#[tokio::test]
async fn a_vendor_that_is_down_is_waited_for_and_then_the_person_is_repaired() {
    let (story, ada) = PLAIN.begin();
    let down = Effect::HtmlPage(StatusCode::SERVICE_UNAVAILABLE);
    story.inject(Matcher::any_method("/atlassian/").at(Occurrence::Every), down);
    let report = story.heal_person(&ada).await;
    assert_eq!((report.cause, report.outcome), (Some(Cause::Transient), Outcome::Deferred), "{}", brief(&report));
    story.live_on(2).await;
    story.nothing_was_written();
    story.world().clear_faults();
    story.live_on(12).await;
    story.is_repaired(&ada);
}

const fn holder(holder: fn(AccountSeed, &Town) -> Option<AccountSeed>) -> Setting {
    Setting { holder, ..PLAIN }
}

const fn before(before: fn(&mut Town, &mut Person, &mut Policy)) -> Setting {
    Setting { before, ..PLAIN }
}

const fn after(after: fn(&Story, &Person)) -> Setting {
    Setting { after, ..PLAIN }
}

fn ada() -> Person {
    Town::new(untwin_tests::START.parse().expect("a time")).person("Ada", "Byron", "Lovelace")
}

/// The same account of another make.
fn drop_into(_: AccountSeed, make: fn(&str, &str) -> AccountSeed) -> Option<AccountSeed> {
    let ada = ada();
    Some(make(ada.holder.as_str(), ada.wanted.as_str()))
}

fn unmanaged(seed: AccountSeed, town: &Town) -> Option<AccountSeed> {
    let added = town.days_ago(180);
    drop_into(seed, AccountSeed::unmanaged).map(|seed| seed.added(added))
}

fn holder_linked_to_a_colleague(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    add(town, UserSeed::member(&uuid("bob"), "bob@example.com"));
    town.world.organization.link(&town.directory, &uuid("record of bob"), &uuid("bob"), &ada.holder);
}

fn domain_lost(story: &Story, _: &Person) {
    let body = r#"{"data":[],"links":{}}"#.to_owned();
    let effect = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body };
    story.inject(Matcher::on(Method::GET, "/domains").at(Occurrence::Every), effect);
}

fn original_unclaimed(story: &Story, ada: &Person) {
    story.world().organization.unclaim_by_hand(&ada.original);
}

fn add(town: &mut Town, user: UserSeed) {
    town.world.tenant.add_user(user);
}

fn mail_group(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    let mut group = Group::assigned_by_hand(&uuid("team"), "Team", &[]);
    group.mail = Some(ada.wanted.as_str().to_owned());
    group.proxy_addresses = vec![format!("SMTP:{}", ada.wanted)];
    town.world.tenant.add_group(group);
}

fn holder_linked_elsewhere(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    let elsewhere = other_directory(town);
    town.world.organization.link(&elsewhere, &uuid("record elsewhere"), &ada.user, &ada.holder);
}

fn original_linked_elsewhere(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    let elsewhere = other_directory(town);
    town.world.organization.link(&elsewhere, &uuid("record elsewhere"), &ada.user, &ada.original);
}

fn other_directory(town: &mut Town) -> DirectoryId {
    town.world.organization.add_directory(&uuid("another directory"), "another-scim-key")
}

fn two_answers(story: &Story, ada: &Person) {
    let account = |id: &str| {
        format!(
            r#"{{"accountId":"{id}","accountType":"atlassian","accountStatus":"active","status":"active","claimStatus":"managed","email":"{}","emailVerified":true,"platformRoles":[],"productAccess":[],"groups":[],"addedToOrg":"2026-02-01T00:00:00Z"}}"#,
            ada.wanted
        )
    };
    let body = format!(r#"{{"data":[{},{}],"links":{{}}}}"#, account(ada.holder.as_str()), account("712020:twin"));
    let effect = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body };
    story.inject(Matcher::on(Method::POST, "/users/search").at(Occurrence::Every), effect);
}

fn record_released(story: &Story, ada: &Person) {
    let now = story.now();
    let directory = story.setup.directories.keys().next().expect("a directory").clone();
    story.world().organization.unlink_by_hand(now, &directory, &ada.record);
}

fn mapped_anew(story: &Story, _: &Person) {
    let mut world = story.world();
    world.tenant.set_mapping(Mapping::gallery("userPrincipalName", "extensionAttribute1"));
    world.tenant.set_job_state(untwin_sandbox::entra::JobState::Active);
}

fn renamed_again(story: &Story, ada: &Person) {
    let now = story.now();
    story.world().tenant.rename_user(now, &ada.user, "ada.king@example.com", hr());
}

/// The organization refuses the push with this taken.
fn answer(town: &mut Town, taken: &str) {
    conflict(town, &format!("Resource {taken} already exists."));
}

fn conflict(town: &mut Town, detail: &str) {
    let body = format!(
        r#"{{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"{detail}"}}"#
    );
    let effect = Effect::Answer { status: StatusCode::CONFLICT, headers: Vec::new(), body };
    let pushed = Matcher::on(Method::PATCH, "/Users/").by_identity_provider();
    town.world.inject(Fault::new(pushed, effect));
}

/// A person whom the provider never pushed, and whose address an account has that no record can be made for.
fn created_instead(make: fn(&str, &str) -> AccountSeed) -> (Story, Person) {
    let mut town = untwin_tests::town();
    let ada = ada();
    let user = UserSeed::member(&ada.user, ada.wanted.as_str()).named("Ada", "Lovelace");
    town.world.tenant.add_user(user);
    let joined = town.days_ago(1);
    town.world.tenant.assign(joined, &ada.user);
    town.world.organization.add_account(make(ada.holder.as_str(), ada.wanted.as_str()));
    (Story::begin(town), ada)
}
