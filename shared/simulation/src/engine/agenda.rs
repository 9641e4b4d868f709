//! What happens when: one list for everybody, in the order of time, and by lot where times are equal.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::task::Waker;

/// Something that happens at a moment.
#[derive(Debug)]
pub(super) enum Item {
    /// Somebody waited for this moment.
    Wake(Waker),
    /// A request reaches its vendor.
    Arrive(u64),
    /// The sender of a request gets its answer, or learns that there is none.
    Reply(u64),
    /// A document comes to the program.
    Deliver(Delivery),
    /// A frozen worker goes on.
    Thaw(u32),
    /// The platform ends a worker that is far over its time.
    Overdue(u32),
    /// A planned deed, by its index in the script.
    Deed(usize),
    /// The scheduler looks for what is due.
    Tick,
    /// Nothing goes wrong any more from here on.
    Calm,
    /// The run is over.
    End,
}

/// A document on its way to a worker, as a queue delivers it.
#[derive(Debug, Clone)]
pub(super) struct Delivery {
    pub(super) body: Vec<u8>,
    /// How often it was delivered before.
    pub(super) received: u32,
}

/// The list, and the time that it is.
#[derive(Debug)]
pub(super) struct Agenda {
    now: Timestamp,
    number: u64,
    random: fastrand::Rng,
    items: BTreeMap<(Timestamp, u32, u64), Item>,
}

impl Agenda {
    pub(super) fn new(now: Timestamp, random: fastrand::Rng) -> Self {
        Self { now, number: 0, random, items: BTreeMap::new() }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.now
    }

    /// A number by lot, below `bound`.
    pub(super) fn lot(&mut self, bound: u32) -> u32 {
        self.random.u32(..bound.max(1))
    }

    pub(super) fn at(&mut self, moment: Timestamp, item: Item) {
        self.number += 1;
        let key = (moment.max(self.now), self.random.u32(..), self.number);
        self.items.insert(key, item);
    }

    pub(super) fn after_ms(&mut self, wait_ms: i64, item: Item) {
        let moment = later_ms(self.now, wait_ms);
        self.at(moment, item);
    }

    /// When the next thing happens.
    pub(super) fn next_at(&self) -> Option<Timestamp> {
        self.items.first_key_value().map(|((moment, ..), _)| *moment)
    }

    /// Lets time pass to the next thing and takes it off the list.
    pub(super) fn pass(&mut self) -> Option<Item> {
        let ((moment, ..), item) = self.items.pop_first()?;
        self.now = moment;
        Some(item)
    }

    /// Lets time pass to a moment before which nothing on the list happens.
    pub(super) fn pass_to(&mut self, moment: Timestamp) {
        self.now = self.now.max(moment);
    }
}

/// A moment so many milliseconds later.
pub(super) fn later_ms(moment: Timestamp, wait_ms: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_millis(wait_ms)).unwrap_or(Timestamp::MAX)
}
