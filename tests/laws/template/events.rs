//! Events without a sender who waits: each is let in by name, and none is lost silently.

use super::node::{Node, Resource};
use super::{of_type, template};
use std::collections::BTreeSet;

/// Where an event ends that could not be taken in.
const DEAD: &str = "EventsDead.Arn";

#[test]
fn every_rule_may_invoke_intake_and_keeps_what_does_not_arrive() {
    let template = template();
    let permitted = permissions(&template);
    let rules = of_type(&template, "AWS::Events::Rule");
    assert!(!rules.is_empty());
    for Resource { name, properties, .. } in rules {
        let targets: Vec<&Node> = properties.at("Targets").expect("targets").items().collect();
        assert_eq!(targets.len(), 1, "{name}");
        assert_eq!(targets[0].at("Arn").map(Node::words).as_deref(), Some("Intake.Arn"), "{name}");
        assert_eq!(targets[0].at("DeadLetterConfig.Arn").map(Node::words).as_deref(), Some(DEAD), "{name}");
        assert!(permitted.contains(&format!("{name}.Arn")), "{name} may not invoke intake");
    }
}

#[test]
fn what_intake_could_not_take_in_is_kept_and_a_tick_is_not() {
    let template = template();
    let on_failure = "Properties.DestinationConfig.OnFailure.Destination";
    let told = |name: &str, path: &str| template.at(&format!("Resources.{name}.{path}")).map(Node::words);
    assert_eq!(told("IntakeDelivery", on_failure).as_deref(), Some(DEAD));
    assert_eq!(told("IntakeDelivery", "Properties.FunctionName").as_deref(), Some("Intake"));
    assert_eq!(told("SweepDelivery", "Properties.MaximumRetryAttempts").as_deref(), Some("0"));
    assert_eq!(told("SweepTimer", "Properties.Target.RetryPolicy.MaximumRetryAttempts").as_deref(), Some("0"));
}

#[test]
fn sweep_runs_once_a_minute() {
    let template = template();
    let told = |path: &str| template.at(&format!("Resources.SweepTimer.Properties.{path}")).map(Node::words);
    assert_eq!(told("ScheduleExpression").as_deref(), Some("rate(1 minute)"));
    assert_eq!(told("Target.Arn").as_deref(), Some("Sweep.Arn"));
    assert_eq!(told("Target.RoleArn").as_deref(), Some("SweepTimerRole.Arn"));
}

#[test]
fn nobody_is_let_in_but_the_door_the_rules_and_the_topic() {
    let template = template();
    for Resource { name, properties, .. } in of_type(&template, "AWS::Lambda::Permission") {
        assert_eq!(properties.at("FunctionName").map(Node::words).as_deref(), Some("Intake.Arn"), "{name}");
        let everybody = properties.at("Principal").map(Node::words).as_deref() == Some("*");
        let through_the_door =
            properties.at("FunctionUrlAuthType").is_some() || properties.at("InvokedViaFunctionUrl").is_some();
        assert_eq!(everybody, through_the_door, "{name}");
        assert!(everybody || properties.at("SourceArn").is_some(), "{name} lets in whoever uses that service");
    }
}

/// What may invoke intake by its ARN.
fn permissions(template: &Node) -> BTreeSet<String> {
    let permissions = of_type(template, "AWS::Lambda::Permission");
    permissions.iter().filter_map(|permission| permission.properties.at("SourceArn").map(Node::words)).collect()
}
