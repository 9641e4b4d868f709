//! Tests of the parent module.

use super::parse;
use crate::tests::world::fixture;
use serde_json::{Value, json};
use untwin_workflow::ports::Pushed;

const CHANGE: &str = "d0000000-0000-4000-8000-000000000002";

/// The service's own shape: a type name, and an array as text.
fn shape_a(name: &str) -> Pushed {
    let change = fixture!("push-changes.json")[name].take();
    pushed(&json!({"key": "Some.Namespace.StatusInfo", "value": json!([change]).to_string()}))
}

/// The reference's shape: a result and an object, both as text.
fn shape_b(result: &Value, name: &str) -> Pushed {
    let change = fixture!("push-changes.json")[name].take();
    pushed(&json!({"key": result.to_string(), "value": change.to_string()}))
}

fn pushed(answer: &Value) -> Pushed {
    parse(&serde_json::from_value(answer.clone()).unwrap())
}

fn result(word: &str) -> Value {
    json!({"result": word, "details": {}})
}

fn unclear() -> Pushed {
    Pushed::Unclear(CHANGE.to_owned())
}

#[test]
fn an_exported_change_is_accepted_in_both_shapes() {
    assert_eq!(shape_a("success"), Pushed::Accepted);
    assert_eq!(shape_b(&result("Success"), "success"), Pushed::Accepted);
}

#[test]
fn a_uniqueness_conflict_is_the_same_conflict_whatever_the_key_claims() {
    assert_eq!(shape_a("conflict"), Pushed::SameConflict);
    assert_eq!(shape_b(&result("Failure"), "conflict"), Pushed::SameConflict);
    assert_eq!(shape_b(&result("Success"), "conflict"), Pushed::SameConflict);
    let said = "StatusCode: Conflict\r\nWeb Response: \r\n{\"status\":\"409\",\"scimType\":\"uniqueness\",\
                \"detail\":\"Resource [USER]: with email[ada@example.com] already exists.\"}";
    let key = json!({"result": "Failure", "details": {"errorCode": "Conflict", "errorMessage": said}});
    assert_eq!(pushed(&json!({"key": key.to_string(), "value": "{}"})), Pushed::SameConflict);
}

#[test]
fn another_failure_names_its_code_and_nobody() {
    assert_eq!(shape_a("other_failure"), Pushed::Failed("InvalidAnchor".to_owned()));
    let key = json!({"result": "Failure", "details": {"errorCode": "for ada@example.com"}});
    assert_eq!(pushed(&json!({"key": key.to_string(), "value": "{}"})), Pushed::Failed("no error code".to_owned()));
}

#[test]
fn nothing_to_do_is_only_what_says_so() {
    assert_eq!(shape_a("redundant"), Pushed::NothingToDo);
    let key = json!({"result": "Skipped", "details": {"errorCode": "RedundantExport", "errorMessage": "x"}});
    assert_eq!(shape_b(&key, "redundant"), Pushed::NothingToDo);
    assert_eq!(shape_a("not_assigned"), Pushed::Failed("not in scope: Assigned to the application".to_owned()));
    assert!(matches!(pushed(&json!({"key": result("Skipped").to_string(), "value": "{}"})), Pushed::Unclear(_)));
}

#[test]
fn contradictions_unknown_words_and_silence_are_unclear() {
    assert_eq!(shape_a("contradiction"), unclear());
    assert_eq!(shape_a("unknown_word"), unclear());
    assert_eq!(shape_a("no_export"), unclear());
    assert_eq!(shape_b(&result("Skipped"), "success"), unclear());
    assert_eq!(shape_b(&result("Postponed"), "success"), unclear());
    for value in ["", "[]", "not json", "7", "[7]"] {
        let answer = json!({"key": "Some.Namespace.StatusInfo", "value": value});
        assert!(matches!(pushed(&answer), Pushed::Unclear(_)), "{value}");
    }
}

#[test]
fn a_bare_result_counts_and_values_need_not_be_text() {
    assert_eq!(pushed(&json!({"key": result("Success").to_string(), "value": "{}"})), Pushed::Accepted);
    let change = fixture!("push-changes.json")["success"].take();
    assert_eq!(pushed(&json!({"key": result("Success"), "value": [change]})), Pushed::Accepted);
}
