//! The functions around the inbox behind the Lambda Runtime API: `intake` fills it, `sweep` works it off.

use crate::function::Function;
use crate::runtime_api::{Invocation, Post};
use crate::server::with_sources;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::SignedDuration;
use serde_json::{Map, Value, json};
use untwin_core::domain::CaseState;
use untwin_sandbox::town::{Person, Town};
use untwin_startup::SystemClock;
use untwin_tests::{Knock, Loopback};
use untwin_workflow::ports::{Clock as _, Inbox as _, Store as _};

async fn town() -> (Loopback, Person, Person) {
    let mut town = Town::new(SystemClock.now());
    let ada = town.person("Ada", "Byron", "Lovelace");
    let grace = town.person("Grace", "Murray", "Hopper");
    let town = Loopback::serve(town).await;
    with_sources(&town.settings_path());
    (town, ada, grace)
}

fn invocation(event: Value) -> Invocation {
    let deadline = SystemClock.now().checked_add(SignedDuration::from_secs(300)).expect("a time");
    Invocation { event, deadline }
}

/// A request as a function URL brings it.
fn over_http(knock: &Knock) -> Value {
    let headers: Map<String, Value> =
        knock.headers.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    json!({
        "version": "2.0", "routeKey": "$default", "rawPath": knock.path, "rawQueryString": "", "headers": headers,
        "requestContext": {
            "accountId": "anonymous", "domainName": "example.lambda-url.eu-central-1.on.aws", "stage": "$default",
            "http": { "method": knock.method, "path": knock.path, "protocol": "HTTP/1.1", "sourceIp": "192.0.2.7" },
            "timeEpoch": 1_780_000_000_000_i64
        },
        "body": STANDARD.encode(&knock.body), "isBase64Encoded": true
    })
}

async fn status(function: &mut Function, knock: &Knock) -> Value {
    function.invoke(invocation(over_http(knock))).await.body["statusCode"].clone()
}

async fn waiting(town: &Loopback) -> u64 {
    town.store().waiting().await.expect("the store works")
}

#[tokio::test]
async fn what_comes_over_http_passes_the_same_door() {
    let (town, ada, _) = town().await;
    let mut intake = Function::start_named("intake", &town.settings_path(), &[]).await;
    let body = town.failure_of(&ada);
    let good = Knock::signed("msg-1", SystemClock.now().as_second(), &body);
    for (knock, expected) in [
        (good.clone().with("webhook-id", "msg-2"), 401),
        (Knock { path: "/hooks/azure/guessed".to_owned(), ..Knock::azure(&body) }, 401),
        (Knock { path: "/hooks/nobody".to_owned(), ..Knock::azure(&body) }, 404),
        (Knock { method: "GET", ..Knock::azure(&body) }, 405),
        (Knock::azure(&vec![b' '; 1024 * 1024 + 1]), 413),
        (Knock::azure(&body).with("content-type", "text/html"), 415),
    ] {
        assert_eq!(status(&mut intake, &knock).await, json!(expected));
    }
    assert_eq!(waiting(&town).await, 0);
    for _ in 0..2 {
        assert_eq!(status(&mut intake, &good).await, json!(202));
    }
    assert_eq!(waiting(&town).await, 1);
}

#[tokio::test]
async fn what_intake_kept_and_what_the_log_holds_is_healed_by_sweep() {
    let (town, ada, _) = town().await;
    let mut intake = Function::start_named("intake", &town.settings_path(), &[]).await;
    assert_eq!(status(&mut intake, &Knock::azure(&town.failure_of(&ada))).await, json!(202));
    intake.kill();
    let mut sweep = Function::start_named("sweep", &town.settings_path(), &[]).await;
    let timer = json!({ "source": "aws.scheduler", "detail-type": "Scheduled Event", "detail": {} });
    let Post { body, .. } = sweep.invoke(invocation(timer.clone())).await;
    assert_eq!((&body["documents"], &body["found"], &body["again"]), (&json!(3), &json!(2), &json!(0)));
    let cases = town.store().list(10).await.expect("the store works");
    assert_eq!(cases.iter().map(|case| case.state).collect::<Vec<_>>(), [CaseState::Repaired, CaseState::Repaired]);
    let Post { body, .. } = sweep.invoke(invocation(timer)).await;
    assert_eq!((&body["documents"], &body["found"], &body["driven"]), (&json!(0), &json!(0), &json!(0)));
}

#[tokio::test]
async fn an_invocation_without_time_says_that_it_read_no_log_and_the_next_one_reads_it() {
    let (town, ada, _) = town().await;
    let mut sweep = Function::start_named("sweep", &town.settings_path(), &[]).await;
    let too_late = SystemClock.now().checked_add(SignedDuration::from_secs(5)).expect("a time");
    let Post { body, .. } = sweep.invoke(Invocation { event: json!({}), deadline: too_late }).await;
    assert_eq!((&body["logs_read"], &body["logs_unread"], &body["found"]), (&json!(0), &json!(1), &json!(0)));
    let Post { body, .. } = sweep.invoke(invocation(json!({}))).await;
    assert_eq!((&body["logs_read"], &body["logs_unread"], &body["found"]), (&json!(1), &json!(0), &json!(2)));
    assert_eq!((&body["left"], address_of(&town, &ada)), (&json!(0), ada.wanted.to_string()));
}

fn address_of(town: &Loopback, person: &Person) -> String {
    town.world().organization.account(&person.original).expect("the original").email.to_string()
}

#[tokio::test]
async fn events_of_aws_are_taken_out_of_their_wrapping() {
    let (town, ada, grace) = town().await;
    let mut intake = Function::start_named("intake", &town.settings_path(), &[]).await;
    let of_ada: Value = serde_json::from_slice(&town.failure_of(&ada)).expect("a page");
    let bus = json!({ "version": "0", "id": "e-1", "detail-type": "failure", "source": "example", "detail": of_ada });
    let of_grace = String::from_utf8(town.failure_of(&grace)).expect("text");
    let topic =
        json!({ "Records": [{ "EventSource": "aws:sns", "Sns": { "MessageId": "m-1", "Message": of_grace } }] });
    for event in [&bus, &topic, &bus] {
        let post = intake.invoke(invocation(event.clone())).await;
        assert!(post.path.ends_with("/response"), "{}", post.path);
    }
    assert_eq!(waiting(&town).await, 2);
    let other = intake.invoke(invocation(json!({ "unknown": true }))).await;
    assert!(other.path.ends_with("/error"), "{}", other.path);
    assert_eq!(waiting(&town).await, 2);
}
