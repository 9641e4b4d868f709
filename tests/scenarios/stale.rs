//! A plan is bound to what it was computed from: for every fact that its hash covers, a change of that fact makes it stale.

use crate::story::{Setting, ada, ada_in, brief};
use http::{Method, StatusCode};
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};
use untwin_core::decision::{Guard, PlanHash, Shadow, Verdict, Writes};
use untwin_core::domain::{CaseId, Outcome};
use untwin_core::saga::{Authority, Event};
use untwin_sandbox::atlassian::{AccountSeed, Claiming, DomainStatus, RecordSeed};
use untwin_sandbox::entra::{Group, JobState, Mapping, User, UserSeed, UserType};
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::{Person, hr, uuid};
use untwin_tests::{RENAME, Story};
use untwin_workflow::{ApplyError, Diagnosis};

type Change = fn(&Story, &Person);

/// Facts with a change of each. A fact that the plan relies on and that stands neither here nor below fails a test.
const CHANGES: &[(&str, Change)] = &[
    ("wanted", |story, ada| story.world().tenant.rename_user(story.now(), &ada.user, "ada.king@example.com", hr())),
    ("targeted_link", record_moved),
    ("targeted_record", record_moved),
    ("subject_record", record_moved),
    ("mapping.address", |story, _| mapped(story, Mapping::gallery("userPrincipalName", "userPrincipalName"))),
    ("mapping.external_id", |story, _| {
        mapped(story, Mapping::gallery("userPrincipalName", "mail").flowing("externalId", "[employeeId]"));
    }),
    ("job", |story, _| story.world().tenant.set_job_state(JobState::Paused)),
    ("assignment", assigned_by_a_group),
    ("owners", |story, ada| {
        let bob = UserSeed::member(&uuid("bob"), "bob@example.com").secondary_address(ada.wanted.as_str());
        story.world().tenant.add_user(bob);
    }),
    ("deleted_owners", |story, ada| {
        let now = story.now();
        let mut world = story.world();
        world.tenant.add_user(UserSeed::member(&uuid("leaver"), ada.wanted.as_str()));
        world.tenant.delete_user(now, &uuid("leaver"));
    }),
    ("subject.login", |story, ada| edit(story, ada, |user| user.user_principal_name = "ada@example.com".to_owned())),
    ("subject.mail", |story, ada| edit(story, ada, |user| user.mail = Some("ada@example.com".to_owned()))),
    ("subject.primary_proxy", |story, ada| edit(story, ada, |user| user.proxy_addresses.clear())),
    ("subject.sign_in", |story, ada| edit(story, ada, |user| user.account_enabled = false)),
    ("subject.kind", |story, ada| edit(story, ada, |user| user.user_type = UserType::Guest)),
    ("subject.employee_id", |story, ada| edit(story, ada, |user| user.employee_id = Some("4711".to_owned()))),
    ("holders", another_holder),
    ("wanted_links", |story, ada| add_record(story, RecordSeed::new(&uuid("orphan"), ada.wanted.as_str()))),
    ("stray_link", |story, ada| add_record(story, RecordSeed::new(&uuid("orphan"), ada.wanted.as_str()))),
    ("stray_record", |story, ada| add_record(story, RecordSeed::new(&uuid("orphan"), ada.wanted.as_str()))),
    ("stray_person", |story, ada| {
        let orphan = RecordSeed::new(&uuid("orphan"), ada.wanted.as_str());
        add_record(story, orphan.external_id(&uuid("leaver")));
    }),
    ("domains", |story, _| {
        let mut world = story.world();
        world.organization.add_domain("example.net", DomainStatus::Unverified, Claiming::Unclaimed);
    }),
    ("original.id", record_moved),
    ("original.address", |story, ada| {
        story.world().organization.rename_by_hand(story.now(), &ada.original, "ada.other@example.com");
    }),
    ("original.status", |story, ada| story.world().organization.deactivate_by_hand(story.now(), &ada.original)),
    ("original.lifecycle", |story, ada| story.world().organization.deactivate_by_hand(story.now(), &ada.original)),
    ("original.claim", |story, _| left_out(story, "claimStatus")),
    ("original.verification", |story, _| left_out(story, "emailVerified")),
    ("original.kind", |story, _| left_out(story, "accountType")),
    ("original.roles", |story, _| left_out(story, "platformRoles")),
    ("original.groups", |story, ada| {
        let directory = story.setup.directories.keys().next().expect("one").clone();
        story.world().organization.add_group(&directory, "engineers", std::slice::from_ref(&ada.record));
    }),
    ("original.links", |story, ada| linked_elsewhere(story, ada, &ada.original)),
    ("original.manageability", |story, ada| said(story, &ada.original, "manage?", RULES)),
    ("holder.id", another_holder),
    ("holder.address", |story, ada| {
        story.world().organization.rename_by_hand(story.now(), &ada.holder, "ada.other@example.com");
    }),
    ("holder.status", |story, ada| story.world().organization.deactivate_by_hand(story.now(), &ada.holder)),
    ("holder.lifecycle", |story, ada| story.world().organization.delete_by_hand(story.now(), &ada.holder)),
    ("holder.claim", |story, _| left_out(story, "claimStatus")),
    ("holder.verification", |story, _| left_out(story, "emailVerified")),
    ("holder.kind", |story, _| left_out(story, "accountType")),
    ("holder.roles", |story, _| left_out(story, "platformRoles")),
    ("holder.groups", |story, _| left_out(story, "groups")),
    ("holder.links", |story, ada| linked_elsewhere(story, ada, &ada.holder)),
    ("holder.manageability", |story, ada| said(story, &ada.holder, "manage?", RULES)),
    ("holder.tokens_used", |story, ada| said(story, &ada.holder, "manage/api-tokens", TOKENS)),
];

