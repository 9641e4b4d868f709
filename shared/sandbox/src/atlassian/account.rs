//! Atlassian accounts as the model holds them: everybody's, also those that the organization cannot see.
//!
//! It must not know HTTP or JSON.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use untwin_core::domain::{AccountId, EmailAddress};

/// How long an account stays recoverable once it is marked for deletion (documented: 14 days).
pub const DELETION_GRACE: SignedDuration = SignedDuration::from_hours(14 * 24);

/// An Atlassian account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Account id (AAID).
    pub id: AccountId,
    /// Its one address.
    pub email: EmailAddress,
    /// Whether its owner ever confirmed the address.
    pub verification: Verification,
    /// The account's own life.
    pub lifecycle: Lifecycle,
    /// Its place in the organization's user directories.
    pub membership: Membership,
    /// Who may manage it.
    pub claim: Claim,
    /// Person, app or customer.
    pub kind: Kind,
    /// Full name.
    pub name: String,
    /// When it was added to the organization.
    pub added_at: Option<Timestamp>,
    /// Platform roles (`atlassian/org-admin`).
    pub roles: BTreeSet<String>,
    /// Products it may use.
    pub products: Vec<ProductAccess>,
    /// Names of the groups that it is in without SCIM.
    pub local_groups: BTreeSet<String>,
    /// Its API tokens.
    pub tokens: Vec<ApiToken>,
    /// Open sessions.
    pub sessions: u32,
    /// What its authentication policy locks.
    pub sign_in: SignIn,
    /// Until when a removed SCIM link still locks it.
    pub locked_until: Option<Timestamp>,
}

/// Whether the address was confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// Confirmed.
    Verified,
    /// Never confirmed: nobody but its owner can change the account.
    Unverified,
}

/// The account's own life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lifecycle {
    /// In use.
    Active,
    /// Deactivated since then.
    Deactivated(Timestamp),
    /// Marked for deletion since then; it still holds its address.
    ForDeletion(Timestamp),
    /// Gone for good; the address is free.
    Closed,
}

/// Place in the organization's user directories.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Membership {
    /// In a directory.
    Active,
    /// In a directory, suspended.
    Suspended,
    /// In none.
    Absent,
}

/// Who may manage an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// This organization.
    Managed,
    /// Nobody but its owner.
    Unmanaged,
    /// Another organization: invisible here unless it is a guest of ours.
    OtherOrganization,
}

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A person's.
    Person,
    /// An app's.
    App,
    /// A portal customer's.
    Customer,
}

/// What the authentication policy locks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// Nothing.
    Free,
    /// A Google directory rules the account.
    Google,
    /// Signed in by SAML; the policy rules the address.
    Saml,
}

/// A product that an account may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductAccess {
    /// Product key (`jira-software`).
    pub key: String,
    /// Last use, `None` for never.
    pub last_active_at: Option<Timestamp>,
}

/// An API token; the secret itself is not modelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Token id.
    pub id: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// Last use, `None` for never.
    pub last_used_at: Option<Timestamp>,
}

/// What the organization's search calls `status`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Active in a directory.
    Active,
    /// Suspended in a directory.
    Suspended,
    /// In no directory.
    NotInvited,
    /// Deactivated.
    Deactivated,
    /// Marked for deletion.
    ForDeletion,
}

impl Account {
    /// The status that search shows; the account's own life weighs more than its place in a directory.
    pub fn status(&self) -> Status {
        match (self.lifecycle, self.membership) {
            (Lifecycle::ForDeletion(_), _) => Status::ForDeletion,
            (Lifecycle::Deactivated(_) | Lifecycle::Closed, _) => Status::Deactivated,
            (Lifecycle::Active, Membership::Active) => Status::Active,
            (Lifecycle::Active, Membership::Suspended) => Status::Suspended,
            (Lifecycle::Active, Membership::Absent) => Status::NotInvited,
        }
    }
}

impl Status {
    /// The vendor's spelling.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::NotInvited => "not_invited",
            Self::Deactivated => "deactivated",
            Self::ForDeletion => "for_deletion",
        }
    }
}

impl Lifecycle {
    /// The vendor's `accountStatus`. An account in its grace shows as deactivated (documented).
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deactivated(_) | Self::ForDeletion(_) => "inactive",
            Self::Closed => "closed",
        }
    }
}

impl Membership {
    /// The vendor's `membershipStatus`.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Absent => "no_membership",
        }
    }
}

impl Claim {
    /// The vendor's `claimStatus`. A guest whom another organization manages is unmanaged here.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Managed => "managed",
            Self::Unmanaged | Self::OtherOrganization => "unmanaged",
        }
    }
}

impl Kind {
    /// The vendor's `accountType`.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Person => "atlassian",
            Self::App => "app",
            Self::Customer => "customer",
        }
    }
}
