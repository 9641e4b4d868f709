//! One request sent, and what became of it.

use jiff::Timestamp;

/// The right to send one state-changing request, before `not_after`. Consumed by sending.
///
/// Only the journal makes one, and only after its record is stored.
///
/// ```compile_fail
/// let forged = untwin_workflow::ports::Started { not_after: jiff::Timestamp::UNIX_EPOCH };
/// ```
#[derive(Debug)]
pub struct Started {
    not_after: Timestamp,
}

impl Started {
    /// Only the ledger calls this, once its record is stored.
    pub(crate) const fn journaled(not_after: Timestamp) -> Self {
        Self { not_after }
    }

    /// The request must have timed out before this.
    pub const fn not_after(&self) -> Timestamp {
        self.not_after
    }
}

/// What became of one state-changing request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Performed<T> {
    /// Answered as done.
    Done(T),
    /// Answered as refused, or provably never sent: no effect.
    Refused(Rejection),
    /// No readable answer: it may have taken effect, and may still. The detail holds no personal data.
    Ambiguous(String),
}

/// Why a write had no effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rejection {
    /// Throttled; no effect.
    Throttled {
        /// When to come back, if said.
        until: Option<Timestamp>,
    },
    /// The vendor said no.
    Refused {
        /// HTTP status.
        status: u16,
        /// The vendor's error key, without personal data.
        detail: String,
    },
    /// The key was refused, and the next attempt may have another one; no effect.
    KeyRefused {
        /// What became of the key.
        detail: String,
        /// When there may be another one, where there is none yet.
        until: Option<Timestamp>,
    },
    /// It was never sent (no connection, no time left, no token).
    NotSent(String),
}
