//! What each role may do, against what is done under it: no call without its permission, no permission without its call.
//!
//! The table below is the one place that says why an action is allowed.

use super::node::{Node, Resource};
use super::{of_type, template};
use crate::tree::sources;
use std::collections::BTreeSet;

/// An action on something, and the call that needs it.
type Grant = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Every function logs and is traced, and a key of the operator's is used by whoever reads or writes what it encrypts.
const OF_ALL: [Grant; 3] = [
    ("Lambda writes the log", &["logs:CreateLogStream", "logs:PutLogEvents"], &["own log"]),
    ("Lambda sends the trace", &["xray:PutTraceSegments", "xray:PutTelemetryRecords"], &["*"]),
    ("table, queues and secrets under a key", &["kms:Decrypt", "kms:GenerateDataKey"], &["EncryptionKeyArn"]),
];

const INTAKE: [Grant; 3] = [
    ("send_message_batch", &["sqs:SendMessage"], &["Conflicts"]),
    ("Lambda sends on what failed", &["sqs:SendMessage"], &["EventsDead"]),
    ("get_secret_value", &["secretsmanager:GetSecretValue"], &["DoorSecrets"]),
];

const REPAIR: [Grant; 11] = [
    ("Lambda polls the queue", &["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"], &["Conflicts"]),
    ("change_message_visibility", &["sqs:ChangeMessageVisibility"], &["Conflicts"]),
    ("send_message", &["sqs:SendMessage"], &["Manual"]),
    ("get_item", &["dynamodb:GetItem"], &["Table"]),
    ("query", &["dynamodb:Query"], &["Table", "Table/index/listed"]),
    ("put_item", &["dynamodb:PutItem"], &["Table"]),
    ("update_item", &["dynamodb:UpdateItem"], &["Table"]),
    ("delete_item", &["dynamodb:DeleteItem"], &["Table"]),
    ("transact_write_items", TRANSACTION, &["Table"]),
    ("get_secret_value", &["secretsmanager:GetSecretValue"], &["VendorSecrets"]),
    ("get_web_identity_token", &["sts:GetWebIdentityToken"], &["*"]),
];

const SWEEP: [Grant; 8] = [
    ("send_message_batch", &["sqs:SendMessage"], &["Conflicts"]),
    ("get_item", &["dynamodb:GetItem"], &["Table"]),
    ("query", &["dynamodb:Query"], &["Table", "Table/index/due", "Table/index/listed"]),
    ("put_item", &["dynamodb:PutItem"], &["Table"]),
    ("update_item", &["dynamodb:UpdateItem"], &["Table"]),
    ("delete_item", &["dynamodb:DeleteItem"], &["Table"]),
    ("get_secret_value", &["secretsmanager:GetSecretValue"], &["VendorSecrets"]),
    ("get_web_identity_token", &["sts:GetWebIdentityToken"], &["*"]),
];

const TIMER: [Grant; 2] = [
    ("the scheduler invokes", &["lambda:InvokeFunction"], &["Sweep"]),
    ("the schedule under a key", &["kms:Decrypt", "kms:GenerateDataKey"], &["EncryptionKeyArn"]),
];

/// What an operator's commands call, and no function does: nobody's role in the template has these. `infra/README.md` lists
/// what an operator needs. `sts:GetCallerIdentity` needs no permission.
const OPERATOR: [Grant; 5] = [
    ("get_caller_identity", &[], &[]),
    ("get_queue_attributes", &["sqs:GetQueueAttributes"], &["every queue"]),
    ("get_queue_url", &["sqs:GetQueueUrl"], &["dead letters"]),
    ("receive_message", &["sqs:ReceiveMessage"], &["dead letters"]),
    ("delete_message", &["sqs:DeleteMessage"], &["dead letters"]),
];

/// A transaction needs what each of its parts needs.
const TRANSACTION: &[&str] =
    &["dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:ConditionCheckItem"];

/// Operations of the services that code of ours could call.
const OPERATIONS: [&str; 26] = [
    "get_item",
    "batch_get_item",
    "query",
    "scan",
    "put_item",
    "update_item",
    "delete_item",
    "batch_write_item",
    "transact_get_items",
    "transact_write_items",
    "describe_table",
    "execute_statement",
    "send_message",
    "send_message_batch",
    "receive_message",
    "delete_message",
    "delete_message_batch",
    "change_message_visibility",
    "get_queue_attributes",
    "get_queue_url",
    "start_message_move_task",
    "get_secret_value",
    "batch_get_secret_value",
    "describe_secret",
    "get_web_identity_token",
    "get_caller_identity",
];

/// Actions that know no resources, so that everything is the least that can be said.
const WITHOUT_RESOURCES: [&str; 3] = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "sts:GetWebIdentityToken"];

#[test]
fn each_role_may_do_what_its_calls_need_and_nothing_else() {
    let template = template();
    let roles = of_type(&template, "AWS::IAM::Role");
    assert_eq!(roles.len(), 4);
    for Resource { name, properties, .. } in roles {
        let granted = granted(properties);
        assert_eq!(granted, needed(name), "{name}");
    }
}

