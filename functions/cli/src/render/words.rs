//! Outcomes, answers, verdicts and moments in words.

use super::Tone;
use jiff::Timestamp;
use untwin_core::decision::NotConcerned;
use untwin_core::domain::Outcome;

/// An outcome for people, in its tone.
pub(crate) const fn outcome_words(outcome: Outcome) -> (Tone, &'static str) {
    match outcome {
        Outcome::Repaired => (Tone::Good, "repaired"),
        Outcome::HandedOver => (Tone::Attention, "handed over"),
        Outcome::AwaitingApproval => (Tone::Attention, "awaiting approval"),
        Outcome::AwaitingSync => (Tone::Normal, "awaiting sync"),
        Outcome::Deferred => (Tone::Normal, "deferred"),
        Outcome::Stuck => (Tone::Alarm, "stuck"),
        Outcome::Undone => (Tone::Normal, "undone"),
        Outcome::Ignored => (Tone::Faint, "ignored"),
    }
}

/// Why a guard does not concern a plan.
pub(crate) const fn not_concerned(why: NotConcerned) -> &'static str {
    match why {
        NotConcerned::NoOriginalProvedAbsent => "the plan names no original, which is proved absent",
        NotConcerned::DropsNoGroups => "the plan drops none of the person's groups",
        NotConcerned::NoStepRequiresIt => "no step of the plan requires it",
    }
}

/// A moment to the second, in UTC.
pub(super) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// `1 case`, `2 cases`.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_told_to_the_second() {
        let at: Timestamp = "2026-03-01T12:00:05.25Z".parse().unwrap();
        assert_eq!(moment(at), "2026-03-01 12:00:05Z");
    }
}
