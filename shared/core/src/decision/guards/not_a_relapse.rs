//! Guard 11.

use super::tally::{Recency, Reply, Tally, day_or_never, days, within};
use crate::decision::scene::Scene;
use jiff::Timestamp;

pub(super) const SENTENCE: &str = "Within `relapse_days` the case was neither repaired before nor undone by a person.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let seen = scene.circumstances;
    let limit_days = scene.policy.limits.relapse_days;
    let recent = |at: Option<Timestamp>| at.is_some_and(|at| within(seen.now, at, days(limit_days)) == Recency::Within);
    tally.saw(format!(
        "last repaired {}, last undone by a person {}",
        day_or_never(seen.last_repaired_at),
        day_or_never(seen.last_undone_at),
    ));
    if recent(seen.last_repaired_at) {
        tally.ask(format!("the case was repaired within {limit_days} days and came back"));
    }
    if recent(seen.last_undone_at) {
        tally.ask(format!("a person undid it within {limit_days} days"));
    }
    tally.reply()
}
