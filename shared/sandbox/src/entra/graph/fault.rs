//! Graph's error dialect.
//!
//! It knows how errors are written and nothing of what causes them.

use bytes::Bytes;
use http::header::{HeaderValue, RETRY_AFTER};
use http::{Response, StatusCode};
use jiff::Timestamp;
use serde_json::json;

use crate::answer;

/// An error as Graph tells it.
#[derive(Clone, Debug)]
pub(crate) struct GraphFault {
    status: StatusCode,
    code: &'static str,
    message: String,
    retry_after_s: Option<u32>,
}

impl GraphFault {
    fn new(status: StatusCode, code: &'static str, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), retry_after_s: None }
    }

    pub(crate) fn bad_request(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    pub(crate) fn unsupported_query(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_UnsupportedQuery", message)
    }

    pub(crate) fn invalid_parameter(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "RequestParameterInvalid", message)
    }

    pub(crate) fn conflicting_request(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Request_BadRequest", message)
    }

    pub(crate) fn invalid_token(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "InvalidAuthenticationToken", message)
    }

    pub(crate) fn denied() -> Self {
        let message = "Insufficient privileges to complete the operation.";
        Self::new(StatusCode::FORBIDDEN, "Authorization_RequestDenied", message)
    }

    pub(crate) fn not_found(id: &str) -> Self {
        let message =
            format!("Resource '{id}' does not exist or one of its queried reference-property objects are not present.");
        Self::new(StatusCode::NOT_FOUND, "Request_ResourceNotFound", &message)
    }

    pub(crate) fn throttled(retry_after_s: Option<u32>) -> Self {
        let status = StatusCode::TOO_MANY_REQUESTS;
        match retry_after_s {
            // The variant without the header also comes without a telling body.
            None => Self::new(status, "UnknownError", ""),
            Some(_) => Self {
                retry_after_s,
                ..Self::new(status, "TooManyRequests", "Too many requests. Please try again later.")
            },
        }
    }

    pub(crate) fn response(&self, now: Timestamp, request_id: &str) -> Response<Bytes> {
        let body = json!({
            "error": {
                "code": self.code,
                "message": self.message,
                "innerError": {
                    "date": now.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
                    "request-id": request_id,
                    "client-request-id": request_id,
                },
            },
        });
        let mut response = answer::json(self.status, &body);
        if let Some(seconds) = self.retry_after_s {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