/// Facts that nothing in a world can change while the case stays the same: ids, a record of a log, any one managed account,
/// and what is not asked.
const FIXED: [&str; 11] = [
    "directory",
    "record",
    "mapping.rule",
    "mapping.group_rule",
    "scim_key",
    "subject.id",
    "managed_on.example.com",
    "original.tokens_used",
    "named_record",
    "holder_record",
    "holder_person",
];

/// What is no fact of its own, yet changes what a guard says.
const ANSWERS: &[(&str, Change)] = &[
    ("the holder is in use", |story, ada| story.world().organization.used(story.now(), &ada.holder, "confluence")),
    ("writes are paused", |story, _| story.set_writes(Writes::Paused)),
    ("the subject changed the address", |story, ada| {
        let by = untwin_sandbox::entra::Initiator::User {
            id: ada.user.clone(),
            user_principal_name: ada.wanted.as_str().to_owned(),
        };
        let now = story.now();
        let mut world = story.world();
        world.tenant.rename_user(now, &ada.user, ada.former.as_str(), hr());
        world.tenant.rename_user(now, &ada.user, ada.wanted.as_str(), by);
    }),
];

#[tokio::test]
async fn every_fact_that_a_plan_relies_on_is_changed_by_some_story_here() {
    let (story, ada) = ada();
    let (_, _, diagnosis) = planned(&story, &ada).await;
    let told: BTreeSet<&str> = CHANGES.iter().map(|(what, _)| *what).chain(FIXED).collect();
    let facts = facts(&diagnosis);
    assert_eq!(facts.keys().map(String::as_str).collect::<BTreeSet<_>>(), told);
}

#[tokio::test]
async fn a_plan_is_refused_once_any_fact_that_it_relies_on_has_changed() {
    for (what, change) in CHANGES {
        let (story, ada) = ada();
        let (case, hash, before) = planned(&story, &ada).await;
        change(&story, &ada);
        let (_, now) = story.explain(&ada).await;
        let gone = now.decision.plan.is_none();
        assert!(gone || facts(&before).get(*what) != facts(&now).get(*what), "{what}: the change changes it");
        is_refused(&story, (&case, &hash), what).await;
    }
}

