//! Allowing writes again after a pause.

use crate::ports::{Store, StoreError};
use jiff::Timestamp;
use untwin_core::decision::Writes;
use untwin_core::domain::CaseState;

/// How many cases are looked through for those that waited.
const CASES_MAX: usize = 10_000;

/// Allows writes again, and makes every case that waits due now: what the pause kept waiting names no time of its own.
pub async fn resume<S: Store>(store: &S, by: &str, now: Timestamp) -> Result<(), StoreError> {
    store.set_writes(Writes::Enabled, by, now).await?;
    for case in store.list(CASES_MAX).await? {
        if case.state == CaseState::Deferred {
            store.put_back(&case.id, now).await?;
        }
    }
    Ok(())
}
