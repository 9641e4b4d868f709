//! Writes: once, in time, and honest about what is not known.

use super::double::*;
use crate::*;
use http::Method;
use jiff::Timestamp;
use serde_json::json;
use std::time::Duration;
use untwin_workflow::ports::{Clock, Rejection};

fn request() -> WriteRequest {
    WriteRequest::json("rename", Method::PUT, Target::new(["users", "a1"]), &json!({"email": "ada@example.com"}))
}

async fn write(bench: &Bench, not_after: Timestamp) -> WriteAnswer {
    bench.writer().send_once(not_after, &request()).await
}

#[tokio::test]
async fn a_write_is_never_repeated_whatever_comes_back() {
    let lost = || TransportError::NoAnswer("timeout".into());
    let played =
        [Err(lost()), answer(500, &[], ""), answer(408, &[], ""), Err(TransportError::TooLarge { limit_bytes: 1 })];
    let bench = Bench::new(played);
    for sent in 1..=4 {
        assert!(matches!(write(&bench, in_ms(60_000)).await, WriteAnswer::Ambiguous(_)));
        assert_eq!(bench.sent(), sent);
    }
    assert_eq!(bench.tally.calls().write, 4);
    assert_eq!(bench.clock.now(), start(), "and nothing was waited for");
}

#[tokio::test]
async fn without_a_connection_there_was_no_effect() {
    let bench = Bench::new([Err(TransportError::NotSent("no connection".into()))]);
    let expected = WriteAnswer::Refused(Rejection::NotSent("no connection".into()));
    assert_eq!(write(&bench, in_ms(60_000)).await, expected);
}

#[tokio::test]
async fn a_throttled_write_had_no_effect_and_holds_everybody_off() {
    let bench = Bench::new([answer(429, &[("X-RateLimit-Reset", "2026-01-05T10:00:40Z")], "")]);
    let expected = WriteAnswer::Refused(Rejection::Throttled { until: Some(in_ms(40_000)) });
    assert_eq!(write(&bench, in_ms(60_000)).await, expected);
    assert_eq!(*bench.turns.held_off.lock().unwrap(), [in_ms(40_000)]);
}

#[tokio::test]
async fn a_write_times_out_before_its_deadline() {
    let bench = Bench::new([answer(204, &[], ""), answer(204, &[], "")]);
    write(&bench, in_ms(60_000)).await;
    write(&bench, in_ms(5_000)).await;
    assert_eq!(*bench.script.timeouts.lock().unwrap(), [Duration::from_secs(20), Duration::from_millis(4750)]);
}

#[tokio::test]
async fn a_write_without_time_left_is_not_sent() {
    let bench = Bench::new([]);
    for not_after_ms in [-1, 0, 1_200] {
        let answer = write(&bench, in_ms(not_after_ms)).await;
        assert!(matches!(answer, WriteAnswer::Refused(Rejection::NotSent(_))));
    }
    assert_eq!(bench.tally.calls().write, 0);
}

#[tokio::test]
async fn a_turn_that_comes_too_late_for_the_deadline_is_not_waited_for() {
    let bench = Bench::new([]);
    bench.turns.waits.lock().unwrap().push_back(Ok(Some(in_ms(4_500))));
    let expected = WriteAnswer::Refused(Rejection::Throttled { until: Some(in_ms(4_500)) });
    assert_eq!(write(&bench, in_ms(5_000)).await, expected);
}
