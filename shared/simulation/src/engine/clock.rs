//! A worker's clock: the world's time, and how far this worker's is from it.

use super::agenda::{Item, later_ms};
use super::wire::Shared;
use jiff::Timestamp;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::{Context, Poll};
use untwin_workflow::ports::Clock;

/// The clock of one worker.
#[derive(Clone)]
pub struct SimClock {
    shared: Shared,
    ahead_ms: Arc<AtomicI64>,
}

impl SimClock {
    pub(super) fn new(shared: Shared, ahead_ms: i64) -> Self {
        Self { shared, ahead_ms: Arc::new(AtomicI64::new(ahead_ms)) }
    }

    /// Jumps.
    pub(super) fn jump(&self, by_ms: i64) {
        self.ahead_ms.fetch_add(by_ms, Ordering::Relaxed);
    }

    /// Waits without a look at what this worker's clock shows.
    pub(super) fn pause(&self, wait_ms: i64) -> Sleep {
        let until = later_ms(self.shared.lock().agenda.now(), wait_ms);
        Sleep { shared: self.shared.clone(), until: Until::World(until), asked: false }
    }

    fn ahead_ms(&self) -> i64 {
        self.ahead_ms.load(Ordering::Relaxed)
    }
}

impl Clock for SimClock {
    fn now(&self) -> Timestamp {
        later_ms(self.shared.lock().agenda.now(), self.ahead_ms())
    }

    async fn sleep_until(&self, moment: Timestamp) {
        Sleep { shared: self.shared.clone(), until: Until::Own(self.clone(), moment), asked: false }.await;
    }
}

impl fmt::Debug for SimClock {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SimClock").field("ahead_ms", &self.ahead_ms).finish_non_exhaustive()
    }
}

/// Waiting for a moment.
pub(super) struct Sleep {
    shared: Shared,
    until: Until,
    asked: bool,
}

enum Until {
    World(Timestamp),
    Own(SimClock, Timestamp),
}

impl Until {
    /// The moment in the world's time, as far as is known now.
    fn moment(&self) -> Timestamp {
        match self {
            Self::World(moment) => *moment,
            Self::Own(clock, moment) => later_ms(*moment, -clock.ahead_ms()),
        }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let moment = self.until.moment();
        let mut desk = self.shared.lock();
        if moment <= desk.agenda.now() && (self.asked || matches!(self.until, Until::Own(..))) {
            return Poll::Ready(());
        }
        desk.agenda.at(moment, Item::Wake(context.waker().clone()));
        drop(desk);
        self.asked = true;
        Poll::Pending
    }
}
