//! Keys that are replaced: read again for all who share them, seldom enough, and shown to nobody.

use super::double::*;
use crate::*;
use http::Method;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde_json::json;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use untwin_core::domain::Why;
use untwin_workflow::ports::{Clock, Rejection};

const OLD: &str = "old-s3cret";
const NEW: &str = "new-s3cret";

/// A place that holds keys, and counts how often it is looked into.
#[derive(Clone, Default)]
struct Safe(Arc<Mutex<Inside>>);

#[derive(Default)]
struct Inside {
    found: VecDeque<Result<Vec<SecretString>, Why>>,
    looks: usize,
}

impl Safe {
    fn holding(found: impl IntoIterator<Item = Result<Vec<&'static str>, Why>>) -> Self {
        let keys = |keys: Vec<&'static str>| keys.into_iter().map(SecretString::from).collect();
        let found = found.into_iter().map(|found| found.map(keys)).collect();
        Self(Arc::new(Mutex::new(Inside { found, looks: 0 })))
    }

    fn key(&self) -> Key {
        Key::from_source(SecretString::from(OLD), self.clone())
    }

    fn looks(&self) -> usize {
        self.0.lock().unwrap().looks
    }
}

impl KeySource for Safe {
    fn read(&self) -> Reading<'_> {
        Box::pin(async {
            tokio::task::yield_now().await;
            let mut inside = self.0.lock().unwrap();
            inside.looks += 1;
            inside.found.pop_front().expect("it is looked into more often than the test says")
        })
    }
}

fn silent() -> Why {
    Why::NoAnswer { vendor: "the safe", detail: "timeout".to_owned() }
}

fn refused() -> Played {
    answer(401, &[], "unauthorised")
}

fn fine() -> Played {
    answer(200, &[], "{}")
}

async fn read(bench: &Bench, key: &Key) -> Result<Answer, Why> {
    bench.reader().read(&ReadRequest::get("probe", Target::new(["things"])).keyed(key)).await
}

async fn write(bench: &Bench, key: &Key) -> WriteAnswer {
    let request = WriteRequest::json("rename", Method::PUT, Target::new(["users", "a1"]), &json!({})).keyed(key);
    bench.writer().send_once(in_ms(600_000), &request).await
}

/// The keys that went out, in order.
fn sent(bench: &Bench) -> Vec<String> {
    let requests = bench.script.requests.lock().unwrap();
    let key = |value: &http::HeaderValue| value.to_str().unwrap().trim_start_matches("Bearer ").to_owned();
    requests.iter().map(|request| key(&request.headers()["authorization"])).collect()
}

async fn pass(bench: &Bench, seconds: i64) {
    bench.clock.sleep_until(bench.clock.now() + SignedDuration::from_secs(seconds)).await;
}

fn is_unauthorised(answered: &Result<Answer, Why>) -> bool {
    matches!(answered, Err(Why::KeyRefused { status: 401, .. }))
}

#[tokio::test]
async fn a_read_that_is_refused_goes_out_again_with_the_new_key_and_the_next_one_at_once() {
    let (bench, safe) = (Bench::new([refused(), fine(), fine()]), Safe::holding([Ok(vec![NEW, OLD])]));
    let key = safe.key();
    assert!(read(&bench, &key).await.is_ok());
    assert!(read(&bench, &key.clone()).await.is_ok());
    assert_eq!((sent(&bench), safe.looks()), ([OLD, NEW, NEW].map(str::to_owned).to_vec(), 1));
}

#[tokio::test]
async fn a_key_that_nothing_replaced_is_refused_for_good_and_read_at_most_once_a_minute() {
    let bench = Bench::new((0..4).map(|_| refused()));
    let safe = Safe::holding([Ok(vec![OLD]), Ok(vec![OLD])]);
    let key = safe.key();
    for (seconds, looks) in [(0, 1), (59, 1), (1, 2), (59, 2)] {
        pass(&bench, seconds).await;
        assert!(is_unauthorised(&read(&bench, &key).await));
        assert_eq!(safe.looks(), looks, "after {seconds} s more");
    }
    assert_eq!(bench.sent(), 4, "no read was sent twice");
}

#[tokio::test]
async fn while_the_place_does_not_answer_a_refusal_is_no_verdict() {
    let bench = Bench::new([refused(), refused(), refused(), fine()]);
    let safe = Safe::holding([Err(silent()), Ok(vec![NEW])]);
    let key = safe.key();
    for _ in 0..2 {
        assert_eq!(read(&bench, &key).await, Err(silent()));
    }
    assert_eq!(safe.looks(), 1);
    pass(&bench, 60).await;
    assert!(read(&bench, &key).await.is_ok());
}

