//! Test doubles: a transport that expects requests in order, a clock that jumps, a pacer that always says yes.

use crate::{OrganizationReader, OrganizationSettings};
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use secrecy::SecretString;
use serde_json::Value;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use untwin_core::domain::{DirectoryId, OrganizationId};
use untwin_outbound::{BaseUrl, Outbound, Pacer, Transport, TransportError};
use untwin_workflow::ports::{Clock, Phase, Rate, StoreError, Tally};

pub(crate) type Client = OrganizationReader<Arc<Script>, Idle, Still>;

/// One exchange: what has to be asked, and what is answered.
pub(crate) struct Exchange {
    asked: String,
    body: Option<Value>,
    status: u16,
    answer: String,
}

/// Expects this request, spelt `GET /path?query`.
pub(crate) fn on(asked: &str) -> Exchange {
    Exchange { asked: asked.to_owned(), body: None, status: 200, answer: String::new() }
}

impl Exchange {
    pub(crate) fn with(self, body: Value) -> Self {
        Self { body: Some(body), ..self }
    }

    pub(crate) fn json(self, status: u16, answer: &Value) -> Self {
        Self { status, answer: answer.to_string(), ..self }
    }

    pub(crate) fn raw(self, status: u16, answer: &str) -> Self {
        Self { status, answer: answer.to_owned(), ..self }
    }
}

pub(crate) struct Script(Mutex<VecDeque<Exchange>>, Mutex<Vec<String>>);

impl Transport for Script {
    async fn send(&self, request: Request<Bytes>, _timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        let exchange = self.0.lock().unwrap().pop_front().expect("more requests than the script has exchanges");
        let path = request.uri().path_and_query().unwrap();
        assert_eq!(format!("{} {path}", request.method()), exchange.asked);
        if let Some(expected) = exchange.body {
            assert_eq!(serde_json::from_slice::<Value>(request.body()).unwrap(), expected);
        }
        self.1.lock().unwrap().push(request.headers()["authorization"].to_str().unwrap().to_owned());
        Ok(Response::builder().status(exchange.status).body(exchange.answer.into()).unwrap())
    }
}

impl Script {
    /// The keys that were used, in order. Asserts that the whole script was played.
    pub(crate) fn keys(&self) -> Vec<String> {
        assert_eq!(self.0.lock().unwrap().len(), 0, "fewer requests than the script has exchanges");
        self.1.lock().unwrap().clone()
    }
}

#[derive(Default)]
pub(crate) struct Still(Mutex<Timestamp>);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        *self.0.lock().unwrap() = moment;
    }
}

pub(crate) struct Idle;

impl Pacer for Idle {
    async fn pace(&self, _key: &str, _rate: Rate, _now: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }

    async fn hold_off(&self, _key: &str, _until: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }
}

pub(crate) fn settings() -> Arc<OrganizationSettings> {
    let directory = |id| DirectoryId::parse(id).unwrap();
    Arc::new(OrganizationSettings {
        organization: OrganizationId::parse("org-1").unwrap(),
        base_url: BaseUrl::parse(crate::BASE_URL).unwrap(),
        key: SecretString::from("org-key").into(),
        directories: BTreeMap::from([
            (directory("dir-1"), Some(SecretString::from("scim-key").into())),
            (directory("dir-2"), None),
        ]),
    })
}

pub(crate) fn now() -> Timestamp {
    "2026-01-05T10:00:00Z".parse().unwrap()
}

/// A client that plays these exchanges, and the script itself.
pub(crate) fn client(exchanges: impl IntoIterator<Item = Exchange>) -> (Client, Arc<Script>) {
    let script = Arc::new(Script(Mutex::new(exchanges.into_iter().collect()), Mutex::default()));
    let outbound = Arc::new(Outbound::new(script.clone(), Arc::new(Idle), Arc::new(Still(Mutex::new(now())))));
    (OrganizationReader::new(settings(), outbound, Arc::new(Tally::default()), Phase::Evidence), script)
}
