//! The time of one invocation, in parts: no work may use up what the others need.

use jiff::Timestamp;
use untwin_core::saga::later_s;

/// No work goes on in the last seconds of an invocation: they are for what overruns, a reading above all.
const MARGIN_S: i64 = 10;
/// The logs have this part of the time kept back for them, and the inbox as much.
const PART: i64 = 4;
/// But no more than this, in seconds: reading a log takes a few, and a repair needs what is left.
const PART_S_MAX: i64 = 60;

/// Until when each work may go on. What one does not use, the next has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Shares {
    /// Cases that are due: they come first, since one may have been left in the middle.
    pub(crate) cases: Timestamp,
    /// The logs.
    pub(crate) logs: Timestamp,
    /// The inbox.
    pub(crate) inbox: Timestamp,
}

impl Shares {
    /// From now to the invocation's deadline, in milliseconds since 1970. One that is no time leaves none.
    pub(crate) fn of(now: Timestamp, deadline_ms: u64) -> Self {
        let deadline = i64::try_from(deadline_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        let inbox = later_s(deadline.unwrap_or(now), -MARGIN_S);
        let part_s = (inbox.duration_since(now).as_secs() / PART).clamp(0, PART_S_MAX);
        let logs = later_s(inbox, -part_s);
        Self { cases: later_s(logs, -part_s), logs, inbox }
    }

    /// For one log, with `more` behind it.
    pub(crate) fn of_a_log(self, now: Timestamp, more: usize) -> Timestamp {
        let logs = i64::try_from(more).unwrap_or(i64::MAX).saturating_add(1);
        later_s(now, self.logs.duration_since(now).as_secs() / logs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn seconds(lasts_s: u64) -> [i64; 3] {
        let Shares { cases, logs, inbox } = Shares::of(NOW, lasts_s * 1_000);
        [cases, logs, inbox].map(Timestamp::as_second)
    }

    #[test]
    fn cases_leave_time_for_the_logs_and_these_leave_some_for_the_inbox() {
        assert_eq!(seconds(50), [20, 30, 40]);
        assert_eq!(seconds(900), [770, 830, 890]);
    }

    #[test]
    fn an_invocation_that_is_over_has_no_time_for_anything() {
        assert_eq!(seconds(3), [-7, -7, -7]);
        assert_eq!(Shares::of(NOW, u64::MAX).cases, later_s(NOW, -MARGIN_S));
    }

    #[test]
    fn several_logs_share_what_is_left_for_them() {
        let shares = Shares::of(NOW, 50_000);
        assert_eq!(shares.of_a_log(NOW, 2).as_second(), 10);
        assert_eq!(shares.of_a_log(later_s(NOW, 20), 0).as_second(), 30);
    }
}
