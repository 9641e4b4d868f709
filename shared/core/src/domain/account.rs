//! The organization's side: accounts, SCIM records, links, domains, privileges.
//!
//! Enumerations of the vendor stay open: a value that we do not know is kept as `Other`, and nothing passes on it.

use super::{AccountId, DirectoryId, Domain, EmailAddress, GroupId, ScimUserId};
use jiff::Timestamp;

/// An account as the organization's search shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Account id (AAID).
    pub id: AccountId,
    /// Its address; the vendor hides it for some accounts that are not managed here.
    pub address: Option<EmailAddress>,
    /// Whether the address was ever verified.
    pub verification: Verification,
    /// Status in the organization.
    pub status: AccountStatus,
    /// Life-cycle state of the account itself.
    pub lifecycle: Lifecycle,
    /// Whether it is managed (claimed) here.
    pub claim: Claim,
    /// Person, app or customer.
    pub kind: AccountKind,
    /// Full name, for people who compare two accounts; never logged.
    pub name: Option<String>,
    /// When it was added to the organization, if the answer says it.
    pub added_at: Option<Timestamp>,
    /// Platform roles; `None` where the answer does not say them.
    pub roles: Option<Vec<String>>,
    /// Products it can use, with the last activity; `None` where the answer does not say them.
    pub products: Option<Vec<ProductUse>>,
    /// Groups; `None` where the answer does not say them.
    pub groups: Option<Vec<GroupRef>>,
}

/// Whether the address of an account was verified by its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// Yes.
    Verified,
    /// Never.
    Unverified,
    /// The answer does not say.
    Unsaid,
}

/// Status of an account in the organization (`status` of organization search).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountStatus {
    /// Active.
    Active,
    /// Suspended in a directory.
    Suspended,
    /// In no directory.
    NotInvited,
    /// Deactivated.
    Deactivated,
    /// Marked for deletion (14 days of grace).
    ForDeletion,
    /// Not said, or a value that we do not know.
    Other(String),
}

/// Life-cycle of the account itself (`accountStatus`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lifecycle {
    /// Active.
    Active,
    /// Deactivated.
    Inactive,
    /// Closed for good.
    Closed,
    /// Not said, or a value that we do not know.
    Other(String),
}

/// Stands in an open enumeration where the vendor's answer says nothing at all, as opposed to a word that nobody knows.
pub const NOT_SAID: &str = "not said";

impl Account {
    /// Whether the answer names its groups, every one.
    pub fn says_its_groups(&self) -> bool {
        self.groups.as_ref().is_some_and(|groups| groups.iter().all(|group| group.name.is_some()))
    }

    /// Whether it lives, from status and life-cycle together. Suspended in a directory and in no directory are alive; so is
    /// an account whose life-cycle the answer leaves out. A word that is not known, or two answers that contradict each
    /// other, say nothing.
    pub fn liveness(&self) -> Liveness {
        match (&self.status, &self.lifecycle) {
            (AccountStatus::ForDeletion, _) => Liveness::NotAlive(NotAlive::ForDeletion),
            (_, Lifecycle::Closed) => Liveness::NotAlive(NotAlive::Closed),
            (AccountStatus::Deactivated, _) | (_, Lifecycle::Inactive) => Liveness::NotAlive(NotAlive::Deactivated),
            (AccountStatus::Other(_), _) => Liveness::Unsaid,
            (AccountStatus::Active | AccountStatus::Suspended | AccountStatus::NotInvited, Lifecycle::Active) => {
                Liveness::Alive
            }
            (AccountStatus::Active | AccountStatus::Suspended | AccountStatus::NotInvited, Lifecycle::Other(word)) => {
                if word == NOT_SAID {
                    Liveness::Alive
                } else {
                    Liveness::Unsaid
                }
            }
        }
    }
}

/// Whether an account lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Liveness {
    /// Neither deactivated, nor marked for deletion, nor closed.
    Alive,
    /// It does not, and why.
    NotAlive(NotAlive),
    /// Not said, not known here, or contradictory: nothing automatic rests on it.
    Unsaid,
}

/// Why an account does not live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAlive {
    /// Deactivated; an administrator can make it active again.
    Deactivated,
    /// Marked for deletion.
    ForDeletion,
    /// Closed for good.
    Closed,
}

/// Whether an account is managed by this organization (`claimStatus`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// Managed here.
    Managed,
    /// In our directories, but not managed here.
    Unmanaged,
    /// Not said, or a value that we do not know.
    Other(String),
}

/// What kind of account it is (`accountType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountKind {
    /// A person's account.
    Person,
    /// An app or service account.
    App,
    /// A customer of a portal.
    Customer,
    /// Not said, or a value that we do not know.
    Other(String),
}

/// A product that an account can use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductUse {
    /// Product key (`jira-software`).
    pub key: String,
    /// Last activity, `None` for never.
    pub last_active_at: Option<Timestamp>,
}

/// A group, by id and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupRef {
    /// Id.
    pub id: GroupId,
    /// Name, where the answer says it.
    pub name: Option<String>,
}

