//! Sees everything, tells the laws, counts, and keeps a trace where one is wanted.

use crate::script::FaultKind;
use jiff::Timestamp;
use std::collections::BTreeMap;
use untwin_laws::{Beginning, Law, Observed, Watch, What};

/// What happened in a run, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Counts {
    /// Runs.
    pub runs: u64,
    /// Requests that left a worker.
    pub calls: u64,
    /// Those among them that write.
    pub writes: u64,
    /// What the store was asked to keep.
    pub keeps: u64,
    /// Points at which a worker waited, and could have died.
    pub points: u64,
    /// Faults that struck, by kind.
    pub faults: BTreeMap<FaultKind, u64>,
    /// How often each law was checked against something that it is about.
    pub laws: BTreeMap<Law, u64>,
    /// Cases by the state in which they came to rest.
    pub cases: BTreeMap<String, u64>,
    /// Deeds of people that were done.
    pub deeds: u64,
}

impl Counts {
    /// Adds what another run counted.
    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.calls += other.calls;
        self.writes += other.writes;
        self.keeps += other.keeps;
        self.points += other.points;
        self.deeds += other.deeds;
        add(&mut self.faults, &other.faults);
        add(&mut self.laws, &other.laws);
        add(&mut self.cases, &other.cases);
    }
}

fn add<K: Ord + Clone>(to: &mut BTreeMap<K, u64>, from: &BTreeMap<K, u64>) {
    for (key, count) in from {
        *to.entry(key.clone()).or_default() += count;
    }
}

/// Whether a run keeps everything that was observed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// It does.
    Kept,
    /// It does not: nobody will read it.
    Dropped,
}

/// Sees everything.
#[derive(Debug)]
pub(super) struct Witness {
    pub(super) watch: Watch,
    pub(super) counts: Counts,
    keeps: Trace,
    trace: Vec<Observed>,
}

impl Witness {
    pub(super) fn new(beginning: Beginning, keeps: Trace) -> Self {
        let counts = Counts { runs: 1, ..Counts::default() };
        Self { watch: Watch::new(beginning), counts, keeps, trace: Vec::new() }
    }

    pub(super) fn see(&mut self, at: Timestamp, what: What) {
        let observed = Observed { at, what };
        self.watch.see(&observed);
        if self.keeps == Trace::Kept {
            self.trace.push(observed);
        }
    }

    pub(super) const fn keeps(&self) -> Trace {
        self.keeps
    }

    pub(super) fn struck(&mut self, kind: FaultKind) {
        *self.counts.faults.entry(kind).or_default() += 1;
    }

    pub(super) fn take_trace(&mut self) -> Vec<Observed> {
        std::mem::take(&mut self.trace)
    }
}
