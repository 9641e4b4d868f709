//! Messages that nobody could work off, and the way back to the queue that they come from.

use super::StoreError;
use jiff::Timestamp;
use std::fmt;

/// How a queue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueState {
    /// Messages that can be received, as far as the queue knows.
    pub waiting: u64,
    /// Messages that somebody has received and not yet done with.
    pub in_hand: u64,
    /// Whether what lies there is encrypted.
    pub encryption: Encryption,
    /// After so many receives a message goes to the dead letters; `None` where there are none.
    pub gives_up_after: Option<u32>,
}

/// Whether what lies in a queue is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// With a key of the service or of the operator.
    Encrypted,
    /// Not at all.
    Plain,
}

/// A message among the dead letters.
#[derive(Clone, PartialEq, Eq)]
pub struct DeadMessage {
    /// SHA-256 of its body: its name for people.
    pub sha256: String,
    /// What it is, as whoever sent it said.
    pub kind: Option<String>,
    /// The length of its body.
    pub length_bytes: usize,
    /// When it was put into its queue.
    pub sent_at: Option<Timestamp>,
    /// When somebody received it first.
    pub first_received_at: Option<Timestamp>,
    /// How often it was received, looking at it included.
    pub receives: u32,
    /// What it holds. It may be personal data.
    pub content: Vec<u8>,
}

/// What became of an attempt to move a message back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedBack {
    /// One is in its queue again.
    One,
    /// There was none to move.
    None,
}

/// Dead letters that have a queue to go back to.
pub trait DeadQueue: Send + Sync {
    /// How many there are.
    fn state(&self) -> impl Future<Output = Result<QueueState, StoreError>> + Send;

    /// Looks at some, at most so many; they stay, and can be received by others within a minute at the latest.
    fn peek(&self, limit: usize) -> impl Future<Output = Result<Vec<DeadMessage>, StoreError>> + Send;

    /// Puts one back into its queue as it was, with `by` beside it, and only then takes it out of here. After an error it may
    /// be in both; it is never in neither.
    fn move_one_back(&self, by: &str) -> impl Future<Output = Result<MovedBack, StoreError>> + Send;
}

/// What it holds is not shown.
impl fmt::Debug for DeadMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { sha256, kind, length_bytes, sent_at, receives, .. } = self;
        write!(f, "DeadMessage({sha256}, {kind:?}, {length_bytes} bytes, sent {sent_at:?}, received {receives} times)")
    }
}
