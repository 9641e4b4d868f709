//! An answer before it becomes HTTP.

use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header::CONTENT_TYPE};
use serde_json::Value;

/// What a handler says: a refusal is an answer too, and `?` carries it out.
pub(super) type Answer = Result<Reply, Reply>;

/// A status with a body, or with none.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    media_type: &'static str,
    body: Option<Value>,
}

impl Reply {
    pub(super) fn json(status: StatusCode, body: Value) -> Self {
        Self { status, media_type: "application/json", body: Some(body) }
    }

    pub(super) fn scim(status: StatusCode, body: Value) -> Self {
        Self { status, media_type: "application/scim+json", body: Some(body) }
    }

    pub(super) fn empty(status: StatusCode) -> Self {
        Self { status, media_type: "application/json", body: None }
    }

    pub(super) fn into_response(self) -> Response<Bytes> {
        let text = self.body.map(|body| body.to_string());
        let mut response = Response::new(Bytes::from(text.clone().unwrap_or_default()));
        *response.status_mut() = self.status;
        if text.is_some() {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        }
        response
    }
}
