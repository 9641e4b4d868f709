//! Where cases, leases, budgets and dead letters live. Every method says what is true once it returns.

use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::decision::{Cause, Object, Writes};
use untwin_core::domain::{CaseId, CaseKey, CaseState, DeadLetter, DirectoryId, EventId};
use untwin_core::saga::Record;

/// Keeps what must survive a crash. All times come from the caller's clock.
pub trait Store: Send + Sync {
    /// Looks whether an event id was taken in before, whatever became of it.
    fn seen(&self, dedup_key: &EventId) -> impl Future<Output = Result<Option<CaseId>, StoreError>> + Send;

    /// Opens the case of `key` if it does not exist yet, and remembers the event id for it. Exactly one caller gets
    /// [`Opened::New`]. A case that exists is returned as it is; nothing changes, and the event id is not remembered: that
    /// belongs into the append that takes the failure in.
    fn open(&self, opening: &Opening) -> impl Future<Output = Result<Opened, StoreError>> + Send;

    /// A case with its whole journal.
    fn load(&self, id: &CaseId) -> impl Future<Output = Result<Option<StoredCase>, StoreError>> + Send;

    /// Every case, newest change first, at most `limit`.
    fn list(&self, limit: usize) -> impl Future<Output = Result<Vec<StoredCase>, StoreError>> + Send;

    /// Appends records and sets the row, in one transaction, if the case still has `expected_version` and every
    /// named lease still has its epoch and is not over. Budgets named are reserved in the same transaction.
    /// Once it returns `Ok`, the records survive a crash of the machine.
    fn append(&self, append: &Append) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Takes every object for the case until `until`, all or none. A lease that is over is taken over with a higher epoch.
    /// One that is not over is [`Leased::Held`], also when the same case holds it: another worker is at it.
    fn lease(
        &self,
        case: &CaseId,
        objects: &BTreeSet<Object>,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Leased, StoreError>> + Send;

    /// Extends a lease that is still ours (same epoch, not over at `now`), with the epoch it has; else `LeaseLost`.
    fn renew(
        &self,
        lease: &Lease,
        now: Timestamp,
        until: Timestamp,
    ) -> impl Future<Output = Result<Lease, StoreError>> + Send;

    /// Gives leases back; those with another epoch are left alone.
    fn release(&self, lease: &Lease) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The kill switch, read consistently.
    fn writes(&self) -> impl Future<Output = Result<Writes, StoreError>> + Send;

    /// Sets the kill switch.
    fn set_writes(
        &self,
        writes: Writes,
        by: &str,
        now: Timestamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Cases whose `due_at` has come, oldest first, at most `limit`.
    fn due(&self, now: Timestamp, limit: usize) -> impl Future<Output = Result<Vec<CaseId>, StoreError>> + Send;

    /// Sets the `due_at` of a case that cannot be driven, and nothing else: its journal may not even be readable.
    fn put_back(&self, case: &CaseId, due_at: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Cases opened (or reopened) between two moments, both included.
    fn opened_between(&self, from: Timestamp, until: Timestamp)
    -> impl Future<Output = Result<u32, StoreError>> + Send;

    /// People whose harm was reserved since a moment.
    fn people_since(&self, since: Timestamp) -> impl Future<Output = Result<u32, StoreError>> + Send;

    /// Puts an unreadable input aside. The table is bounded: the oldest give way, and are counted.
    fn bury(&self, letter: &DeadLetter) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Dead letters, newest first, at most `limit`.
    fn dead_letters(&self, limit: usize) -> impl Future<Output = Result<Vec<DeadLetter>, StoreError>> + Send;

    /// Takes a letter out: the one with this digest, reason and moment; another one with the same bytes stays.
    fn exhume(&self, letter: &DeadLetter) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Asks for one request under a vendor's rate limit, shared by all workers: `Ok(None)` is a yes, `Ok(Some(t))` says
    /// to ask again at `t`.
    fn pace(
        &self,
        key: &str,
        rate: Rate,
        now: Timestamp,
    ) -> impl Future<Output = Result<Option<Timestamp>, StoreError>> + Send;

    /// Keeps everybody from a vendor until a moment, as its throttling answer demanded. One that lies more than twice
    /// [`HOLD_OFF_S_MAX`] ahead is a wrong clock's, and keeps nobody.
    fn hold_off(&self, key: &str, until: Timestamp) -> impl Future<Output = Result<(), StoreError>> + Send;
}

/// A vendor is not believed that wants us away for longer, in seconds: one broken header must not stop everything for days.
pub const HOLD_OFF_S_MAX: i64 = 3_600;

/// A vendor's rate limit: so many requests in so many milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// Requests.
    pub requests: u32,
    /// Window.
    pub window_ms: u32,
}

/// A failure that opens or joins a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// The case key.
    pub key: CaseKey,
    /// The SCIM directory that the job pushes to.
    pub directory: DirectoryId,
    /// The source's event id.
    pub dedup_key: EventId,
    /// First record of the journal, for a new case.
    pub first: Record,
    /// When the new case has to be looked at; `None` where only a person asked for it.
    pub due_at: Option<Timestamp>,
    /// Now.
    pub now: Timestamp,
}

/// What opening did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// This call opened the case.
    New(StoredCase),
    /// It was there.
    Existing(StoredCase),
}

