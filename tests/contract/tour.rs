//! A tour through the sandbox: every operation that it has, its refusals too, and the switches that change how answers look.

mod atlassian;
mod graph;

use crate::readings::talkative;
use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::Value;
use untwin_sandbox::town::{self, Person, Town};
use untwin_tests::oracle::{Oracle, Tally};

/// One request: method, path, body or null.
pub(crate) type Ask = (&'static str, String, Value);

/// Somebody who asks a town's vendors directly.
pub(crate) struct Visitor {
    pub(crate) town: Town,
    pub(crate) ada: Person,
    pub(crate) now: Timestamp,
    oracle: Oracle,
}

/// What was seen on the whole tour.
pub(crate) fn round_trip() -> Tally {
    let mut tally = Tally::default();
    for visit in atlassian::visits().into_iter().chain(graph::visits()) {
        tally.add(&visit.oracle.tally());
    }
    tally
}

impl Visitor {
    /// Comes to a town after `change`.
    pub(crate) fn to(change: impl FnOnce(&mut Town)) -> Self {
        let (mut town, ada) = talkative();
        change(&mut town);
        let oracle = Oracle::watch(&mut town.world);
        let now = town.start;
        town.cycle(now);
        Self { town, ada, now, oracle }
    }

    pub(crate) fn ask(&mut self, key: &str, asks: &[Ask]) {
        for (method, path, body) in asks {
            let text = if body.is_null() { String::new() } else { body.to_string() };
            self.send(key, (method, path), ("application/json", text));
        }
    }

    pub(crate) fn send(
        &mut self,
        key: &str,
        (method, path): (&str, &str),
        (kind, body): (&str, String),
    ) -> Response<Bytes> {
        let request = Request::builder().method(method).uri(path).header("Authorization", format!("Bearer {key}"));
        let request = request.header("ConsistencyLevel", "eventual").header("Content-Type", kind);
        self.town.world.handle(self.now, request.body(Bytes::from(body)).expect("a request"))
    }

    /// Signs in at the provider.
    pub(crate) fn token(&mut self) -> String {
        let form = format!(
            "client_id={}&client_secret={}&grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default",
            town::CLIENT_ID,
            town::CLIENT_SECRET,
        );
        let path = format!("/login/{}/oauth2/v2.0/token", town::TENANT);
        let answer = self.send("", ("POST", &path), ("application/x-www-form-urlencoded", form));
        let answer: Value = serde_json::from_slice(answer.body()).expect("JSON");
        answer["access_token"].as_str().expect("a token").to_owned()
    }
}
