//! Documents on their way from a door to their cases, and how far each log was read.
//!
//! Whoever brings a document needs a [`Letterbox`] only. The inbox behind it knows nothing of what a document holds. A document
//! that is taken is hidden for a while; whoever dies over it leaves it to the next one.

use super::StoreError;
use jiff::Timestamp;
use std::fmt;
use untwin_core::domain::{DeadLetter, DirectoryId};
use untwin_telemetry::TraceContext;

/// A document is put back for no longer than this, in seconds: a day. What seems to be due later was written by a clock
/// that was ahead, and is due now.
pub const PUT_BACK_S_MAX: i64 = 24 * 3_600;

/// Takes documents in. All times come from the caller's clock.
pub trait Letterbox: Send + Sync {
    /// Keeps a document. Once this returns [`Kept::New`], the document survives a crash of the machine.
    fn put(&self, delivery: &Delivery, now: Timestamp) -> impl Future<Output = Result<Kept, StoreError>> + Send;

    /// The same for several at once: one sync of the disk, or one request, serves them all. The answers have their order. After
    /// an error each of them may be kept or not, and has to come again.
    fn put_all(
        &self,
        deliveries: &[Delivery],
        now: Timestamp,
    ) -> impl Future<Output = Result<Vec<Kept>, StoreError>> + Send;
}

/// Keeps documents until somebody has worked them off.
pub trait Inbox: Letterbox {
    /// Takes the document that is due longest, and hides it from everybody else until `hidden_until`.
    fn take(
        &self,
        now: Timestamp,
        hidden_until: Timestamp,
    ) -> impl Future<Output = Result<Option<InHand>, StoreError>> + Send;

    /// Hides a document for longer, while its work goes on.
    fn hold(&self, receipt: Receipt, hidden_until: Timestamp) -> impl Future<Output = Result<Hold, StoreError>> + Send;

    /// Forgets a document whose work is stored elsewhere by now; nothing happens where somebody else took it meanwhile.
    fn acknowledge(&self, receipt: Receipt) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Puts a document back until `due_at`. This receipt does not count: only those that ended in nothing do.
    fn postpone(&self, receipt: Receipt, due_at: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Buries a document that nobody can work off, and forgets it, in one transaction.
    fn give_up(&self, receipt: Receipt, letter: &DeadLetter) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// How many documents it holds, taken ones included.
    fn waiting(&self) -> impl Future<Output = Result<u64, StoreError>> + Send;
}

/// How far the log of each directory's provider was read.
pub trait Watermarks: Send + Sync {
    /// Everything that the provider had written before this moment was read and kept; `None` before the first read.
    fn watermark(&self, directory: &DirectoryId) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Moves the watermark on; an earlier moment changes nothing.
    fn move_watermark(
        &self,
        directory: &DirectoryId,
        read_until: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Moves the watermark back, for a clock that was ahead; a later moment changes nothing.
    fn lower_watermark(
        &self,
        directory: &DirectoryId,
        read_until: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A document as it is handed in.
#[derive(Clone, PartialEq, Eq)]
pub struct Delivery {
    /// Who brought it, as the settings name it.
    pub source: String,
    /// What keeps duplicates apart: the sender's message id, or the hash of the content.
    pub dedup_key: String,
    /// For how long the key is remembered after the document itself is gone.
    pub remembered: Remembered,
    /// The document.
    pub document: Vec<u8>,
    /// The trace that brought it: a queue hands it on, a store may drop it.
    pub trace: Option<TraceContext>,
}

/// How long a duplicate is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remembered {
    /// As long as the document waits: sent again later, it is new.
    WhileWaiting,
    /// Until this moment at least.
    Until(Timestamp),
}

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// It is kept.
    New,
    /// It is known: nothing changed.
    Known,
    /// There is no room: it was not kept, and has to come again.
    Full,
    /// It fits into no message, however it is packed: it was not kept, and will not be when it comes again.
    TooLarge,
}

/// A document that was taken.
#[derive(Clone, PartialEq, Eq)]
pub struct InHand {
    /// The right to say what becomes of it.
    pub receipt: Receipt,
    /// Who brought it.
    pub source: String,
    /// The document.
    pub document: Vec<u8>,
    /// When it was handed in.
    pub arrived_at: Timestamp,
    /// How often it was taken and never came back, this time included.
    pub receives: u32,
    /// How often it was taken at all, this time included.
    pub takes: u32,
}

/// Names one taking of one document; it is worth nothing once somebody else took it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The document.
    pub id: i64,
    /// Which taking.
    pub take: u32,
}

/// Whether a document is still ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hold {
    /// It is, until the moment that was asked for.
    Ours,
    /// Somebody else took it, or it is gone.
    Lost,
}

/// A document is somebody's data: debug output says only how long it is.
impl fmt::Debug for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Delivery({}, {} bytes)", self.source, self.document.len())
    }
}

impl fmt::Debug for InHand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InHand({}, {:?}, {} bytes)", self.source, self.receipt, self.document.len())
    }
}
