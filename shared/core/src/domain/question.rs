//! The questions that evidence asks, as data: what was asked stands beside every answer.

use super::{AccountId, DirectoryId, Domain, EmailAddress, EventId, IdpUserId, ScimUserId};
use jiff::Timestamp;
use std::fmt;

/// A question to the organization or to the identity provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// Organization search by exact address, plain and among managed accounts.
    AccountsByAddress(EmailAddress),
    /// Organization search by account id.
    AccountById(AccountId),
    /// The address of one account, as user management has it.
    AddressOf(AccountId),
    /// SCIM links by address.
    LinksByAddress(EmailAddress),
    /// SCIM links of one account.
    LinksOfAccount(AccountId),
    /// What an administrator may do to one account.
    Privileges(AccountId),
    /// API tokens of one account.
    ApiTokens(AccountId),
    /// When an account was last active in each product, and when it was added.
    Activity(AccountId),
    /// Domains of the organization.
    Domains,
    /// One managed account on a domain.
    ManagedAccountOn(Domain),
    /// A SCIM record by its id.
    ScimRecord(DirectoryId, ScimUserId),
    /// A SCIM record by external id.
    ScimRecordByExternalId(DirectoryId, IdpUserId),
    /// A SCIM record by `userName`.
    ScimRecordByUserName(DirectoryId, String),
    /// A SCIM group by its name.
    ScimGroupByName(DirectoryId, String),
    /// One user of the identity provider.
    IdpUser(IdpUserId),
    /// Every user and group of the identity provider that has an address in any field.
    IdpObjectsWithAddress(EmailAddress),
    /// Every user deleted within the provider's retention that had an address.
    IdpDeletedWithAddress(EmailAddress),
    /// Who changed the addresses of a user.
    AddressChanges(IdpUserId),
    /// The attribute mapping of the provisioning job.
    Mapping,
    /// Whether, and through what, a user is assigned to the app.
    Assignment(IdpUserId),
    /// State of the provisioning job.
    Job,
    /// One record of the provisioning log.
    LogRecord(EventId),
    /// Recent records of the provisioning log about one user.
    LogOfSubject(IdpUserId),
    /// Every failure in the provisioning log since a moment.
    FailuresSince(Timestamp),
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AccountsByAddress(a) => write!(f, "organization search for {a}, plain and managed"),
            Self::AccountById(id) => write!(f, "organization search for account {id}"),
            Self::AddressOf(id) => write!(f, "the address of account {id}"),
            Self::LinksByAddress(a) => write!(f, "SCIM links for {a}"),
            Self::LinksOfAccount(id) => write!(f, "SCIM links of account {id}"),
            Self::Privileges(id) => write!(f, "what an administrator may do to account {id}"),
            Self::ApiTokens(id) => write!(f, "API tokens of account {id}"),
            Self::Activity(id) => write!(f, "last activity of account {id}"),
            Self::Domains => f.write_str("domains of the organization"),
            Self::ManagedAccountOn(domain) => write!(f, "a managed account on {domain}"),
            Self::ScimRecord(directory, id) => write!(f, "SCIM record {id} in directory {directory}"),
            Self::ScimRecordByExternalId(directory, id) => {
                write!(f, "SCIM record with externalId {id} in directory {directory}")
            }
            // A userName is mostly an address, so it is not said.
            Self::ScimRecordByUserName(directory, _) => {
                write!(f, "SCIM record with the subject's userName in directory {directory}")
            }
            Self::ScimGroupByName(directory, name) => write!(f, "SCIM group {name} in directory {directory}"),
            Self::IdpUser(id) => write!(f, "user {id} of the identity provider"),
            Self::IdpObjectsWithAddress(a) => write!(f, "users and groups of the identity provider with {a}"),
            Self::IdpDeletedWithAddress(a) => write!(f, "deleted users of the identity provider with {a}"),
            Self::AddressChanges(id) => write!(f, "who changed the addresses of {id}"),
            Self::Mapping => f.write_str("the attribute mapping of the provisioning job"),
            Self::Assignment(id) => write!(f, "assignment of {id} to the app"),
            Self::Job => f.write_str("the provisioning job"),
            Self::LogRecord(id) => write!(f, "provisioning log record {id}"),
            Self::LogOfSubject(id) => write!(f, "provisioning log of {id}"),
            Self::FailuresSince(moment) => write!(f, "failures in the provisioning log since {moment}"),
        }
    }
}
