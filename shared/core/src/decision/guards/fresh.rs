//! Guard 14.

use super::tally::{Recency, Reply, Tally, within};
use crate::decision::scene::Scene;
use jiff::SignedDuration;

pub(super) const SENTENCE: &str = "The evidence is younger than `evidence_max_age_s`, counted from its first question.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let limit_s = scene.policy.limits.evidence_max_age_s;
    tally.saw(format!("reading began at {}", scene.circumstances.evidence_began_at));
    let span = SignedDuration::from_secs(i64::from(limit_s));
    if within(scene.circumstances.now, scene.circumstances.evidence_began_at, span) == Recency::Before {
        tally.ask(format!("the evidence is older than {limit_s} seconds and must be read again"));
    }
    tally.reply()
}
