//! The Atlassian organization.

use bytes::Bytes;
use http::{Request, Response};
use jiff::Timestamp;

/// An Atlassian organization.
#[derive(Debug)]
pub struct Organization {}

impl Organization {
    /// Answers one request; its path starts where `api.atlassian.com`'s would (`/admin/...`, `/scim/...`, `/users/...`).
    pub fn handle(&mut self, now: Timestamp, request: &Request<Bytes>) -> Response<Bytes> {
        let _ = (now, request);
        Response::default()
    }
}
