//! What the door lets in, and what every refusal leaves behind: nothing.

mod checks;
mod connections;
mod documents;
mod inbox;
mod secrets;
mod signatures;

use crate::{
    Answer, Authenticity, Door, Flow, Head, PathSecret, PlainText, Refusal, SigningSecret, Source, SourceName,
};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use jiff::Timestamp;
use sha2::Sha256;
use std::io::Write as _;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{InHand, Inbox as _};

const PATH_SECRET: &str = "aVerySecretSegment-0123456789abcdef";
const NEW_PATH_SECRET: &str = "aNewerSecretSegment-0123456789abcdef";
const SIGNING_KEY: &[u8] = b"twenty-four bytes or more, invented";
const OTHER_KEY: &[u8] = b"another key of twenty-four bytes and more";
const NOW_S: i64 = 1_780_000_000;

fn now() -> Timestamp {
    Timestamp::from_second(NOW_S).unwrap()
}

fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("it waited"),
    }
}

fn source(name: &str, authenticity: Authenticity) -> Source {
    let flow = Flow { per_minute: 60, burst: 5 };
    Source { name: SourceName::parse(name).unwrap(), authenticity, plain_text: PlainText::Refused, flow }
}

fn whsec(key: &[u8]) -> SigningSecret {
    SigningSecret::parse(&format!("whsec_{}", STANDARD.encode(key))).unwrap()
}

/// A door with one source of each kind, one that may send text, and an inbox behind it.
struct Entrance {
    door: Door,
    inbox: SqliteStore,
}

impl Entrance {
    fn new() -> Self {
        let secrets = [PATH_SECRET, NEW_PATH_SECRET].map(|secret| PathSecret::parse(secret).unwrap());
        let azure = source("azure", Authenticity::SecretPath(secrets.to_vec()));
        let signed = source("signed", Authenticity::Signed(vec![whsec(OTHER_KEY), whsec(SIGNING_KEY)]));
        let texts =
            Source { name: SourceName::parse("texts").unwrap(), plain_text: PlainText::Accepted, ..azure.clone() };
        Self { door: Door::new([azure, signed, texts]), inbox: SqliteStore::in_memory().unwrap() }
    }

    fn send(&self, call: &Call) -> Answer {
        self.send_at(call, now())
    }

    fn send_at(&self, call: &Call, now: Timestamp) -> Answer {
        let head = Head { method: &call.method, path: &call.path, headers: &call.headers };
        if let Err(refused) = self.door.knock(head) {
            return self.door.refuse(refused);
        }
        ready(self.door.receive(&self.inbox, head, &call.body, now))
    }

    fn waiting(&self) -> u64 {
        ready(self.inbox.waiting()).unwrap()
    }

    /// What the oldest document in the inbox is.
    fn kept(&self) -> InHand {
        ready(self.inbox.take(now(), now())).unwrap().unwrap()
    }

    /// Sends something that has to be refused, for this reason and with nothing written.
    fn refuses(&self, call: &Call, refusal: Refusal) {
        let before = self.waiting();
        let answer = self.send(call);
        assert_eq!(answer.status, refusal.status(), "{refusal:?}");
        assert!(self.door.counted().refused.contains_key(refusal.name()), "{refusal:?} {:?}", self.door.counted());
        assert_eq!(self.waiting(), before, "{refusal:?}");
    }
}

/// A request.
#[derive(Clone)]
struct Call {
    method: Method,
    path: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Call {
    fn to(path: impl Into<String>, body: &[u8]) -> Self {
        let call = Self { method: Method::POST, path: path.into(), headers: HeaderMap::new(), body: body.to_vec() };
        call.with("content-type", "application/json")
    }

    /// As an action group sends it.
    fn azure(body: &[u8]) -> Self {
        Self::to(format!("/hooks/azure/{PATH_SECRET}"), body)
    }

    /// As a sender of Standard Webhooks sends it.
    fn signed(id: &str, second: i64, body: &[u8]) -> Self {
        let signature = format!("v1,{}", signature(SIGNING_KEY, id, second, body));
        let call = Self::to("/hooks/signed", body).with("webhook-id", id);
        call.with("webhook-timestamp", &second.to_string()).with("webhook-signature", &signature)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
        self.headers.insert(name, HeaderValue::from_str(value).unwrap());
        self
    }

    fn without(mut self, name: &str) -> Self {
        self.headers.remove(name);
        self
    }
}

fn signature(key: &[u8], id: &str, second: i64, body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
    mac.update(format!("{id}.{second}.").as_bytes());
    mac.update(body);
    STANDARD.encode(mac.finalize().into_bytes())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
