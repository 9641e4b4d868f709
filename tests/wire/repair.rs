//! The repair function behind the Lambda Runtime API, with the world behind real HTTP.

use crate::function::Function;
use crate::runtime_api::Invocation;
use http::{Method, StatusCode};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use untwin_core::domain::{AccountId, CaseState};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town};
use untwin_startup::SystemClock;
use untwin_tests::Loopback;
use untwin_workflow::ports::{Clock as _, Store as _};

/// A document that lost its end on the way.
const CUT_OFF: &[u8] = b"{\"records\":[{";

/// A town of two people whose story begins now: the function has the machine's clock.
pub async fn town_of_two() -> (Loopback, Person, Person) {
    let mut town = Town::new(SystemClock.now());
    let ada = town.person("Ada", "Byron", "Lovelace");
    let grace = town.person("Grace", "Murray", "Hopper");
    (Loopback::serve(town).await, ada, grace)
}

/// A message as SQS hands it to a function.
pub fn message(id: &str, body: &[u8]) -> Value {
    json!({
        "messageId": id,
        "receiptHandle": "AQEBexample",
        "body": String::from_utf8_lossy(body),
        "attributes": { "ApproximateReceiveCount": "1", "SentTimestamp": "1520621625029" },
        "messageAttributes": {},
        "md5OfBody": "fce0ea8dd236ccb3ed9b37dae260836f",
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:conflicts",
        "awsRegion": "eu-central-1"
    })
}

pub fn batch(messages: &[Value], seconds_left: i64) -> Invocation {
    let deadline = SystemClock.now().checked_add(SignedDuration::from_secs(seconds_left)).expect("a time");
    Invocation { event: json!({ "Records": messages }), deadline }
}

/// The provider's log cannot be asked for the failure of this person.
fn the_log_hides(town: &Loopback, person: &Person) {
    let mut world = town.world();
    let record = world.tenant.log().iter().rev().find(|record| record.source.id == person.user);
    let id = record.expect("a push that failed").id.to_string();
    let down = Effect::Answer { status: StatusCode::SERVICE_UNAVAILABLE, headers: Vec::new(), body: String::new() };
    world.inject(Fault::new(Matcher::on(Method::GET, &id).at(Occurrence::Every), down));
}

fn address_of(town: &Loopback, account: &AccountId) -> String {
    town.world().organization.account(account).expect("an account").email.to_string()
}

#[tokio::test]
async fn a_batch_is_healed_refused_and_failed_message_by_message() {
    let (town, ada, grace) = town_of_two().await;
    the_log_hides(&town, &grace);
    let messages = [
        message("healed", &town.failure_of(&ada)),
        message("refused", CUT_OFF),
        message("failed", &town.failure_of(&grace)),
    ];
    let mut function = Function::start(&town.settings_path()).await;
    let post = function.invoke(batch(&messages, 300)).await;
    assert_eq!(post.body, json!({ "batchItemFailures": [{ "itemIdentifier": "failed" }] }));
    assert!(post.path.ends_with("/response"), "{}", post.path);
    assert_eq!(address_of(&town, &ada.original), ada.wanted.to_string());
    assert!(address_of(&town, &ada.holder).contains("_duplicate_"));
    assert_eq!(address_of(&town, &grace.holder), grace.wanted.to_string());
    let store = town.store();
    let states: Vec<_> = store.list(10).await.unwrap().iter().map(|case| case.state).collect();
    assert_eq!(states, [CaseState::Repaired]);
    let letters = store.dead_letters(10).await.unwrap();
    assert_eq!(letters.iter().map(|letter| letter.head.as_slice()).collect::<Vec<_>>(), [CUT_OFF]);
}

#[tokio::test]
async fn the_same_message_once_more_changes_nothing() {
    let (town, ada, _) = town_of_two().await;
    let messages = [message("again", &town.failure_of(&ada))];
    let mut function = Function::start(&town.settings_path()).await;
    let first = function.invoke(batch(&messages, 300)).await;
    let after_one = town.world().organization.mutations().len();
    let second = function.invoke(batch(&messages, 300)).await;
    assert_eq!((&first.body, &second.body), (&json!({ "batchItemFailures": [] }), &json!({ "batchItemFailures": [] })));
    assert_eq!(town.world().organization.mutations().len(), after_one);
}

#[tokio::test]
async fn a_plan_that_finds_no_time_to_write_is_finished_by_the_next_invocation() {
    let (town, ada, _) = town_of_two().await;
    let messages = [message("m", &town.failure_of(&ada))];
    let mut function = Function::start(&town.settings_path()).await;
    let first = function.invoke(batch(&messages, 60)).await;
    assert_eq!(first.body, json!({ "batchItemFailures": [{ "itemIdentifier": "m" }] }));
    assert_eq!(address_of(&town, &ada.holder), ada.wanted.to_string());
    let second = function.invoke(batch(&messages, 300)).await;
    assert_eq!(second.body, json!({ "batchItemFailures": [] }));
    assert_eq!(address_of(&town, &ada.original), ada.wanted.to_string());
}

#[tokio::test]
async fn a_deadline_too_close_brings_every_message_again_and_touches_nothing() {
    let (town, ada, grace) = town_of_two().await;
    let messages = [message("one", &town.failure_of(&ada)), message("two", &town.failure_of(&grace))];
    let mut function = Function::start(&town.settings_path()).await;
    let post = function.invoke(batch(&messages, 15)).await;
    let both = json!([{ "itemIdentifier": "one" }, { "itemIdentifier": "two" }]);
    assert_eq!(post.body, json!({ "batchItemFailures": both }));
    assert_eq!(town.world().requests_seen(), []);
    assert_eq!(town.store().list(10).await.unwrap(), []);
}

#[tokio::test]
async fn the_log_tells_cases_and_outcomes_and_no_address() {
    let (town, ada, _) = town_of_two().await;
    let mut function = Function::start(&town.settings_path()).await;
    function.invoke(batch(&[message("m", &town.failure_of(&ada))], 300)).await;
    let log = function.stop().await;
    let case = town.store().list(1).await.unwrap().remove(0).id.to_string();
    let told = |line: &&Value| line["case.id"] == case.as_str() && line["outcome"] == "Repaired";
    assert_eq!(log.iter().filter(told).count(), 1, "{log:#?}");
    let text = format!("{log:?}").to_ascii_lowercase();
    for secret in ["@example.com", "lovelace", "byron", "example-client-secret", "example-organization-key"] {
        assert!(!text.contains(secret), "the log holds {secret}");
    }
}

#[tokio::test]
async fn an_event_that_is_no_batch_is_an_error_that_does_not_quote_it() {
    let (town, ada, _) = town_of_two().await;
    let mut function = Function::start(&town.settings_path()).await;
    let event = json!({ "Records": ada.wanted.to_string() });
    let post = function.invoke(Invocation { event, deadline: Timestamp::MAX }).await;
    assert!(post.path.ends_with("/error"), "{}", post.path);
    let log = function.stop().await;
    assert!(!format!("{post:?}{log:?}").contains("@example.com"), "{post:?}{log:#?}");
    assert!(log.iter().any(|line| line["event"] == "work_failed"), "no alarm hears of it: {log:#?}");
}
