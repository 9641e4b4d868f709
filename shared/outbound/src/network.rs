//! The real network: TLS, no redirects, no proxy, bounded answers, one attempt.

use crate::url::safe_origin;
use crate::{Transport, TransportError};
use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use std::time::Duration;

/// The largest answer that is read. The largest documented one, a page of a hundred accounts, stays far below.
pub const ANSWER_BYTES_MAX: usize = 8 * 1024 * 1024;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Shorter than what servers usually allow, so that a write seldom meets a connection that is just being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(20);

/// Sends over the network.
#[derive(Debug, Clone)]
pub struct NetworkTransport {
    client: reqwest::Client,
}

/// The TLS machinery could not be set up.
#[derive(Debug, thiserror::Error)]
#[error("the network client could not be set up")]
pub struct NetworkSetupError(#[source] reqwest::Error);

impl NetworkTransport {
    /// Sets up the client. It follows no redirect, since a redirect would carry a request to a place nobody chose, and
    /// repeats nothing by itself.
    pub fn new() -> Result<Self, NetworkSetupError> {
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_TIMEOUT)
            .build()
            .map_err(NetworkSetupError)?;
        Ok(Self { client })
    }
}

impl Transport for NetworkTransport {
    async fn send(&self, request: Request<Bytes>, timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        safe_origin(request.uri()).map_err(|error| TransportError::NotSent(error.to_string()))?;
        let mut outgoing = reqwest::Request::try_from(request).map_err(|error| failed(&error))?;
        *outgoing.timeout_mut() = Some(timeout);
        let incoming = self.client.execute(outgoing).await.map_err(|error| failed(&error))?;
        read_whole(incoming).await
    }
}

async fn read_whole(mut incoming: reqwest::Response) -> Result<Response<Bytes>, TransportError> {
    let mut answer = Response::new(Bytes::new());
    *answer.status_mut() = incoming.status();
    *answer.headers_mut() = std::mem::take(incoming.headers_mut());
    let mut body = BytesMut::new();
    // An error from here on means a truncated body: the request has arrived.
    while let Some(chunk) = incoming.chunk().await.map_err(|error| failed(&error))? {
        if body.len() + chunk.len() > ANSWER_BYTES_MAX {
            return Err(TransportError::TooLarge { limit_bytes: ANSWER_BYTES_MAX });
        }
        body.extend_from_slice(&chunk);
    }
    *answer.body_mut() = body.freeze();
    Ok(answer)
}

/// The library's own texts name the address, so its errors are told in words of ours.
fn failed(error: &reqwest::Error) -> TransportError {
    if error.is_builder() {
        return TransportError::NotSent("the request could not be written".to_owned());
    }
    if error.is_connect() {
        return TransportError::NotSent("no connection".to_owned());
    }
    let detail = if error.is_timeout() { "timeout" } else { "the connection broke" };
    TransportError::NoAnswer(detail.to_owned())
}
