//! Writing: sent exactly once for each started record, in time, and never repeated.

use crate::key::READ_AGAIN_AFTER;
use crate::pacing::{NoTurn, TURN_WAIT_MAX};
use crate::throttle::told_until;
use crate::vendor::tell_unauthorised;
use crate::{Answer, Instead, Key, Outbound, Pacer, Transport, TransportError, Vendor, WriteRequest};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use untwin_workflow::ports::{Clock, Phase, Rejection, Started, Tally};

/// A request times out this long before its `not_after`, so that our own slowness does not carry it over.
const MARGIN: SignedDuration = SignedDuration::from_millis(250);
/// With less time than this a write does not start: it would only become ambiguous.
const TIME_LEFT_MIN: SignedDuration = SignedDuration::from_secs(1);

/// Writes to one vendor, for one executing case.
pub struct Writer<T, P, C> {
    outbound: Arc<Outbound<T, P, C>>,
    vendor: Arc<Vendor>,
    tally: Arc<Tally>,
    phase: Phase,
}

/// What became of a write, as far as HTTP can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WriteAnswer {
    /// Answered with a status that the client judges: never 408, 429 or 5xx.
    Answered(Answer),
    /// Throttled, never sent, or sent with a key that was replaced: no effect.
    Refused(Rejection),
    /// It may have taken effect. The detail holds no personal data.
    Ambiguous(String),
}

impl<T: Transport, P: Pacer, C: Clock> Writer<T, P, C> {
    /// A writer whose requests count as `phase`.
    pub const fn new(outbound: Arc<Outbound<T, P, C>>, vendor: Arc<Vendor>, tally: Arc<Tally>, phase: Phase) -> Self {
        Self { outbound, vendor, tally, phase }
    }

    /// The vendor that it writes to.
    pub fn vendor(&self) -> &Vendor {
        &self.vendor
    }

    /// Sends the one request that `started` stands for.
    pub async fn write(&self, started: Started, request: &WriteRequest) -> WriteAnswer {
        self.send_once(started.not_after(), request).await
    }

    /// The body of [`Self::write`], apart from the token that only the journal can make.
    pub(crate) async fn send_once(&self, not_after: Timestamp, request: &WriteRequest) -> WriteAnswer {
        let used = request.parts.bearer.as_ref().map(Key::current);
        let outgoing = match request.parts.build(&self.vendor, used.as_ref()) {
            Ok(outgoing) => outgoing,
            Err(fault) => return WriteAnswer::Refused(Rejection::NotSent(fault.to_string())),
        };
        let now = self.outbound.now();
        let last_start = before(before(not_after, MARGIN), TIME_LEFT_MIN);
        if now > last_start {
            return WriteAnswer::Refused(Rejection::NotSent("no time left before the deadline".to_owned()));
        }
        let latest = last_start.min(now.saturating_add(TURN_WAIT_MAX).unwrap_or(now));
        if let Err(reason) = self.outbound.turn(&self.vendor, latest).await {
            return WriteAnswer::Refused(no_turn(reason));
        }
        let Some(timeout) = self.timeout(not_after) else {
            return WriteAnswer::Refused(Rejection::NotSent("no time left after waiting for a turn".to_owned()));
        };
        self.tally.count(self.phase);
        match self.outbound.exchange((&self.vendor, self.phase), outgoing, timeout).await {
            Ok(answer) => self.judge(answer, request.parts.bearer.as_ref().zip(used)).await,
            Err(TransportError::NotSent(detail)) => WriteAnswer::Refused(Rejection::NotSent(detail)),
            Err(error @ (TransportError::NoAnswer(_) | TransportError::TooLarge { .. })) => {
                WriteAnswer::Ambiguous(error.to_string())
            }
        }
    }

    async fn judge(&self, answer: Answer, keyed: Option<(&Key, SecretString)>) -> WriteAnswer {
        let status = answer.status;
        if status == StatusCode::TOO_MANY_REQUESTS {
            let until = told_until(&answer.headers, answer.at);
            self.outbound.stay_away(&self.vendor, until).await;
            return WriteAnswer::Refused(Rejection::Throttled { until });
        }
        if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT {
            return WriteAnswer::Ambiguous(format!("HTTP {}", status.as_u16()));
        }
        match keyed.filter(|_| status == StatusCode::UNAUTHORIZED && !answer.is_web_page()) {
            Some((key, used)) => self.after_refusal(answer, key, &used).await,
            None => self.answered(answer),
        }
    }

    /// Nobody acts for a key that they refuse. The write is not sent again: another key serves the next attempt, which
    /// has a record of its own.
    async fn after_refusal(&self, answer: Answer, key: &Key, used: &SecretString) -> WriteAnswer {
        let (detail, until) = match key.instead_of(used, self.outbound.now()).await {
            Ok(Instead::Nothing | Instead::Older(_)) => return self.answered(answer),
            Ok(Instead::Current(_)) => ("another key is used from now on".to_owned(), None),
            Err(why) => (why.to_string(), self.outbound.now().checked_add(READ_AGAIN_AFTER).ok()),
        };
        WriteAnswer::Refused(Rejection::KeyRefused { detail, until })
    }

    /// A 403 may be about the one account; whoever asked knows.
    fn answered(&self, answer: Answer) -> WriteAnswer {
        if answer.status == StatusCode::UNAUTHORIZED {
            tell_unauthorised(self.vendor.name, answer.status);
        }
        WriteAnswer::Answered(answer)
    }

    fn timeout(&self, not_after: Timestamp) -> Option<Duration> {
        let left = before(not_after, MARGIN).duration_since(self.outbound.now());
        let left = Duration::try_from(left).ok().filter(|left| *left >= TIME_LEFT_MIN.unsigned_abs())?;
        Some(left.min(self.vendor.timeout))
    }
}

impl<T, P, C> fmt::Debug for Writer<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({}, {:?})", self.vendor.name, self.phase)
    }
}

fn no_turn(reason: NoTurn) -> Rejection {
    match reason {
        NoTurn::TooLate(until) => Rejection::Throttled { until: Some(until) },
        NoTurn::Broken(detail) => Rejection::NotSent(detail),
    }
}

fn before(moment: Timestamp, margin: SignedDuration) -> Timestamp {
    moment.saturating_sub(margin).unwrap_or(Timestamp::MIN)
}
