//! The functions on a table and queues of a local AWS, and what becomes of a message when something of it is missing.

use crate::function::Function;
use crate::place::Table;
use crate::repair::{batch, message, town_of_two};
use crate::runtime_api::Post;
use serde_json::{Value, json};
use untwin_core::domain::CaseState;
use untwin_tests::Loopback;
use untwin_workflow::ports::Store as _;

const TIME_S: i64 = 300;

async fn repair(town: &Loopback, table: &Table) -> Function {
    Function::start_with(&town.settings_path(), &table.env()).await
}

fn nothing_failed() -> Value {
    json!({ "batchItemFailures": [] })
}

fn failed(post: &Post) -> Vec<&str> {
    let failures = post.body["batchItemFailures"].as_array().unwrap_or_else(|| panic!("{:?}", post.body));
    failures.iter().filter_map(|failure| failure["itemIdentifier"].as_str()).collect()
}

fn of_kind(kind: &str, mut message: Value) -> Value {
    message["messageAttributes"] = json!({ "kind": { "stringValue": kind, "dataType": "String" } });
    message
}

fn events(log: &[Value]) -> Vec<&str> {
    log.iter().filter_map(|line| line["event"].as_str()).collect()
}

#[tokio::test]
async fn a_table_that_is_gone_brings_every_message_again_and_nothing_was_written() {
    let (town, ada, grace) = town_of_two().await;
    let Some(table) = Table::of(&town).await else { return };
    let mut function = repair(&town, &table).await;
    // It has started, and found the table.
    assert_eq!(function.invoke(batch(&[], TIME_S)).await.body, nothing_failed());
    let before = town.world().organization.mutations().len();
    table.dynamodb.delete_table().table_name(&table.name).send().await.expect("it is deleted");
    let messages = [message("one", &town.failure_of(&ada)), message("two", &town.failure_of(&grace))];
    let post = function.invoke(batch(&messages, TIME_S)).await;
    assert_eq!(failed(&post), ["one", "two"]);
    assert_eq!(town.world().organization.mutations().len(), before);
    assert!(events(&function.stop().await).contains(&"store_broken"));
}

#[tokio::test]
async fn a_function_that_finds_no_table_takes_no_message() {
    let (town, _, _) = town_of_two().await;
    let Some(table) = Table::of(&town).await else { return };
    table.dynamodb.delete_table().table_name(&table.name).send().await.expect("it is deleted");
    let (code, log) = repair(&town, &table).await.ended().await;
    assert_eq!((code, events(&log).contains(&"not_started")), (Some(1), true), "{log:#?}");
}

#[tokio::test]
async fn a_poisoned_message_and_one_of_a_later_version_keep_nobody_elses_back() {
    let (town, ada, _) = town_of_two().await;
    let Some(table) = Table::of(&town).await else { return };
    let messages = [
        of_kind("case/9", message("later", b"{}")),
        of_kind("due", message("of nobody", b"case-000000000000")),
        of_kind("document+gzip+base64", message("poisoned", b"neither base64 nor gzip")),
        message("healed", &town.failure_of(&ada)),
    ];
    let mut function = repair(&town, &table).await;
    let post = function.invoke(batch(&messages, TIME_S)).await;
    assert_eq!(failed(&post), ["later", "poisoned"]);
    let cases = table.store.list(9).await.expect("cases");
    assert_eq!(cases.iter().map(|case| case.state).collect::<Vec<_>>(), [CaseState::Repaired]);
}

#[tokio::test]
async fn two_functions_with_the_same_message_repair_once() {
    let (town, ada, _) = town_of_two().await;
    let Some(table) = Table::of(&town).await else { return };
    let messages = [message("twice", &town.failure_of(&ada))];
    let (mut one, mut other) = (repair(&town, &table).await, repair(&town, &table).await);
    let before = town.world().organization.mutations().len();
    tokio::join!(one.invoke(batch(&messages, TIME_S)), other.invoke(batch(&messages, TIME_S)));
    let after_both = town.world().organization.mutations().len();
    assert_eq!(one.invoke(batch(&messages, TIME_S)).await.body, nothing_failed());
    let states: Vec<_> = table.store.list(9).await.expect("cases").iter().map(|case| case.state).collect();
    assert_eq!((states, town.world().organization.mutations().len()), (vec![CaseState::Repaired], after_both));
    assert_eq!(after_both - before, changes_of_one_repair().await);
}

/// In a town where nobody else is at it.
async fn changes_of_one_repair() -> usize {
    let (town, ada, _) = town_of_two().await;
    let before = town.world().organization.mutations().len();
    let mut function = Function::start(&town.settings_path()).await;
    let post = function.invoke(batch(&[message("once", &town.failure_of(&ada))], TIME_S)).await;
    assert_eq!(post.body, nothing_failed());
    town.world().organization.mutations().len() - before
}
