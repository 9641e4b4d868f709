//! Many runs at once: as many threads as there are cores, and the first bad ends in the order of their seeds.

use crate::engine::{Counts, Outcome, Trace};
use crate::plant::Plant;
use crate::run;
use crate::script::Script;
use std::num::NonZero;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

/// Bad ends that are kept, at most: nobody reads more.
const FOUND_MAX: usize = 20;

/// What came of many runs.
#[derive(Debug, Default)]
pub struct Campaign {
    /// Everything counted together.
    pub counts: Counts,
    /// Bad ends, in the order of the scripts, at most 20.
    pub found: Vec<Found>,
    /// How many bad ends there were.
    pub bad: u64,
}

/// A run that ended badly.
#[derive(Debug)]
pub struct Found {
    /// Its script.
    pub script: Script,
    /// How it ended.
    pub outcome: Outcome,
}

impl Found {
    /// Why it ended badly, in one line.
    pub fn why(&self) -> String {
        let breach = self.outcome.breaches.first().map(|breach| format!("{}: {}", breach.law, breach.why));
        breach.or_else(|| self.outcome.strange.first().cloned()).unwrap_or_default()
    }
}

/// Runs the scripts of these seeds. With `until_found` it ends at the first bad end.
pub fn seeds<P: Plant + Sync>(seeds: Range<u64>, plant: &P, until: Until) -> Campaign {
    let count = seeds.end.saturating_sub(seeds.start);
    each(count, plant, until, |index| Script::draw(seeds.start + index))
}

/// When a campaign ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// After all of its runs.
    TheEnd,
    /// Soon after the first bad end.
    Found,
}

/// Runs so many scripts.
pub(crate) fn each<P: Plant + Sync>(
    count: u64,
    plant: &P,
    until: Until,
    script: impl Fn(u64) -> Script + Sync,
) -> Campaign {
    let (next, together) = (AtomicU64::new(0), Mutex::new(Campaign::default()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return;
            }
            let script = script(index);
            let outcome = run(&script, plant.clone(), Trace::Dropped);
            let mut campaign = together.lock().unwrap_or_else(PoisonError::into_inner);
            campaign.add(script, outcome);
            if until == Until::Found && campaign.bad > 0 {
                next.store(count, Ordering::Relaxed);
            }
        }
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let mut campaign = together.into_inner().unwrap_or_else(PoisonError::into_inner);
    campaign.found.sort_by_key(|found| found.script.seed);
    campaign
}

impl Campaign {
    fn add(&mut self, script: Script, outcome: Outcome) {
        self.counts.add(&outcome.counts);
        if outcome.breaches.is_empty() && outcome.strange.is_empty() {
            return;
        }
        self.bad += 1;
        if self.found.len() < FOUND_MAX {
            self.found.push(Found { script, outcome });
        }
    }
}
