//! Queues: what comes back, when, and where what never succeeds ends.

use super::node::{Node, Resource};
use super::{of_type, template};

/// How many times the longest run of its consumer a message stays hidden, as AWS advises.
const HIDDEN_RUNS: u32 = 6;

fn number(properties: &Node, path: &str) -> Option<u32> {
    properties.at(path)?.words().parse().ok()
}

#[test]
fn every_queue_has_dead_letters_or_is_for_them() {
    let template = template();
    let queues = of_type(&template, "AWS::SQS::Queue");
    assert_eq!(queues.len(), 5);
    for Resource { name, properties, .. } in queues {
        match properties.at("RedrivePolicy") {
            Some(redrive) => {
                assert_eq!(redrive.at("deadLetterTargetArn").map(Node::words), Some(format!("{name}Dead.Arn")));
                assert!(number(redrive, "maxReceiveCount").is_some_and(|count| count > 1), "{name} gives up at once");
            }
            None => assert!(name.ends_with("Dead") && takes_letters_of_its_own(properties), "{name}"),
        }
        assert_eq!(number(properties, "MessageRetentionPeriod"), Some(14 * 24 * 3_600), "{name}");
    }
}

/// The lists of properties do not look into this one.
fn takes_letters_of_its_own(properties: &Node) -> bool {
    let allow = properties.at("RedriveAllowPolicy").expect("whose letters it takes");
    let keys: Vec<&str> = allow.entries().map(|(key, _)| key).collect();
    match allow.at("redrivePermission").map(Node::words).as_deref() {
        Some("byQueue") => keys == ["redrivePermission", "sourceQueueArns"],
        Some("denyAll") => keys == ["redrivePermission"],
        _ => false,
    }
}

#[test]
fn the_queue_of_conflicts_feeds_repair_as_its_answers_demand() {
    let template = template();
    let [mapping] = of_type(&template, "AWS::Lambda::EventSourceMapping")[..] else { panic!("one mapping") };
    let told = |path: &str| mapping.properties.at(path).map(Node::words);
    assert_eq!(told("FunctionName").as_deref(), Some("Repair"));
    assert_eq!(told("EventSourceArn").as_deref(), Some("Conflicts.Arn"));
    let answers = mapping.properties.at("FunctionResponseTypes").expect("answers").items().map(Node::words);
    assert_eq!(answers.collect::<Vec<_>>(), ["ReportBatchItemFailures"], "or a failed message is forgotten");
    assert!(number(mapping.properties, "ScalingConfig.MaximumConcurrency").is_some_and(|batches| batches > 1));
}

#[test]
fn a_failure_is_tried_for_a_week_before_it_is_a_dead_letter() {
    let template = template();
    let conflicts = template.at("Resources.Conflicts.Properties").expect("a queue");
    let tries = number(conflicts, "RedrivePolicy.maxReceiveCount").expect("a bound");
    let hidden_s = number(conflicts, "VisibilityTimeout").expect("a time");
    let tried_s: u32 = (0..tries).map(|nth| (30 << nth.min(10)).min(7_200)).sum();
    assert!(tried_s >= 7 * 24 * 3_600, "repair gives up after {tried_s} s");
    let kept_s = number(conflicts, "MessageRetentionPeriod").expect("a time");
    assert!(tries * hidden_s < kept_s / 2, "what kills its function is gone before anybody looks");
}

#[test]
fn a_message_stays_hidden_while_somebody_may_still_work_on_it() {
    let template = template();
    let run_s = number(template.at("Resources.Repair.Properties").expect("repair"), "Timeout").expect("a timeout");
    let hidden_s = number(template.at("Resources.Conflicts.Properties").expect("a queue"), "VisibilityTimeout");
    assert!(hidden_s.is_some_and(|hidden_s| hidden_s >= HIDDEN_RUNS * run_s), "{hidden_s:?} for {run_s}");
}

#[test]
fn concurrency_is_bounded_by_the_mapping_and_never_reserved() {
    let template = template();
    for Resource { name, properties, .. } in of_type(&template, "AWS::Serverless::Function") {
        assert!(properties.at("ReservedConcurrentExecutions").is_none(), "{name} would dead-letter good messages");
    }
}
