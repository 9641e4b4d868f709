//! From an event of the log to what it counts: a metric is an event counted, and nothing else is.

use crate::dimension::{Dimension, OTHER};
use crate::event::LogEvent;
use crate::metric::{Kind, Metric};
use std::collections::BTreeMap;

/// The field of durations.
const DURATION: &str = "duration_ms";
/// The field of days.
const DAYS_LEFT: &str = "days_left";

/// One value of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// The metric.
    pub metric: Metric,
    /// The value of its dimension, where it has one.
    pub of: Option<&'static str>,
    /// The value.
    pub value: i64,
}

/// What can be counted of one line of the log. It takes numbers, and of texts only which value of a closed list they are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    event: Option<LogEvent>,
    of: BTreeMap<Dimension, &'static str>,
    numbers: BTreeMap<&'static str, i64>,
}

impl Told {
    /// A field with a text.
    pub fn text(&mut self, field: &str, text: &str) {
        if field == "event" {
            self.event = LogEvent::named(text);
        }
        if let Some(dimension) = Dimension::ALL.into_iter().find(|dimension| dimension.name() == field) {
            self.of.insert(dimension, dimension.value(text));
        }
    }

    /// A field with a number.
    pub fn number(&mut self, field: &str, number: i64) {
        if let Some(known) = [DURATION, DAYS_LEFT].into_iter().find(|known| *known == field) {
            self.numbers.insert(known, number);
        }
    }

    /// What it counts.
    pub fn samples(&self) -> Vec<Sample> {
        let metrics = self.event.map(counted).unwrap_or_default();
        metrics.iter().filter_map(|metric| self.sample(*metric)).collect()
    }

    fn sample(&self, metric: Metric) -> Option<Sample> {
        let of = metric.dimension().map(|dimension| self.of.get(&dimension).copied().unwrap_or(OTHER));
        let value = match metric.kind() {
            Kind::Sum => 1,
            Kind::Each => *self.numbers.get(DURATION)?,
            Kind::Least => *self.numbers.get(DAYS_LEFT)?,
        };
        Some(Sample { metric, of, value })
    }
}

/// The metrics of an event.
const fn counted(event: LogEvent) -> &'static [Metric] {
    match event {
        LogEvent::SettingsRefused | LogEvent::NotStarted => &[Metric::StartsRefused],
        LogEvent::Ready => &[Metric::ColdStart],
        LogEvent::StoreBroken => &[Metric::StoreFaults],
        LogEvent::LeaseLost => &[Metric::LeasesLost],
        LogEvent::WorkFailed => &[Metric::WorkFailures],
        LogEvent::Unauthorised => &[Metric::KeysRefused],
        LogEvent::Panic => &[Metric::Panics],
        // Its panic was counted where it happened.
        LogEvent::PanicInRecord => &[],
        LogEvent::CaseOpened => &[Metric::CasesOpened],
        LogEvent::CaseAbsorbed => &[Metric::CasesAbsorbed],
        LogEvent::CaseDecided => &[Metric::CasesDecided, Metric::EventToDecision],
        LogEvent::CaseHandedOver => &[Metric::CasesHandedOver],
        LogEvent::CaseRepaired => &[Metric::CasesRepaired, Metric::OpenedToRepaired],
        LogEvent::Stuck => &[Metric::CasesStuck],
        LogEvent::Ambiguous => &[Metric::AmbiguousWrites],
        LogEvent::BreakerOpen => &[Metric::BreakerOpen],
        LogEvent::DeadLetter => &[Metric::DeadLetters],
        LogEvent::DoorRefused => &[Metric::DoorRefusals],
        LogEvent::Request => &[Metric::VendorRequests],
        LogEvent::KeyExpires => &[Metric::KeyDaysLeft],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(event: LogEvent) -> Told {
        let mut told = Told::default();
        told.text("event", event.name());
        told
    }

    #[test]
    fn a_decision_counts_under_its_cause_and_with_its_time() {
        let mut told = told(LogEvent::CaseDecided);
        told.text("cause", "duplicate_linked");
        told.number("duration_ms", 1_200);
        let decided = Sample { metric: Metric::CasesDecided, of: Some("duplicate_linked"), value: 1 };
        let time = Sample { metric: Metric::EventToDecision, of: None, value: 1_200 };
        assert_eq!(told.samples(), [decided, time]);
    }

    #[test]
    fn a_line_without_an_event_or_with_an_unknown_one_counts_nothing() {
        let mut unknown = Told::default();
        unknown.text("event", "made_up");
        assert_eq!((Told::default().samples(), unknown.samples()), (Vec::new(), Vec::new()));
    }

    #[test]
    fn a_text_from_outside_is_no_value_of_a_dimension() {
        let mut told = told(LogEvent::DoorRefused);
        told.text("reason", "ada@example.com");
        assert_eq!(told.samples(), [Sample { metric: Metric::DoorRefusals, of: Some(OTHER), value: 1 }]);
    }

    #[test]
    fn every_metric_is_counted_by_some_event() {
        let counted: Vec<Metric> = LogEvent::ALL.into_iter().flat_map(|event| counted(event).to_vec()).collect();
        let missing: Vec<Metric> = Metric::ALL.into_iter().filter(|metric| !counted.contains(metric)).collect();
        assert_eq!(missing, []);
    }

    #[test]
    fn a_duration_that_was_not_told_is_not_made_up() {
        assert_eq!(told(LogEvent::Ready).samples(), []);
    }
}
