//! What is due: the cases whose moment has come are driven on, oldest first.

use crate::diagnose::WorkError;
use crate::ports::{Clock, Ports, Store, Tally};
use crate::repair::{Handled, Shift, handle};
use crate::setup::Setup;
use jiff::Timestamp;
use std::sync::Arc;

/// Cases in one sweep, at most.
pub const SWEEP_CASES_MAX: usize = 100;

/// Drives every case that is due now.
pub async fn sweep<P: Ports>(ports: &P, setup: &Setup, deadline: Timestamp) -> Result<Vec<Handled>, WorkError> {
    let due = ports.store().due(ports.clock().now(), SWEEP_CASES_MAX).await?;
    let mut handled = Vec::with_capacity(due.len());
    for case in due {
        if ports.clock().now() >= deadline {
            break;
        }
        let shift = Shift { deadline, tally: Arc::new(Tally::default()) };
        handled.push(handle(ports, setup, &case, &shift).await?);
    }
    Ok(handled)
}
