//! What sending has to know about a vendor, and how its silence and its refusals are called.

use crate::BaseUrl;
use http::StatusCode;
use std::time::Duration;
use untwin_core::domain::Why;
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::Rate;

/// The longest error key that is passed on, in characters.
const ERROR_KEY_CHARS_MAX: usize = 80;

/// One vendor's API, as far as sending is concerned. It holds no key: keys belong to single requests.
#[derive(Debug, Clone)]
pub struct Vendor {
    /// What people call it.
    pub name: &'static str,
    /// Where it lives.
    pub base: BaseUrl,
    /// The name under which the store paces it; everything with one name shares one limit.
    pub pace_key: &'static str,
    /// Its rate limit.
    pub rate: Rate,
    /// How long one request may take in all.
    pub timeout: Duration,
    /// Finds the vendor's own error key (`forbidden.action`) in the body of a refusal.
    pub error_key: fn(&[u8]) -> Option<String>,
}

impl Vendor {
    /// An answer outside everything that is documented; the detail holds no personal data.
    pub fn unexpected(&self, detail: impl Into<String>) -> Why {
        Why::Unexpected { vendor: self.name, detail: detail.into() }
    }

    pub(crate) fn no_answer(&self, detail: impl Into<String>) -> Why {
        Why::NoAnswer { vendor: self.name, detail: detail.into() }
    }

    /// The vendor's error key if it looks like one. Free text may hold personal data and is dropped.
    pub fn error_key_in(&self, body: &[u8]) -> String {
        (self.error_key)(body).filter(|key| looks_like_a_key(key)).unwrap_or_else(|| "no error key".to_owned())
    }
}

/// A key was refused, or lacks a permission: the log tells it where it is found, because a person must fix it. The detail
/// holds no personal data.
pub fn key_refused(vendor: &'static str, status: StatusCode, detail: String) -> Why {
    tell_unauthorised(vendor, status);
    Why::KeyRefused { vendor, status: status.as_u16(), detail }
}

pub(crate) fn tell_unauthorised(vendor: &'static str, status: StatusCode) {
    let (event, status) = (LogEvent::Unauthorised.name(), status.as_u16());
    tracing::warn!(event, vendor, status, "a key was refused or lacks a permission");
}

fn looks_like_a_key(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "._-:/".contains(c);
    !text.is_empty() && text.len() <= ERROR_KEY_CHARS_MAX && text.chars().all(allowed)
}
