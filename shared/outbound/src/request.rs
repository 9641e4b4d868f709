//! Requests, told apart by meaning and not by HTTP verb: what reads and what changes are two types.

use crate::url::push_pair;
use crate::{Key, Target, UrlError, Vendor};
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request, StatusCode, header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use std::fmt;

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const AGENT: &str = concat!("untwin/", env!("CARGO_PKG_VERSION"));

/// A request that changes nothing at the vendor, whatever its verb.
#[derive(Debug, Clone)]
pub struct ReadRequest {
    pub(crate) parts: Parts,
    pub(crate) meaningful: Vec<StatusCode>,
}

impl ReadRequest {
    /// A `GET`. `operation` names it in logs.
    pub fn get(operation: &'static str, target: Target) -> Self {
        Self::new(Parts::new(operation, Method::GET, target))
    }

    /// A `POST` with a JSON body that is documented to read only (a search, say).
    pub fn post_that_reads(operation: &'static str, target: Target, body: &impl Serialize) -> Self {
        Self::new(Parts::new(operation, Method::POST, target).json(body))
    }

    /// A `POST` of a form that asks for an access token.
    pub fn token_form(operation: &'static str, target: Target, fields: &[(&str, &SecretString)]) -> Self {
        let mut form = String::new();
        for (name, value) in fields {
            if !form.is_empty() {
                form.push('&');
            }
            push_pair(&mut form, name, value.expose_secret());
        }
        Self::new(Parts::new(operation, Method::POST, target).body(FORM, form.into()))
    }

    /// The same, authorised by a bearer token.
    #[must_use]
    pub fn bearer(mut self, token: &SecretString) -> Self {
        self.parts.bearer = Some(Key::from(token.clone()));
        self
    }

    /// The same, authorised by a key: once it is refused, the read is sent again with the key that replaced it.
    #[must_use]
    pub fn keyed(mut self, key: &Key) -> Self {
        self.parts.bearer = Some(key.clone());
        self
    }

    /// The same with one more header that is no secret; it takes the place of a default one (`Accept`).
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.parts.headers.push((name, value));
        self
    }

    /// The same, with statuses whose meaning the caller knows: they come back as answers (404, say). A 429 or a 5xx
    /// never does.
    #[must_use]
    pub fn meaningful(mut self, statuses: &[StatusCode]) -> Self {
        self.meaningful.extend_from_slice(statuses);
        self
    }

    const fn new(parts: Parts) -> Self {
        Self { parts, meaningful: Vec::new() }
    }
}

/// A request that changes something at the vendor.
#[derive(Debug, Clone)]
pub struct WriteRequest {
    pub(crate) parts: Parts,
}

impl WriteRequest {
    /// A request with a JSON body. `operation` names it in logs.
    pub fn json(operation: &'static str, method: Method, target: Target, body: &impl Serialize) -> Self {
        Self { parts: Parts::new(operation, method, target).json(body) }
    }

    /// A request without a body.
    pub const fn empty(operation: &'static str, method: Method, target: Target) -> Self {
        Self { parts: Parts::new(operation, method, target) }
    }

    /// The same, authorised by a bearer token.
    #[must_use]
    pub fn bearer(mut self, token: &SecretString) -> Self {
        self.parts.bearer = Some(Key::from(token.clone()));
        self
    }

    /// The same, authorised by a key.
    #[must_use]
    pub fn keyed(mut self, key: &Key) -> Self {
        self.parts.bearer = Some(key.clone());
        self
    }
}

/// What both kinds are made of.
#[derive(Clone)]
pub(crate) struct Parts {
    operation: &'static str,
    method: Method,
    target: Target,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Bytes,
    pub(crate) bearer: Option<Key>,
    fault: Option<Unsendable>,
}

impl Parts {
    const fn new(operation: &'static str, method: Method, target: Target) -> Self {
        Self { operation, method, target, headers: Vec::new(), body: Bytes::new(), bearer: None, fault: None }
    }

    fn json(self, body: &impl Serialize) -> Self {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.body(JSON, bytes),
            Err(_) => Self { fault: Some(Unsendable::Body), ..self },
        }
    }

    fn body(mut self, kind: &'static str, body: Vec<u8>) -> Self {
        self.headers.push((header::CONTENT_TYPE, HeaderValue::from_static(kind)));
        self.body = body.into();
        self
    }

    /// The operation's name for logs, and the request as it goes out with this key.
    pub(crate) fn build(
        &self,
        vendor: &Vendor,
        key: Option<&SecretString>,
    ) -> Result<(&'static str, Request<Bytes>), Unsendable> {
        if let Some(fault) = &self.fault {
            return Err(fault.clone());
        }
        let mut request = Request::new(self.body.clone());
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = vendor.base.join(&self.target).map_err(Unsendable::Url)?;
        let headers = request.headers_mut();
        headers.insert(header::ACCEPT, HeaderValue::from_static(JSON));
        headers.insert(header::USER_AGENT, HeaderValue::from_static(AGENT));
        for (name, value) in &self.headers {
            headers.insert(name, value.clone());
        }
        if let Some(key) = key {
            headers.insert(header::AUTHORIZATION, bearer_value(key)?);
        }
        Ok((self.operation, request))
    }
}

/// Neither address, nor headers, nor body: all of them may hold a key or a person.
impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Parts({} {})", self.method, self.operation)
    }
}

/// Why a request cannot even be written down.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsendable {
    #[error("{0}")]
    Url(UrlError),
    #[error("the key holds characters that no header can carry")]
    Key,
    #[error("the body cannot be written as JSON")]
    Body,
}

fn bearer_value(key: &SecretString) -> Result<HeaderValue, Unsendable> {
    let text = format!("Bearer {}", key.expose_secret().trim());
    let mut value = HeaderValue::from_str(&text).map_err(|_| Unsendable::Key)?;
    value.set_sensitive(true);
    Ok(value)
}
