//! The time of one invocation: until when work is begun, and when what still runs is dropped.

use jiff::{SignedDuration, Timestamp};

/// No work goes on in the last seconds of an invocation: they are for what overruns, a reading above all.
const MARGIN_S: i64 = 10;
/// What runs even then is dropped, so that the answer about the other messages still goes out.
const ANSWER_S: i64 = 2;
/// Taking a message in and diagnosing it fits into this many seconds. What a repair needs beyond is asked for before each write.
const START_S_MIN: i64 = 30;

/// A whole repair, written and read back, fits into this many seconds: less than that is nobody's share.
const SHARE_S_MIN: i64 = 120;

/// The time of one invocation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Allotted {
    deadline: Timestamp,
}

/// Whether a message may be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start {
    /// The time left suffices.
    Begin,
    /// It does not.
    TooLate,
}

impl Allotted {
    /// From the invocation's deadline, in milliseconds since 1970. One that is no time leaves none.
    pub(crate) fn until(deadline_ms: u64) -> Self {
        let deadline = i64::try_from(deadline_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
        Self { deadline: deadline.unwrap_or(Timestamp::MIN) }
    }

    /// Whether a message may be begun now.
    pub(crate) fn start(self, now: Timestamp) -> Start {
        if now <= before(self.work_until(), START_S_MIN) { Start::Begin } else { Start::TooLate }
    }

    /// For a message begun now, with `waiting` more behind it: nothing is started that would not be over by then. A case
    /// that waits for something must not use up the time of those behind it.
    pub(crate) fn share(self, now: Timestamp, waiting: usize) -> Timestamp {
        let left_s = self.work_until().duration_since(now).as_secs();
        let messages = i64::try_from(waiting).unwrap_or(i64::MAX).saturating_add(1);
        let share = SignedDuration::from_secs((left_s / messages).max(SHARE_S_MIN));
        now.checked_add(share).map_or_else(|_| self.work_until(), |until| until.min(self.work_until()))
    }

    /// What still runs then is dropped.
    pub(crate) fn cut_at(self) -> Timestamp {
        before(self.deadline, ANSWER_S)
    }

    fn work_until(self) -> Timestamp {
        before(self.deadline, MARGIN_S)
    }
}

fn before(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(seconds: i64) -> Start {
        let now = Timestamp::from_second(1_000).unwrap();
        Allotted::until(u64::try_from((1_000 + seconds) * 1_000).unwrap()).start(now)
    }

    #[test]
    fn a_message_is_begun_only_while_it_can_be_diagnosed_before_the_margin() {
        assert_eq!(left(MARGIN_S + START_S_MIN), Start::Begin);
        assert_eq!(left(MARGIN_S + START_S_MIN - 1), Start::TooLate);
        assert_eq!(left(-60), Start::TooLate);
    }

    #[test]
    fn a_message_has_its_share_and_never_less_than_a_repair_takes() {
        let share_s = |seconds: u64, waiting| {
            let share = Allotted::until(seconds * 1_000).share(Timestamp::UNIX_EPOCH, waiting);
            share.as_second()
        };
        assert_eq!(share_s(910, 0), 900);
        assert_eq!(share_s(910, 2), 300);
        assert_eq!(share_s(910, 9), SHARE_S_MIN);
        assert_eq!(share_s(70, 9), 60);
    }

    #[test]
    fn a_deadline_that_is_no_time_leaves_none() {
        assert_eq!(Allotted::until(u64::MAX).start(Timestamp::UNIX_EPOCH), Start::TooLate);
        assert_eq!(Allotted::until(0).start(Timestamp::UNIX_EPOCH), Start::TooLate);
    }
}
