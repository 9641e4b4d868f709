//! Workers at the same time, taking turns at every request and at everything that is stored.

use crate::story::{ada, brief, store};
use jiff::SignedDuration;
use untwin_core::domain::Outcome;
use untwin_sandbox::town::Person;
use untwin_tests::{PUSH, RENAME, Story, open_policy, town};

#[tokio::test]
async fn two_workers_with_the_same_failure_rename_once_and_push_once() {
    for head_start in (0..140).step_by(10) {
        let (story, ada) = ada();
        story.cut.take_turns();
        let document = story.failure_of(&ada);
        tokio::join!(story.heal_mortally(&document), late(&story, head_start, &document));
        story.live_on(2).await;
        let report = story.only_case().await.expect("a case");
        assert_eq!(report.outcome, Outcome::Repaired, "head start {head_start}: {}", brief(&report));
        story.is_repaired(&ada);
        story.only_the_repair_changed(&ada);
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1), "head start {head_start}");
    }
}

#[tokio::test]
async fn a_sweep_during_a_repair_keeps_its_hands_off() {
    for head_start in (0..140).step_by(10) {
        let (story, ada) = ada();
        story.cut.take_turns();
        let document = story.failure_of(&ada);
        let sweeping = async {
            wait(head_start).await;
            story.clock.advance_by(SignedDuration::from_secs(1));
            story.sweep_mortally().await;
        };
        tokio::join!(story.heal_mortally(&document), sweeping);
        story.live_on(2).await;
        story.is_repaired(&ada);
        assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1), "head start {head_start}");
    }
}

#[tokio::test]
async fn a_budget_for_one_person_lets_two_workers_touch_one_person() {
    let (mut town, mut policy) = (town(), open_policy());
    let people = [town.person("Ada", "Byron", "Lovelace"), town.person("Bea", "Wood", "Stone")];
    policy.limits.people_per_hour = 2;
    let story = Story::begin_with(town, policy, store());
    story.cut.take_turns();
    let documents = people.each_ref().map(|person| story.failure_of(person));
    tokio::join!(story.heal_mortally(&documents[0]), story.heal_mortally(&documents[1]));
    let has_it = |person: &&Person| {
        let world = story.world();
        world.organization.account_with(&person.wanted).is_some_and(|account| account.id == person.original)
    };
    assert_eq!((people.iter().filter(has_it).count(), story.sent(RENAME)), (1, 1), "the budget holds");
    story.live_on(3).await;
    assert_eq!(people.iter().filter(has_it).count(), 2, "the other one comes later");
}

async fn late(story: &Story, head_start: u32, document: &[u8]) {
    wait(head_start).await;
    story.heal_mortally(document).await;
}

async fn wait(turns: u32) {
    for _ in 0..turns {
        tokio::task::yield_now().await;
    }
}
