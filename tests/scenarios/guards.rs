//! Each guard that a world can make fail, failing alone or with those that rest on it: named, and nothing written.

use crate::story::{Setting, brief};
use http::{Method, StatusCode};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use untwin_core::decision::{Answer, Cause, Freeze, Guard, Policy, Writes};
use untwin_core::domain::Outcome;
use untwin_sandbox::atlassian::{AccountSeed, Kind};
use untwin_sandbox::entra::{Initiator, JobState, User, UserSeed, UserType};
use untwin_sandbox::faulty::{Effect, Matcher};
use untwin_sandbox::town::{Person, Town, hr, uuid};
use untwin_tests::{Story, open_policy, town};
use untwin_workflow::CaseReport;

const PLAIN: Setting = Setting::PLAIN;

/// Guards that no world makes fail alone: the cause is another one then, or another guard carries them.
const OUT_OF_REACH: [Guard; 5] =
    [Guard::StillWanted, Guard::Distinct, Guard::HolderIsFree, Guard::GroupsCanReturn, Guard::SamePerson];

/// Guards with stories of their own, below and in `duplicates`.
const TOLD_BELOW: [Guard; 4] = [Guard::NoStorm, Guard::Allowed, Guard::Fresh, Guard::NotARelapse];

const TRAPS: &[(&str, Guard, Setting)] = &[
    ("the answer does not say whether the address may be set", Guard::Editable, after(rules_unsaid)),
    (
        "the holder is an organization admin",
        Guard::NotProtected,
        holder(|seed, _| Some(seed.with_role("atlassian/org-admin"))),
    ),
    (
        "the holder has a role that nobody knows",
        Guard::NotProtected,
        holder(|seed, _| Some(seed.with_role("atlassian/new"))),
    ),
    ("the holder is an app", Guard::NotProtected, holder(|seed, _| Some(seed.of_kind(Kind::App)))),
    (
        "the original is an admin",
        Guard::NotProtected,
        Setting { original: |seed| seed.with_role("atlassian/org-admin"), ..PLAIN },
    ),
    (
        "the original is on the deny list",
        Guard::NotProtected,
        before(|_, ada, policy| policy.protected.accounts.extend([ada.original.clone()])),
    ),
    (
        "the address is on the deny list",
        Guard::NotProtected,
        before(|_, ada, policy| policy.protected.addresses.extend([ada.wanted.clone()])),
    ),
    (
        "the holder was used last week",
        Guard::Idle,
        holder(|seed, town| Some(seed.last_active("confluence", town.days_ago(7)))),
    ),
    (
        "a token of the holder was used last week",
        Guard::Idle,
        holder(|seed, town| Some(seed.token_used(town.days_ago(7)))),
    ),
    (
        "the holder was used last year",
        Guard::NoHistory,
        holder(|s, town| Some(s.last_active("confluence", town.days_ago(170)))),
    ),
    (
        "a token of the holder is in use",
        Guard::NoHistory,
        holder(|seed, town| Some(seed.token_used(town.days_ago(100)))),
    ),
    ("the holder was there first", Guard::NoHistory, holder(|seed, town| Some(seed.added(town.days_ago(800))))),
    ("the holder administers a product", Guard::NotProtected, holder(|seed, _| Some(seed.in_groups(&["wiki-admins"])))),
    ("the domain is not verified any more", Guard::DomainsClaimed, after(domain_lost)),
    ("the original was never verified", Guard::OriginalManaged, Setting { original: AccountSeed::unverified, ..PLAIN }),
    (
        "nobody declared what single sign-on uses",
        Guard::OneAttribute,
        before(|_, _, policy| policy.sso_attribute = None),
    ),
    ("single sign-on uses another address", Guard::OneAttribute, before(other_login_name)),
    (
        "a guest has it",
        Guard::AddressIsTheirs,
        before(|town, ada, _| add(town, UserSeed::guest(&uuid("guest"), ada.wanted.as_str(), "example.com"))),
    ),
    ("a leaver had it", Guard::AddressIsTheirs, before(leaver)),
    ("it is neither login name nor primary proxy", Guard::AddressIsTheirs, before(mail_only)),
    (
        "the subject is a guest",
        Guard::AddressIsTheirs,
        before(|town, ada, _| edit(town, ada, |user| user.user_type = UserType::Guest)),
    ),
    ("the subject is not assigned", Guard::PushIsSafe, after(|story, ada| story.world().tenant.unassign(&ada.user))),
    ("the job is paused", Guard::PushIsSafe, after(|story, _| state(story, JobState::Paused))),
    ("the job is switched off", Guard::PushIsSafe, after(|story, _| state(story, JobState::Disabled))),
    ("the job is in its initial cycle", Guard::PushIsSafe, after(|story, _| state(story, JobState::InitialCycle))),
    (
        "the job is in quarantine",
        Guard::PushIsSafe,
        after(|story, _| {
            let reason = "EncounteredQuarantineException".to_owned();
            state(story, JobState::Quarantined { since: story.now(), reason });
        }),
    ),
    (
        "the original is deactivated",
        Guard::PushIsSafe,
        after(|story, ada| {
            let now = story.now();
            story.world().organization.deactivate_by_hand(now, &ada.original);
        }),
    ),
    ("the subject changed the address this morning", Guard::AddressSettled, before(changed_by_subject)),
    ("a helpdesk changed the address this morning", Guard::AddressSettled, before(changed_by_helpdesk)),
    (
        "the audit log is closed to us",
        Guard::AddressSettled,
        before(|town, _, _| town.world.tenant.revoke_permission("AuditLog.Read.All")),
    ),
];

