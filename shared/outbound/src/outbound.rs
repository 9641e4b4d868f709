//! What readers and writers share: the way out, the pacing and the clock.

use crate::{Answer, Pacer, Transport, TransportError, Vendor};
use bytes::Bytes;
use http::Request;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::{Clock, Phase};

/// The way out of the process. One for all vendors, shared by `Arc`.
pub struct Outbound<T, P, C> {
    pub(crate) transport: T,
    pub(crate) pacer: Arc<P>,
    pub(crate) clock: Arc<C>,
}

impl<T: Transport, P: Pacer, C: Clock> Outbound<T, P, C> {
    /// Puts it together.
    pub const fn new(transport: T, pacer: Arc<P>, clock: Arc<C>) -> Self {
        Self { transport, pacer, clock }
    }

    /// The clock, for clients that remember how long something is valid.
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Sends once. What is logged names the operation, never the address.
    pub(crate) async fn exchange(
        &self,
        (vendor, phase): (&Vendor, Phase),
        (operation, request): (&'static str, Request<Bytes>),
        timeout: Duration,
    ) -> Result<Answer, TransportError> {
        let sent_at = self.clock.now();
        let (event, phase) = (LogEvent::Request.name(), phase.name());
        let result = self.transport.send(request, timeout).await;
        let at = self.clock.now();
        let duration_ms = at.duration_since(sent_at).as_millis();
        match result {
            Ok(response) => {
                let (head, body) = response.into_parts();
                let status = head.status.as_u16();
                tracing::debug!(event, vendor = vendor.name, phase, operation, status, duration_ms, "answered");
                Ok(Answer { vendor: vendor.name, status: head.status, headers: head.headers, body, at })
            }
            Err(error) => {
                tracing::info!(event, vendor = vendor.name, phase, operation, duration_ms, %error, "not answered");
                Err(error)
            }
        }
    }
}

impl<T, P, C> fmt::Debug for Outbound<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outbound")
    }
}
