//! Wires that do what well-meaning layers between a program and its vendors do.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use untwin_outbound::{Transport, TransportError};
use untwin_simulation::SimTransport;

/// What is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// It answers what it was asked before from a cache: no fence reads anything afresh.
    Cache,
    /// It sends once more whatever got no answer.
    RetriesWrites,
    /// It says "not found" where it could not look.
    SaysAbsent,
}

/// Answers by question: method, path and body.
type Cache = BTreeMap<(Method, String, Bytes), Response<Bytes>>;

/// A wire with something wrong with it.
#[derive(Debug, Clone)]
pub struct Wired {
    sound: SimTransport,
    wrong: Wire,
    cache: Arc<Mutex<Cache>>,
}

impl Wired {
    pub fn new(sound: SimTransport, wrong: Wire) -> Self {
        Self { sound, wrong, cache: Arc::default() }
    }

    async fn cached(&self, request: Request<Bytes>, timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        let key = (request.method().clone(), request.uri().to_string(), request.body().clone());
        let known = self.cache.lock().expect("nobody panics").get(&key).cloned();
        if let Some(known) = known {
            return Ok(known);
        }
        let answer = self.sound.send(request, timeout).await?;
        if answer.status().is_success() {
            self.cache.lock().expect("nobody panics").insert(key, answer.clone());
        }
        Ok(answer)
    }
}

impl Transport for Wired {
    async fn send(&self, request: Request<Bytes>, timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        match self.wrong {
            Wire::Cache if only_reads(&request) => self.cached(request, timeout).await,
            Wire::RetriesWrites => match self.sound.send(request.clone(), timeout).await {
                Err(TransportError::NoAnswer(_)) => self.sound.send(request, timeout).await,
                answer => answer,
            },
            Wire::SaysAbsent => match self.sound.send(request, timeout).await {
                Ok(answer) if !answer.status().is_server_error() => Ok(answer),
                Ok(_) | Err(_) => Ok(not_found()),
            },
            Wire::Cache => self.sound.send(request, timeout).await,
        }
    }
}

fn only_reads(request: &Request<Bytes>) -> bool {
    let path = request.uri().path();
    request.method() == Method::GET || path.ends_with("/search") || path.contains("get-scim-links")
}

/// As both vendors write it.
fn not_found() -> Response<Bytes> {
    let body = r#"{"key":"notFound","errorKey":"not.found","error":{"code":"Request_ResourceNotFound"},"data":[]}"#;
    let mut answer = Response::new(Bytes::from_static(body.as_bytes()));
    *answer.status_mut() = StatusCode::NOT_FOUND;
    answer
}
