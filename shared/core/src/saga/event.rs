//! What a journal holds: one record for everything that happened to a case, in order.
//!
//! These are stored, so their serialised form is an interface: a version is never edited, only followed by a new one.

use super::{AcceptedPlan, Act, ActResult, Answered, SnapshotGroup};
use crate::decision::{Cause, Guard, GuardReport, PlanHash};
use crate::domain::{AccountId, EventId, ScimUserId, sha256_hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The version of the record format that this code writes.
pub const RECORD_VERSION: u32 = 1;

/// One record of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// Format version.
    pub version: u32,
    /// Position in the journal, from 0.
    pub seq: u64,
    /// When it was written.
    pub at: Timestamp,
    /// Hash of the record before it; empty for the first.
    pub prev_hash: String,
    /// What happened.
    pub event: Event,
}

impl Record {
    /// The hash that the next record carries.
    pub fn hash(&self) -> String {
        serde_json::to_vec(self).map(|bytes| sha256_hex(&bytes)).unwrap_or_default()
    }
}

/// Something that happened to a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A failure was taken in: the first one opens the case, a later one is absorbed.
    FailureSeen {
        /// The provider's id of the failing record.
        record: EventId,
        /// When the failure happened.
        failed_at: Timestamp,
    },
    /// A failure newer than the last closing came: the case is open again.
    Reopened {
        /// The provider's id of the failing record.
        record: EventId,
        /// When the failure happened.
        failed_at: Timestamp,
    },
    /// Evidence was read and decided upon.
    Diagnosed {
        /// The cause.
        cause: Cause,
        /// One sentence for people.
        sentence: String,
        /// Every fact that it rests on.
        proof: Vec<String>,
        /// What a person should do, where one must.
        advice: Vec<String>,
        /// Every guard with its answer.
        guards: Vec<GuardReport>,
        /// Hash of the plan, where there is one.
        plan: Option<PlanHash>,
        /// The account behind the failing push's record, where one was found.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        original: Option<AccountId>,
        /// A SCIM record without an account that is in the way, where one was found.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stray: Option<ScimUserId>,
    },
    /// The case waits for something that passes by itself.
    Deferred {
        /// Until when.
        until: Timestamp,
        /// Why.
        why: String,
    },
    /// It is with a person.
    HandedOver {
        /// The guard that stopped it.
        stopped_by: Option<Guard>,
        /// Why.
        why: String,
    },
    /// The address of an account may be set, now that its SCIM record is gone.
    Editable {
        /// The account.
        account: AccountId,
    },
    /// The removal of its record left an account deactivated that was alive right before.
    LeftDeactivated {
        /// The account.
        account: AccountId,
    },
    /// The address is where it belongs. Of the groups that the plan brings back, these are lacking.
    InPlace {
        /// They are brought back one by one.
        lacking: Vec<SnapshotGroup>,
    },
    /// Shadow mode: the plan would have been carried out. Once shadow mode is off, the case is diagnosed again.
    Withheld {
        /// The plan.
        plan: PlanHash,
    },
    /// A plan waits for an approval.
    ApprovalAsked {
        /// The plan.
        plan: PlanHash,
        /// Guards that the approval has to override.
        overrides: Vec<Guard>,
        /// When the question lapses; never into a yes.
        expires_at: Timestamp,
        /// Why it asks.
        why: String,
    },
    /// Not our business.
    Ignored {
        /// Why.
        why: String,
    },
    /// A checked plan was accepted; people-harm was reserved with it.
    PlanAccepted(Box<AcceptedPlan>),
    /// The groups of both accounts before the first write.
    GroupsSnapshot {
        /// The original.
        account: AccountId,
        /// Its groups; `None` where the organization did not say them.
        groups: Option<Vec<SnapshotGroup>>,
        /// The groups of the holder, which are lost with its record; `None` where the plan removes none, or they were not said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of_holder: Option<Vec<SnapshotGroup>>,
    },
    /// A request is about to be sent, once, before `not_after`.
    Started {
        /// Index of the step; compensation and undo carry the index of the step that they take back.
        step: usize,
        /// Which attempt, from 1.
        attempt: u32,
        /// What is sent.
        act: Act,
        /// The request times out before this.
        not_after: Timestamp,
    },
    /// The fence did not let an act through, so nothing was sent.
    Refrained {
        /// Index of the step.
        step: usize,
        /// What was not sent.
        act: Act,
        /// Which fact stood against it.
        why: String,
    },
    /// A push that seemed to have had no effect turned out to have had one.
    PushSeen {
        /// What was read.
        read_back: String,
    },
    /// There was no readable answer: nobody writes to its objects until this is resolved by reading.
    Ambiguous {
        /// Index of the step.
        step: usize,
        /// From when on reading resolves it.
        settle_until: Timestamp,
        /// What happened, without personal data.
        detail: String,
        /// Whether it was answered as done.
        #[serde(default, skip_serializing_if = "Answered::is_not_readable")]
        answered: Answered,
    },
    /// A started request is closed.
    Finished {
        /// Index of the step.
        step: usize,
        /// How it ended.
        result: ActResult,
        /// What was read back.
        read_back: String,
    },
    /// A check from Atlassian was made.
    Verified {
        /// Which: 0 right after the push, then 1 h, 24 h, 7 days.
        ordinal: u32,
        /// What is not as it should be, yet does not break the repair (a missing group).
        findings: Vec<String>,
    },
    /// The repair does not show at Atlassian yet.
    NotYetVisible {
        /// What is missing.
        missing: Vec<String>,
    },
    /// A person must come: the case is neither as before nor repaired.
    Stuck {
        /// What a person has to know.
        why: String,
        /// What state was reached.
        reached: String,
    },
    /// The plan ended without a repair, and the address is on the account that it was on before.
    Unwound {
        /// Why.
        why: String,
    },
    /// A rename that had been read as without effect was looked for again, and still has none.
    LookedBack {
        /// What was read, without personal data.
        read_back: String,
    },
    /// It has one after all: its plan goes on where it stood, and gives the address back. Where another plan's push was accepted
    /// meanwhile nothing is taken back: a person comes.
    LateEffect {
        /// What was read, without personal data.
        read_back: String,
    },
    /// A person asked to undo.
    UndoAsked {
        /// Who.
        by: String,
    },
    /// The holder has its address back.
    Undone {
        /// What stays lost.
        lost: Vec<String>,
    },
    /// The case is over.
    Closed {
        /// Why.
        why: String,
    },
}
