//! What is due: the cases whose moment has come are driven on, oldest first.
//!
//! One case that cannot be driven never stops the others: it is put back, and reported.

use crate::diagnose::WorkError;
use crate::ports::{Clock, Ports, Store, Tally};
use crate::repair::{Handled, Shift, handle};
use crate::setup::Setup;
use jiff::Timestamp;
use std::sync::Arc;
use untwin_core::domain::CaseId;
use untwin_core::saga::later_s;

/// Cases in one sweep, at most.
pub const SWEEP_CASES_MAX: usize = 100;
/// How long one case may be worked on in one go, in seconds.
pub const CASE_S_MAX: i64 = 900;
/// After how long a case that could not be driven is tried again, in seconds.
const PUT_BACK_S: i64 = 3_600;

/// What a sweep did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Swept {
    /// Cases that were driven.
    pub handled: Vec<Handled>,
    /// Cases that could not be driven, and why; each is tried again in an hour.
    pub failed: Vec<(CaseId, WorkError)>,
}

/// Drives every case that is due now.
pub async fn sweep<P: Ports>(ports: &P, setup: &Setup, deadline: Timestamp) -> Result<Swept, WorkError> {
    let due = ports.store().due(ports.clock().now(), SWEEP_CASES_MAX).await?;
    let mut swept = Swept::default();
    for case in due {
        let now = ports.clock().now();
        if now >= deadline {
            break;
        }
        let shift = Shift { deadline: deadline.min(later_s(now, CASE_S_MAX)), tally: Arc::new(Tally::default()) };
        match handle(ports, setup, &case, &shift).await {
            Ok(handled) => swept.handled.push(handled),
            Err(error) => {
                tracing::error!(case.id = %case, %error, "a case could not be driven");
                ports.store().put_back(&case, later_s(now, PUT_BACK_S)).await?;
                swept.failed.push((case, error));
            }
        }
    }
    Ok(swept)
}
