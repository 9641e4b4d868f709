//! Staying below a vendor's rate limit together with all other workers.

use crate::{Outbound, Transport, Vendor};
use jiff::{SignedDuration, Timestamp};
use untwin_workflow::ports::{Clock, Rate, Store, StoreError};

/// Longer than this nobody waits in place for a turn.
pub(crate) const TURN_WAIT_MAX: SignedDuration = SignedDuration::from_secs(15);
/// With more refusals than this, others are always faster; it is no use to keep asking.
const ASKS_MAX: u32 = 50;

/// The part of the store that pacing needs. Every [`Store`] is one.
pub trait Pacer: Send + Sync {
    /// As [`Store::pace`].
    fn pace(
        &self,
        key: &str,
        rate: Rate,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;
    /// As [`Store::hold_off`].
    fn hold_off(&self, key: &str, until: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl<S: Store> Pacer for S {
    fn pace(
        &self,
        key: &str,
        rate: Rate,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send {
        Store::pace(self, key, rate, now)
    }

    fn hold_off(&self, key: &str, until: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send {
        Store::hold_off(self, key, until)
    }
}

/// Why there is no turn: nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NoTurn {
    /// It would come too late.
    TooLate(Timestamp),
    /// The store does not work.
    Broken(String),
}

impl<T: Transport, P: Pacer, C: Clock> Outbound<T, P, C> {
    /// Waits for a turn, at most until `latest`.
    pub(crate) async fn turn(&self, vendor: &Vendor, latest: Timestamp) -> Result<(), NoTurn> {
        let mut told = latest;
        for _ in 0..ASKS_MAX {
            let answer = self.pacer.pace(vendor.pace_key, vendor.rate, self.clock.now()).await;
            match answer.map_err(|error| NoTurn::Broken(error.to_string()))? {
                None => return Ok(()),
                Some(moment) if moment > latest => return Err(NoTurn::TooLate(moment)),
                Some(moment) => told = moment,
            }
            self.clock.sleep_until(told).await;
        }
        Err(NoTurn::TooLate(told))
    }

    /// Keeps every worker away for as long as the vendor said, or for one window of its limit if it did not say.
    pub(crate) async fn stay_away(&self, vendor: &Vendor, told: Option<Timestamp>) {
        let window = SignedDuration::from_millis(i64::from(vendor.rate.window_ms));
        let now = self.clock.now();
        let until = told.unwrap_or_else(|| now.checked_add(window).unwrap_or(now));
        if let Err(error) = self.pacer.hold_off(vendor.pace_key, until).await {
            // The vendor's answer stands either way; other workers will meet the same one.
            tracing::warn!(event = error.event().name(), vendor = vendor.name, %error, "the hold-off could not be stored");
        }
    }
}
