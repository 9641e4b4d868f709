//! Guard 12.

use super::tally::{Reply, Tally};
use crate::decision::scene::Scene;

pub(super) const SENTENCE: &str = "The case is not one of `storm_cases` or more that came within `storm_window_min`.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let (cases, limits) = (scene.circumstances.cases_in_storm_window, &scene.policy.limits);
    tally.saw(format!("{cases} cases within {} minutes, limit {}", limits.storm_window_min, limits.storm_cases));
    if scene.circumstances.storm(limits).is_some() {
        tally.ask("many cases came at once: find what they have in common first");
    }
    tally.reply()
}
