//! So many seeds and every crash point, clean; and the same seed is the same run.

use untwin_simulation::{Campaign, Script, Sound, Trace, Until, crash_points, run, seeds, single_faults};

const SEEDS: u64 = 10_000;
/// From so many seeds the plans are taken whose crash points are gone through, and those that single faults meet.
const SEEDS_OF_PLANS: u64 = 120;
/// So many plans of each kind, at most, have all their crash points gone through; `untwin sim` takes every one.
const PLANS_OF_A_KIND_MAX: usize = 5;

#[test]
fn ten_thousand_seeds_break_no_law() {
    let campaign = seeds(0..SEEDS, &Sound, Until::TheEnd);
    clean(&campaign);
    let never: Vec<_> = untwin_laws::Law::ALL.iter().filter(|law| !campaign.counts.laws.contains_key(law)).collect();
    assert_eq!(never, Vec::<&untwin_laws::Law>::new(), "these laws were held against nothing");
    println!("{SEEDS} seeds: {:#?}", campaign.counts);
}

#[test]
fn a_worker_that_dies_at_any_point_of_any_plan_breaks_no_law() {
    let sweep = crash_points(SEEDS_OF_PLANS, PLANS_OF_A_KIND_MAX);
    clean(&sweep.campaign);
    assert!(sweep.plans > 10, "{} plans are no sweep", sweep.plans);
    println!("{} crash points of {} plans of {} kinds", sweep.places, sweep.plans, sweep.kinds);
}

#[test]
fn any_single_fault_at_any_call_of_any_kind_of_plan_breaks_no_law() {
    let sweep = single_faults(SEEDS_OF_PLANS);
    clean(&sweep.campaign);
    println!("{} single faults in {} kinds of plans", sweep.places, sweep.kinds);
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in [3, 77, 4_711, 90_001] {
        let told = || format!("{:?}", run(&Script::draw(seed), Sound, Trace::Kept).trace);
        assert_eq!(told(), told(), "seed {seed}");
    }
}

fn clean(campaign: &Campaign) {
    let found: Vec<String> =
        campaign.found.iter().map(|found| format!("seed {}: {}", found.script.seed, found.why())).collect();
    assert_eq!((campaign.bad, found), (0, Vec::new()), "replay one with `untwin sim --seed N`");
}
