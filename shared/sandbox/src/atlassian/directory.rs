//! SCIM directories: records, their ties to accounts, and groups.
//!
//! A SCIM directory is not a user directory of the organization; the ids of the two never match.

use jiff::Timestamp;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, GroupId, ScimUserId};

/// A SCIM directory.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Directory {
    pub(super) records: BTreeMap<ScimUserId, Record>,
    pub(super) groups: BTreeMap<GroupId, ScimGroup>,
}

/// A SCIM user.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// The directory it is in.
    pub directory: DirectoryId,
    /// Its id; a record made anew has a new one.
    pub id: ScimUserId,
    /// What the identity provider pushed.
    pub draft: Draft,
    /// The account behind it.
    pub tie: Tie,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub modified_at: Timestamp,
}

/// The writable part of a SCIM user, read and found sound.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// `userName`.
    pub user_name: String,
    /// `externalId`, case-sensitive.
    pub external_id: Option<String>,
    /// The primary address.
    pub email: EmailAddress,
    /// `active`.
    pub activity: Activity,
    /// The whole document as pushed, without what the server adds.
    pub(super) document: Map<String, Value>,
}

/// `active` of a SCIM user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Activity {
    /// `true`.
    Active,
    /// `false`.
    Inactive,
}

/// What ties a record to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tie {
    /// It is linked.
    Linked(AccountId),
    /// It was unlinked from this account and kept.
    Released(AccountId),
    /// It never had one, or lost it in a way that left no trace.
    Orphan,
}

/// A SCIM group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScimGroup {
    /// Its id in the directory.
    pub id: GroupId,
    /// Its name; groups cannot be renamed.
    pub name: String,
    /// Its `externalId`, if pushed.
    pub external_id: Option<String>,
    /// The records in it.
    pub members: BTreeSet<ScimUserId>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub modified_at: Timestamp,
}

impl Record {
    /// The account behind it, if it is linked.
    pub fn account(&self) -> Option<&AccountId> {
        match &self.tie {
            Tie::Linked(account) => Some(account),
            Tie::Released(_) | Tie::Orphan => None,
        }
    }
}
