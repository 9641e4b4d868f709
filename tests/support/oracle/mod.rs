//! The vendors' own descriptions, held against everything that a test sends over the wire.
//!
//! The environment variable `UNTWIN_LIBRARY` names the folder that has them in `specs/`. Where it is set, every world of a
//! test is watched: each request of our clients and of the simulated identity provider, and each answer of the sandbox. What
//! fits no description and is no known deviation fails the test at its end. Answers that a test injects on purpose are no
//! vendor's, so only the request counts there. Where the variable is not set, one line says so.

mod complaint;
mod deviations;
mod edm;
mod endpoints;
mod format;
mod graph;
mod library;
mod openapi;
mod schema;
mod talk;

pub use complaint::{Complaint, masked};
pub use deviations::{DEVIATIONS, Deviation, NO_FILE, NoFile, SELECTABLE, Selectable};
pub use edm::{Extent, Types};
pub use graph::Graph;
pub use library::{Library, Operation, Verdict, library_path};
pub use openapi::Description;
pub use talk::{Body, Content, Talk};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use untwin_sandbox::World;

/// Lines of a failure; the rest is only counted.
const TOLD_MAX: usize = 25;

/// Watches one world, and fails its test when it is dropped if anything did not fit.
#[derive(Default)]
pub struct Oracle {
    tally: Arc<Mutex<Tally>>,
}

/// What was seen.
#[derive(Debug, Default, Clone)]
pub struct Tally {
    /// How often each operation was asked.
    pub operations: BTreeMap<String, u64>,
    /// How often each operation was asked that no file describes, by its place in [`NO_FILE`].
    pub without_file: BTreeMap<usize, u64>,
    /// How often each known deviation was met, by its place in [`DEVIATIONS`].
    pub deviations: BTreeMap<usize, u64>,
    /// What fits no description and is no known deviation.
    pub complaints: BTreeSet<Complaint>,
}

impl Oracle {
    /// Watches a world from now on.
    pub fn watch(world: &mut World) -> Self {
        let oracle = Self::default();
        if let Some(library) = Library::named() {
            let tally = Arc::clone(&oracle.tally);
            world.watch(move |exchange| locked(&tally).enter(&library.judge(exchange)));
        }
        oracle
    }

    /// What was seen so far.
    pub fn tally(&self) -> Tally {
        locked(&self.tally).clone()
    }
}

/// A test that fails for another reason is left alone: what it found comes first.
impl Drop for Oracle {
    fn drop(&mut self) {
        let told = locked(&self.tally).told();
        if let Some(told) = told.filter(|_| !std::thread::panicking()) {
            panic!("{told}");
        }
    }
}

impl Tally {
    fn enter(&mut self, verdict: &Verdict) {
        match &verdict.operation {
            Operation::Described(operation) => *self.operations.entry(operation.clone()).or_default() += 1,
            Operation::WithoutFile(place) => *self.without_file.entry(*place).or_default() += 1,
        }
        for place in &verdict.deviations {
            *self.deviations.entry(*place).or_default() += 1;
        }
        self.complaints.extend(verdict.complaints.iter().cloned());
    }

    /// Takes in what another oracle saw.
    pub fn add(&mut self, other: &Self) {
        for (operation, times) in &other.operations {
            *self.operations.entry(operation.clone()).or_default() += times;
        }
        for (place, times) in &other.without_file {
            *self.without_file.entry(*place).or_default() += times;
        }
        for (place, times) in &other.deviations {
            *self.deviations.entry(*place).or_default() += times;
        }
        self.complaints.extend(other.complaints.iter().cloned());
    }

    fn told(&self) -> Option<String> {
        if self.complaints.is_empty() {
            return None;
        }
        let lines: Vec<String> = self.complaints.iter().take(TOLD_MAX).map(ToString::to_string).collect();
        let count = self.complaints.len();
        Some(format!("{count} times the wire does not fit the vendors' descriptions:\n{}", lines.join("\n")))
    }
}

fn locked(tally: &Mutex<Tally>) -> MutexGuard<'_, Tally> {
    tally.lock().unwrap_or_else(PoisonError::into_inner)
}
