//! What the built programs tell machines: why they did not start, which trace a line belongs to, and what was counted.

use crate::function::Function;
use crate::repair::{batch, message, town_of_two};
use crate::runtime_api::Invocation;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fs;
use untwin_tests::Loopback;

const TRACE: &str = "5bef4de7ad49b0e87f6ef6c87fc2e700";
const W3C: &str = "00-5bef4de7ad49b0e87f6ef6c87fc2e700-53995c3f42cd8ad8-01";
const X_RAY: &str = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=53995c3f42cd8ad8;Sampled=1";

/// Settings with a fault in two fields, a key in place of a reference, and a reference to nothing.
const FAULTY: &str = r#"[organization]
id = "o"
key = "canary-key"

[[directory]]
id = "d"
idp = "okra"
client_secret = "env:UNTWIN_NOT_THERE"
"#;

/// How a function ends that is offered an event, and its log.
async fn refused(name: &str, town: &Loopback) -> (Option<i32>, Vec<Value>) {
    let mut function = Function::start_named(name, &town.settings_path(), &[]).await;
    function.send(Invocation { event: json!({}), deadline: Timestamp::MAX });
    let ended = function.ended().await;
    assert_eq!(function.polls(), 0, "{name} asked for an event");
    ended
}

#[tokio::test]
async fn faulty_settings_are_one_line_with_every_fault_and_its_fix_before_any_event() {
    let (town, ..) = town_of_two().await;
    fs::write(town.settings_path(), FAULTY).expect("a file");
    for name in ["intake", "repair", "sweep"] {
        let (code, log) = refused(name, &town).await;
        let lines: Vec<&Value> = log.iter().filter(|line| line["level"] == "ERROR").collect();
        let [line] = lines.as_slice() else { panic!("{name}: {log:#?}") };
        assert_eq!((code, &line["event"]), (Some(1), &json!("settings_refused")), "{name}");
        let report = line["report"].as_str().expect("a report");
        for field in ["organization.key", "directory[1].idp", "directory[1].tenant", "directory[1].client_secret"] {
            assert!(report.contains(field), "{name}: {field} is not in {report}");
        }
        assert_eq!(report.matches("(fix: ").count(), line["faults"].as_u64().expect("a number") as usize);
        assert!(!report.contains("canary"), "{report}");
    }
}

#[tokio::test]
async fn settings_that_are_not_there_and_a_store_that_cannot_be_opened_are_told_apart() {
    let (town, ..) = town_of_two().await;
    fs::create_dir(town.settings_path().with_file_name("untwin.db")).expect("a folder in the way");
    let (code, log) = refused("repair", &town).await;
    assert_eq!((code, events(&log)), (Some(1), vec!["not_started"]));
    fs::remove_file(town.settings_path()).expect("a file");
    let (code, log) = refused("repair", &town).await;
    assert_eq!((code, events(&log)), (Some(1), vec!["settings_refused"]));
}

#[tokio::test]
async fn a_message_goes_on_with_the_trace_of_its_sender_and_every_line_has_it() {
    let (town, ada, grace) = town_of_two().await;
    let (mut w3c, mut x_ray) = (message("w3c", &town.failure_of(&ada)), message("x", &town.failure_of(&grace)));
    w3c["messageAttributes"]["traceparent"] = json!({ "dataType": "String", "stringValue": W3C });
    x_ray["attributes"]["AWSTraceHeader"] = json!(X_RAY.replace("5bef4de7-", "6bef4de7-"));
    let mut function = Function::start(&town.settings_path()).await;
    function.invoke(batch(&[w3c, x_ray], 300)).await;
    let log = function.stop().await;
    for (id, trace) in [("w3c", TRACE.to_owned()), ("x", TRACE.replacen('5', "6", 1))] {
        let lines: Vec<&Value> = log.iter().filter(|line| line["message.id"] == id).collect();
        assert!(lines.iter().any(|line| line["event"] == "case_repaired"), "{log:#?}");
        assert!(lines.iter().all(|line| line["trace.id"] == trace.as_str() && line["request.id"].is_string()));
    }
}

#[tokio::test]
async fn an_invocation_ends_with_what_it_counted_and_the_first_one_with_the_start() {
    let (town, ada, _) = town_of_two().await;
    let mut function = Function::start(&town.settings_path()).await;
    function.invoke(batch(&[message("m", &town.failure_of(&ada))], 300)).await;
    let log = function.stop().await;
    let counted: Vec<&Value> = log.iter().filter(|line| line.get("_aws").is_some()).collect();
    let sum = |name: &str| counted.iter().filter_map(|line| line[name].as_i64()).sum::<i64>();
    assert_eq!((sum("CasesOpened"), sum("CasesDecided"), sum("CasesRepaired")), (1, 1, 1), "{counted:#?}");
    assert!(sum("VendorRequests") > 10 && counted.iter().any(|line| line["ColdStart"].is_array()), "{counted:#?}");
}

fn events(log: &[Value]) -> Vec<&str> {
    log.iter().filter_map(|line| line["event"].as_str()).collect()
}
