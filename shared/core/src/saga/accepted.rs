//! A plan as the journal keeps it, once it was accepted.
//!
//! Its serialised form is an interface like the journal's own: what is added has a default.

use crate::decision::{Answer, Cause, Guard, Harm, Object, PlanHash, Whose, whose};
use crate::domain::{
    AccountId, DirectoryId, EmailAddress, Evidence, Fact, GroupRef, IdpUser, IdpUserId, ScimRecord, ScimUserId,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The removal of a SCIM record, where the plan has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub removal: Option<Removal>,
    /// The rename, where the plan has one.
    pub rename: Option<Rename>,
    /// The account that must end with the address, and its record.
    pub target: Target,
    /// The provider's rule by which the subject is pushed ([`crate::domain::Mapping::user_rule`]).
    pub user_rule: String,
    /// The source attribute that the mapping takes the wanted address from.
    pub wanted_from: Option<String>,
    /// The rule by which groups are pushed, where the plan brings some back ([`crate::domain::Mapping::group_rule`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_rule: Option<String>,
    /// The directory whose key is held, where groups may be given back through it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub groups_through: Option<DirectoryId>,
    /// The groups that the plan brings back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<SnapshotGroup>,
    /// API tokens of the holder that were in use when the plan was accepted: somebody approved in spite of them.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub tokens_in_use: BTreeSet<String>,
    /// Whether a group of the holder was not said when the plan was accepted: somebody approved in spite of that.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub groups_unsaid: bool,
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

/// The SCIM record that a plan takes away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removal {
    /// The account that is linked to it, which stays as it is; `None` for a record that nobody is behind.
    pub account: Option<AccountId>,
    /// Its directory.
    pub directory: DirectoryId,
    /// Its id.
    pub record: ScimUserId,
    /// The address that the record carries itself: its links are asked for by this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<EmailAddress>,
    /// Whose it was found to be.
    pub of: RecordOf,
}

/// Whose a record was found to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordOf {
    /// The subject's own.
    Subject,
    /// A user's who is gone from the provider.
    Gone(IdpUserId),
    /// A person vouched for it, because it cannot be told.
    Vouched,
}

/// Whose a record is found to be now: what a plan that was just checked is accepted with.
pub fn record_of(evidence: &Evidence, record: &Fact<ScimRecord>, person: &Fact<IdpUser>) -> RecordOf {
    match whose(evidence, record, person) {
        Whose::Subjects => RecordOf::Subject,
        Whose::Gone(id) => RecordOf::Gone(id.clone()),
        Whose::Anothers(_) | Whose::Untold(_) => RecordOf::Vouched,
    }
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
