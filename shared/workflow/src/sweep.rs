//! What is due: the cases whose moment has come are driven on, oldest first.
//!
//! One case that cannot be driven never stops the others: it is put back, and reported.

use crate::diagnose::WorkError;
use crate::ports::{Clock, Ports, Store, StoreError, Tally};
use crate::repair::{Handled, Shift, handle};
use crate::setup::Setup;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use untwin_core::domain::{CaseId, CaseState};
use untwin_core::saga::later_s;

/// Cases in one sweep, at most.
pub const SWEEP_CASES_MAX: usize = 100;
/// How long one case may be worked on in one go, in seconds.
pub const CASE_S_MAX: i64 = 900;
/// After how long a case that could not be driven is tried again, in seconds.
const PUT_BACK_S: i64 = 3_600;
/// The same for a case whose plan runs: its address may be on nobody, and what kept it may be over by then.
const PUT_BACK_RUNNING_S: i64 = 60;

/// Whether anything new may be begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// It may.
    On,
    /// The process was told to stop: what is in hand is finished, and nothing else is begun.
    Stopping,
}

/// What a sweep did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Cases that were driven.
    pub handled: Vec<Handled>,
    /// Cases that could not be driven, and why; each is tried again in an hour, or in a minute if its plan runs.
    pub failed: Vec<(CaseId, WorkError)>,
    /// Cases that it found due and did not come to, for want of time or because it was told to stop; they stay due.
    pub left: usize,
}

/// Drives every case that is due now.
pub async fn sweep<P: Ports>(ports: &P, setup: &Setup, deadline: Timestamp) -> Result<Swept, WorkError> {
    sweep_while(ports, setup, deadline, || Running::On).await
}

/// The same, as long as the process goes on: it is asked before each case.
pub async fn sweep_while<P: Ports>(
    ports: &P,
    setup: &Setup,
    deadline: Timestamp,
    running: impl Fn() -> Running,
) -> Result<Swept, WorkError> {
    let due = ports.store().due(ports.clock().now(), SWEEP_CASES_MAX).await?;
    let mut swept = Swept { left: due.len(), ..Swept::default() };
    for case in due {
        let now = ports.clock().now();
        if now >= deadline || running() == Running::Stopping {
            break;
        }
        swept.left = swept.left.saturating_sub(1);
        let shift = Shift { deadline: deadline.min(later_s(now, CASE_S_MAX)), tally: Arc::new(Tally::default()) };
        // What a panic leaves behind is looked at by nobody: the store rolls back, and each case has its own clients.
        let work = Box::pin(AssertUnwindSafe(handle(ports, setup, &case, &shift)));
        match work.catch_unwind().await.unwrap_or(Err(WorkError::Panicked)) {
            Ok(handled) => swept.handled.push(handled),
            Err(error) => {
                tracing::error!(event = error.event().name(), case.id = %case, %error, "a case could not be driven");
                put_back(ports.store(), &case, now).await?;
                swept.failed.push((case, error));
            }
        }
    }
    Ok(swept)
}

/// Makes room for others, for no longer than the case can wait.
async fn put_back<S: Store>(store: &S, id: &CaseId, now: Timestamp) -> Result<(), StoreError> {
    let pause_s = if running(store, id).await { PUT_BACK_RUNNING_S } else { PUT_BACK_S };
    store.put_back(id, later_s(now, pause_s)).await
}

/// Whether a plan of it runs. A case that cannot even be read has none that could be gone on with.
pub(crate) async fn running<S: Store>(store: &S, id: &CaseId) -> bool {
    let state = store.load(id).await.ok().flatten().map(|case| case.state);
    let running = [CaseState::Executing, CaseState::Undoing, CaseState::AwaitingSync];
    state.is_some_and(|state| running.contains(&state))
}
