//! The instant at which a worker dies: what it does afterwards does not happen, and nobody is told.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Counts the points at which a worker can die, and lets it die at one of them.
#[derive(Debug, Clone, Default)]
pub struct Cut(Arc<Mutex<Line>>);

#[derive(Debug, Default)]
struct Line {
    passed: u32,
    dies_at: Option<u32>,
    life: Life,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Life {
    #[default]
    Alive,
    Dead,
}

impl Cut {
    /// The worker dies at this point, counted from now on and from 1.
    pub fn at(&self, point: u32) {
        *self.line() = Line { passed: 0, dies_at: Some(point), life: Life::Alive };
    }

    /// A new worker lives for ever; says how many points the one before it passed.
    pub fn lift(&self) -> u32 {
        std::mem::take(&mut *self.line()).passed
    }

    /// A point at which a worker can die. A dead worker never comes back from here.
    pub(crate) async fn point(&self) {
        if self.pass() == Life::Dead {
            std::future::pending::<()>().await;
        }
    }

    fn pass(&self) -> Life {
        let mut line = self.line();
        line.passed += 1;
        if line.dies_at == Some(line.passed) {
            line.life = Life::Dead;
        }
        line.life
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
