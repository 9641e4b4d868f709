//! The points at which a worker can die, or lets another one go first. What a dead worker would do afterwards does not
//! happen, and nobody is told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

/// Counts the points at which a worker can die, and lets it die at one of them.
#[derive(Debug, Clone, Default)]
pub struct Cut(Arc<Mutex<Line>>);

#[derive(Debug, Default)]
struct Line {
    passed: u32,
    dies_at: Option<u32>,
    life: Life,
    manners: Manners,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Life {
    #[default]
    Alive,
    Dead,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Manners {
    #[default]
    GoesOn,
    TakesTurns,
}

impl Cut {
    /// Workers that run at the same time let each other go first at every point, from now on.
    pub fn take_turns(&self) {
        self.line().manners = Manners::TakesTurns;
    }

    /// The worker dies at this point, counted from now on and from 1.
    pub fn at(&self, point: u32) {
        *self.line() = Line { dies_at: Some(point), ..Line::default() };
    }

    /// A new worker lives for ever; says how many points the one before it passed.
    pub fn lift(&self) -> u32 {
        std::mem::take(&mut *self.line()).passed
    }

    /// A point at which a worker can die. A dead worker never comes back from here.
    pub(crate) async fn point(&self) {
        let (life, manners) = self.pass();
        if life == Life::Dead {
            std::future::pending::<()>().await;
        }
        if manners == Manners::TakesTurns {
            tokio::task::yield_now().await;
        }
    }

    /// Ready once the worker is dead; asked after the worker was.
    pub(crate) async fn death(&self) {
        std::future::poll_fn(|_| match self.line().life {
            Life::Dead => Poll::Ready(()),
            Life::Alive => Poll::Pending,
        })
        .await;
    }

    fn pass(&self) -> (Life, Manners) {
        let mut line = self.line();
        line.passed += 1;
        if line.dies_at == Some(line.passed) {
            line.life = Life::Dead;
        }
        (line.life, line.manners)
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
