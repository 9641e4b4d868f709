//! Whoever has to look is told, and finds something to look at.

use super::node::{Node, Resource};
use super::{of_type, template};
use crate::tree::text;
use serde_json::Value;
use std::collections::BTreeSet;

const ALARM: &str = "AWS::CloudWatch::Alarm";

#[test]
fn every_alarm_says_what_happened_and_tells_somebody() {
    let template = template();
    for Resource { name, properties, .. } in of_type(&template, ALARM) {
        assert!(properties.at("AlarmDescription").is_some_and(|text| text.words().ends_with('.')), "{name}");
        assert!(properties.at("TreatMissingData").is_some(), "{name} does not say what silence means");
        let told: Vec<String> =
            properties.at("AlarmActions").expect("actions").items().flat_map(Node::items).map(Node::words).collect();
        assert_eq!(told, ["AlertTopicArn"], "{name}");
    }
}

#[test]
fn every_function_that_fails_and_every_dead_letter_sets_an_alarm_off() {
    let template = template();
    let watched = |metric: &str| -> BTreeSet<String> {
        let alarms = of_type(&template, ALARM).into_iter();
        let of_it = alarms.filter(|alarm| alarm.properties.at("MetricName").is_some_and(|name| name.words() == metric));
        let dimensions = of_it.flat_map(|alarm| alarm.properties.at("Dimensions").into_iter().flat_map(Node::items));
        dimensions.filter_map(|one| one.at("Value").map(Node::words)).collect()
    };
    let names = |kind: &str| of_type(&template, kind).into_iter().map(|resource| resource.name.to_owned());
    assert_eq!(watched("Errors"), names("AWS::Serverless::Function").collect());
    let dead = names("AWS::SQS::Queue").filter(|name| name.ends_with("Dead"));
    assert_eq!(watched("ApproximateNumberOfMessagesVisible"), dead.map(|name| format!("{name}.QueueName")).collect());
}

#[test]
fn the_dashboard_can_be_read() {
    let template = template();
    let body = template.at("Resources.Dashboard.Properties.DashboardBody").expect("a dashboard").words();
    let body: Value = serde_json::from_str(&body).expect("JSON");
    assert!(body["widgets"].as_array().is_some_and(|widgets| widgets.len() > 3));
}

#[test]
fn every_metric_of_ours_that_an_alarm_watches_is_written_with_that_dimension() {
    let (template, page) = (template(), text("docs/LOGGING.md"));
    for Resource { name, properties, .. } in of_type(&template, ALARM) {
        let told = |path: &str| properties.at(path).map(Node::words).unwrap_or_default();
        if told("Namespace") != "untwin" {
            continue;
        }
        let row = format!("| `{}` |", told("MetricName"));
        let row = page.lines().find(|line| line.starts_with(&row)).unwrap_or_else(|| panic!("{name}: no such metric"));
        let dimension = properties.at("Dimensions").and_then(|all| all.items().next()).and_then(|one| one.at("Name"));
        let expected = dimension.map_or_else(String::new, |name| format!("`{}`", name.words()));
        assert_eq!(row.split('|').nth(3).map(str::trim), Some(expected.as_str()), "{name}");
    }
}
