//! One incoming document from the door to its cases: read, taken in, driven.
//!
//! The command line and the repair function both do exactly this, so what one heals the other heals.

use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use untwin_core::domain::{CaseId, DeadLetter, Failure};
use untwin_core::saga::later_s;
use untwin_signals::read;
use untwin_workflow::ports::{Calls, Clock, Ports, Store, StoredCase, Tally};
use untwin_workflow::{CASE_S_MAX, Setup, Shift, Taken, WorkError, handle, take_in};

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
    let reading = read(document);
    let mut healed = Healed {
        cases: Vec::new(),
        ignored: Vec::new(),
        later: Vec::new(),
        unreadable: Vec::new(),
        records: reading.failures.len(),
    };
    for part in &reading.unreadable {
        let letter = DeadLetter::new(&part.bytes, part.reason.clone(), ports.clock().now());
        ports.store().bury(&letter).await?;
        healed.unreadable.push(part.reason.clone());
    }
    let mut tallies: BTreeMap<CaseId, Arc<Tally>> = BTreeMap::new();
    for failure in &reading.failures {
        if ports.clock().now() >= deadline {
            let why = "the time was up before its turn came".to_owned();
            healed.later.push(Later { dedup_key: failure.dedup_key.to_string(), until: None, why });
            continue;
        }
        // One record that cannot be worked on never keeps the others from it.
        if let Err(error) = heal_one(ports, setup, (failure, document, deadline), &mut healed, &mut tallies).await {
            tracing::error!(event.id = %failure.dedup_key, %error, "a record could not be worked on");
            let dedup_key = failure.dedup_key.to_string();
            healed.later.push(Later { dedup_key, until: None, why: error.to_string() });
        }
    }
    Ok(healed)
}

async fn heal_one<P: Ports>(
    ports: &P,
    setup: &Setup,
    (failure, document, deadline): (&Failure, &[u8], Timestamp),
    healed: &mut Healed,
    tallies: &mut BTreeMap<CaseId, Arc<Tally>>,
) -> Result<(), WorkError> {
    let tally = Arc::new(Tally::default());
    let dedup_key = failure.dedup_key.to_string();
    let source = failure.source.name();
    let id = match take_in(ports, setup, failure, &tally).await? {
        Taken::Opened(id) | Taken::Absorbed(id) => id,
        Taken::Ignored { why } => {
            healed.ignored.push(Passed { dedup_key, source, why });
            return Ok(());
        }
        Taken::NotVouchedFor { why } => {
            let letter = DeadLetter::new(document, format!("record {dedup_key}: {why}"), ports.clock().now());
            ports.store().bury(&letter).await?;
            healed.ignored.push(Passed { dedup_key, source, why });
            return Ok(());
        }
        Taken::TryLater { until, why } => {
            healed.later.push(Later { dedup_key, until, why });
            return Ok(());
        }
    };
    let tally = Arc::clone(tallies.entry(id.clone()).or_insert(tally));
    let shift = Shift { deadline: deadline.min(later_s(ports.clock().now(), CASE_S_MAX)), tally };
    let done = handle(ports, setup, &id, &shift).await?;
    let entry = HealedCase { case: done.case, calls: done.calls, source };
    match healed.cases.iter_mut().find(|known| known.case.id == id) {
        Some(known) => *known = entry,
        None => healed.cases.push(entry),
    }
    Ok(())
}
