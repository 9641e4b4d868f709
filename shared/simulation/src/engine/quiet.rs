//! The store of the simulation in a town where nothing happens: for whoever holds stores to what they promise.

use super::shelf::SimStore;
use super::stage::Stage;
use super::wire::Shared;
use super::witness::Trace;
use crate::Script;
use crate::plant::Sound;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// An empty store, and the time that passes while it keeps something.
pub struct QuietStore {
    store: SimStore,
    shared: Shared,
}

impl QuietStore {
    /// That of the only worker of the smallest town, in which nothing goes wrong.
    pub fn empty() -> Self {
        let (store, shared) = Stage::set(&Script::simplest(1), Sound, Trace::Dropped).into_store();
        Self { store, shared }
    }

    /// The store.
    pub fn store(&self) -> &SimStore {
        &self.store
    }

    /// Waits for an answer: time passes until it is there.
    pub fn wait<F: Future>(&self, answer: F) -> F::Output {
        let mut answer = pin!(answer);
        loop {
            if let Poll::Ready(answer) = answer.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return answer;
            }
            // What else was planned does not happen: nobody is there to do it.
            self.shared.lock().agenda.pass();
        }
    }
}
