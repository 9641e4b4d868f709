//! What is due, handed to workers that are elsewhere: each case goes into their queue.
//!
//! The row of a case says when it is due until somebody has driven it, so a message that comes to nothing is not the end
//! of it: a while later the case is handed on again.

use crate::diagnose::WorkError;
use crate::ports::{DueQueue, Store};
use crate::sweep::{SWEEP_CASES_MAX, running};
use jiff::Timestamp;
use untwin_core::domain::CaseId;
use untwin_core::saga::later_s;

/// After how long a case is handed on again that nobody has driven since, in seconds: messages wait their turn.
const AGAIN_S: i64 = 600;
/// The same for a case whose plan runs: its address may be on nobody.
const AGAIN_RUNNING_S: i64 = 60;

/// Hands every case that is due to `queue`, and says which.
///
/// It is put back before it is handed on: a worker's word on when it is due comes later, and stands. One that cannot be put
/// back stays due, and keeps no other from being handed on.
pub async fn hand_on<S: Store, Q: DueQueue>(store: &S, queue: &Q, now: Timestamp) -> Result<Vec<CaseId>, WorkError> {
    let (mut handed, mut failed) = (Vec::new(), None);
    for case in store.due(now, SWEEP_CASES_MAX).await? {
        let again_s = if running(store, &case).await { AGAIN_RUNNING_S } else { AGAIN_S };
        match store.put_back(&case, later_s(now, again_s)).await {
            Ok(()) => handed.push(case),
            Err(error) => failed = Some(error),
        }
    }
    queue.put_due(&handed).await?;
    failed.map_or(Ok(handed), |error| Err(error.into()))
}
