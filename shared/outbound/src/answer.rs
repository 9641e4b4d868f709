//! An answer, and reading JSON out of it without repeating its content anywhere.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde_json::error::Category;
use std::fmt;
use untwin_core::domain::Why;

/// What a vendor answered. `Debug` shows the status and the size only.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// Which vendor.
    pub vendor: &'static str,
    /// HTTP status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body.
    pub body: Bytes,
    /// When it arrived.
    pub at: Timestamp,
}

impl Answer {
    /// The body as JSON. Anything else (HTML, a truncated body, another shape) is unexpected, and its content is not told.
    /// Nesting is bounded by the parser.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Why> {
        serde_json::from_slice(&self.body).map_err(|error| self.unexpected(self.complaint(error.classify())))
    }

    /// This answer is outside everything that is documented; the detail holds no personal data.
    pub fn unexpected(&self, detail: impl fmt::Display) -> Why {
        Why::Unexpected { vendor: self.vendor, detail: format!("HTTP {}: {detail}", self.status.as_u16()) }
    }

    /// Whether something between us and the vendor answered with a page for people: it says nothing about the request.
    pub fn is_web_page(&self) -> bool {
        self.body.trim_ascii().starts_with(b"<")
    }

    /// The parser's own message may quote the content, so only its category is used.
    fn complaint(&self, category: Category) -> &'static str {
        match (self.body.trim_ascii().first(), category) {
            (None, _) => "an empty body instead of JSON",
            (Some(b'<'), _) => "HTML or XML instead of JSON",
            (Some(_), Category::Eof) => "truncated JSON",
            (Some(_), Category::Data) => "JSON of another shape than documented",
            (Some(_), Category::Syntax | Category::Io) => "no readable JSON",
        }
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Answer({} HTTP {}, {} bytes)", self.vendor, self.status.as_u16(), self.body.len())
    }
}
