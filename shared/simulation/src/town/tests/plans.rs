//! Drawing towns and making them simpler.

use super::*;
use std::collections::BTreeSet;

#[test]
fn the_same_seed_is_the_same_town() {
    assert_eq!(drawn(7), drawn(7));
    assert_ne!(drawn(7), drawn(8));
}

#[test]
fn towns_are_mostly_small_and_most_people_are_simple() {
    let towns: Vec<TownPlan> = (0..4_000).map(drawn).collect();
    let people: Vec<PersonPlan> = towns.iter().flat_map(|town| town.people.clone()).collect();
    let per_town = people.len() * 10 / towns.len();
    assert!((20..=30).contains(&per_town), "{per_town} people in ten towns");
    let plain = people.iter().filter(|person| PersonPlan { name: 0, groups: 0, ..**person } == PersonPlan::default());
    let percent = plain.count() * 100 / people.len();
    assert!((50..=70).contains(&percent), "{percent} of a hundred are simple");
    assert!(towns.iter().all(|town| (1..=12).contains(&town.people.len()) && town.quirks.switches.len() <= 3));
}

#[test]
fn every_case_is_drawn_sooner_or_later() {
    let towns: Vec<TownPlan> = (0..8_000).map(drawn).collect();
    let people = || towns.iter().flat_map(|town| &town.people);
    let count = |drawn: BTreeSet<String>| drawn.len();
    assert_eq!(count(people().map(|one| format!("{:?}", one.holder)).collect()), HolderPlan::ALL.len());
    assert_eq!(count(people().map(|one| format!("{:?}", one.subject)).collect()), SubjectPlan::ALL.len());
    assert_eq!(count(people().map(|one| format!("{:?}", one.rival)).collect()), RivalPlan::ALL.len());
    assert_eq!(count(people().map(|one| format!("{:?}", one.original)).collect()), OriginalPlan::ALL.len());
    let switches: BTreeSet<Switch> = towns.iter().flat_map(|town| town.quirks.switches.clone()).collect();
    assert_eq!(switches.len(), Switch::ALL.len());
}

#[test]
fn every_way_to_a_simpler_town_ends_in_the_simplest_one_of_as_many_people() {
    for seed in 0..300 {
        let mut town = drawn(seed);
        for step in 0.. {
            assert!(step < 200, "seed {seed} does not end");
            let simpler = town.simpler();
            assert!(!simpler.contains(&town), "no town is simpler than itself");
            let Some(next) = simpler.into_iter().nth(step % 3).or_else(|| town.simpler().into_iter().next()) else {
                break;
            };
            town = next;
        }
        for (person, name) in town.people.iter_mut().zip(0..) {
            person.name = name;
        }
        assert_eq!(town, TownPlan::simplest(u8::try_from(town.people.len()).unwrap()));
    }
}

#[test]
fn who_is_taken_away_changes_nothing_about_the_others() {
    let mut plan = drawn(3);
    plan.people = TownPlan::simplest(3).people;
    let all = build(&plan, BASE);
    plan.people.remove(1);
    let fewer = build(&plan, BASE);
    assert_eq!(fewer.cast.people, [all.cast.people[0].clone(), all.cast.people[2].clone()]);
    let kept = |account: &&String| fewer.beginning.accounts.contains_key(*account);
    let of_all = all.beginning.accounts.keys().filter(kept).count();
    assert_eq!(of_all, fewer.beginning.accounts.len());
}

#[test]
fn two_people_of_one_name_become_two_people() {
    let plan = TownPlan { people: vec![PersonPlan::default(); 12], ..TownPlan::default() };
    let users: BTreeSet<String> = build(&plan, BASE).cast.people.iter().map(|person| person.user.clone()).collect();
    assert_eq!(users.len(), 12);
}
