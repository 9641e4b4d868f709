//! The time of a simulated world: it moves only when somebody moves it.
//!
//! It knows nothing of what happens when time passes; `World::advance` does.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

/// A clock that several parties share and that one of them moves.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    now: Arc<Mutex<Timestamp>>,
}

impl VirtualClock {
    /// A clock that shows `start` until it is moved.
    pub fn starting_at(start: Timestamp) -> Self {
        Self { now: Arc::new(Mutex::new(start)) }
    }

    /// What the clock shows.
    pub fn now(&self) -> Timestamp {
        *self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Moves the clock forward to `instant`. An earlier instant leaves it where it is: time never runs back.
    pub fn advance_to(&self, instant: Timestamp) {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        *now = instant.max(*now);
    }

    /// Moves the clock forward by `time`, up to the last instant that can be written.
    pub fn advance_by(&self, time: SignedDuration) {
        let target = later(self.now(), time);
        self.advance_to(target);
    }
}

/// `instant` plus `time`, or the last instant that can be written.
pub(crate) fn later(instant: Timestamp, time: SignedDuration) -> Timestamp {
    instant.checked_add(time).unwrap_or(Timestamp::MAX)
}

/// `instant` minus `time`, or the first instant that can be written.
pub(crate) fn earlier(instant: Timestamp, time: SignedDuration) -> Timestamp {
    instant.checked_sub(time).unwrap_or(Timestamp::MIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_never_runs_back() {
        let clock = VirtualClock::starting_at(Timestamp::UNIX_EPOCH);
        clock.clone().advance_by(SignedDuration::from_mins(40));
        clock.advance_to(Timestamp::UNIX_EPOCH);
        assert_eq!(clock.now().as_second(), 2400);
    }
}