#[test]
fn every_call_of_the_code_is_one_that_a_role_or_an_operator_may_make() {
    let known: BTreeSet<&str> =
        [&INTAKE[..], &REPAIR, &SWEEP, &OPERATOR].concat().iter().map(|(call, ..)| *call).collect();
    let calls = |text: &str, operation: &str| text.contains(&format!(".{operation}()"));
    for (path, text) in sources().iter().filter(|(path, _)| path.starts_with("shared/aws/src/")) {
        let unknown = OPERATIONS.iter().filter(|operation| calls(text, operation) && !known.contains(**operation));
        assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&&str>::new(), "{path} calls what nobody may");
    }
}

#[test]
fn what_only_an_operator_needs_is_listed_for_them() {
    let page = crate::tree::text("infra/README.md");
    let actions = OPERATOR.iter().flat_map(|(_, actions, _)| *actions);
    let missing: Vec<&&str> = actions.filter(|action| !page.contains(**action)).collect();
    assert_eq!(missing, Vec::<&&str>::new(), "infra/README.md does not say that an operator needs these");
}

#[test]
fn every_call_that_a_role_allows_is_made() {
    let aws = sources().into_iter().filter(|(path, _)| path.starts_with("shared/aws/src/"));
    let code: String = aws.map(|(_, text)| text).collect();
    let calls = [&INTAKE[..], &REPAIR, &SWEEP, &OPERATOR].concat().into_iter().map(|(call, ..)| call);
    let calls = calls.filter(|call| OPERATIONS.contains(call));
    let never: BTreeSet<&str> = calls.filter(|call| !code.contains(&format!(".{call}()"))).collect();
    assert_eq!(never, BTreeSet::new(), "nobody needs these permissions");
}

#[test]
fn no_role_reaches_everything_where_it_could_name_something() {
    let template = template();
    for Resource { name, properties, .. } in of_type(&template, "AWS::IAM::Role") {
        for (action, on) in granted(properties) {
            assert!(!action.contains('*'), "{name} may {action}");
            assert!(on != "*" || WITHOUT_RESOURCES.contains(&action.as_str()), "{name} may {action} on everything");
        }
    }
}

#[test]
fn only_the_service_itself_takes_a_role() {
    let template = template();
    for Resource { name, properties, .. } in of_type(&template, "AWS::IAM::Role") {
        assert!(properties.at("ManagedPolicyArns").is_none(), "{name} has a policy that somebody else changes");
        let statements = properties.at("AssumeRolePolicyDocument.Statement").expect("who takes it").items();
        let services: Vec<String> = statements.filter_map(|one| one.at("Principal.Service").map(Node::words)).collect();
        let expected = if name == "SweepTimerRole" { "scheduler.amazonaws.com" } else { "lambda.amazonaws.com" };
        assert_eq!(services, [expected], "{name}");
    }
}

fn needed(role: &str) -> BTreeSet<(String, String)> {
    let (grants, of_all) = match role {
        "IntakeRole" => (&INTAKE[..], &OF_ALL[..]),
        "RepairRole" => (&REPAIR[..], &OF_ALL[..]),
        "SweepRole" => (&SWEEP[..], &OF_ALL[..]),
        "SweepTimerRole" => (&TIMER[..], &[][..]),
        _ => panic!("{role} is for nobody"),
    };
    let own_log = role.replace("Role", "Log");
    let each = |(_, actions, on): &Grant| {
        let pairs = actions.iter().flat_map(|action| on.iter().map(|on| ((*action).to_owned(), (*on).to_owned())));
        pairs.collect::<Vec<_>>()
    };
    let all = grants.iter().chain(of_all).flat_map(each);
    all.map(|(action, on)| (action, if on == "own log" { own_log.clone() } else { on })).collect()
}

fn granted(role: &Node) -> BTreeSet<(String, String)> {
    let policies = role.at("Policies").expect("policies").items();
    let statements = policies.filter_map(|policy| policy.at("PolicyDocument.Statement")).flat_map(Node::items);
    let pairs = statements.flat_map(|statement| {
        assert_eq!(statement.at("Effect").map(Node::words).as_deref(), Some("Allow"));
        let actions = statement.at("Action").expect("actions").items().map(Node::words);
        let on = statement.at("Resource").expect("resources").items().map(target).collect::<Vec<_>>();
        actions.flat_map(move |action| on.clone().into_iter().map(move |on| (action.clone(), on))).collect::<Vec<_>>()
    });
    pairs.collect()
}

/// What a resource names: `Table`, `Table/index/due`, `DoorSecrets` for all secrets whose names begin so.
fn target(resource: &Node) -> String {
    let words = resource.words();
    if let Some((_, secrets)) = words.split_once(":secret:") {
        return secrets.trim_start_matches("${").trim_end_matches("}*").to_owned();
    }
    words.replace("${", "").replace('}', "").replace(".Arn", "")
}
