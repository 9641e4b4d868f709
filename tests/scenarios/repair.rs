//! The repair of cause 3, from the first failure to the last look.

use crate::story::{ada, ada_in, brief};
use untwin_core::decision::Cause;
use untwin_core::domain::{CaseState, Outcome};
use untwin_core::saga::Event;
use untwin_tests::{PUSH, RENAME, Story};
use untwin_workflow::CaseReport;

#[tokio::test]
async fn an_unlinked_duplicate_is_renamed_once_and_the_person_gets_their_address() {
    let (story, ada) = ada();
    let report = story.heal_person(&ada).await;
    assert_eq!(
        (report.outcome, report.cause),
        (Outcome::Repaired, Some(Cause::DuplicateUnlinked)),
        "{}",
        brief(&report)
    );
    story.is_repaired(&ada);
    story.only_the_repair_changed(&ada);
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1));
}

#[tokio::test]
async fn the_persons_groups_are_kept_and_the_holder_receives_none() {
    let (story, ada) = ada_in(|town, ada| {
        let organization = &mut town.world.organization;
        organization.add_group(&town.directory, "engineers", std::slice::from_ref(&ada.record));
        organization.add_group(&town.directory, "analysts", std::slice::from_ref(&ada.record));
    });
    let groups = |story: &Story| story.world().organization.groups_of(&ada.original);
    let before = groups(&story);
    let report = story.heal_person(&ada).await;
    story.is_repaired(&ada);
    assert_eq!((groups(&story), report.findings), (before, Vec::<String>::new()));
    assert!(story.world().organization.groups_of(&ada.holder).is_empty());
}

#[tokio::test]
async fn a_group_that_vanishes_during_the_repair_is_a_finding() {
    let (story, ada) = ada_in(|town, ada| {
        town.world.organization.add_group(&town.directory, "engineers", std::slice::from_ref(&ada.record));
    });
    let (directory, record) = (story.setup.directories.keys().next().expect("one").clone(), ada.record.clone());
    let original = ada.original.clone();
    story.meanwhile(untwin_sandbox::faulty::Matcher::on(http::Method::POST, PUSH), move |world, now| {
        world.organization.unlink_by_hand(now, &directory, &record);
        world.organization.link_by_hand(now, &directory, &record, &original);
    });
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Repaired, "{}", brief(&report));
    assert_eq!(report.findings, ["group engineers is missing"]);
}

#[tokio::test]
async fn a_repair_is_looked_at_after_an_hour_a_day_and_a_week_and_then_closed() {
    let (story, ada) = ada();
    let report = story.heal_person(&ada).await;
    let mut looks = vec![looks_at(&report)];
    for hours in [1, 23, 6 * 24] {
        story.live_on(hours).await;
        looks.push(looks_at(&story.case(&report.id).await));
    }
    assert_eq!(looks, [1, 2, 3, 4]);
    let closed = story.case(&report.id).await;
    assert_eq!((closed.state, closed.outcome, closed.due_at), (CaseState::Closed, Outcome::Repaired, None));
    story.is_repaired(&ada);
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1));
}

#[tokio::test]
async fn a_repair_that_somebody_takes_apart_is_flagged_at_the_next_look_and_left_alone() {
    let (story, ada) = ada();
    let report = story.heal_person(&ada).await;
    let now = story.now();
    story.world().organization.rename_by_hand(now, &ada.original, "ada.elsewhere@example.com");
    story.live_on(2).await;
    assert_eq!(story.case(&report.id).await.outcome, Outcome::Stuck);
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1));
}

#[tokio::test]
async fn every_write_stands_in_the_journal_before_it_is_sent_and_is_closed_after_it() {
    let (story, ada) = ada();
    let report = story.heal_person(&ada).await;
    let started = positions(&report, |event| matches!(event, Event::Started { .. }));
    let finished = positions(&report, |event| matches!(event, Event::Finished { .. }));
    assert_eq!((started.len(), finished.len()), (2, 2));
    assert!(started.iter().zip(&finished).all(|(start, end)| start + 1 == *end), "{started:?} {finished:?}");
}

#[tokio::test]
async fn a_repaired_case_costs_few_requests() {
    let (story, ada) = ada();
    let calls = story.heal_person(&ada).await.calls;
    let all = calls.evidence + calls.fence + calls.write + calls.verify + calls.idp;
    println!(
        "requests per repaired case: {all} (evidence {}, fence {}, write {}, verify {}, identity provider {})",
        calls.evidence, calls.fence, calls.write, calls.verify, calls.idp
    );
    assert_eq!(calls.write, 1);
    assert_eq!(all as usize, story.world().requests_seen().len(), "every request is counted once");
    assert!(all <= 64, "it became dearer: {calls:?}");
}

fn looks_at(report: &CaseReport) -> usize {
    positions(report, |event| matches!(event, Event::Verified { .. })).len()
}

fn positions(report: &CaseReport, is: impl Fn(&Event) -> bool) -> Vec<usize> {
    let records = report.timeline.iter().enumerate();
    records.filter(|(_, record)| is(&record.event)).map(|(position, _)| position).collect()
}