#[tokio::test]
async fn a_plan_is_refused_once_a_guard_answers_otherwise() {
    for (what, change) in ANSWERS {
        let (story, ada) = ada();
        let (case, hash, _) = planned(&story, &ada).await;
        change(&story, &ada);
        is_refused(&story, (&case, &hash), what).await;
    }
}

#[tokio::test]
async fn a_plan_read_again_hours_later_has_the_same_hash_and_is_carried_out() {
    let (story, ada) = ada();
    let (case, hash, _) = planned(&story, &ada).await;
    story.clock.advance_by(SignedDuration::from_hours(20));
    story.cycle();
    assert_eq!(planned(&story, &ada).await.1, hash);
    story.apply(&case, &hash).await.expect("it is still the plan");
    story.is_repaired(&ada);
    story.only_the_repair_changed(&ada);
    let by = |record: &untwin_core::saga::Record| match &record.event {
        Event::PlanAccepted(plan) => matches!(&plan.authority, Authority::Approved { by, .. } if by == "operator"),
        _ => false,
    };
    assert!(story.case(&case).await.timeline.iter().any(by), "it is recorded who approved");
}

#[tokio::test]
async fn a_plan_is_carried_out_once_however_often_it_is_applied() {
    let (story, ada) = ada();
    let (case, hash, _) = planned(&story, &ada).await;
    story.apply(&case, &hash).await.expect("the plan");
    let changes = story.changes();
    story.apply(&case, &hash).await.expect_err("it is done");
    assert_eq!((story.changes(), story.sent(RENAME)), (changes, 1));
}

#[tokio::test]
async fn an_unknown_hash_is_stale_and_a_shadow_policy_lets_nobody_apply() {
    let (mut story, ada) = ada();
    let (case, hash, _) = planned(&story, &ada).await;
    let other = PlanHash::parse(&"0".repeat(64)).expect("a hash");
    assert!(matches!(story.apply(&case, &other).await, Err(ApplyError::Stale { .. })));
    story.setup.policy.shadow = Shadow::On;
    assert!(matches!(story.apply(&case, &hash).await, Err(ApplyError::RefusedByPolicy { .. })));
    story.nothing_was_written();
}