/// Activity of one account (`last-active-dates`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    /// When it was added to the organization.
    pub added_at: Option<Timestamp>,
    /// Each product with its last activity.
    pub products: Vec<ProductUse>,
}

impl Activity {
    /// The newest activity in any product, `None` for never.
    pub fn last_active_at(&self) -> Option<Timestamp> {
        self.products.iter().filter_map(|p| p.last_active_at).max()
    }
}

/// An API token of an account; the token itself is never readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Token id.
    pub id: String,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was last used, `None` for never.
    pub last_used_at: Option<Timestamp>,
    /// When it ends or ended, `None` for never.
    pub expires_at: Option<Timestamp>,
}

impl ApiToken {
    /// Whether somebody may count on it: it still lives, and was used at least once.
    pub fn is_in_use(&self, now: Timestamp) -> bool {
        self.last_used_at.is_some() && self.expires_at.is_none_or(|end| now < end)
    }
}

/// What an administrator of this organization may do to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Manageability {
    /// The organization manages the account, with these rules.
    Rules(Privileges),
    /// Refused because the address was never verified (`forbidden.targetUnverified`).
    TargetUnverified,
    /// Refused because the account is not managed here (`forbidden`).
    NotManagedHere,
}

/// The privileges that plans need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Privileges {
    /// `email.set`.
    pub set_address: Permission,
    /// `lifecycle.enablement`.
    pub enable_disable: Permission,
    /// `lifecycle.delete`.
    pub delete: Permission,
}

/// One privilege.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Permission {
    /// Allowed.
    Allowed,
    /// Refused, with the vendor's reason.
    Refused(Refusal),
    /// The answer does not mention it.
    Unsaid,
}

/// Why a privilege is refused (`reason.key`), an open list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// `externalDirectory.scim`: a SCIM link locks the account.
    ScimLink,
    /// Any other key, as the vendor spells it.
    Other(String),
}

/// A SCIM link: a SCIM user in a SCIM directory, tied to an account or to none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Link {
    /// The directory.
    pub directory: DirectoryId,
    /// The SCIM user.
    pub record: ScimUserId,
    /// The account behind it, `None` for a record without one.
    pub account: Option<AccountId>,
}

/// A SCIM user (record) as its directory shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScimRecord {
    /// Directory.
    pub directory: DirectoryId,
    /// Id in it.
    pub id: ScimUserId,
    /// `externalId` (case-sensitive), if any.
    pub external_id: Option<String>,
    /// `userName`.
    pub user_name: Option<String>,
    /// Primary address.
    pub address: Option<EmailAddress>,
    /// Whether it is active.
    pub activity: RecordActivity,
    /// The account behind it, where the record says one.
    pub account: Option<AccountId>,
    /// When it was made, if said.
    pub created_at: Option<Timestamp>,
    /// Groups it is in.
    pub groups: Vec<GroupRef>,
}

/// `active` of a SCIM user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecordActivity {
    /// `true` (the default of the schema).
    Active,
    /// `false`.
    Inactive,
}

/// A domain of the organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedDomain {
    /// Its name.
    pub name: Domain,
    /// State of its verification.
    pub verification: DomainVerification,
}

/// State of a domain's verification (`claim.status`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DomainVerification {
    /// Verified.
    Verified,
    /// Anything else, as the vendor spells it.
    Other(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(status: AccountStatus, lifecycle: Lifecycle) -> Account {
        Account {
            id: AccountId::parse("acc-1").unwrap(),
            address: None,
            verification: Verification::Unsaid,
            status,
            lifecycle,
            claim: Claim::Managed,
            kind: AccountKind::Person,
            name: None,
            added_at: None,
            roles: None,
            products: None,
            groups: None,
        }
    }

    #[test]
    fn an_account_lives_by_its_status_and_a_life_cycle_that_does_not_speak_against_it() {
        for status in [AccountStatus::Active, AccountStatus::Suspended, AccountStatus::NotInvited] {
            let with = |lifecycle| account(status.clone(), lifecycle).liveness();
            assert_eq!(with(Lifecycle::Active), Liveness::Alive);
            assert_eq!(with(Lifecycle::Other(NOT_SAID.to_owned())), Liveness::Alive);
            for word in ["contradictory", "new", ""] {
                assert_eq!(with(Lifecycle::Other(word.to_owned())), Liveness::Unsaid, "{word}");
            }
            assert_eq!(with(Lifecycle::Inactive), Liveness::NotAlive(NotAlive::Deactivated));
            assert_eq!(with(Lifecycle::Closed), Liveness::NotAlive(NotAlive::Closed));
        }
    }

    #[test]
    fn a_status_that_is_not_known_says_nothing_and_an_ended_one_outweighs_an_active_life_cycle() {
        let with = |status| account(status, Lifecycle::Active).liveness();
        assert_eq!(with(AccountStatus::Other(NOT_SAID.to_owned())), Liveness::Unsaid);
        assert_eq!(with(AccountStatus::Deactivated), Liveness::NotAlive(NotAlive::Deactivated));
        assert_eq!(with(AccountStatus::ForDeletion), Liveness::NotAlive(NotAlive::ForDeletion));
    }
}
