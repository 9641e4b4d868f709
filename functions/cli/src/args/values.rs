//! What single arguments mean: spans of time, states, causes, and guards with the reason for which they are overridden.

use jiff::{SignedDuration, Timestamp};
use std::str::FromStr;
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::CaseState;

/// The longest span that is understood, in days.
const DAYS_MAX: i64 = 3_660;

/// A span of time: `45m`, `12h`, `30d`, `2w`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span(SignedDuration);

impl Span {
    /// The moment so long before another one.
    pub(crate) fn before(self, now: Timestamp) -> Timestamp {
        now.checked_sub(self.0).unwrap_or(Timestamp::MIN)
    }
}

impl FromStr for Span {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || "write a whole number with m, h, d or w, as in 30d".to_owned();
        let (digits, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or_else(wrong)?;
        let minutes_each: i64 = match unit {
            "m" => 1,
            "h" => 60,
            "d" => 24 * 60,
            "w" => 7 * 24 * 60,
            _ => return Err(wrong()),
        };
        let number: u32 = digits.parse().map_err(|_| wrong())?;
        let minutes = i64::from(number).saturating_mul(minutes_each);
        if minutes == 0 || minutes > DAYS_MAX * 24 * 60 {
            return Err(format!("write a span between 1m and {DAYS_MAX}d"));
        }
        Ok(Self(SignedDuration::from_mins(minutes)))
    }
}

/// A state of a case by the name that it has in JSON.
pub(crate) fn state(text: &str) -> Result<CaseState, String> {
    let value = serde_json::Value::String(text.to_owned());
    serde_json::from_value(value).map_err(|_| {
        "this is no state; the states are received, diagnosed, awaiting_approval, executing, awaiting_sync, repaired, \
         handed_over, ignored, deferred, stuck, undoing, undone and closed"
            .to_owned()
    })
}

/// A cause by the name that it has in the policy.
pub(crate) fn cause(text: &str) -> Result<Cause, String> {
    let known = Cause::ALL.into_iter().find(|cause| cause.name() == text);
    known.ok_or_else(|| {
        let names: Vec<&str> = Cause::ALL.iter().map(|cause| cause.name()).collect();
        format!("this is no cause; the causes are {}", names.join(", "))
    })
}

/// `GUARD` or `GUARD=REASON`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Override {
    /// The guard.
    pub guard: Guard,
    /// Why, where it stands in the same argument.
    pub reason: Option<String>,
}

impl FromStr for Override {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, reason) = match text.split_once('=') {
            Some((name, reason)) => (name, Some(reason.trim().to_owned())),
            None => (text, None),
        };
        let guard = Guard::ALL.into_iter().find(|guard| guard.name().eq_ignore_ascii_case(name.trim()));
        let guard = guard.ok_or("this is no guard; `untwin plan` names those that an approval overrides")?;
        if reason.as_ref().is_some_and(String::is_empty) {
            return Err("the reason is empty".to_owned());
        }
        Ok(Self { guard, reason })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_is_a_number_with_its_unit() {
        let now: Timestamp = "2026-03-31T12:00:00Z".parse().unwrap();
        let before = |text: &str| text.parse::<Span>().unwrap().before(now).to_string();
        assert_eq!(before("30d"), "2026-03-01T12:00:00Z");
        assert_eq!(before("90m"), "2026-03-31T10:30:00Z");
        for text in ["", "d", "30", "-1d", "0d", "1y", "99999999d", "3é"] {
            assert!(text.parse::<Span>().is_err(), "{text}");
        }
    }

    #[test]
    fn states_and_causes_go_by_their_names_in_json() {
        assert_eq!(state("handed_over"), Ok(CaseState::HandedOver));
        assert!(state("HandedOver").unwrap_err().contains("handed_over"));
        assert_eq!(cause("duplicate_unlinked"), Ok(Cause::DuplicateUnlinked));
        assert!(cause("no_such").unwrap_err().contains("duplicate_unlinked"));
    }

    #[test]
    fn a_guard_is_overridden_by_its_name_with_or_without_the_reason_beside_it() {
        let parsed: Override = "idle=her manager = my manager".parse().unwrap();
        assert_eq!(parsed, Override { guard: Guard::Idle, reason: Some("her manager = my manager".to_owned()) });
        assert_eq!("Idle".parse::<Override>().unwrap().reason, None);
        assert!("Idle=".parse::<Override>().is_err());
        assert!("Everything=x".parse::<Override>().is_err());
    }
}
