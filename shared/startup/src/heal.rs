//! One incoming document from the door to its cases: read, taken in, driven.
//!
//! The command line and the repair function both do exactly this, so what one heals the other heals.

use crate::aside::{put_aside, put_aside_together};
use crate::tell::shown_id;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use untwin_core::domain::{CaseId, Failure};
use untwin_core::saga::later_s;
use untwin_signals::{Reading, read};
use untwin_workflow::ports::{Calls, Clock, Ports, StoredCase, Tally};
use untwin_workflow::{CASE_S_MAX, Running, Setup, Shift, Taken, WorkError, handle, take_in};

/// What became of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Healed {
    /// Every case that its records opened or joined, as it stands now, in the order in which they were met.
    pub cases: Vec<HealedCase>,
    /// Records that are not ours to repair.
    pub ignored: Vec<Passed>,
    /// Records that could not be looked into now; they have to come again.
    pub later: Vec<Later>,
    /// Why parts of it, or all of it, could not be read; each was put aside as a dead letter.
    pub unreadable: Vec<String>,
    /// How many records it held.
    pub records: usize,
}

/// A case, and the requests that this document caused for it.
#[derive(Debug, Clone, PartialEq)]
pub struct HealedCase {
    /// As stored.
    pub case: StoredCase,
    /// Requests made.
    pub calls: Calls,
    /// The shape in which the failure arrived.
    pub source: &'static str,
}

/// A record that nothing is done about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    /// Its event id.
    pub dedup_key: String,
    /// The shape in which it arrived.
    pub source: &'static str,
    /// Why.
    pub why: String,
}

/// A record that has to come again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Later {
    /// Its event id.
    pub dedup_key: String,
    /// From when on, if something names a time.
    pub until: Option<Timestamp>,
    /// Why.
    pub why: String,
}

/// Takes every record of a document in and drives the cases until they are settled or wait for something.
/// `deadline` bounds all of it together.
pub async fn heal_document<P: Ports>(
    ports: &P,
    setup: &Setup,
    document: &[u8],
    deadline: Timestamp,
) -> Result<Healed, WorkError> {
    heal_document_while(ports, setup, document, deadline, || Running::On).await
}

/// The same, as long as the process goes on: it is asked before each record, and those that are left have to come again.
pub async fn heal_document_while<P: Ports>(
    ports: &P,
    setup: &Setup,
    document: &[u8],
    deadline: Timestamp,
    running: impl Fn() -> Running,
) -> Result<Healed, WorkError> {
    let reading = read(document);
    put_aside(ports, document, &reading.unreadable).await?;
    let mut healing = Healing {
        ports,
        setup,
        deadline,
        healed: nothing_yet(&reading),
        tallies: BTreeMap::new(),
        not_vouched_for: Vec::new(),
    };
    for failure in &reading.failures {
        if let Some(why) = healing.over(&running) {
            healing.comes_again(failure, why);
            continue;
        }
        // One record that cannot be worked on never keeps the others from it.
        if let Err(error) = healing.heal_one(failure).await {
            let id = shown_id(failure.dedup_key.as_str());
            tracing::error!(event = error.event().name(), failure.id = %id, %error, "a record could not be worked on");
            healing.comes_again(failure, error.to_string());
        }
    }
    Ok(healing.end(document).await)
}

fn nothing_yet(reading: &Reading) -> Healed {
    Healed {
        cases: Vec::new(),
        ignored: Vec::new(),
        later: Vec::new(),
        unreadable: reading.unreadable.iter().map(|part| part.reason.clone()).collect(),
        records: reading.failures.len(),
    }
}

/// One document in the middle of its healing.
struct Healing<'h, P> {
    ports: &'h P,
    setup: &'h Setup,
    deadline: Timestamp,
    healed: Healed,
    tallies: BTreeMap<CaseId, Arc<Tally>>,
    not_vouched_for: Vec<Passed>,
}

impl<P: Ports> Healing<'_, P> {
    /// Why no further record is begun.
    fn over(&self, running: impl Fn() -> Running) -> Option<String> {
        if running() == Running::Stopping {
            return Some("the process was told to stop before its turn came".to_owned());
        }
        (self.ports.clock().now() >= self.deadline).then(|| "the time was up before its turn came".to_owned())
    }

    fn comes_again(&mut self, failure: &Failure, why: String) {
        self.healed.later.push(Later { dedup_key: failure.dedup_key.to_string(), until: None, why });
    }

    async fn heal_one(&mut self, failure: &Failure) -> Result<(), WorkError> {
        let (ports, setup) = (self.ports, self.setup);
        let tally = Arc::new(Tally::default());
        let dedup_key = failure.dedup_key.to_string();
        let source = failure.source.name();
        let id = match take_in(ports, setup, failure, &tally).await? {
            Taken::Opened(id) | Taken::Absorbed(id) => id,
            Taken::Ignored { why } => {
                self.healed.ignored.push(Passed { dedup_key, source, why });
                return Ok(());
            }
            Taken::NotVouchedFor { why } => {
                self.not_vouched_for.push(Passed { dedup_key, source, why });
                return Ok(());
            }
            Taken::TryLater { until, why } => {
                self.healed.later.push(Later { dedup_key, until, why });
                return Ok(());
            }
        };
        let tally = Arc::clone(self.tallies.entry(id.clone()).or_insert(tally));
        let shift = Shift { deadline: self.deadline.min(later_s(ports.clock().now(), CASE_S_MAX)), tally };
        let done = handle(ports, setup, &id, &shift).await?;
        let entry = HealedCase { case: done.case, calls: done.calls, source };
        match self.healed.cases.iter_mut().find(|known| known.case.id == id) {
            Some(known) => *known = entry,
            None => self.healed.cases.push(entry),
        }
        Ok(())
    }

    /// What nobody vouches for is gone only once it was put aside: until then it comes again.
    async fn end(mut self, document: &[u8]) -> Healed {
        let again = |passed: Passed, why: &str| Later { dedup_key: passed.dedup_key, until: None, why: why.to_owned() };
        match put_aside_together(self.ports, document, &self.not_vouched_for).await {
            Ok(()) => self.healed.ignored.append(&mut self.not_vouched_for),
            Err(error) => {
                tracing::error!(event = error.event().name(), %error, "records that nobody vouches for could not be put aside");
                let why = error.to_string();
                self.healed.later.extend(self.not_vouched_for.into_iter().map(|passed| again(passed, &why)));
            }
        }
        self.healed
    }
}
