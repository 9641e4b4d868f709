//! What a journal holds: one record for everything that happened to a case, in order.
//!
//! These are stored, so their serialised form is an interface: a version is never edited, only followed by a new one.

use crate::decision::{Answer, Cause, Guard, GuardReport, Harm, Object, PlanHash};
use crate::domain::{AccountId, DirectoryId, EmailAddress, EventId, GroupRef, IdpUserId, ScimUserId, sha256_hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The groups of the original before the first write.
    GroupsSnapshot {
        /// The account.
        account: AccountId,
        /// Its groups; `None` where the organization did not say them.
        groups: Option<Vec<SnapshotGroup>>,
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
    /// The plan ended without a repair and the world is as before.
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

/// How a request without a clear end was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answered {
    /// Not at all, or not readably.
    #[default]
    NotReadably,
    /// As done; only reading does not show it. Then what is read later is old rather than true.
    AsDone,
}

impl Answered {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    const fn is_not_readable(&self) -> bool {
        matches!(self, Self::NotReadably)
    }
}

/// A plan as the journal keeps it: enough to resume, to undo and to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptedPlan {
    /// Its hash.
    pub hash: PlanHash,
    /// The cause.
    pub cause: Cause,
    /// The subject.
    pub subject: IdpUserId,
    /// The wanted address.
    pub wanted: EmailAddress,
    /// The objects, all under lease while it runs.
    pub objects: BTreeSet<Object>,
    /// The rename, where the plan has one.
    pub rename: Option<Rename>,
    /// The account that must end with the address, and its record.
    pub target: Target,
    /// The provider's rule by which the subject is pushed ([`crate::domain::Mapping::user_rule`]).
    pub user_rule: String,
    /// The source attribute that the mapping takes the wanted address from.
    pub wanted_from: Option<String>,
    /// Names of the steps, in order.
    pub steps: Vec<String>,
    /// Index of the pivot.
    pub pivot: usize,
    /// What it does to people.
    pub harm: Harm,
    /// By whose authority.
    pub authority: Authority,
    /// Guards that an approval overrode, with the answer that each had.
    pub overridden: Vec<(Guard, Answer)>,
}

/// The rename of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rename {
    /// The holder.
    pub account: AccountId,
    /// The wanted address, which it had.
    pub from: EmailAddress,
    /// The placeholder.
    pub to: EmailAddress,
}

/// What must end with the wanted address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The original.
    pub account: AccountId,
    /// The directory of its record.
    pub directory: DirectoryId,
    /// Its record.
    pub record: ScimUserId,
}

/// By whose authority a plan runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Authority {
    /// Every guard passed and the policy says `auto`.
    Auto,
    /// A person approved exactly this hash.
    Approved {
        /// Who.
        by: String,
        /// When.
        at: Timestamp,
        /// Why each guard that the plan overrides was overridden, in the approver's words.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        reasons: BTreeMap<Guard, String>,
    },
}

/// A group in a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SnapshotGroup {
    /// Id.
    pub id: String,
    /// Name, where known.
    pub name: Option<String>,
}

impl From<&GroupRef> for SnapshotGroup {
    fn from(group: &GroupRef) -> Self {
        Self { id: group.id.as_str().to_owned(), name: group.name.clone() }
    }
}

/// What is sent: the closed set of state-changing requests that this version can make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// Set the address of an account: the rename, its compensation, or its undo.
    SetAddress {
        /// The account.
        account: AccountId,
        /// What it has now.
        from: EmailAddress,
        /// What it gets.
        to: EmailAddress,
        /// Why it is set.
        purpose: Purpose,
    },
    /// Push the subject on demand.
    Push {
        /// The subject.
        subject: IdpUserId,
    },
}

/// Why an address is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// The step of the plan.
    Step,
    /// The compensating rename: the push was not accepted in time and nobody has the address.
    Compensate,
    /// A person asked to undo, before the pivot was passed.
    Undo,
}

/// How a started request ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum ActResult {
    /// It took effect: read back.
    Done,
    /// It was refused and had no effect.
    Refused {
        /// The vendor's error, without personal data.
        detail: String,
    },
    /// It provably had no effect because it was throttled or never left; it may be started again.
    NotSent {
        /// What kept it.
        detail: String,
    },
    /// It was answered by the same conflict (pushes only).
    SameConflict,
    /// After settling it was not seen: it had no effect.
    NotSeen,
    /// It took effect, as reading showed after an ambiguous answer.
    Seen,
}
