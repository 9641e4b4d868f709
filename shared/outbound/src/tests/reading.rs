//! Reads: named failures, bounded repetition, pacing.

use super::double::*;
use crate::*;
use http::StatusCode;
use secrecy::SecretString;
use untwin_core::domain::Why;
use untwin_workflow::ports::{Clock, StoreError};

fn request() -> ReadRequest {
    ReadRequest::get("probe", Target::new(["things"])).bearer(&SecretString::from("k"))
}

async fn read(bench: &Bench) -> Result<Answer, Why> {
    bench.reader().read(&request()).await
}

#[tokio::test]
async fn a_read_is_tried_three_times_at_most_and_each_try_is_counted() {
    let bench =
        Bench::new([answer(503, &[], ""), Err(TransportError::NotSent("no connection".into())), answer(500, &[], "")]);
    assert_eq!(read(&bench).await, Err(Why::NoAnswer { vendor: "Example", detail: "HTTP 500".into() }));
    assert_eq!((bench.sent(), bench.tally.calls().evidence), (3, 3));
    assert_eq!(bench.clock.now(), in_ms(1000), "it waited 250 and 750 milliseconds");
}

#[tokio::test]
async fn a_read_whose_answer_was_lost_is_not_tried_again() {
    let bench = Bench::new([Err(TransportError::NoAnswer("timeout".into()))]);
    assert!(matches!(read(&bench).await, Err(Why::NoAnswer { .. })));
    assert_eq!(bench.sent(), 1);
}

#[tokio::test]
async fn an_outage_that_passes_is_not_noticed() {
    let bench = Bench::new([answer(502, &[], "<html>"), answer(200, &[], "{}")]);
    assert_eq!(read(&bench).await.unwrap().status, StatusCode::OK);
}

#[tokio::test]
async fn a_long_throttle_keeps_every_worker_away_and_is_not_sat_out() {
    let bench = Bench::new([answer(429, &[("Retry-After", "30")], "")]);
    assert_eq!(read(&bench).await, Err(Why::Throttled { vendor: "Example", until: Some(in_ms(30_000)) }));
    assert_eq!(*bench.turns.held_off.lock().unwrap(), [in_ms(30_000)]);
    assert_eq!(bench.clock.now(), start());
}

#[tokio::test]
async fn a_short_throttle_is_sat_out() {
    let bench = Bench::new([answer(429, &[("Retry-After", "2")], ""), answer(200, &[], "{}")]);
    assert!(read(&bench).await.is_ok());
    assert_eq!(bench.clock.now(), in_ms(2000));
    assert_eq!(*bench.turns.held_off.lock().unwrap(), [in_ms(2000)]);
}

#[tokio::test]
async fn a_throttle_without_a_time_names_none_and_holds_off_for_one_window() {
    let bench = Bench::new([answer(429, &[], "")]);
    assert_eq!(read(&bench).await, Err(Why::Throttled { vendor: "Example", until: None }));
    assert_eq!(*bench.turns.held_off.lock().unwrap(), [in_ms(10_000)]);
}

#[tokio::test]
async fn a_refused_key_is_told_with_the_error_key_but_never_with_free_text() {
    let bench =
        Bench::new([answer(403, &[], "forbidden.action"), answer(401, &[], "lovelace@example.com is not allowed")]);
    let refused = |status, detail: &str| Err(Why::KeyRefused { vendor: "Example", status, detail: detail.into() });
    assert_eq!(read(&bench).await, refused(403, "forbidden.action"));
    assert_eq!(read(&bench).await, refused(401, "no error key"));
}

#[tokio::test]
async fn a_status_is_an_answer_only_where_the_caller_knows_its_meaning() {
    let bench = Bench::new([answer(404, &[], ""), answer(404, &[], ""), answer(302, &[], "")]);
    let knowing = request().meaningful(&[StatusCode::NOT_FOUND]);
    assert_eq!(bench.reader().read(&knowing).await.unwrap().status, StatusCode::NOT_FOUND);
    assert!(matches!(read(&bench).await, Err(Why::Unexpected { .. })));
    assert!(matches!(read(&bench).await, Err(Why::Unexpected { .. })), "a redirect is never followed");
}

#[tokio::test]
async fn a_turn_within_fifteen_seconds_is_waited_for_and_a_later_one_is_not() {
    let bench = Bench::new([answer(200, &[], "{}")]);
    bench.turns.waits.lock().unwrap().extend([Ok(Some(in_ms(9_000))), Ok(None), Ok(Some(in_ms(60_000)))]);
    assert!(read(&bench).await.is_ok());
    assert_eq!(bench.clock.now(), in_ms(9_000));
    assert_eq!(read(&bench).await, Err(Why::Throttled { vendor: "Example", until: Some(in_ms(60_000)) }));
    assert_eq!(bench.sent(), 1);
}

#[tokio::test]
async fn a_broken_store_means_that_nothing_is_asked() {
    let bench = Bench::new([]);
    bench.turns.waits.lock().unwrap().push_back(Err(StoreError::Broken("disk".into())));
    assert!(matches!(read(&bench).await, Err(Why::NoAnswer { vendor: "the store", .. })));
    assert_eq!(bench.tally.calls().evidence, 0);
}

#[tokio::test]
async fn an_id_that_would_change_the_path_is_not_asked_for() {
    let bench = Bench::new([]);
    let request = ReadRequest::get("probe", Target::new(["users", "..", "manage"]));
    assert!(matches!(bench.reader().read(&request).await, Err(Why::NotAsked(_))));
}

#[tokio::test]
async fn what_is_no_json_is_unexpected_and_its_content_is_not_told() {
    let bodies = [
        "",
        "<html>lovelace@example.com",
        r#"{"mail":"lovelace@example.c"#,
        r#"{"mail":5,"lovelace@example.com":1}"#,
        "lovelace@example.com",
    ];
    let bench = Bench::new(bodies.map(|body| answer(200, &[], body)));
    for body in bodies {
        #[derive(serde::Deserialize, Debug)]
        #[expect(dead_code, reason = "only its shape matters")]
        struct Shape {
            mail: String,
        }
        let why = read(&bench).await.unwrap().json::<Shape>().unwrap_err();
        assert!(matches!(why, Why::Unexpected { .. }), "{body}");
        assert!(!format!("{why} {why:?}").contains("lovelace"), "{why}");
    }
}

#[tokio::test]
async fn absurd_nesting_is_refused() {
    let bench = Bench::new([Ok(http::Response::new("[".repeat(100_000).into()))]);
    let answer = read(&bench).await.unwrap();
    assert!(answer.json::<serde_json::Value>().is_err());
}
