//! What failed and is retried by itself: when, and for how long.
//!
//! It knows nothing of what is retried.

use jiff::{SignedDuration, Timestamp};

use super::record::Verdict;
use crate::clock::later;
use crate::entra::Tenant;

/// After this many hours nothing is retried any more: 28 days.
const LAST_RETRY_HOURS: i64 = 28 * 24;

/// A failed push that waits for its next attempt.
#[derive(Clone, Debug)]
pub(crate) struct Escrow {
    pub(super) first_failed: Timestamp,
    /// How often it was retried.
    pub(super) retries: u32,
    /// When the attempt before the next one was due.
    pub(super) last_attempt: Timestamp,
    pub(crate) next_attempt: Timestamp,
}

/// Hours after the first failure at which the attempt after `retries` retries is due: 6, 12, 24, then daily.
fn due_after_hours(retries: u32) -> i64 {
    match retries {
        0 => 6,
        1 => 12,
        more => i64::from(more.saturating_sub(1)).saturating_mul(24),
    }
}

impl Escrow {
    fn begun(now: Timestamp) -> Self {
        Self {
            first_failed: now,
            retries: 0,
            last_attempt: now,
            next_attempt: later(now, SignedDuration::from_hours(due_after_hours(0))),
        }
    }

    /// After one more retry that failed; `None` when its time is over.
    fn retried(&self, now: Timestamp) -> Option<Self> {
        let mut retries = self.retries.saturating_add(1);
        while self.due(retries) <= now && due_after_hours(retries) <= LAST_RETRY_HOURS {
            retries = retries.saturating_add(1);
        }
        let next = Self { retries, last_attempt: self.next_attempt, next_attempt: self.due(retries), ..self.clone() };
        (due_after_hours(retries) <= LAST_RETRY_HOURS).then_some(next)
    }

    fn due(&self, retries: u32) -> Timestamp {
        later(self.first_failed, SignedDuration::from_hours(due_after_hours(retries)))
    }
}

/// Whether a push was itself a retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attempted {
    First,
    Again,
}

impl Tenant {
    /// Schedules the retry of what failed, and lets the reason say so; forgets what no longer fails.
    pub(super) fn settle_escrow(
        &mut self,
        now: Timestamp,
        object_id: &str,
        attempted: Attempted,
        verdict: Verdict,
    ) -> Verdict {
        let old = self.job.escrows.remove(object_id);
        let Verdict::Failure { code, reason } = verdict else {
            return verdict;
        };
        let next = match (old, attempted) {
            (Some(old), Attempted::Again) => old.retried(now),
            (Some(old), Attempted::First) => Some(old),
            (None, _) => Some(Escrow::begun(now)),
        };
        let Some(next) = next else {
            return Verdict::Failure { code, reason };
        };
        let Escrow { retries, next_attempt, .. } = &next;
        let reason = format!(
            "{reason}. This operation was retried {retries} times. It will be retried again after this date: \
             {next_attempt:.7} UTC"
        );
        self.job.escrows.insert(object_id.to_owned(), next);
        Verdict::Failure { code, reason }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_come_after_6_12_and_24_hours_and_then_daily_for_28_days() {
        let start = Timestamp::UNIX_EPOCH;
        let hours = |escrow: &Escrow| escrow.next_attempt.duration_since(start).as_hours();
        let mut escrow = Escrow::begun(start);
        let mut due = vec![hours(&escrow)];
        while let Some(next) = escrow.retried(escrow.next_attempt) {
            due.push(hours(&next));
            escrow = next;
        }
        assert_eq!(due[..5], [6, 12, 24, 48, 72]);
        assert_eq!(due.last(), Some(&(28 * 24)));
    }
}
