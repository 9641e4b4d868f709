//! Metrics as lines of `CloudWatch`'s embedded metric format: whoever collects the log finds them in it.
//!
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use crate::dimension::Dimension;
use crate::meter::{Counted, Meter};
use crate::metric::Metric;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Where the metrics lie in `CloudWatch`.
pub const NAMESPACE: &str = "untwin";

/// Renders everything that was counted, one JSON object a line. One line takes many metrics, but a dimension has one value
/// in it, so there are as many lines as the dimension with the most values has.
pub fn emf_lines(meter: &Meter, at_ms: i64) -> Vec<String> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    for ((metric, of), counted) in &meter.series {
        let cell = (*metric, *of, counted);
        if !lines.iter_mut().any(|line| line.takes(cell)) {
            let mut line = Line::default();
            line.takes(cell);
            lines.push(line);
        }
    }
    lines.iter().map(|line| line.rendered(at_ms)).collect()
}

#[derive(Default)]
struct Line<'m> {
    of: BTreeMap<Dimension, &'static str>,
    metrics: BTreeMap<Metric, &'m Counted>,
}

impl<'m> Line<'m> {
    /// Takes a metric, unless the line tells another value of its dimension already.
    fn takes(&mut self, (metric, of, counted): (Metric, Option<&'static str>, &'m Counted)) -> bool {
        if let (Some(dimension), Some(value)) = (metric.dimension(), of)
            && *self.of.entry(dimension).or_insert(value) != value
        {
            return false;
        }
        self.metrics.insert(metric, counted);
        true
    }

    fn rendered(&self, at_ms: i64) -> String {
        let mut line = Map::new();
        line.insert("_aws".to_owned(), json!({ "Timestamp": at_ms, "CloudWatchMetrics": self.directives() }));
        let of = self.of.iter().map(|(dimension, value)| (dimension.name(), json!(value)));
        let metrics = self.metrics.iter().map(|(metric, counted)| (metric.name(), counted.rendered()));
        line.extend(of.chain(metrics).map(|(name, value)| (name.to_owned(), value)));
        Value::Object(line).to_string()
    }

    /// One directive for each dimension, and one for the metrics without any.
    fn directives(&self) -> Vec<Value> {
        let mut named: BTreeMap<Option<Dimension>, Vec<Value>> = BTreeMap::new();
        for metric in self.metrics.keys() {
            let definition = json!({ "Name": metric.name(), "Unit": metric.unit().name() });
            named.entry(metric.dimension()).or_default().push(definition);
        }
        let directive = |(dimension, metrics): (Option<Dimension>, Vec<Value>)| {
            let dimensions: Vec<&str> = dimension.into_iter().map(Dimension::name).collect();
            json!({ "Namespace": NAMESPACE, "Dimensions": [dimensions], "Metrics": metrics })
        };
        named.into_iter().map(directive).collect()
    }
}

impl Counted {
    fn rendered(&self) -> Value {
        match self {
            Self::One(value) => json!(value),
            Self::Each(values) => json!(values),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meter::VALUES_MAX;
    use crate::sample::Sample;

    const AT_MS: i64 = 1_800_000_000_000;

    fn lines(samples: &[(Metric, Option<&'static str>, i64)]) -> Vec<String> {
        let mut meter = Meter::default();
        for (metric, of, value) in samples {
            meter.add(Sample { metric: *metric, of: *of, value: *value });
        }
        emf_lines(&meter, AT_MS)
    }

    #[test]
    fn one_line_tells_many_metrics() {
        let lines = lines(&[
            (Metric::CasesOpened, None, 1),
            (Metric::CasesOpened, None, 1),
            (Metric::CasesDecided, Some("duplicate_linked"), 1),
            (Metric::EventToDecision, None, 900),
            (Metric::EventToDecision, None, 1_100),
            (Metric::KeyDaysLeft, Some("scim"), 40),
            (Metric::KeyDaysLeft, Some("scim"), 12),
        ]);
        assert_eq!(lines.len(), 1);
        let told: Value = serde_json::from_str(&lines[0]).unwrap();
        let set = |dimensions: Value, metrics: Value| json!({"Namespace": "untwin", "Dimensions": [dimensions], "Metrics": metrics});
        let opened = json!({"Name": "CasesOpened", "Unit": "Count"});
        let waited = json!({"Name": "EventToDecision", "Unit": "Milliseconds"});
        let expected = json!({
            "_aws": {"Timestamp": AT_MS, "CloudWatchMetrics": [
                set(json!([]), json!([opened, waited])),
                set(json!(["cause"]), json!([{"Name": "CasesDecided", "Unit": "Count"}])),
                set(json!(["key"]), json!([{"Name": "KeyDaysLeft", "Unit": "None"}])),
            ]},
            "CasesOpened": 2, "CasesDecided": 1, "EventToDecision": [900, 1_100], "KeyDaysLeft": 12,
            "cause": "duplicate_linked", "key": "scim",
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn a_second_value_of_a_dimension_has_a_line_of_its_own_and_shares_it() {
        let lines = lines(&[
            (Metric::CasesDecided, Some("transient"), 2),
            (Metric::CasesDecided, Some("duplicate_linked"), 1),
            (Metric::VendorRequests, Some("evidence"), 20),
            (Metric::VendorRequests, Some("write"), 1),
            (Metric::VendorRequests, Some("verify"), 3),
        ]);
        let told: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let values = |name: &str| told.iter().map(|line| line[name].clone()).collect::<Vec<_>>();
        assert_eq!(values("cause"), [json!("duplicate_linked"), json!("transient"), Value::Null]);
        assert_eq!(values("CasesDecided"), [json!(1), json!(2), Value::Null]);
        assert_eq!(values("VendorRequests"), [json!(20), json!(3), json!(1)]);
    }

    #[test]
    fn a_line_holds_no_more_values_than_it_may() {
        let many = vec![(Metric::EventToDecision, None, 7); VALUES_MAX + 5];
        let line: Value = serde_json::from_str(&lines(&many)[0]).unwrap();
        assert_eq!(line["EventToDecision"].as_array().unwrap().len(), VALUES_MAX);
    }

    #[test]
    fn nothing_counted_is_no_line() {
        assert_eq!(lines(&[]), Vec::<String>::new());
    }
}
