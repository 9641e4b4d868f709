//! 22: an input cannot be read now, or one answer is older than another, and that passes by itself. It ends the diagnosis:
//! nothing is concluded from half a picture.

use super::seen::inputs;
use super::{Course, Diagnosis, Early};
use crate::decision::Cause;
use crate::domain::{Evidence, Why};
use jiff::Timestamp;

pub(super) fn detect(evidence: &Evidence) -> Early<()> {
    let waiting: Vec<(&str, &Why)> = inputs(evidence).into_iter().filter(|(_, why)| why.passes_by_itself()).collect();
    if waiting.is_empty() {
        return Ok(());
    }
    let until = waiting.iter().filter_map(|(_, why)| named_time(why)).max();
    let proof = waiting.iter().map(|(what, why)| format!("{what}: {why}"));
    Diagnosis::new(
        Cause::Transient,
        Course::Wait(until),
        "Something that is needed cannot be read right now; nothing is repaired on half a picture.",
    )
    .proved_by(proof)
    .end()
}

/// Two answers of one vendor do not fit together because one of them is older. Nothing names a time for that.
pub(super) fn lagging(sentence: &str) -> Diagnosis {
    Diagnosis::new(
        Cause::Transient,
        Course::Wait(None),
        format!("{sentence} One of the two answers is older than the other."),
    )
}

const fn named_time(why: &Why) -> Option<Timestamp> {
    match why {
        Why::Throttled { until, .. } => *until,
        Why::NoAnswer { .. }
        | Why::KeyRefused { .. }
        | Why::Unexpected { .. }
        | Why::NotConfigured(_)
        | Why::NotAsked(_) => None,
    }
}
