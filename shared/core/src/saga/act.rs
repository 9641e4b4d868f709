//! What is sent, and how it ended: the closed set of state-changing requests.
//!
//! It stands in journals, so its serialised form is an interface.

use crate::domain::{AccountId, DirectoryId, EmailAddress, GroupId, IdpUserId, ScimUserId};
use serde::{Deserialize, Serialize};

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
    pub(super) const fn is_not_readable(&self) -> bool {
        matches!(self, Self::NotReadably)
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
    /// Remove every SCIM record of an account, which is this one.
    RemoveRecords {
        /// The account; it stays as it is.
        account: AccountId,
        /// The directory of its record.
        directory: DirectoryId,
        /// Its record.
        record: ScimUserId,
    },
    /// Delete one SCIM record that nobody is behind.
    DeleteRecord {
        /// Its directory.
        directory: DirectoryId,
        /// Its id.
        record: ScimUserId,
    },
    /// Push the subject on demand.
    Push {
        /// The subject.
        subject: IdpUserId,
    },
    /// Add the target's record to one group, with the key of its directory.
    JoinGroup {
        /// The group, by the provider's id.
        group: GroupId,
        /// Its name, which is the same on both sides.
        name: String,
        /// The directory of the record.
        directory: DirectoryId,
        /// The record.
        record: ScimUserId,
        /// The directory's own id of the group, once it was found by that name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        group_there: Option<GroupId>,
    },
    /// Push the subject's membership of one group on demand.
    PushGroup {
        /// The subject.
        subject: IdpUserId,
        /// The group, by the provider's id.
        group: GroupId,
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
    /// It provably had no effect because it was throttled, had a key that was replaced, or never left; it may be started again.
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
