//! One worker at work: a future that is polled when it has been woken, and that can be dropped at any await.

use super::agenda::Delivery;
use super::clock::SimClock;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use untwin_laws::Undone;

/// A worker.
pub(super) struct Worker {
    pub(super) number: u32,
    pub(super) errand: Errand,
    pub(super) clock: SimClock,
    pub(super) state: Life,
    future: Pin<Box<dyn Future<Output = End> + Send>>,
    flag: Arc<Flag>,
}

/// Whether a worker is frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Life {
    Runs,
    Frozen,
}

/// What it was sent for.
#[derive(Debug, Clone)]
pub(super) enum Errand {
    /// A document.
    Document(Delivery),
    /// What is due.
    Sweep,
    /// What an operator asked for.
    Operator,
}

/// How its work ended.
#[derive(Debug)]
pub(super) enum End {
    /// All done.
    Done,
    /// The document has to come again, in so many seconds.
    Again { in_s: i64 },
    /// It failed; the text is an error as somebody would read it.
    Failed { why: String },
    /// An undo ended.
    Undo { case: String, undone: Undone },
}

impl Worker {
    pub(super) fn new(
        number: u32,
        errand: Errand,
        clock: SimClock,
        work: impl Future<Output = End> + Send + 'static,
    ) -> Self {
        let flag = Arc::new(Flag(AtomicBool::new(true)));
        Self { number, errand, clock, state: Life::Runs, future: Box::pin(work), flag }
    }

    /// Whether it can go on.
    pub(super) fn is_ready(&self) -> bool {
        self.state == Life::Runs && self.flag.0.load(Ordering::Relaxed)
    }

    pub(super) fn poll(&mut self) -> Poll<End> {
        self.flag.0.store(false, Ordering::Relaxed);
        let waker = Waker::from(Arc::clone(&self.flag));
        self.future.as_mut().poll(&mut Context::from_waker(&waker))
    }
}

impl fmt::Debug for Worker {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Worker").field("number", &self.number).finish_non_exhaustive()
    }
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}