#[tokio::test]
async fn two_who_are_refused_at_once_have_the_key_read_once() {
    let bench = Bench::new([refused(), refused(), fine(), fine()]);
    let safe = Safe::holding([Ok(vec![NEW])]);
    let key = safe.key();
    let (one, other) = tokio::join!(read(&bench, &key), read(&bench, &key));
    assert!(one.is_ok() && other.is_ok());
    assert_eq!((sent(&bench), safe.looks()), ([OLD, OLD, NEW, NEW].map(str::to_owned).to_vec(), 1));
}

#[tokio::test]
async fn the_key_before_is_used_while_the_new_one_is_not_let_in_yet() {
    let bench = Bench::new([refused(), fine(), fine()]);
    let safe = Safe::holding([Ok(vec![NEW, OLD])]);
    let key = Key::from_source(SecretString::from(NEW), safe);
    assert!(read(&bench, &key).await.is_ok());
    assert!(read(&bench, &key).await.is_ok());
    assert_eq!(sent(&bench), [NEW, OLD, OLD]);
}

#[tokio::test]
async fn a_key_that_is_refused_one_thing_is_not_taken_from_those_who_ask_another() {
    let bench = Bench::new([refused(), refused(), fine()]);
    let key = Key::from_source(SecretString::from(NEW), Safe::holding([Ok(vec![NEW, OLD])]));
    assert!(is_unauthorised(&read(&bench, &key).await));
    assert!(read(&bench, &key).await.is_ok());
    assert_eq!(sent(&bench), [NEW, OLD, NEW]);
}

#[tokio::test]
async fn a_403_is_about_what_a_key_may_do_and_has_nothing_read() {
    let (bench, safe) = (Bench::new([answer(403, &[], "")]), Safe::default());
    assert!(matches!(read(&bench, &safe.key()).await, Err(Why::KeyRefused { status: 403, .. })));
    assert_eq!((bench.sent(), safe.looks()), (1, 0));
}

#[tokio::test]
async fn a_refused_write_is_not_sent_again_and_the_next_one_has_the_new_key() {
    let bench = Bench::new([refused(), answer(204, &[], "")]);
    let key = Safe::holding([Ok(vec![NEW])]).key();
    assert!(matches!(write(&bench, &key).await, WriteAnswer::Refused(Rejection::KeyRefused { until: None, .. })));
    assert_eq!(bench.sent(), 1);
    assert!(matches!(write(&bench, &key).await, WriteAnswer::Answered(answer) if answer.status == 204));
    assert_eq!(sent(&bench), [OLD, NEW]);
}

#[tokio::test]
async fn a_write_whose_key_cannot_be_read_again_may_be_tried_again_in_a_minute() {
    let bench = Bench::new([refused()]);
    let WriteAnswer::Refused(Rejection::KeyRefused { detail, until }) =
        write(&bench, &Safe::holding([Err(silent())]).key()).await
    else {
        panic!("it is no verdict")
    };
    assert_eq!((detail, until), (silent().to_string(), Some(in_ms(60_000))));
}

#[tokio::test]
async fn a_write_whose_key_is_the_one_in_force_was_answered() {
    let (only, older) = (Safe::holding([Ok(vec![OLD])]), Safe::holding([Ok(vec![OLD, "older-s3cret"])]));
    for key in [only.key(), older.key(), Key::from(SecretString::from(OLD))] {
        let bench = Bench::new([refused()]);
        assert!(matches!(write(&bench, &key).await, WriteAnswer::Answered(answer) if answer.status == 401));
        assert_eq!(bench.sent(), 1);
    }
}

#[tokio::test]
async fn a_401_on_a_web_page_says_nothing_about_a_write_nor_about_its_key() {
    let (bench, safe) = (Bench::new([answer(401, &[], "<html>sign in</html>")]), Safe::default());
    assert!(matches!(write(&bench, &safe.key()).await, WriteAnswer::Answered(_)));
    assert_eq!(safe.looks(), 0);
}

#[tokio::test]
async fn nothing_shows_a_key_that_is_read_again() {
    let bench = Bench::new([refused(), refused()]);
    let key = Safe::holding([Ok(vec![NEW, OLD])]).key();
    let why = read(&bench, &key).await.unwrap_err();
    let shown = format!("{key:?} {why:?} {why} {:?}", ReadRequest::get("probe", Target::new(["x"])).keyed(&key));
    assert!(!shown.contains("s3cret"), "{shown}");
}
