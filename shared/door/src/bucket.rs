//! How much a source may send: a bucket of tokens that fills evenly.

use jiff::Timestamp;

/// Parts of a token, so that a bucket fills by whole numbers with every millisecond.
const PARTS: i64 = 60_000;

/// So many documents a minute, and so many at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// Documents a minute, on average.
    pub per_minute: u32,
    /// Documents at once, at most.
    pub burst: u32,
}

/// The bucket of one source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    flow: Flow,
    parts: i64,
    filled_at_ms: Option<i64>,
}

/// Whether one more may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// It may.
    Yes,
    /// Not before so many seconds.
    In { seconds: u64 },
}

impl Bucket {
    /// A full one.
    pub(crate) fn full(flow: Flow) -> Self {
        Self { flow, parts: capacity(flow), filled_at_ms: None }
    }

    /// Takes a token out, if there is one.
    pub(crate) fn take(&mut self, now: Timestamp) -> Room {
        self.fill(now.as_millisecond());
        if self.parts >= PARTS {
            self.parts -= PARTS;
            return Room::Yes;
        }
        let missing = u64::try_from(PARTS - self.parts).unwrap_or(0);
        Room::In { seconds: missing.div_ceil(u64::from(self.flow.per_minute.max(1))).div_ceil(1_000) }
    }

    /// A clock that went back fills nothing.
    fn fill(&mut self, now_ms: i64) {
        let passed_ms = self.filled_at_ms.map_or(0, |before| now_ms.saturating_sub(before).max(0));
        let gained = passed_ms.saturating_mul(i64::from(self.flow.per_minute));
        self.parts = self.parts.saturating_add(gained).min(capacity(self.flow));
        self.filled_at_ms = Some(now_ms);
    }
}

fn capacity(flow: Flow) -> i64 {
    i64::from(flow.burst.max(1)).saturating_mul(PARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(1_780_000_000_000 + ms).unwrap()
    }

    #[test]
    fn a_burst_passes_and_then_one_for_each_stretch_of_time() {
        let mut bucket = Bucket::full(Flow { per_minute: 60, burst: 3 });
        let answers: Vec<Room> = (0..4).map(|_| bucket.take(at(0))).collect();
        assert_eq!(answers, [Room::Yes, Room::Yes, Room::Yes, Room::In { seconds: 1 }]);
        assert_eq!((bucket.take(at(1_000)), bucket.take(at(1_001))), (Room::Yes, Room::In { seconds: 1 }));
    }

    #[test]
    fn a_bucket_never_holds_more_than_its_burst_and_a_clock_that_goes_back_fills_nothing() {
        let mut bucket = Bucket::full(Flow { per_minute: 60, burst: 2 });
        bucket.take(at(0));
        let passed = |bucket: &mut Bucket, ms| (0..9).filter(|_| bucket.take(at(ms)) == Room::Yes).count();
        assert_eq!(passed(&mut bucket, 3_600_000), 2);
        assert_eq!(passed(&mut bucket, 0), 0);
    }
}
