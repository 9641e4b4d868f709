//! A worker dies at any point: before or after any request, before or after anything that the store keeps. Whoever comes
//! next finds the world repaired or as before, and does nothing twice.

use crate::story::{ada, brief};
use jiff::SignedDuration;
use untwin_core::domain::Outcome;
use untwin_sandbox::town::Person;
use untwin_tests::{PUSH, RENAME, Story};
use untwin_workflow::CaseReport;

#[tokio::test]
async fn wherever_a_worker_dies_the_next_one_ends_the_case_whole() {
    let points = points_of_a_healthy_repair().await;
    for point in 1..=points {
        let (story, ada) = ada();
        dies_at(&story, &ada, point).await;
        somebody_has_the_address_within_ten_minutes(&story, &ada, point).await;
        let report = survived(&story, &ada).await;
        let whole = [Outcome::Repaired, Outcome::HandedOver].contains(&report.outcome);
        assert!(whole, "point {point}: {}", brief(&report));
        story.is_whole(&ada, report.outcome);
        nothing_was_done_twice(&story, &ada, point);
    }
    println!("a worker died at each of {points} points");
}

#[tokio::test]
async fn wherever_two_workers_die_one_after_the_other_the_case_ends_whole_or_flagged() {
    let points = points_of_a_healthy_repair().await;
    for point in (1..=points).rev().step_by(5) {
        let (story, ada) = ada();
        dies_at(&story, &ada, point).await;
        story.clock.advance_by(SignedDuration::from_mins(6));
        story.cut.at(1 + point % 29);
        story.sweep_mortally().await;
        story.cut.lift();
        let report = survived(&story, &ada).await;
        if report.outcome == Outcome::Stuck {
            story.undo(&report.id).await.expect("a flagged case can be undone");
            story.is_as_before(&ada);
        } else {
            story.is_whole(&ada, report.outcome);
        }
        nothing_was_done_twice(&story, &ada, point);
    }
}

async fn somebody_has_the_address_within_ten_minutes(story: &Story, ada: &Person, point: u32) {
    for _ in 0..20 {
        story.clock.advance_by(SignedDuration::from_secs(30));
        story.sweep().await;
    }
    let owner = story.world().organization.account_with(&ada.wanted).map(|account| account.id.clone());
    let flagged = story.only_case().await.is_some_and(|case| case.outcome == Outcome::Stuck);
    assert!(owner.is_some() || flagged, "point {point}: nobody has the address, and nobody is told");
}

async fn points_of_a_healthy_repair() -> u32 {
    let (story, ada) = ada();
    story.cut.at(u32::MAX);
    story.heal_mortally(&story.failure_of(&ada)).await.expect("nobody died");
    story.is_repaired(&ada);
    story.cut.lift()
}

async fn dies_at(story: &Story, ada: &Person, point: u32) {
    story.cut.at(point);
    let healed = story.heal_mortally(&story.failure_of(ada)).await;
    assert_eq!((healed, story.cut.lift() >= point), (None, true), "point {point}: it dies");
}

/// The case in the end; what was never acknowledged comes again.
async fn survived(story: &Story, ada: &Person) -> CaseReport {
    story.live_on(3).await;
    if story.only_case().await.is_none() {
        story.nothing_was_written();
    }
    story.heal(&story.failure_of(ada)).await;
    story.live_on(3).await;
    story.only_case().await.expect("a case")
}

fn nothing_was_done_twice(story: &Story, ada: &Person, point: u32) {
    story.only_the_repair_changed(ada);
    let moves = story.renames_of_the_holder(ada);
    let expected: Vec<&str> = ["away", "back"].into_iter().cycle().take(moves.len()).collect();
    assert_eq!(moves, expected, "point {point}");
    assert_eq!(story.sent(RENAME), moves.len(), "point {point}: no rename is sent for nothing");
    assert!(story.sent(PUSH) <= 2, "point {point}: {} pushes", story.sent(PUSH));
}
