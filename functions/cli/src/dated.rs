//! How far the machine's clock is from the vendors': each answer carries a `Date` (RFC 9110, 6.6.1), to the second.

use http::{Request, Response, header};
use jiff::fmt::rfc2822::DateTimeParser;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use untwin_outbound::{Transport, TransportError};
use untwin_startup::SystemClock;
use untwin_workflow::ports::Clock as _;

/// A way out that remembers, for each host, how far its clock is ahead of ours.
#[derive(Debug, Clone)]
pub(crate) struct Dated<T> {
    way: T,
    ahead: Arc<Mutex<BTreeMap<String, SignedDuration>>>,
}

impl<T> Dated<T> {
    pub(crate) fn new(way: T) -> Self {
        Self { way, ahead: Arc::default() }
    }

    /// How far each host's clock was ahead of ours in its newest answer.
    pub(crate) fn ahead(&self) -> BTreeMap<String, SignedDuration> {
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, host: String, told: Option<Timestamp>, (sent_at, at): (Timestamp, Timestamp)) {
        let Some(told) = told else { return };
        // The vendor wrote its date somewhere between the sending and the arrival; what lies between is no difference.
        let ahead =
            if told > at { told.duration_since(at) } else { told.duration_since(sent_at).min(SignedDuration::ZERO) };
        self.ahead.lock().unwrap_or_else(PoisonError::into_inner).insert(host, ahead);
    }
}

impl<T: Transport> Transport for Dated<T> {
    async fn send(
        &self,
        request: Request<bytes::Bytes>,
        timeout: Duration,
    ) -> Result<Response<bytes::Bytes>, TransportError> {
        let host = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let sent_at = SystemClock.now();
        let answer = self.way.send(request, timeout).await?;
        let date = answer.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let told = date.and_then(|date| DateTimeParser::new().parse_timestamp(date).ok());
        self.note(host, told, (sent_at, SystemClock.now()));
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_between_sending_and_arrival_is_no_difference() {
        let moment = |text: &str| -> Timestamp { text.parse().unwrap() };
        let (sent_at, at) = (moment("2026-03-01T12:00:00.2Z"), moment("2026-03-01T12:00:02Z"));
        let ahead_s = |told: &str| {
            let dated = Dated::new(());
            dated.note("host".to_owned(), Some(moment(told)), (sent_at, at));
            dated.ahead().get("host").unwrap().as_secs()
        };
        assert_eq!(ahead_s("2026-03-01T12:00:01Z"), 0);
        assert_eq!(ahead_s("2026-03-01T12:05:02Z"), 300);
        assert_eq!(ahead_s("2026-03-01T11:59:00Z"), -60);
    }
}
