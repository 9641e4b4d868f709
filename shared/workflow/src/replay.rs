//! What would have been done about the failures of the provider's log: everything is read and decided, nothing is kept.
//!
//! It works through [`ReadOnly`] ports: they have no hands, and a store that takes nothing.

use crate::diagnose::{WorkError, diagnose};
use crate::intake::key;
use crate::ports::{IdpReads, Phase, Ports, ReadOnly, Store, StoredCase, Tally};
use crate::setup::Setup;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;
use untwin_core::decision::{Cause, Decision, Guard, Policy, Shadow, Verdict};
use untwin_core::domain::{CaseId, CaseKey, CaseState, DirectoryId, Fact, LogRecord, Why};
use untwin_core::saga::{Event, RECORD_VERSION, Record};

/// Conflicts that are looked into in one go, at most: some ten thousand requests.
pub const REPLAY_CASES_MAX: usize = 1_000;

/// What a replay found.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Replayed {
    /// Failed operations in the logs.
    pub failures: usize,
    /// Those of them that are no conflict over an address.
    pub others: usize,
    /// Each conflict once: one person, one address.
    pub conflicts: Vec<Replay>,
    /// Conflicts that were too many to look into.
    pub left_out: usize,
    /// Directories whose provider's log could not be read.
    pub unreadable: Vec<(DirectoryId, Why)>,
}

/// One conflict, and what would have been done about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replay {
    /// The case that it is, or would be.
    pub case: CaseId,
    /// The address in conflict.
    pub wanted: String,
    /// When it failed last.
    pub failed_at: Timestamp,
    /// How often it failed.
    pub failures: u32,
    /// The cause.
    pub cause: Cause,
    /// What would have been done.
    pub would: Would,
    /// The guard that stopped it.
    pub stopped_by: Option<Guard>,
    /// One sentence of the diagnosis.
    pub sentence: String,
}

/// What would have been done about a conflict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Would {
    /// Repaired by itself.
    Repair,
    /// An approval would have been asked for.
    Ask,
    /// A person would have got it.
    HandOver,
    /// It would have waited for something that passes by itself.
    Wait,
    /// Nothing: it is healed already, or not ours.
    Nothing,
}

/// How far a long work got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// What is done.
    pub done: usize,
    /// Of so many.
    pub of: usize,
}

/// Reads the logs since a moment, and decides about each conflict as if shadow mode were on.
pub async fn replay<P: Ports>(
    ports: &P,
    setup: &Setup,
    since: Timestamp,
    mut progress: impl FnMut(Progress),
) -> Result<Replayed, WorkError> {
    let setup = Setup { policy: Policy { shadow: Shadow::On, ..setup.policy.clone() }, ..setup.clone() };
    let mut replayed = Replayed::default();
    let mut met = Vec::new();
    for directory in setup.directories.keys() {
        match failures(ports, directory, since).await? {
            Ok(records) => met.extend(conflicts(&setup, directory, records, &mut replayed)),
            Err(why) => replayed.unreadable.push((directory.clone(), why)),
        }
    }
    replayed.left_out = met.len().saturating_sub(REPLAY_CASES_MAX);
    met.truncate(REPLAY_CASES_MAX);
    let mut cases = Vec::with_capacity(met.len());
    for conflict in met {
        cases.push((ports.store().load(&conflict.key.case_id()).await?, conflict));
    }
    // Cases that nobody opened yet would have been opened when they failed first: a storm shows only so.
    let opened_at = cases.iter().filter(|(known, _)| known.is_none()).map(|(_, met)| met.first_at).collect();
    let ports = ReadOnly::imagining(ports, opened_at);
    let of = cases.len();
    for (done, (known, conflict)) in cases.into_iter().enumerate() {
        progress(Progress { done, of });
        replayed.conflicts.push(look_into(&ports, &setup, known, conflict).await?);
    }
    progress(Progress { done: of, of });
    Ok(replayed)
}

/// A conflict as the log shows it: its newest record, and when it failed first.
struct Met {
    key: CaseKey,
    directory: DirectoryId,
    newest: LogRecord,
    first_at: Timestamp,
    failures: u32,
}

async fn failures<P: Ports>(
    ports: &P,
    directory: &DirectoryId,
    since: Timestamp,
) -> Result<Result<Vec<LogRecord>, Why>, WorkError> {
    let unknown = || WorkError::NoSuchDirectory(directory.to_string());
    let eyes = ports.eyes(directory, &Arc::new(Tally::default()), Phase::Evidence).ok_or_else(unknown)?;
    Ok(match eyes.idp.failures_since(since).await {
        Fact::Known(records, _) => Ok(records),
        Fact::Absent(_) => Ok(Vec::new()),
        Fact::Unavailable(why) => Err(why),
    })
}

/// Each conflict once, the one that failed last first.
fn conflicts(setup: &Setup, directory: &DirectoryId, records: Vec<LogRecord>, replayed: &mut Replayed) -> Vec<Met> {
    let mut met: BTreeMap<CaseId, Met> = BTreeMap::new();
    for record in records {
        replayed.failures += 1;
        let Some(key) = key(setup, directory, &record) else {
            replayed.others += 1;
            continue;
        };
        let new = || Met {
            key: key.clone(),
            directory: directory.clone(),
            first_at: record.at,
            newest: record.clone(),
            failures: 0,
        };
        let known = met.entry(key.case_id()).or_insert_with(new);
        known.failures = known.failures.saturating_add(1);
        known.first_at = known.first_at.min(record.at);
        if record.at > known.newest.at {
            known.newest = record;
        }
    }
    let mut met: Vec<Met> = met.into_values().collect();
    met.sort_by_key(|met| std::cmp::Reverse(met.newest.at));
    met
}

async fn look_into<P: Ports>(
    ports: &P,
    setup: &Setup,
    known: Option<StoredCase>,
    met: Met,
) -> Result<Replay, WorkError> {
    let case = known.unwrap_or_else(|| imagined(&met));
    let Decision { finding, verdict, .. } = diagnose(ports, setup, &case, &Arc::new(Tally::default())).await?.decision;
    let (would, stopped_by) = meaning(&verdict);
    Ok(Replay {
        case: case.id,
        wanted: case.key.wanted,
        failed_at: met.newest.at,
        failures: met.failures,
        cause: finding.cause,
        would,
        stopped_by,
        sentence: finding.sentence,
    })
}

/// The case as it would have been opened by its first failure; it is kept nowhere.
fn imagined(met: &Met) -> StoredCase {
    let seen = Event::FailureSeen { record: met.newest.id.clone(), failed_at: met.newest.at };
    let first = Record { version: RECORD_VERSION, seq: 0, at: met.first_at, prev_hash: String::new(), event: seen };
    StoredCase {
        id: met.key.case_id(),
        key: met.key.clone(),
        directory: met.directory.clone(),
        state: CaseState::Received,
        cause: None,
        version: 0,
        due_at: None,
        opened_at: met.first_at,
        changed_at: met.first_at,
        journal: vec![first],
    }
}

fn meaning(verdict: &Verdict) -> (Would, Option<Guard>) {
    match verdict {
        Verdict::Act | Verdict::WouldAct => (Would::Repair, None),
        Verdict::AskApproval { overrides, .. } => (Would::Ask, overrides.first().copied()),
        Verdict::HandOver { stopped_by, .. } => (Would::HandOver, *stopped_by),
        Verdict::Defer { .. } => (Would::Wait, None),
        Verdict::VerifyOnly | Verdict::Ignore { .. } => (Would::Nothing, None),
    }
}
