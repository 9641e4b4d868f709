//! The application that reads the tenant: its credentials, tokens and permissions, and the sign-in endpoint.
//!
//! It knows nothing of what the permissions open.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use jiff::{SignedDuration, Timestamp};
use percent_encoding::percent_decode_str;
use serde_json::json;

use super::Tenant;
use super::graph::GraphFault;
use crate::answer;
use crate::clock::later;

/// How long a token lives, in seconds.
const TOKEN_LIFE_S: i64 = 3599;

/// Everything that the product can make use of.
const ALL_PERMISSIONS: [&str; 10] = [
    "Application.Read.All",
    "AppRoleAssignment.ReadWrite.All",
    "AuditLog.Read.All",
    "Directory.Read.All",
    "Group.Read.All",
    "GroupMember.ReadWrite.All",
    "Policy.Read.ApplicationConfiguration",
    "ProvisioningLog.Read.All",
    "Synchronization.ReadWrite.All",
    "User.Read.All",
];

/// The client id and secret of the application that reads the tenant.
#[derive(Clone)]
pub struct AppCredentials {
    /// The application (client) id.
    pub client_id: String,
    /// The client secret.
    pub secret: String,
}

impl fmt::Debug for AppCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("AppCredentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// Who may read the tenant, and with which tokens.
pub(super) struct Access {
    credentials: AppCredentials,
    permissions: BTreeSet<String>,
    /// Tokens with the end of their life.
    tokens: BTreeMap<String, Timestamp>,
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Access")
            .field("credentials", &self.credentials)
            .field("permissions", &self.permissions)
            .finish_non_exhaustive()
    }
}

impl Access {
    pub(super) fn new(credentials: AppCredentials) -> Self {
        Self {
            credentials,
            permissions: ALL_PERMISSIONS.iter().map(|name| (*name).to_owned()).collect(),
            tokens: BTreeMap::new(),
        }
    }

    pub(super) fn grant_only(&mut self, permissions: &[&str]) {
        self.permissions = permissions.iter().map(|name| (*name).to_owned()).collect();
    }

    pub(super) fn revoke(&mut self, permission: &str) {
        self.permissions.remove(permission);
    }

    pub(super) fn replace_secret(&mut self, secret: &str) {
        secret.clone_into(&mut self.credentials.secret);
        self.tokens.clear();
    }

    /// Refuses a request without a token that lives.
    pub(super) fn check_token(&self, now: Timestamp, headers: &HeaderMap) -> Result<(), GraphFault> {
        let header = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let Some(token) = header.and_then(|header| header.strip_prefix("Bearer ")) else {
            return Err(GraphFault::invalid_token("Access token is empty."));
        };
        match self.tokens.get(token) {
            None => Err(GraphFault::invalid_token("Access token validation failure.")),
            Some(end) if *end <= now => Err(GraphFault::invalid_token("Access token has expired or is not yet valid.")),
            Some(_) => Ok(()),
        }
    }

    /// Refuses a request unless all permissions of one of the alternatives are granted.
    pub(super) fn require(&self, alternatives: &[&[&str]]) -> Result<(), GraphFault> {
        let granted = |all: &&[&str]| all.iter().all(|name| self.permissions.contains(*name));
        if alternatives.iter().any(granted) { Ok(()) } else { Err(GraphFault::denied()) }
    }
}

/// Why no token is given.
struct Refusal {
    status: StatusCode,
    error: &'static str,
    number: u32,
    text: &'static str,
}

impl Tenant {
    /// Answers below `/login`: `/{tenant}/oauth2/v2.0/token`.
    pub fn login(&mut self, now: Timestamp, request: &Request<Bytes>) -> Response<Bytes> {
        let expected = format!("/{}/oauth2/v2.0/token", self.id);
        if request.method() != Method::POST || request.uri().path() != expected {
            return answer::json(StatusCode::NOT_FOUND, &json!({"error": "invalid_request"}));
        }
        match self.checked_grant(request.body()) {
            Ok(()) => self.grant_token(now),
            Err(refusal) => self.refuse_token(now, &refusal),
        }
    }

    fn checked_grant(&self, body: &[u8]) -> Result<(), Refusal> {
        let form = form_fields(body);
        let field = |name: &str| form.get(name).map_or("", String::as_str);
        let own = &self.access.credentials;
        let refuse = |status, error, number, text| Err(Refusal { status, error, number, text });
        if field("grant_type") != "client_credentials" {
            let text = "The grant type is not supported.";
            return refuse(StatusCode::BAD_REQUEST, "unsupported_grant_type", 70003, text);
        }
        if field("client_id") != own.client_id {
            let text = "The application was not found in the directory.";
            return refuse(StatusCode::BAD_REQUEST, "unauthorized_client", 700_016, text);
        }
        if field("client_secret") != own.secret {
            let text = "The client secret is not valid.";
            return refuse(StatusCode::UNAUTHORIZED, "invalid_client", 7_000_215, text);
        }
        if !field("scope").ends_with("/.default") {
            return refuse(StatusCode::BAD_REQUEST, "invalid_scope", 70011, "The scope is not valid.");
        }
        Ok(())
    }

    fn grant_token(&mut self, now: Timestamp) -> Response<Bytes> {
        let token = format!("sandbox.{}", self.ids.uuid());
        let end = later(now, SignedDuration::from_secs(TOKEN_LIFE_S));
        self.access.tokens.insert(token.clone(), end);
        let body = json!({
            "token_type": "Bearer",
            "expires_in": TOKEN_LIFE_S,
            "ext_expires_in": TOKEN_LIFE_S,
            "access_token": token,
        });
        answer::json(StatusCode::OK, &body)
    }

    fn refuse_token(&mut self, now: Timestamp, refusal: &Refusal) -> Response<Bytes> {
        let (trace, correlation) = (self.ids.uuid(), self.ids.uuid());
        let time = now.strftime("%Y-%m-%d %H:%M:%SZ").to_string();
        let Refusal { status, error, number, text } = refusal;
        let body = json!({
            "error": error,
            "error_description":
                format!("AADSTS{number}: {text} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"),
            "error_codes": [number],
            "timestamp": time,
            "trace_id": trace,
            "correlation_id": correlation,
        });
        answer::json(*status, &body)
    }
}

fn form_fields(body: &[u8]) -> BTreeMap<String, String> {
    let text = String::from_utf8_lossy(body).replace('+', " ");
    let decode = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let pairs = text.split('&').filter_map(|pair| pair.split_once('='));
    pairs.map(|(name, value)| (decode(name), decode(value))).collect()
}
