//! Reading: counted, paced, tried again within bounds, and every failure named.

use crate::pacing::{NoTurn, TURN_WAIT_MAX};
use crate::throttle::told_until;
use crate::vendor::key_refused;
use crate::{Answer, Instead, Outbound, Pacer, ReadRequest, Transport, TransportError, Vendor};
use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use secrecy::SecretString;
use std::fmt;
use std::sync::Arc;
use untwin_core::domain::Why;
use untwin_workflow::ports::{Clock, Phase, Tally};

/// How long to wait before each repetition, in milliseconds. Their number bounds the repetitions.
const RETRY_WAITS_MS: [i64; 2] = [250, 750];
/// A wait that the vendor asks for is sat out only up to this.
const TOLD_WAIT_MAX: SignedDuration = SignedDuration::from_secs(2);
/// No repetition starts later than this after the first attempt began.
const RETRY_WITHIN: SignedDuration = SignedDuration::from_secs(5);

/// Reads from one vendor, for one case and one phase. It has no way to write.
pub struct Reader<T, P, C> {
    outbound: Arc<Outbound<T, P, C>>,
    vendor: Arc<Vendor>,
    tally: Arc<Tally>,
    phase: Phase,
}

impl<T: Transport, P: Pacer, C: Clock> Reader<T, P, C> {
    /// A reader whose requests count as `phase`.
    pub const fn new(outbound: Arc<Outbound<T, P, C>>, vendor: Arc<Vendor>, tally: Arc<Tally>, phase: Phase) -> Self {
        Self { outbound, vendor, tally, phase }
    }

    /// The vendor that it reads from.
    pub fn vendor(&self) -> &Vendor {
        &self.vendor
    }

    /// Now, by the clock that requests are timed with.
    pub fn now(&self) -> Timestamp {
        self.outbound.now()
    }

    /// Sends a read. `Ok` is a success or a status that the request calls meaningful; everything else is a reason.
    /// A key that is refused is read again, and the read sent once more if it is another one by now.
    pub async fn read(&self, request: &ReadRequest) -> Result<Answer, Why> {
        let Some(key) = &request.parts.bearer else { return self.insist(request, None).await };
        let used = key.current();
        let answered = self.insist(request, Some(&used)).await;
        if !answered.as_ref().is_err_and(refuses_key) {
            return answered;
        }
        let (Instead::Current(other) | Instead::Older(other)) = key.instead_of(&used, self.now()).await? else {
            return answered;
        };
        let answered = self.insist(request, Some(&other)).await;
        if answered.is_ok() {
            key.let_in(&other);
        }
        answered
    }

    async fn insist(&self, request: &ReadRequest, key: Option<&SecretString>) -> Result<Answer, Why> {
        let started_at = self.now();
        let mut waits = RETRY_WAITS_MS.into_iter();
        loop {
            let (why, retry) = match self.attempt(request, key).await {
                Ok(answer) => return Ok(answer),
                Err(failure) => failure,
            };
            let (Some(least_ms), Retry::NotBefore(told)) = (waits.next(), retry) else {
                return Err(why);
            };
            let now = self.now();
            let moment = told.max(after(now, SignedDuration::from_millis(least_ms)));
            if moment > after(now, TOLD_WAIT_MAX) || moment > after(started_at, RETRY_WITHIN) {
                return Err(why);
            }
            self.outbound.clock.sleep_until(moment).await;
        }
    }

    async fn attempt(&self, request: &ReadRequest, key: Option<&SecretString>) -> Result<Answer, (Why, Retry)> {
        let outgoing = request.parts.build(&self.vendor, key);
        let outgoing = outgoing.map_err(|e| (Why::NotAsked(e.to_string()), Retry::Never))?;
        let latest = after(self.now(), TURN_WAIT_MAX);
        self.outbound.turn(&self.vendor, latest).await.map_err(|no| (self.no_turn(no), Retry::Never))?;
        self.tally.count(self.phase);
        match self.outbound.exchange((&self.vendor, self.phase), outgoing, self.vendor.timeout).await {
            Ok(answer) => self.judge(request, answer).await,
            Err(error) => Err(self.unanswered(&error)),
        }
    }

    async fn judge(&self, request: &ReadRequest, answer: Answer) -> Result<Answer, (Why, Retry)> {
        let status = answer.status;
        let told = told_until(&answer.headers, answer.at);
        if status == StatusCode::TOO_MANY_REQUESTS {
            self.outbound.stay_away(&self.vendor, told).await;
            let retry = told.map_or(Retry::Never, Retry::NotBefore);
            return Err((Why::Throttled { vendor: self.vendor.name, until: told }, retry));
        }
        if status.is_server_error() {
            let why = self.vendor.no_answer(format!("HTTP {}", status.as_u16()));
            return Err((why, Retry::NotBefore(told.unwrap_or(answer.at))));
        }
        if status.is_success() || request.meaningful.contains(&status) {
            return Ok(answer);
        }
        Err((self.refused(&answer), Retry::Never))
    }

    fn refused(&self, answer: &Answer) -> Why {
        let detail = self.vendor.error_key_in(&answer.body);
        match answer.status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => key_refused(self.vendor.name, answer.status, detail),
            StatusCode::REQUEST_TIMEOUT => self.vendor.no_answer("HTTP 408"),
            _ => answer.unexpected(detail),
        }
    }

    fn unanswered(&self, error: &TransportError) -> (Why, Retry) {
        match error {
            TransportError::NotSent(_) => (self.vendor.no_answer(error.to_string()), Retry::NotBefore(self.now())),
            TransportError::NoAnswer(_) => (self.vendor.no_answer(error.to_string()), Retry::Never),
            TransportError::TooLarge { .. } => (self.vendor.unexpected(error.to_string()), Retry::Never),
        }
    }

    fn no_turn(&self, reason: NoTurn) -> Why {
        match reason {
            NoTurn::TooLate(until) => Why::Throttled { vendor: self.vendor.name, until: Some(until) },
            NoTurn::Broken(detail) => Why::NoAnswer { vendor: "the store", detail },
        }
    }
}

impl<T, P, C> fmt::Debug for Reader<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({}, {:?})", self.vendor.name, self.phase)
    }
}

/// Whether trying a read again makes sense.
#[derive(Clone, Copy)]
enum Retry {
    Never,
    NotBefore(Timestamp),
}

/// A 403 is about what a key may do; another key of the same kind would not help.
const fn refuses_key(why: &Why) -> bool {
    matches!(why, Why::KeyRefused { status: 401, .. })
}

fn after(moment: Timestamp, wait: SignedDuration) -> Timestamp {
    moment.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