#[tokio::test]
async fn each_guard_that_fails_is_named_and_nothing_is_written() {
    for (what, guard, setting) in TRAPS {
        let (story, ada) = setting.begin();
        let changed_by_hand = story.changes();
        let report = story.heal_person(&ada).await;
        assert_eq!(report.cause, Some(Cause::DuplicateUnlinked), "{what}: {}", brief(&report));
        assert_eq!(report.stopped_by, Some(*guard), "{what}: {}", brief(&report));
        let others = failing(&report).into_iter().filter(|other| other != guard && !rests_on(*other, *guard));
        assert_eq!(others.collect::<Vec<_>>(), [], "{what}: it fails alone");
        story.live_on(48).await;
        assert_eq!(story.case(&report.id).await.outcome, Outcome::HandedOver, "{what}");
        assert_eq!(story.changes(), changed_by_hand, "{what}");
        story.nothing_was_written();
    }
}

#[test]
fn every_guard_is_either_trapped_here_or_out_of_reach() {
    let trapped = TRAPS.iter().map(|(_, guard, _)| *guard);
    let all: BTreeSet<Guard> = trapped.chain(OUT_OF_REACH).chain(TOLD_BELOW).collect();
    assert_eq!(all, BTreeSet::from(Guard::ALL));
}

#[tokio::test]
async fn a_pause_holds_every_write_back_and_a_resume_lets_the_repair_go_on() {
    let (story, ada) = PLAIN.begin();
    story.set_writes(Writes::Paused);
    let report = story.heal_person(&ada).await;
    assert_eq!((report.outcome, failing(&report)), (Outcome::Deferred, vec![Guard::Allowed]), "{}", brief(&report));
    story.live_on(6).await;
    story.nothing_was_written();
    story.set_writes(Writes::Enabled);
    story.live_on(12).await;
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_freeze_is_sat_out_to_its_end() {
    let setting = Setting {
        before: |town, _, policy| {
            let until = town.start.checked_add(SignedDuration::from_hours(30)).expect("a time");
            policy.freezes.push(Freeze { from: town.start, until, reason: "year end".to_owned() });
        },
        ..PLAIN
    };
    let (story, ada) = setting.begin();
    let report = story.heal_person(&ada).await;
    assert_eq!((report.outcome, failing(&report)), (Outcome::Deferred, vec![Guard::Allowed]), "{}", brief(&report));
    story.live_on(29).await;
    story.nothing_was_written();
    story.live_on(2).await;
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_spent_budget_holds_the_next_person_back_for_an_hour() {
    let (story, [ada, bea]) = two_people(|policy| policy.limits.people_per_hour = 2);
    assert_eq!(story.heal_person(&ada).await.outcome, Outcome::Repaired);
    let report = story.heal_person(&bea).await;
    assert_eq!((report.outcome, failing(&report)), (Outcome::Deferred, vec![Guard::Allowed]), "{}", brief(&report));
    story.is_as_before(&bea);
    story.live_on(3).await;
    story.is_repaired(&bea);
}

#[tokio::test]
async fn a_plan_that_no_budget_fits_is_handed_over() {
    let setting = Setting { before: |_, _, policy| policy.limits.people_per_hour = 1, ..PLAIN };
    let (story, ada) = setting.begin();
    let report = story.heal_person(&ada).await;
    assert_eq!((report.outcome, report.stopped_by), (Outcome::HandedOver, Some(Guard::Allowed)));
    story.nothing_was_written();
}

#[tokio::test]
async fn many_cases_at_once_are_a_storm_and_a_person_is_asked() {
    let (story, [ada, bea]) = two_people(|policy| policy.limits.storm_cases = 2);
    assert_eq!(story.heal_person(&ada).await.outcome, Outcome::Repaired);
    let report = story.heal_person(&bea).await;
    assert_eq!((report.outcome, report.stopped_by), (Outcome::AwaitingApproval, Some(Guard::NoStorm)));
    story.is_as_before(&bea);
}

#[tokio::test]
async fn evidence_that_took_too_long_to_read_is_read_again_before_anything_is_written() {
    let (story, ada) = PLAIN.begin();
    let clock = story.clock.clone();
    let slow = Matcher::any_method("/last-active-dates");
    story.meanwhile(slow, move |_, _| clock.advance_by(SignedDuration::from_mins(10)));
    let report = story.heal_person(&ada).await;
    assert_eq!((report.outcome, failing(&report)), (Outcome::Deferred, vec![Guard::Fresh]), "{}", brief(&report));
    story.nothing_was_written();
    story.live_on(1).await;
    story.is_repaired(&ada);
}

fn failing(report: &CaseReport) -> Vec<Guard> {
    let blocked = |answer: &Answer| matches!(answer, Answer::NeedsPerson(_) | Answer::Unknown(_));
    report.guards.iter().filter(|guard| blocked(&guard.answer)).map(|guard| guard.guard).collect()
}

/// Which guards fall with which: 4 rests on 15, 19 on 16, what was used lately was used, a role is history.
const fn rests_on(other: Guard, guard: Guard) -> bool {
    match guard {
        Guard::AddressIsTheirs => matches!(other, Guard::HolderIsFree),
        Guard::NoHistory => matches!(other, Guard::SamePerson),
        Guard::Idle | Guard::NotProtected => matches!(other, Guard::NoHistory | Guard::SamePerson),
        _ => false,
    }
}

fn two_people(change: impl FnOnce(&mut Policy)) -> (Story, [Person; 2]) {
    let (mut town, mut policy) = (town(), open_policy());
    let people = [town.person("Ada", "Byron", "Lovelace"), town.person("Bea", "Wood", "Stone")];
    change(&mut policy);
    (Story::begin_with(town, policy, crate::story::store()), people)
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

/// The first answer about privileges does not mention the address at all.
fn rules_unsaid(story: &Story, ada: &Person) {
    let path = format!("/users/{}/manage", ada.holder.as_str().replace(':', "%3A"));
    let body = r#"{"lifecycle.enablement":{"allowed":true}}"#.to_owned();
    let effect = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body };
    story.inject(Matcher::on(Method::GET, &path), effect);
}

/// The domain was verified when the push failed, and is not any more.
fn domain_lost(story: &Story, _: &Person) {
    let body = r#"{"data":[],"links":{}}"#.to_owned();
    let effect = Effect::Answer { status: StatusCode::OK, headers: Vec::new(), body };
    story.inject(Matcher::on(Method::GET, "/domains"), effect);
}

fn other_login_name(town: &mut Town, ada: &mut Person, policy: &mut Policy) {
    policy.sso_attribute = Some("userPrincipalName".to_owned());
    edit(town, ada, |user| user.user_principal_name = "ada@example.com".to_owned());
}

fn mail_only(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    edit(town, ada, |user| {
        user.user_principal_name = "ada@example.com".to_owned();
        user.proxy_addresses = vec!["SMTP:ada@example.com".to_owned()];
    });
}

fn leaver(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    add(town, UserSeed::member(&uuid("leaver"), ada.wanted.as_str()));
    let left = town.days_ago(10);
    town.world.tenant.delete_user(left, &uuid("leaver"));
}

fn changed_by_subject(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    let id = ada.user.clone();
    changed_this_morning(town, ada, Initiator::User { id, user_principal_name: ada.wanted.as_str().to_owned() });
}

fn changed_by_helpdesk(town: &mut Town, ada: &mut Person, _: &mut Policy) {
    let user_principal_name = "helpdesk@example.com".to_owned();
    changed_this_morning(town, ada, Initiator::User { id: uuid("helpdesk"), user_principal_name });
}

fn changed_this_morning(town: &mut Town, ada: &Person, by: Initiator) {
    let morning = town.start.checked_sub(SignedDuration::from_hours(3)).expect("a time");
    town.world.tenant.rename_user(morning, &ada.user, ada.former.as_str(), hr());
    town.world.tenant.rename_user(morning, &ada.user, ada.wanted.as_str(), by);
}

fn add(town: &mut Town, seed: UserSeed) {
    town.world.tenant.add_user(seed);
}

fn edit(town: &mut Town, ada: &Person, change: impl FnOnce(&mut User)) {
    let at = town.days_ago(2);
    town.world.tenant.edit_user(at, &ada.user, hr(), change);
}

fn state(story: &Story, state: JobState) {
    story.world().tenant.set_job_state(state);
}
