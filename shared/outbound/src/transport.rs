//! A plain trait over one HTTP exchange, so that a simulated world can stand behind the real clients.

use bytes::Bytes;
use http::{Request, Response};
use std::sync::Arc;
use std::time::Duration;

/// Sends one request and returns its answer, whatever the status.
pub trait Transport: Send + Sync {
    /// Sends it. The transport enforces `timeout`, and refuses answers larger than its limit.
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Duration,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send;
}

impl<T: Transport> Transport for Arc<T> {
    fn send(
        &self,
        request: Request<Bytes>,
        timeout: Duration,
    ) -> impl Future<Output = Result<Response<Bytes>, TransportError>> + Send {
        T::send(self, request, timeout)
    }
}

/// Why there is no answer. The details hold no personal data and no key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// The request provably never left (no connection).
    #[error("not sent: {0}")]
    NotSent(String),
    /// It may have arrived; the answer did not (timeout, broken connection, truncated body).
    #[error("no answer: {0}")]
    NoAnswer(String),
    /// The answer is larger than anything that is documented.
    #[error("the answer is larger than {limit_bytes} bytes")]
    TooLarge {
        /// The limit.
        limit_bytes: usize,
    },
}
