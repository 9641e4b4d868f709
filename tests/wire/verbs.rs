//! What people type, as a process of its own: what it prints, and the code that it ends with.

use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use tokio::task::spawn_blocking;
use untwin_core::domain::DeadLetter;
use untwin_sandbox::town::{Person, Town};
use untwin_startup::SystemClock;
use untwin_tests::Loopback;
use untwin_workflow::ports::{Clock as _, Store as _};

#[tokio::test(flavor = "multi_thread")]
async fn a_replay_an_examination_and_a_scan_need_no_case_and_make_none() {
    let (town, ada) = served().await;
    let replayed = said(&town, &["replay", "--since", "30d"]).await;
    assert_eq!(replayed["causes"][0]["would_repair"], 1, "{replayed}");
    assert_eq!(replayed["conflicts"][0]["person"], ada.wanted.as_str());
    let (code, examined) = typed(&town, &["doctor"]).await;
    let broken: Vec<&Value> = checks(&examined).filter(|check| check["health"] == "broken").collect();
    assert_eq!((code, broken), (0, Vec::new()), "{examined}");
    let scanned = said(&town, &["scan"]).await;
    assert_eq!(scanned["findings"][0]["kind"], "two_accounts", "{scanned}");
    assert_eq!(town.store().list(10).await.expect("the store works"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_examination_with_a_key_that_nobody_takes_ends_as_faulty_settings() {
    let (town, _) = served().await;
    fs::write(town.settings_path().with_file_name("organization.key"), "nobody-takes-this").expect("a file");
    let (code, examined) = typed(&town, &["doctor"]).await;
    let broken: Vec<&Value> = checks(&examined).filter(|check| check["health"] == "broken").collect();
    assert_eq!((code, broken.len()), (2, 1), "{examined}");
    assert!(!town.settings_path().with_file_name("untwin.db").exists(), "it makes no store");
}

#[tokio::test(flavor = "multi_thread")]
async fn cases_are_filtered_closed_with_a_reason_and_not_closed_twice() {
    let (town, ada) = served().await;
    assert_eq!(typed(&town, &["explain", ada.wanted.as_str()]).await.0, 0);
    let case =
        said(&town, &["cases", "ls", "--state", "received", "--newer-than", "1h"]).await["cases"][0]["id"].clone();
    let case = case.as_str().expect("a case").to_owned();
    for filter in [["--state", "repaired"], ["--older-than", "1d"], ["--cause", "duplicate_unlinked"]] {
        let listed = said(&town, &["cases", "ls", filter[0], filter[1]]).await;
        assert_eq!(listed["cases"], Value::Array(Vec::new()), "{filter:?}");
    }
    assert_eq!(typed(&town, &["cases", "close", &case, "--reason", "too early"]).await.0, 7);
    assert_eq!(typed(&town, &["cases", "recheck", &case]).await.0, 0);
    let shown = said(&town, &["cases", "show", &case]).await;
    assert_eq!(shown["outcome"], "repaired", "{shown}");
    assert_eq!(typed(&town, &["cases", "close", &case, "--reason", "looked at"]).await.0, 0);
    assert_eq!(typed(&town, &["cases", "close", &case, "--reason", "again"]).await.0, 3);
    assert_eq!(typed(&town, &["cases", "recheck", &case]).await.0, 3);
    assert_eq!(typed(&town, &["cases", "close", &case]).await.0, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_letter_is_shown_without_what_it_holds_written_out_and_taken_in_again() {
    let (town, ada) = served().await;
    let document = town.failure_of(&ada);
    let letter = DeadLetter::new(&document, "nobody vouched for it", SystemClock.now());
    town.store().bury(&letter).await.expect("the store works");
    let digest = letter.sha256.get(..12).expect("digits").to_owned();
    let shown = said(&town, &["dlq", "show", &digest]).await;
    assert_eq!((shown["whole"].as_bool(), shown.to_string().contains("lovelace")), (Some(true), false), "{shown}");
    let (_, written) = run(&town, &["dlq", "show", &digest, "--content"]).await;
    assert_eq!(written.stdout, document);
    assert_eq!(typed(&town, &["dlq", "redrive", "ffffff"]).await.0, 2);
    let redriven = said(&town, &["dlq", "redrive", &digest]).await;
    assert!(redriven["letters"][0]["stays"].is_null() && redriven["letters"][0]["cases"][0].is_string(), "{redriven}");
    assert_eq!(typed(&town, &["dlq", "redrive"]).await.0, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_undo_says_its_limits_before_it_asks_and_does_not_ask_where_it_is_impossible() {
    let (town, ada) = served().await;
    let document = town.settings_path().with_file_name("failures.json");
    fs::write(&document, town.failure_of(&ada)).expect("a file");
    let healed = said(&town, &["heal", document.to_str().expect("a path")]).await;
    let case = healed["cases"][0]["id"].as_str().expect("a case").to_owned();
    let (code, ended) = run(&town, &["undo", &case]).await;
    let talk = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert_eq!(code, 4, "{talk}");
    for line in ["gives back: account", "stays lost: the sessions", "there is no undo"] {
        assert!(talk.contains(line), "{line}: {talk}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_store_in_a_file_a_policy_is_compared_and_neither_pushed_nor_anything_moved_in_queues() {
    let (town, _) = served().await;
    let other = town.settings_path().with_file_name("other.toml");
    fs::write(&other, "version = 1\n[limits]\npeople_per_hour = 21\n").expect("a file");
    let other = other.to_str().expect("a path");
    let compared = said(&town, &["policy", "diff", other]).await;
    let changes = compared["changes"].as_array().expect("changes");
    let raised = changes.iter().find(|change| change["key"] == "limits.people_per_hour").expect("it differs");
    assert_eq!((&raised["after"], &raised["effect"]), (&"21".into(), &"loosens".into()), "{compared}");
    assert_eq!(typed(&town, &["policy", "diff"]).await.0, 3);
    assert_eq!(typed(&town, &["policy", "push", other, "--yes"]).await.0, 2);
    assert_eq!(typed(&town, &["dlq", "redrive", "--queue", "conflicts"]).await.0, 2);
    assert_eq!(said(&town, &["dlq", "ls"]).await["queues"], Value::Array(Vec::new()));
}

async fn served() -> (Loopback, Person) {
    let mut town = Town::new(SystemClock.now());
    let ada = town.person("Ada", "Byron", "Lovelace");
    (Loopback::serve(town).await, ada)
}

fn checks(examined: &Value) -> impl Iterator<Item = &Value> {
    examined["checks"].as_array().expect("checks").iter()
}

async fn said(town: &Loopback, args: &[&str]) -> Value {
    let (code, told) = typed(town, args).await;
    assert_eq!(code, 0, "{args:?}: {told}");
    told
}

/// What it printed as JSON; null, where it printed nothing.
async fn typed(town: &Loopback, args: &[&str]) -> (i32, Value) {
    let (code, output) = run(town, args).await;
    let talk = String::from_utf8_lossy(&output.stderr);
    let told = if output.stdout.is_empty() {
        Value::String(talk.into_owned())
    } else {
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{args:?}: {error}: {talk}"))
    };
    (code, told)
}

async fn run(town: &Loopback, args: &[&str]) -> (i32, Output) {
    let (settings, args) = (town.settings_path(), args.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
    let output = spawn_blocking(move || untwin(&settings, &args)).await.expect("it runs");
    (output.status.code().expect("it ends by itself"), output)
}

fn untwin(settings: &Path, args: &[String]) -> Output {
    let mut command = Command::new(crate::function::program("untwin"));
    command.env_clear().arg("--settings").arg(settings).args(["--no-input", "--json"]).args(args);
    command.stdin(Stdio::null()).output().expect("the program starts")
}
