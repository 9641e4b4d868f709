//! What a simulation counted, as one document. Its names are an interface.

use serde::Serialize;
use std::collections::BTreeMap;
use untwin_simulation::{Counts, Sweep};

/// What a simulation did.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Simulated {
    /// Seeds run.
    pub seeds: u64,
    /// Seconds for a thousand of them, on this machine.
    pub seconds_per_thousand: f64,
    /// Requests of the program to vendors.
    pub requests: u64,
    /// Those among them that write.
    pub writes: u64,
    /// Points at which a worker could have died.
    pub points: u64,
    /// Deeds of administrators, operators and owners.
    pub deeds: u64,
    /// Faults that struck, by kind.
    pub faults: BTreeMap<String, u64>,
    /// How often each law was held against something that it is about.
    pub laws: BTreeMap<String, u64>,
    /// Cases by the state in which they were in the end.
    pub cases: BTreeMap<String, u64>,
    /// What was gone through completely.
    pub gone_through: Vec<Gone>,
    /// Runs that ended badly.
    pub bad: u64,
}

/// Something that was gone through completely.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Gone {
    /// What.
    pub what: &'static str,
    /// Plans that the towns led to.
    pub plans: usize,
    /// Kinds of plans among them.
    pub kinds: usize,
    /// Runs: one for each point, pair or fault.
    pub runs: u64,
    /// Those that ended badly.
    pub bad: u64,
}

impl Simulated {
    pub(crate) fn of(seeds: u64, took_s: f64, counts: &Counts) -> Self {
        let thousands = f64::from(u32::try_from(seeds.max(1)).unwrap_or(u32::MAX)) / 1_000.0;
        Self {
            seeds,
            seconds_per_thousand: took_s / thousands,
            requests: counts.calls,
            writes: counts.writes,
            points: counts.points,
            deeds: counts.deeds,
            faults: counts.faults.iter().map(|(kind, count)| (kind.name(), *count)).collect(),
            laws: counts.laws.iter().map(|(law, count)| (law.to_string(), *count)).collect(),
            cases: counts.cases.clone(),
            gone_through: Vec::new(),
            bad: 0,
        }
    }
}

impl Gone {
    pub(crate) fn of(what: &'static str, sweep: &Sweep) -> Self {
        Self { what, plans: sweep.plans, kinds: sweep.kinds, runs: sweep.places, bad: sweep.campaign.bad }
    }
}
