//! Measurements as ratios within one run: how much of a case is ours, and how much is parsing and the world's.
//!
//! Nothing is asserted here. Times of one machine say nothing about another; their ratios do.

use jiff::Timestamp;
use std::hint::black_box;
use untwin_startup::SystemClock;
use untwin_tests::{Story, town};
use untwin_workflow::ports::Clock;

const ROUNDS: u32 = 200;

fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let page = failure_page();
    let parse = per_round(|| {
        black_box(serde_json::from_slice::<serde_json::Value>(&page).expect("JSON"));
    });
    let read = per_round(|| {
        black_box(untwin_signals::read(&page));
    });
    let world = per_round(|| {
        black_box(build());
    });
    let heal = per_round(|| {
        let (story, person) = build();
        let report = runtime.block_on(story.heal_person(&person));
        black_box(report);
    });
    println!("reading a failure     {:>8.1} times parsing its JSON", read / parse);
    println!("healing a person      {:>8.1} times building their world", heal / world);
    println!("healing a person      {:>8.0} times reading the failure", (heal - world) / read);
}

fn build() -> (Story, untwin_sandbox::town::Person) {
    let mut town = town();
    let person = town.person("Ada", "Byron", "Lovelace");
    (Story::begin(town), person)
}

fn failure_page() -> Vec<u8> {
    let (story, person) = build();
    story.failure_of(&person)
}

/// Microseconds for one round.
fn per_round(mut work: impl FnMut()) -> f64 {
    let began: Timestamp = SystemClock.now();
    for _ in 0..ROUNDS {
        work();
    }
    let took = SystemClock.now().duration_since(began);
    took.as_secs_f64() * 1e6 / f64::from(ROUNDS)
}
