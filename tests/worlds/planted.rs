//! Bugs that are planted from outside, in the wire or the store of every worker: the simulation finds each of them.

mod careless_store;
mod careless_wire;

use careless_store::{Careless, CarelessStore};
use careless_wire::{Wire, Wired};
use untwin_laws::Law;
use untwin_simulation::{Plant, SimStore, SimTransport, Sound, Trace, Until, run, seeds, shrink, story};

/// Within so many seeds each has to be found.
const SEEDS_MAX: u64 = 10_000;

#[test]
fn a_fence_that_reads_from_a_cache_is_found() {
    found(&BadWire(Wire::Cache), &[Law::I1]);
}

#[test]
fn a_retry_that_repeats_a_write_is_found() {
    found(&BadWire(Wire::RetriesWrites), &[Law::I6, Law::I1]);
}

#[test]
fn absent_confused_with_unavailable_is_found() {
    found(&BadWire(Wire::SaysAbsent), &[Law::I2, Law::I1, Law::I5]);
}

#[test]
fn a_store_that_forgets_what_it_was_told_is_found() {
    found(&BadStore(Careless::ForgetsStarts), &[Law::I10, Law::I6]);
}

#[test]
fn a_budget_that_never_ends_is_found() {
    found(&BadStore(Careless::EndlessBudget), &[Law::I12]);
}

#[test]
fn a_kill_switch_that_is_read_from_a_cache_is_found() {
    found(&BadStore(Careless::OldSwitch), &[Law::I12]);
}

/// Finds it, shrinks it, and prints its story.
fn found<P: Plant + Sync>(plant: &P, laws: &[Law]) {
    let campaign = seeds(0..SEEDS_MAX, plant, Until::Found);
    let first = campaign.found.first().expect("10,000 seeds do not find it");
    let law = first.outcome.breaches.first().expect("a broken law").law;
    assert!(laws.contains(&law), "found as {law}, but it is about {laws:?}: {}", first.why());
    let sound = run(&first.script, Sound, Trace::Dropped);
    assert_eq!(sound.breaches, [], "the same run breaks a law without the bug");
    let smallest = shrink(&first.script, plant, &first.outcome);
    println!("{}", story(&smallest, &run(&smallest, plant.clone(), Trace::Kept)));
    assert!(smallest.town.people.len() <= 2, "a budget takes two people, anything else one");
}

#[derive(Debug, Clone, Copy)]
struct BadWire(Wire);

impl Plant for BadWire {
    type Transport = Wired;
    type Store = SimStore;

    fn transport(&self, sound: SimTransport) -> Wired {
        Wired::new(sound, self.0)
    }

    fn store(&self, sound: SimStore) -> SimStore {
        sound
    }
}

#[derive(Debug, Clone, Copy)]
struct BadStore(Careless);

impl Plant for BadStore {
    type Transport = SimTransport;
    type Store = CarelessStore;

    fn transport(&self, sound: SimTransport) -> SimTransport {
        sound
    }

    fn store(&self, sound: SimStore) -> CarelessStore {
        CarelessStore::new(sound, self.0)
    }
}
