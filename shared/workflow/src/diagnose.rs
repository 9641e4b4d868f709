//! Diagnosis: evidence, circumstances, decision. It reads and writes nothing.

use crate::collect::{About, collect};
use crate::ledger::Ledger;
use crate::ports::{Clock, Phase, Ports, Store, StoreError, StoredCase, Tally};
use crate::setup::Setup;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use untwin_core::decision::{Circumstances, Decision, Limits, decide};
use untwin_core::domain::Evidence;
use untwin_core::saga::CaseView;

/// How far back logs and audit are read, in days: the providers' own retention.
const LOG_DAYS: i64 = 30;

/// A decision with everything that it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnosis {
    /// The evidence.
    pub evidence: Evidence,
    /// What the clock and the store said.
    pub circumstances: Circumstances,
    /// The decision.
    pub decision: Decision,
}

/// Why a use case did not run to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// The store did not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The settings do not know the case's directory any more.
    #[error("the settings hold no directory {0}")]
    NoSuchDirectory(String),
    /// A bug of ours; where the case stands is in its journal.
    #[error("the work on the case ended in a panic")]
    Panicked,
}

/// Diagnoses a stored case afresh.
pub async fn diagnose<P: Ports>(
    ports: &P,
    setup: &Setup,
    case: &StoredCase,
    tally: &Arc<Tally>,
) -> Result<Diagnosis, WorkError> {
    let ledger = Ledger::of(ports.store(), case.clone(), &setup.policy.limits)?;
    let now = ports.clock().now();
    let about = About {
        key: case.key.clone(),
        directory: case.directory.clone(),
        record: ledger.view.record.clone(),
        since: days_before(now, LOG_DAYS),
    };
    let evidence = read(ports, setup, &about, tally).await?;
    let circumstances = circumstances(ports, &setup.policy.limits, &ledger.view, now).await?;
    let decision = decide(&case.id, &evidence, &setup.policy, &circumstances);
    Ok(Diagnosis { evidence, circumstances, decision })
}

async fn read<P: Ports>(ports: &P, setup: &Setup, about: &About, tally: &Arc<Tally>) -> Result<Evidence, WorkError> {
    let unknown = || WorkError::NoSuchDirectory(about.directory.to_string());
    let by = setup.directories.get(&about.directory).ok_or_else(unknown)?;
    let eyes = ports.eyes(&about.directory, tally, Phase::Evidence).ok_or_else(unknown)?;
    Ok(collect(&eyes, about, by).await)
}

async fn circumstances<P: Ports>(
    ports: &P,
    limits: &Limits,
    view: &CaseView,
    evidence_began_at: Timestamp,
) -> Result<Circumstances, StoreError> {
    let now = ports.clock().now();
    let store = ports.store();
    let window = SignedDuration::from_mins(limits.storm_window_min.into());
    Ok(Circumstances {
        now,
        last_repaired_at: view.repaired_at,
        last_undone_at: view.undone_at,
        last_closed_at: view.closed_at,
        cases_in_storm_window: store
            .opened_between(before(view.opened_at, window), after(view.opened_at, window))
            .await?,
        people_last_hour: store.people_since(before(now, SignedDuration::from_hours(1))).await?,
        people_last_day: store.people_since(before(now, SignedDuration::from_hours(24))).await?,
        writes: store.writes().await?,
        evidence_began_at,
        original_before: view.original.clone(),
        stray_before: view.stray.clone(),
        own_pushes: view.pushes.clone(),
    })
}

pub(crate) fn days_before(now: Timestamp, days: i64) -> Timestamp {
    before(now, SignedDuration::from_hours(days.saturating_mul(24)))
}

fn after(moment: Timestamp, span: SignedDuration) -> Timestamp {
    moment.checked_add(span).unwrap_or(Timestamp::MAX)
}

fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}