#[tokio::test]
async fn an_approval_carries_out_what_was_asked_and_names_the_guards_that_it_overrides() {
    let holder =
        |seed: AccountSeed, town: &untwin_sandbox::town::Town| Some(seed.last_active("confluence", town.days_ago(170)));
    let (story, ada) = Setting { holder, ..Setting::PLAIN }.begin();
    let asked = story.heal_person(&ada).await;
    assert_eq!((asked.outcome, asked.stopped_by), (Outcome::AwaitingApproval, Some(Guard::NoHistory)));
    story.apply(&asked.id, &asked.plan.expect("a plan")).await.expect("it is approved");
    story.is_repaired(&ada);
    let timeline = story.case(&asked.id).await.timeline;
    let overridden = timeline.iter().find_map(|record| match &record.event {
        Event::PlanAccepted(plan) => Some(plan.overridden.iter().map(|(guard, _)| *guard).collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(overridden, Some(vec![Guard::NoHistory, Guard::SamePerson]));
}

#[tokio::test]
async fn no_approval_overrides_what_nobody_may_override() {
    let (story, ada) = ada_in(|_, _| {});
    story.world().tenant.set_job_state(JobState::Paused);
    let (case, diagnosis) = story.explain(&ada).await;
    let hash = diagnosis.decision.plan.expect("a plan").hash();
    let refused = story.apply(&case, &hash).await;
    assert!(matches!(refused, Err(ApplyError::RefusedByPolicy { stopped_by: Some(Guard::PushIsSafe), .. })));
    story.nothing_was_written();
}

async fn planned(story: &Story, ada: &Person) -> (CaseId, PlanHash, Diagnosis) {
    let (case, diagnosis) = story.explain(ada).await;
    assert_eq!(diagnosis.decision.verdict, Verdict::Act, "{:?}", diagnosis.decision.finding);
    let hash = diagnosis.decision.plan.as_ref().expect("a plan").hash();
    (case, hash, diagnosis)
}

async fn is_refused(story: &Story, (case, hash): (&CaseId, &PlanHash), what: &str) {
    let by_hand = (story.changes(), story.world().organization.write_requests().count());
    let refused = story.apply(case, hash).await;
    assert!(matches!(refused, Err(ApplyError::Stale { .. })), "{what}: {refused:?}");
    let after = (story.changes(), story.world().organization.write_requests().count());
    assert_eq!(after, by_hand, "{what}: {}", brief(&story.case(case).await));
    story.nothing_was_written();
}

/// What the plan relies on, by name.
fn facts(diagnosis: &Diagnosis) -> BTreeMap<String, String> {
    let plan = diagnosis.decision.plan.as_ref();
    let lines = plan.map(|plan| plan.body().relied_on.as_slice()).unwrap_or_default();
    lines.iter().filter_map(|line| line.split_once(" = ")).map(|(key, value)| (key.into(), value.into())).collect()
}

const RULES: &str = r#"{"email.set":{"allowed":true},"profile":{"name":{"allowed":false,"reason":{"key":"managed"}}},
    "lifecycle.enablement":{"allowed":false,"reason":{"key":"externalDirectory.google"}}}"#;
const TOKENS: &str =
    r#"[{"id":"token-9","label":"build","createdAt":"2026-01-01T00:00:00Z","lastAccess":"2026-02-01T00:00:00Z"}]"#;

fn said(story: &Story, account: &untwin_core::domain::AccountId, path: &str, body: &str) {
    let path = format!("/users/{}/{path}", account.as_str().replace(':', "%3A"));
    let effect = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body: body.to_owned() };
    story.inject(Matcher::on(Method::GET, &path).at(Occurrence::Every), effect);
}

fn left_out(story: &Story, field: &'static str) {
    story.world().organization.quirks().absent_fields.insert(field);
}

fn mapped(story: &Story, mapping: Mapping) {
    let mut world = story.world();
    world.tenant.set_mapping(mapping);
    world.tenant.set_job_state(JobState::Active);
}

fn edit(story: &Story, ada: &Person, change: impl FnOnce(&mut User)) {
    let now = story.now();
    story.world().tenant.edit_user(now, &ada.user, hr(), change);
}

fn assigned_by_a_group(story: &Story, ada: &Person) {
    let now = story.now();
    let mut world = story.world();
    world.tenant.add_group(Group::assigned_by_hand(&uuid("app users"), "App users", &[&ada.user]));
    world.tenant.assign(now, &uuid("app users"));
    world.tenant.unassign(&ada.user);
}

fn add_record(story: &Story, seed: RecordSeed) {
    let directory = story.setup.directories.keys().next().expect("a directory").clone();
    story.world().organization.add_record(&directory, seed);
}

/// Support ties the person's record to another account.
fn record_moved(story: &Story, ada: &Person) {
    let (now, directory) = (story.now(), story.setup.directories.keys().next().expect("a directory").clone());
    let mut world = story.world();
    let other = world.organization.add_account(AccountSeed::managed("712020:other", "ada.other@example.com"));
    world.organization.link_by_hand(now, &directory, &ada.record, &other);
}

/// The duplicate is renamed, and a second one takes its place.
fn another_holder(story: &Story, ada: &Person) {
    let now = story.now();
    let mut world = story.world();
    world.organization.rename_by_hand(now, &ada.holder, "ada.other@example.com");
    let second = AccountSeed::managed("712020:second", ada.wanted.as_str()).added(now);
    world.organization.sign_up_by_hand(now, second);
}

fn linked_elsewhere(story: &Story, ada: &Person, account: &untwin_core::domain::AccountId) {
    let mut world = story.world();
    let elsewhere = world.organization.add_directory(&uuid("another directory"), "another-scim-key");
    world.organization.link(&elsewhere, &uuid("record elsewhere"), &ada.user, account);
}
