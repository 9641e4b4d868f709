//! What can be observed of a program that acts on identities: the world before, and everything that happened, in order.
//!
//! Everything is plain text and time, so that nothing of the product is needed to say it.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The world before anything happened, and what the program promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beginning {
    /// Every account, by id.
    pub accounts: BTreeMap<String, Account>,
    /// Every SCIM record, by id.
    pub records: BTreeMap<String, Record>,
    /// Every user of the identity provider, by object id.
    pub users: BTreeMap<String, User>,
    /// What the program promised.
    pub promises: Promises,
    /// How much the organization's search shows.
    pub search: Search,
    /// Texts that must never reach a log: keys.
    pub secrets: Vec<String>,
    /// Texts of people that must never reach a log: addresses and names.
    pub private: Vec<String>,
    /// Texts that stand only in forged events: they must never reach a write.
    pub forged: Vec<String>,
}

/// How much the organization's search for an address shows of the accounts that are managed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Search {
    /// All of them.
    #[default]
    ShowsAll,
    /// It hides some, or finds them by their exact spelling only: that it finds nobody is no lie.
    HidesSome,
}

/// An account as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its address, in lower case.
    pub address: String,
    /// How alive it is.
    pub life: Life,
    /// Whether this organization manages it.
    pub managed: bool,
    /// Whether it is an administrator's, a service's, or on the deny list.
    pub protected: bool,
    /// Whether somebody lives in it: used lately, more access than the defaults, tokens in use.
    pub lived_in: bool,
}

/// How alive an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Life {
    /// Gone for good: its address is free.
    Closed,
    /// Marked for deletion.
    ForDeletion,
    /// Deactivated.
    Deactivated,
    /// In use.
    Active,
}

/// A SCIM record as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its directory.
    pub directory: String,
    /// The account that it is linked to.
    pub account: Option<String>,
    /// Ids of the SCIM groups that it is in.
    pub groups: BTreeSet<String>,
}

/// A user of the identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The address that the provider pushes, in lower case.
    pub address: String,
    /// The account that is theirs, as the builder of the world knows: the one with their history.
    pub rightful: Option<String>,
    /// Ids of the SCIM groups that the provider grants them directly.
    pub granted: BTreeSet<String>,
    /// Whether the provider's own log holds a uniqueness failure of theirs.
    pub failed: bool,
}

/// What the program promised, in its policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promises {
    /// How long an address may be nobody's while a case is worked on, in seconds.
    pub gap_s: i64,
    /// How long a late request may still take effect after it timed out, in seconds.
    pub settle_s: i64,
    /// How long one request may take, in seconds.
    pub request_s: i64,
    /// People that may be touched in an hour.
    pub people_per_hour: u32,
    /// People that may be touched in a day.
    pub people_per_day: u32,
}

impl Default for Promises {
    /// As shipped.
    fn default() -> Self {
        Self { gap_s: 120, settle_s: 60, request_s: 20, people_per_hour: 20, people_per_day: 100 }
    }
}

/// One thing that happened.
#[derive(Debug, Clone)]
pub struct Observed {
    /// When, by the world's own clock.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum What {
    /// A worker began to work; what it does carries this number.
    WorkerBegan {
        /// Its number; never used again.
        worker: u32,
        /// Whether it may write at all.
        errand: Errand,
    },
    /// A worker ended, or was killed.
    WorkerEnded {
        /// Its number.
        worker: u32,
    },
    /// A request left a worker.
    Sent {
        /// Its number; never used again.
        request: u64,
        /// Who sent it.
        worker: u32,
        /// What it asks for.
        call: crate::Call,
    },
    /// A request reached the vendor and was dealt with. Without this it never had an effect. It may come long after
    /// the worker gave up waiting, and more than once only if the request was sent more than once.
    Reached {
        /// Its number.
        request: u64,
    },
    /// The worker got an answer, or learned that there is none.
    Answered {
        /// The request's number.
        request: u64,
        /// What the worker got.
        answer: Answer,
    },
    /// Something changed in the world.
    Changed {
        /// Through whom.
        by: By,
        /// What.
        change: Change,
    },
    /// A record became durable in a journal.
    Journaled {
        /// The case.
        case: String,
        /// Who wrote it.
        worker: u32,
        /// The record as stored.
        record: Value,
    },
    /// The row of a case changed.
    Case {
        /// The case.
        case: String,
        /// Its state, in the stored spelling.
        state: String,
        /// When it has to be looked at again, if ever.
        due_at: Option<Timestamp>,
    },
    /// The kill switch was thrown or released.
    Switch(Switch),
    /// A worker read the kill switch.
    SwitchRead {
        /// Who.
        worker: u32,
        /// What it read.
        switch: Switch,
    },
    /// A line reached a log, a metric or an error text.
    Logged {
        /// The line.
        line: String,
    },
    /// A person's undo ended.
    UndoEnded {
        /// The case.
        case: String,
        /// Whether the program says that it was undone.
        undone: Undone,
    },
    /// Nothing more happens: no fault is active, and every case had long enough to come to rest.
    AtRest,
}

/// Whether a worker may write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Errand {
    /// It repairs.
    Repair,
    /// A dry run: it explains and plans.
    Dry,
}

/// What a worker got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The vendor's own answer, with this status.
    Whole(u16),
    /// The vendor's own answer as it was some time ago: a stale replica. Whole to whoever reads it.
    Old(u16),
    /// An answer that tells nothing: an error of a gateway, a page, half a document, an unknown word.
    Useless,
    /// The request provably never left.
    NotSent,
    /// None in time.
    Nothing,
}

/// Through whom something changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// A request of ours: a write, or the push that a request of ours caused.
    Request(u64),
    /// The provider by itself.
    Provider,
    /// An administrator or an account's owner.
    Person,
    /// Time alone.
    Time,
}

/// What changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the ids and addresses that their names say")]
pub enum Change {
    /// An account came to be.
    AccountMade { account: String, is: Account },
    /// Its address changed. Addresses are in lower case.
    Address { account: String, from: String, to: String },
    /// How alive it is changed.
    Life { account: String, to: Life },
    /// Anything else about an account: its name, its sessions, its place in a directory.
    AccountTouched { account: String },
    /// Somebody began to use it, or it got a role or more access.
    LivedIn { account: String },
    /// It became protected.
    Protected { account: String },
    /// A record came to be.
    RecordMade { record: String, directory: String },
    /// A record's content changed.
    RecordTouched { record: String },
    /// A record is gone.
    RecordGone { record: String },
    /// A record was linked to an account.
    Linked { record: String, account: String },
    /// A record lost its account.
    Unlinked { record: String },
    /// A record joined a SCIM group.
    Joined { record: String, group: String },
    /// A record left a SCIM group.
    Left { record: String, group: String },
    /// A user of the provider got another address.
    UserAddress { user: String, to: String },
    /// A user of the provider is gone.
    UserGone { user: String },
    /// The provider grants a user a group, or takes it away.
    Granted { user: String, group: String },
    /// See [`Change::Granted`].
    Revoked { user: String, group: String },
    /// The provider's log got a uniqueness failure of this user.
    Failed { user: String },
}

/// The kill switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// Writes are allowed.
    Enabled,
    /// No new write.
    Paused,
}

/// How an undo ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Undone {
    /// The program says that it was undone.
    Yes,
    /// It refused, or could not yet.
    No,
}
