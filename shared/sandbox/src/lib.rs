//! A whole simulated world: an Atlassian organization and an Entra tenant, as a synchronous model.
//!
//! It depends on `core` for words at most and on none of our adapters: what it answers is written from the
//! vendors' documents, so that the product is tested against them and not against itself.

pub mod atlassian;
pub mod entra;

use atlassian::Organization;
use bytes::Bytes;
use entra::Tenant;
use http::{Request, Response};
use jiff::Timestamp;

/// The world: one organization, one tenant that pushes to it, and whatever the quirks make of them.
#[derive(Debug)]
pub struct World {
    /// The Atlassian organization. Answers below `/atlassian`.
    pub organization: Organization,
    /// The Entra tenant. Answers below `/graph` and `/login`.
    pub tenant: Tenant,
}

impl World {
    /// Answers one request. The path's first segment says which vendor is asked.
    pub fn handle(&mut self, now: Timestamp, request: Request<Bytes>) -> Response<Bytes> {
        let _ = (now, request);
        Response::default()
    }
}
