//! The answers of the token endpoint.

use serde::Deserialize;

#[derive(Deserialize)]
pub(crate) struct Token {
    pub(crate) access_token: String,
    pub(crate) expires_in: Seconds,
}

/// Seconds, as a number or, from older endpoints, as text.
#[derive(Deserialize)]
#[serde(untagged)]
pub(crate) enum Seconds {
    Number(i64),
    Text(String),
}

impl Seconds {
    pub(crate) fn value(&self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
        }
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: Option<String>,
}

/// The `error` of a refusal. Its description is free text and not passed on.
pub(crate) fn error_key(body: &[u8]) -> Option<String> {
    serde_json::from_slice::<Refusal>(body).ok()?.error
}
