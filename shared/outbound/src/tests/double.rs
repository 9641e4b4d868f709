//! Test doubles: a transport that plays a script, a clock that jumps, a pacer that remembers.

use crate::*;
use bytes::Bytes;
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use untwin_workflow::ports::{Clock, Phase, Rate, StoreError, Tally};

pub(super) type Played = Result<Response<Bytes>, TransportError>;

#[derive(Default)]
pub(super) struct Script {
    answers: Mutex<VecDeque<Played>>,
    pub(super) timeouts: Mutex<Vec<Duration>>,
    pub(super) requests: Mutex<Vec<Request<Bytes>>>,
}

impl Transport for Script {
    async fn send(&self, request: Request<Bytes>, timeout: Duration) -> Played {
        self.timeouts.lock().unwrap().push(timeout);
        self.requests.lock().unwrap().push(request);
        self.answers.lock().unwrap().pop_front().expect("more requests than the script has answers")
    }
}

pub(super) struct Jumping(Mutex<Timestamp>);

impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let mut now = self.0.lock().unwrap();
        *now = moment.max(*now);
    }
}

#[derive(Default)]
pub(super) struct Turns {
    pub(super) waits: Mutex<VecDeque<Result<Option<Timestamp>, StoreError>>>,
    pub(super) held_off: Mutex<Vec<Timestamp>>,
}

impl Pacer for Turns {
    async fn pace(&self, _key: &str, _rate: Rate, _now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        self.waits.lock().unwrap().pop_front().unwrap_or(Ok(None))
    }

    async fn hold_off(&self, _key: &str, until: Timestamp) -> Result<(), StoreError> {
        self.held_off.lock().unwrap().push(until);
        Ok(())
    }
}

pub(super) struct Bench {
    pub(super) script: Arc<Script>,
    pub(super) turns: Arc<Turns>,
    pub(super) clock: Arc<Jumping>,
    pub(super) tally: Arc<Tally>,
    outbound: Arc<Outbound<Arc<Script>, Turns, Jumping>>,
    vendor: Arc<Vendor>,
}

impl Bench {
    pub(super) fn new(answers: impl IntoIterator<Item = Played>) -> Self {
        let script = Arc::new(Script { answers: Mutex::new(answers.into_iter().collect()), ..Script::default() });
        let (turns, clock) = (Arc::new(Turns::default()), Arc::new(Jumping(Mutex::new(start()))));
        let outbound = Arc::new(Outbound::new(script.clone(), turns.clone(), clock.clone()));
        Self { script, turns, clock, tally: Arc::default(), outbound, vendor: Arc::new(vendor()) }
    }

    pub(super) fn reader(&self) -> Reader<Arc<Script>, Turns, Jumping> {
        Reader::new(self.outbound.clone(), self.vendor.clone(), self.tally.clone(), Phase::Evidence)
    }

    pub(super) fn writer(&self) -> Writer<Arc<Script>, Turns, Jumping> {
        Writer::new(self.outbound.clone(), self.vendor.clone(), self.tally.clone(), Phase::Write)
    }

    pub(super) fn sent(&self) -> usize {
        self.script.requests.lock().unwrap().len()
    }
}

pub(super) fn start() -> Timestamp {
    "2026-01-05T10:00:00Z".parse().unwrap()
}

pub(super) fn in_ms(ms: i64) -> Timestamp {
    start() + SignedDuration::from_millis(ms)
}

#[expect(clippy::unnecessary_wraps, reason = "it stands beside transport errors in scripts")]
pub(super) fn answer(status: u16, headers: &[(&str, &str)], body: &'static str) -> Played {
    let builder = headers.iter().fold(Response::builder().status(status), |b, (name, value)| b.header(*name, *value));
    Ok(builder.body(Bytes::from_static(body.as_bytes())).unwrap())
}

fn vendor() -> Vendor {
    Vendor {
        name: "Example",
        base: BaseUrl::parse("https://api.example.com").unwrap(),
        pace_key: "example",
        rate: Rate { requests: 5, window_ms: 10_000 },
        timeout: Duration::from_secs(20),
        error_key: |body| Some(String::from_utf8_lossy(body).into_owned()),
    }
}
