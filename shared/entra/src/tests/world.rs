//! A tenant of scripted answers: each request takes the next one, and is remembered.

use crate::{Entra, EntraReader, EntraSettings, SignIn};
use bytes::Bytes;
use http::{Request, Response};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use untwin_core::domain::{EmailAddress, JobId, TenantId};
use untwin_outbound::{BaseUrl, Outbound, Pacer, Transport, TransportError};
use untwin_workflow::ports::{Clock, Phase, Rate, StoreError, Tally};

pub(crate) const ADA: &str = "11111111-2222-4333-8444-555555555555";
pub(crate) const JOB: &str = "exampleTemplate.99999999000040008000000000000009.0f0f0f0f-1111-4222-8333-444444444444";
pub(crate) const SECRET: &str = "s3cret-of-the-registration";

/// A file of `tests/fixtures/graph`.
macro_rules! fixture {
    ($name:literal) => {
        serde_json::from_str::<serde_json::Value>(include_str!(concat!("../../../../tests/fixtures/graph/", $name)))
            .unwrap()
    };
}
pub(crate) use fixture;

/// What was asked, readable: `GET /users?$filter=mail eq 'x'`.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    pub(crate) line: String,
    pub(crate) token: String,
    pub(crate) is_advanced: bool,
    pub(crate) body: String,
}

pub(crate) struct World {
    script: Mutex<VecDeque<(u16, Value)>>,
    sign_ins: Mutex<VecDeque<(u16, Value)>>,
    seen: Mutex<Vec<Seen>>,
    now: Mutex<Timestamp>,
}

pub(crate) struct Unpaced;

pub(crate) type Client = Arc<Entra<Arc<World>, Unpaced, World>>;
pub(crate) type Reading = EntraReader<Arc<World>, Unpaced, World>;

impl World {
    pub(crate) fn answering(script: impl IntoIterator<Item = (u16, Value)>) -> Arc<Self> {
        Arc::new(Self {
            script: Mutex::new(script.into_iter().collect()),
            sign_ins: Mutex::default(),
            seen: Mutex::default(),
            now: Mutex::new(moment("2026-03-02T10:00:00Z")),
        })
    }

    /// Answers of the token endpoint; without them it hands out `token-1`, `token-2` and so on.
    pub(crate) fn signing_in(self: Arc<Self>, answers: impl IntoIterator<Item = (u16, Value)>) -> Arc<Self> {
        *self.sign_ins.lock().unwrap() = answers.into_iter().collect();
        self
    }

    pub(crate) fn client(self: &Arc<Self>) -> Client {
        self.client_with(SignIn::Secret(SecretString::from(SECRET).into()))
    }

    pub(crate) fn client_with(self: &Arc<Self>, sign_in: SignIn) -> Client {
        let outbound = Outbound::new(Arc::clone(self), Arc::new(Unpaced), Arc::clone(self));
        Entra::new(Arc::new(outbound), settings(sign_in))
    }

    pub(crate) fn reader(self: &Arc<Self>) -> Reading {
        self.client().reader(&Arc::new(Tally::default()), Phase::Evidence)
    }

    /// Everything asked so far, without the sign-ins.
    pub(crate) fn asked(&self) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|one| !one.line.contains("/oauth2/")).cloned().collect()
    }

    pub(crate) fn sign_ins(&self) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|one| one.line.contains("/oauth2/")).cloned().collect()
    }

    pub(crate) fn pass(&self, minutes: i64) {
        let mut now = self.now.lock().unwrap();
        *now += SignedDuration::from_mins(minutes);
    }

    fn next(&self, line: &str) -> (u16, Value) {
        if !line.contains("/oauth2/") {
            return self.script.lock().unwrap().pop_front().unwrap_or_else(|| panic!("nobody scripted {line}"));
        }
        let issued = self.sign_ins().len();
        let token = json!({"token_type": "Bearer", "expires_in": 3599, "access_token": format!("token-{issued}")});
        self.sign_ins.lock().unwrap().pop_front().unwrap_or((200, token))
    }
}

impl Transport for World {
    async fn send(&self, request: Request<Bytes>, _: Duration) -> Result<Response<Bytes>, TransportError> {
        let address = request.uri().path_and_query().unwrap().as_str();
        let line = format!("{} {}", request.method(), percent_decode_str(address).decode_utf8().unwrap());
        let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        self.seen.lock().unwrap().push(Seen {
            line: line.clone(),
            token: header("authorization").unwrap_or_default(),
            is_advanced: header("consistencylevel").as_deref() == Some("eventual"),
            body: String::from_utf8(request.body().to_vec()).unwrap(),
        });
        let (status, body) = self.next(&line);
        Ok(Response::builder().status(status).body(Bytes::from(body.to_string())).unwrap())
    }
}

impl Clock for World {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        let mut now = self.now.lock().unwrap();
        *now = moment.max(*now);
    }
}

impl Pacer for Unpaced {
    async fn pace(&self, _: &str, _: Rate, _: Timestamp) -> Result<Option<Timestamp>, StoreError> {
        Ok(None)
    }

    async fn hold_off(&self, _: &str, _: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }
}

fn settings(sign_in: SignIn) -> EntraSettings {
    EntraSettings {
        tenant: TenantId::parse("99999999-0000-4000-8000-000000000009").unwrap(),
        client_id: "c11e0000-0000-4000-8000-000000000001".to_owned(),
        sign_in,
        service_principal: "sp-1".to_owned(),
        job: JobId::parse(JOB).unwrap(),
        graph_base: BaseUrl::parse("https://graph.example.com/v1.0").unwrap(),
        login_base: BaseUrl::parse("https://login.example.com").unwrap(),
    }
}

pub(crate) fn refusal(status: u16, code: &str) -> (u16, Value) {
    (status, json!({"error": {"code": code, "message": "about ada.byron@example.com", "innerError": {}}}))
}

pub(crate) fn page(entries: &[Value]) -> (u16, Value) {
    (200, json!({"value": entries}))
}

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}
