//! Guard 11.

use super::tally::{Recency, Reply, Tally, day_or_never, days, within};
use crate::decision::scene::Scene;

pub(super) const SENTENCE: &str = "The case was not repaired before within `relapse_days`.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let last = scene.circumstances.last_repaired_at;
    let limit_days = scene.policy.limits.relapse_days;
    tally.saw(format!("last repaired {}", day_or_never(last)));
    if last.is_some_and(|at| within(scene.circumstances.now, at, days(limit_days)) == Recency::Within) {
        tally.ask(format!("the case was repaired within {limit_days} days and came back"));
    }
    tally.reply()
}
