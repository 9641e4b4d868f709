//! A request, taken apart: decoded path segments, query, body.

use super::errors::Api;
use super::ledger::Meaning;
use bytes::Bytes;
use http::{Method, Request, header::AUTHORIZATION};
use jiff::Timestamp;
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

/// A request, taken apart.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) now: Timestamp,
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) bearer: Option<String>,
    segments: Vec<String>,
    query: Vec<(String, String)>,
    body: Bytes,
}

/// A body that is no JSON object.
#[derive(Debug)]
pub(super) struct Malformed;

impl Call {
    pub(super) fn read(now: Timestamp, request: &Request<Bytes>) -> Self {
        let path = request.uri().path();
        Self {
            now,
            method: request.method().clone(),
            path: path.to_owned(),
            bearer: bearer(request),
            segments: path.split('/').skip(1).map(decoded).collect(),
            query: pairs(request.uri().query().unwrap_or_default()),
            body: request.body().clone(),
        }
    }

    pub(super) fn segments(&self) -> Vec<&str> {
        self.segments.iter().map(String::as_str).collect()
    }

    pub(super) fn query(&self, name: &'static str) -> Option<&str> {
        self.query_all(name).next()
    }

    pub(super) fn query_all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.query.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as a JSON object; an empty body is none.
    pub(super) fn object(&self) -> Result<Map<String, Value>, Malformed> {
        serde_json::from_slice(&self.body).map_err(|_| Malformed)
    }

    /// The body as a JSON object, where the body may be left out.
    pub(super) fn optional_object(&self) -> Result<Map<String, Value>, Malformed> {
        if self.body.is_empty() { Ok(Map::new()) } else { self.object() }
    }

    pub(super) fn api(&self) -> Api {
        match self.segments().as_slice() {
            ["admin", "user-provisioning", ..] => Api::ScimLinks,
            ["admin", "v1", ..] => Api::OrganizationsV1,
            ["admin", "v2", ..] => Api::OrganizationsV2,
            ["users", _, "manage", ..] => Api::UserManagement,
            ["scim", "directory", ..] => Api::Scim,
            _ => Api::Nowhere,
        }
    }

    /// Two reads are a POST.
    pub(super) fn meaning(&self) -> Meaning {
        let reading_post = matches!(self.segments().last(), Some(&("search" | "get-scim-links-for-email")));
        match self.method {
            Method::GET | Method::HEAD | Method::OPTIONS => Meaning::Read,
            Method::POST if reading_post => Meaning::Read,
            _ => Meaning::Write,
        }
    }
}

fn bearer(request: &Request<Bytes>) -> Option<String> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, key) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| key.trim().to_owned())
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let parts = query.split('&').filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(k, v)| (spaced(k), spaced(v))).collect()
}

/// In a query a plus sign is a space.
fn spaced(text: &str) -> String {
    decoded(&text.replace('+', " "))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
