//! What is wrong already is found by looking: no push has to fail first, and nothing is written.

use crate::story::ada_in;
use http::Method;
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::{AccountId, Outcome, ScimKey};
use untwin_sandbox::atlassian::{AccountSeed, RecordSeed};
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::Town;
use untwin_tests::Story;
use untwin_workflow::{Linked, ScanKind, Scanned, scan};

#[tokio::test]
async fn the_second_account_of_a_person_is_found_by_the_address_that_the_provider_knows() {
    let (story, ada) = ada_in(|_, _| {});
    let scanned = scanned(&story).await;
    let twins = of_kind(&scanned, ScanKind::TwoAccounts);
    assert_eq!(twins, [vec![ada.original.clone(), ada.holder.clone()]], "{scanned:?}");
    let linked: Vec<Linked> =
        scanned.findings.iter().flat_map(|found| &found.accounts).take(2).map(|account| account.linked).collect();
    assert_eq!(linked, [Linked::Yes, Linked::No]);
    story.nothing_was_written();
}

#[tokio::test]
async fn near_twins_stale_records_and_accounts_to_review_are_each_found_once() {
    let (story, _) = ada_in(|town, _| crowd(town));
    let scanned = scanned(&story).await;
    let id = |text: &str| AccountId::parse(text).expect("an id");
    let twins = of_kind(&scanned, ScanKind::TwoAccounts);
    assert!(twins.contains(&vec![id("712020:dotted"), id("712020:plain")]), "{scanned:#?}");
    let records: Vec<&str> = words(&scanned, ScanKind::RecordOfNobody);
    assert_eq!(records.len(), 2, "{records:?}");
    assert!(records.iter().any(|words| words.contains("record-orphan") && words.contains("no account")), "{records:?}");
    assert!(records.iter().any(|words| words.contains("record-leaver") && words.contains("gone")), "{records:?}");
    assert_eq!(of_kind(&scanned, ScanKind::Placeholder), [vec![id("712020:former")]]);
    assert!(of_kind(&scanned, ScanKind::Outdated).contains(&vec![id("712020:unused")]), "{scanned:#?}");
    assert_eq!(of_kind(&scanned, ScanKind::External), [vec![id("712020:guest")]]);
    assert_eq!(scanned.gaps, Vec::<String>::new());
    story.nothing_was_written();
}

#[tokio::test]
async fn a_renamed_account_that_is_still_active_after_two_weeks_is_told_with_its_case() {
    let (story, ada) = ada_in(|_, _| {});
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired);
    assert_eq!(of_kind(&scanned(&story).await, ScanKind::Placeholder), Vec::<Vec<AccountId>>::new());
    story.live_on(15 * 24).await;
    let scanned = scanned(&story).await;
    assert_eq!(of_kind(&scanned, ScanKind::Placeholder), [vec![ada.holder.clone()]], "{scanned:?}");
    assert!(words(&scanned, ScanKind::Placeholder).iter().all(|words| words.contains(report.id.as_str())));
}

#[tokio::test]
async fn what_could_not_be_listed_is_said_and_nothing_is_concluded_from_it() {
    let (mut story, _) = ada_in(|_, _| {});
    let down = Effect::HtmlPage(http::StatusCode::SERVICE_UNAVAILABLE);
    story.inject(Matcher::on(Method::GET, "/scim/directory/").at(Occurrence::Every), down);
    let without_records = scanned(&story).await;
    assert_eq!(of_kind(&without_records, ScanKind::TwoAccounts), Vec::<Vec<AccountId>>::new());
    assert!(without_records.gaps.iter().any(|gap| gap.contains("not all listed")), "{without_records:?}");
    story.setup.directories.values_mut().for_each(|by| by.scim_key = ScimKey::NotHeld);
    let without_key = scanned(&story).await;
    assert!(without_key.gaps.iter().any(|gap| gap.contains("no SCIM key")), "{without_key:?}");
}

fn crowd(town: &mut Town) {
    let (long_ago, lately, directory) = (town.days_ago(700), town.days_ago(2), town.directory.clone());
    let used = |seed: AccountSeed, at: Timestamp| seed.added(long_ago).last_active("jira-software", at);
    let organization = &mut town.world.organization;
    organization.add_account(used(AccountSeed::managed("712020:plain", "gracehopper@example.com"), lately));
    organization.add_account(used(AccountSeed::managed("712020:dotted", "grace.hopper@example.com"), lately));
    organization.add_account(used(AccountSeed::managed("712020:unused", "mary.somerville@example.com"), long_ago));
    organization
        .add_account(used(AccountSeed::managed("712020:former", "emmy_duplicate_0a1b2c3d@example.com"), lately));
    organization.add_account(used(AccountSeed::unmanaged("712020:guest", "guest@example.org"), lately));
    let leaver = organization.add_account(used(AccountSeed::managed("712020:leaver", "sofia@example.com"), lately));
    let gone = "99999999-0000-4000-8000-000000000099";
    organization.add_record(
        &directory,
        RecordSeed::new("record-leaver", "sofia@example.com").external_id(gone).linked_to(&leaver),
    );
    organization.add_record(&directory, RecordSeed::new("record-orphan", "nobody@example.com").external_id("nobody"));
}

async fn scanned(story: &Story) -> Scanned {
    let until = story.now().checked_add(SignedDuration::from_hours(1)).expect("a time");
    scan(story.ports.as_ref(), &story.setup, until, |_| {}).await.expect("the store works")
}

fn of_kind(scanned: &Scanned, kind: ScanKind) -> Vec<Vec<AccountId>> {
    let found = scanned.findings.iter().filter(|found| found.kind == kind);
    found.map(|found| found.accounts.iter().map(|account| account.id.clone()).collect()).collect()
}

fn words(scanned: &Scanned, kind: ScanKind) -> Vec<&str> {
    scanned.findings.iter().filter(|found| found.kind == kind).map(|found| found.words.as_str()).collect()
}
