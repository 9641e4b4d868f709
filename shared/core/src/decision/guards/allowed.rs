//! Guard 13.

use super::tally::{Reply, Tally};
use crate::decision::{Writes, scene::Scene};
use jiff::{SignedDuration, Timestamp};

pub(super) const SENTENCE: &str =
    "Writes are enabled, no freeze is on, and the budgets of people per hour and per day have room for this plan.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let (seen, limits) = (scene.circumstances, &scene.policy.limits);
    tally.saw(format!(
        "writes {}; people in the last hour {} of {}, in the last day {} of {}; this plan touches {}",
        match seen.writes {
            Writes::Enabled => "enabled",
            Writes::Paused => "paused",
        },
        seen.people_last_hour,
        limits.people_per_hour,
        seen.people_last_day,
        limits.people_per_day,
        scene.people(),
    ));
    if let Some(hindrance) = hindrance(scene) {
        tally.ask(hindrance.why());
    }
    tally.reply()
}

/// What keeps a plan from starting at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Hindrance {
    /// Paused by an operator, until resumed.
    Paused,
    /// A freeze of the policy.
    Frozen {
        /// The first instant after it.
        until: Timestamp,
        /// Why, in the policy's words.
        reason: String,
    },
    /// A budget is spent.
    Spent {
        /// When it makes sense to look again.
        until: Timestamp,
    },
    /// The plan touches more people than a whole budget allows, so waiting does not help.
    NeverFits,
}

impl Hindrance {
    /// For people.
    pub(crate) fn why(&self) -> String {
        match self {
            Self::Paused => "writes are paused".to_owned(),
            Self::Frozen { reason, .. } => format!("a freeze is on: {reason}"),
            Self::Spent { .. } => "the budget of people is spent".to_owned(),
            Self::NeverFits => "the plan touches more people than the budget ever allows".to_owned(),
        }
    }
}

/// What keeps a plan from starting, if anything does.
pub(crate) fn hindrance(scene: &Scene<'_>) -> Option<Hindrance> {
    let (seen, limits, people) = (scene.circumstances, &scene.policy.limits, scene.people());
    if seen.writes == Writes::Paused {
        return Some(Hindrance::Paused);
    }
    if people > limits.people_per_hour.min(limits.people_per_day) {
        return Some(Hindrance::NeverFits);
    }
    if let Some(freeze) = scene.policy.freezes.iter().find(|f| f.from <= seen.now && seen.now < f.until) {
        return Some(Hindrance::Frozen { until: freeze.until, reason: freeze.reason.clone() });
    }
    seen.spent(people, limits).map(|_| Hindrance::Spent { until: in_an_hour(seen.now) })
}

fn in_an_hour(now: Timestamp) -> Timestamp {
    now.checked_add(SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX)
}
