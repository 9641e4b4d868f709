//! An immutable plan: ordered steps, objects, pivot, harm, and the hash of what it relies on.
//!
//! A plan is proposed by the planner and becomes [`Checked`] only through `plan_check`, which shares no
//! code with the planner. It is never read back from a file or a message.

use super::{Cause, GuardReport, Step};
use crate::domain::{AccountId, CaseId, DirectoryId, EmailAddress, IdpUserId, ScimUserId, sha256_hex};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::{collections::BTreeSet, fmt, marker::PhantomData};

/// A plan as the planner made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposed;

/// A plan that the independent check let through.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked;

/// A plan; `S` says whether it was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan<S> {
    body: PlanBody,
    state: PhantomData<S>,
}

/// What a plan consists of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanBody {
    /// The case.
    pub case: CaseId,
    /// The cause that it repairs.
    pub cause: Cause,
    /// The subject.
    pub subject: IdpUserId,
    /// The wanted address.
    pub wanted: EmailAddress,
    /// Every object that the plan names: leases cover them, and nothing else may change.
    pub objects: BTreeSet<Object>,
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Index of the first step that cannot be wholly undone.
    pub pivot: usize,
    /// What it does to people.
    pub harm: Harm,
    /// Every guard with its answer.
    pub guards: Vec<GuardReport>,
    /// What the verdict relies on, normalised and sorted: `what = value`.
    pub relied_on: Vec<String>,
}

/// An object that a plan names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    /// An account.
    Account(AccountId),
    /// A SCIM record.
    Record(DirectoryId, ScimUserId),
    /// A user of the identity provider.
    IdpUser(IdpUserId),
    /// An address that changes hands.
    Address(EmailAddress),
}

impl Object {
    /// One text for each object, whatever characters its ids hold and however its address is spelled: what a lease is kept
    /// under.
    pub fn key(&self) -> String {
        match self {
            Self::Account(id) => json!(["account", id]),
            Self::Record(directory, id) => json!(["record", directory, id]),
            Self::IdpUser(id) => json!(["idp_user", id]),
            Self::Address(address) => json!(["address", address.folded()]),
        }
        .to_string()
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(id) => write!(f, "account {id}"),
            Self::Record(directory, id) => write!(f, "record {directory}/{id}"),
            Self::IdpUser(id) => write!(f, "idp user {id}"),
            Self::Address(address) => write!(f, "address {}", address.folded()),
        }
    }
}

/// What a plan does to people, in human units.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Harm {
    /// Accounts whose sessions end everywhere.
    pub sessions_ended: Vec<AccountId>,
    /// Synced groups lost until they are pushed again.
    pub groups_lost: Vec<String>,
    /// People touched: subjects and holders.
    pub people: u32,
    /// Whether, until when, and at what loss it can be undone, in words.
    pub undo: String,
}

/// The hash of what a plan does and relies on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct PlanHash(String);

impl PlanHash {
    /// Reads a hash as a person passes it on; only comparison follows.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text.trim().to_ascii_lowercase();
        (hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit())).then_some(Self(hex))
    }

    /// The hex digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Plan<Proposed> {
    /// What the planner proposes.
    pub const fn propose(body: PlanBody) -> Self {
        Self { body, state: PhantomData }
    }

    /// Only `plan_check` calls this, after it found nothing to say.
    pub(crate) fn passed(self) -> Plan<Checked> {
        Plan { body: self.body, state: PhantomData }
    }
}

impl<S> Plan<S> {
    /// What it consists of.
    pub const fn body(&self) -> &PlanBody {
        &self.body
    }

    /// The hash over steps, objects, guard answers and everything relied on; never over read times.
    pub fn hash(&self) -> PlanHash {
        let body = &self.body;
        let answers: Vec<_> = body.guards.iter().map(|report| (report.guard, &report.answer)).collect();
        let covered = serde_json::json!({
            "case": body.case, "cause": body.cause, "subject": body.subject, "wanted": body.wanted.folded(),
            "objects": body.objects, "steps": body.steps, "pivot": body.pivot,
            "answers": answers, "relied_on": body.relied_on,
        });
        PlanHash(sha256_hex(covered.to_string().as_bytes()))
    }
}
