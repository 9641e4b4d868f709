//! Parts of a document that nothing can be done with: put aside with the reason, and so that no document fills the place.

use crate::heal::Passed;
use std::fmt::Write as _;
use untwin_core::domain::DeadLetter;
use untwin_signals::Unreadable;
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::{Clock, Ports, Store, StoreError};

/// So many unreadable parts of a document are letters of their own. With more, the rest is one letter.
const PARTS_MAX: usize = 25;
/// So many records are named in the reason of a letter; the others are counted.
const NAMED_MAX: usize = 10;

/// Puts the unreadable parts of a document aside.
pub(crate) async fn put_aside<P: Ports>(
    ports: &P,
    document: &[u8],
    unreadable: &[Unreadable],
) -> Result<(), StoreError> {
    let now = ports.clock().now();
    for part in unreadable.iter().take(PARTS_MAX) {
        bury(ports, &DeadLetter::new(&part.bytes, part.reason.clone(), now)).await?;
    }
    let others = unreadable.len().saturating_sub(PARTS_MAX);
    if others > 0 {
        let reason =
            format!("{others} more parts of it cannot be read; the first {PARTS_MAX} are letters of their own");
        bury(ports, &DeadLetter::new(document, reason, now)).await?;
    }
    Ok(())
}

/// Puts a document aside, once, for all of its records that nobody vouches for.
pub(crate) async fn put_aside_together<P: Ports>(
    ports: &P,
    document: &[u8],
    records: &[Passed],
) -> Result<(), StoreError> {
    if records.is_empty() {
        return Ok(());
    }
    bury(ports, &DeadLetter::new(document, joined(records), ports.clock().now())).await
}

/// Puts a letter aside, and tells the log that there is one.
pub(crate) async fn bury<P: Ports>(ports: &P, letter: &DeadLetter) -> Result<(), StoreError> {
    ports.store().bury(letter).await?;
    // The reason may name what a source sent: it stays with the letter.
    tracing::info!(event = LogEvent::DeadLetter.name(), "something was put aside as a dead letter");
    Ok(())
}

/// The same records in the same order give the same reason: the letter is kept once, however often they come.
fn joined(records: &[Passed]) -> String {
    let mut reason = String::new();
    for record in records.iter().take(NAMED_MAX) {
        let separator = if reason.is_empty() { "" } else { "; " };
        // Writing into a text cannot fail.
        let _ = write!(reason, "{separator}record {}: {}", record.dedup_key, record.why);
    }
    match records.len().saturating_sub(NAMED_MAX) {
        0 => reason,
        others => format!("{reason}; and {others} more"),
    }
}