/// A case as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredCase {
    /// Its id.
    pub id: CaseId,
    /// Its key.
    pub key: CaseKey,
    /// Its directory.
    pub directory: DirectoryId,
    /// Its state, as the fold of the journal says.
    pub state: CaseState,
    /// The cause of the newest diagnosis.
    pub cause: Option<Cause>,
    /// Counts every change.
    pub version: u64,
    /// When it has to be looked at again, if ever.
    pub due_at: Option<Timestamp>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it changed last.
    pub changed_at: Timestamp,
    /// Its journal.
    pub journal: Vec<Record>,
}

/// One change of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The case.
    pub case: CaseId,
    /// The version that the caller read.
    pub expected_version: u64,
    /// Records to append; their `seq` and `prev_hash` continue the journal.
    pub records: Vec<Record>,
    /// The state after them.
    pub state: CaseState,
    /// The cause, where the records tell one.
    pub cause: Option<Cause>,
    /// The new `due_at`.
    pub due_at: Option<Timestamp>,
    /// The lease that must still hold, for writes.
    pub lease: Option<Lease>,
    /// People-harm to reserve, with the limits that it must stay under.
    pub budget: Option<Budget>,
    /// An event id to remember for this case, where a failure was absorbed.
    pub dedup_key: Option<EventId>,
    /// Now.
    pub now: Timestamp,
}

/// People-harm to reserve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// People that the plan touches.
    pub people: u32,
    /// At most so many within an hour.
    pub per_hour_max: u32,
    /// At most so many within a day.
    pub per_day_max: u32,
}

/// What asking for leases gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leased {
    /// All of them.
    Granted(Lease),
    /// None: another case holds one of them until then.
    Held {
        /// By whom.
        by: CaseId,
        /// Until when.
        until: Timestamp,
    },
}

/// Leases on every object of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lease {
    /// The case that holds them.
    pub case: CaseId,
    /// The objects.
    pub objects: BTreeSet<Object>,
    /// Rises with every taking; an older epoch can change nothing.
    pub epoch: u64,
    /// Until when.
    pub until: Timestamp,
}

/// Why the store did not do it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// Somebody changed the case meanwhile: load it again.
    #[error("the case changed meanwhile")]
    Conflict,
    /// The lease is over or was taken: stop at once.
    #[error("the lease is no longer ours")]
    LeaseLost,
    /// The budget is spent.
    #[error("the budget for people touched is spent")]
    BudgetSpent,
    /// There is no such case.
    #[error("there is no such case")]
    NoSuchCase,
    /// The store does not work. The detail holds no personal data.
    #[error("the store does not work: {0}")]
    Broken(String),
}
