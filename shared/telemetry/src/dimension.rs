//! Dimensions of metrics. Each has a closed list of values, so no metric can carry what somebody sent.

use crate::key::KeyKind;
use untwin_core::decision::{Breaker, Cause};

/// What a value outside the list is counted as.
pub const OTHER: &str = "other";

/// What a metric is told apart by; a metric has one at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The cause of a case.
    Cause,
    /// Why the door refused a request.
    Reason,
    /// What a request to a vendor is for.
    Phase,
    /// Which limit keeps plans from starting.
    Breaker,
    /// Which kind of key.
    Key,
}

impl Dimension {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Cause, Self::Reason, Self::Phase, Self::Breaker, Self::Key];

    /// Its name, in metrics and as a field of the log.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cause => "cause",
            Self::Reason => "reason",
            Self::Phase => "phase",
            Self::Breaker => "breaker",
            Self::Key => "key",
        }
    }

    /// Every value that it can have beside [`OTHER`].
    pub fn values(self) -> Vec<&'static str> {
        match self {
            Self::Cause => Cause::ALL.map(Cause::name).to_vec(),
            Self::Reason => REASONS.to_vec(),
            Self::Phase => PHASES.to_vec(),
            Self::Breaker => Breaker::ALL.map(Breaker::name).to_vec(),
            Self::Key => KeyKind::ALL.map(KeyKind::name).to_vec(),
        }
    }

    /// The value of this list that a text is, or [`OTHER`].
    pub fn value(self, text: &str) -> &'static str {
        self.values().into_iter().find(|value| *value == text).unwrap_or(OTHER)
    }
}

/// As the door names its refusals, which know this crate and not the other way round; a test holds both together.
const REASONS: [&str; 14] = [
    "unknown_path",
    "method",
    "too_large",
    "broken_off",
    "secret",
    "signature",
    "stale",
    "shed",
    "content_type",
    "encoding",
    "damaged",
    "bomb",
    "full",
    "store",
];
/// As the ports name the phases of a case; the same test holds these.
const PHASES: [&str; 5] = ["evidence", "fence", "write", "verify", "idp"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_that_is_not_on_the_list_is_other() {
        assert_eq!(Dimension::Cause.value("duplicate_linked"), "duplicate_linked");
        assert_eq!(Dimension::Cause.value("ada@example.com"), OTHER);
        assert_eq!(Dimension::Phase.value(""), OTHER);
    }
}
