//! Everything that is known about one failure, each piece as a [`Fact`].

use super::{
    Account, AccountId, Activity, AddressChange, ApiToken, Assignment, DirectoryId, Domain, EmailAddress, Fact,
    IdpObject, IdpUser, Job, Link, LogRecord, Manageability, Mapping, OwnedDomain, ScimRecord, ScimUserId,
};
use std::collections::BTreeMap;

/// The evidence of a case. Lists that were proved empty are [`Fact::Absent`].
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The SCIM directory that this job pushes to, from the settings.
    pub directory: DirectoryId,
    /// Whether the settings hold a key of that directory.
    pub scim_key: ScimKey,
    /// The failing record, re-read from the provider's log by its id.
    pub record: Fact<LogRecord>,
    /// The subject's recent records in the same log, newest first.
    pub log: Fact<Vec<LogRecord>>,
    /// The subject.
    pub subject: Fact<IdpUser>,
    /// The mapping, evaluated for the subject.
    pub mapping: Fact<Mapping>,
    /// The subject's assignment to the app.
    pub assignment: Fact<Assignment>,
    /// The job.
    pub job: Fact<Job>,
    /// Every living user and group of the provider with the wanted address, the subject among them.
    pub owners: Fact<Vec<IdpObject>>,
    /// Users deleted within the provider's retention that had it.
    pub deleted_owners: Fact<Vec<IdpUser>>,
    /// Changes of the subject's addresses.
    pub changes: Fact<Vec<AddressChange>>,
    /// The address that the mapping gives for the subject now; `None` where it gives none or could not be evaluated.
    pub wanted: Option<EmailAddress>,
    /// Accounts that have the wanted address: plain and managed search, merged.
    pub holders: Fact<Vec<Account>>,
    /// SCIM links for the wanted address.
    pub wanted_links: Fact<Vec<Link>>,
    /// The SCIM record whose externalId is the subject's, in our directory (needs the SCIM key).
    pub subject_record: Fact<ScimRecord>,
    /// The SCIM record that the failing operation targeted (needs the SCIM key).
    pub targeted_record: Fact<ScimRecord>,
    /// The SCIM record in our directory that has the `userName` which the mapping gives for the subject; asked only where
    /// nobody visible has the address, or the conflict names this key (needs the SCIM key).
    pub named_record: Fact<ScimRecord>,
    /// The SCIM record that the holder is linked to in our directory (needs the SCIM key).
    pub holder_record: Fact<ScimRecord>,
    /// The user of the provider whose id that record carries as its externalId.
    pub holder_person: Fact<IdpUser>,
    /// A SCIM record that has one of the keys of this push, is not the targeted one, and has no account behind it, where one is
    /// seen (needs the SCIM key).
    pub stray_record: Fact<ScimRecord>,
    /// What the organization says of that record's link.
    pub stray_link: Fact<Link>,
    /// The user of the provider whose id that record carries as its externalId.
    pub stray_person: Fact<IdpUser>,
    /// Links that show which account the targeted record is tied to, however they were found.
    pub targeted_link: Fact<Link>,
    /// The holder, where exactly one account has the wanted address.
    pub holder: Option<AccountFile>,
    /// The original: the account linked to the targeted record.
    pub original: Option<AccountFile>,
    /// Other accounts at former addresses of the subject: leads for a person.
    pub leads: Fact<Vec<Account>>,
    /// Domains of the organization.
    pub domains: Fact<Vec<OwnedDomain>>,
    /// One managed account on each domain that the case concerns.
    pub managed_on: BTreeMap<Domain, Fact<AccountId>>,
}

/// Whether the settings hold a key of the SCIM directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScimKey {
    /// Yes.
    Held,
    /// No: whose a link is stays unknown.
    NotHeld,
}

/// All that is known of one account.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountFile {
    /// The account, by its id.
    pub id: AccountId,
    /// As organization search shows it.
    pub account: Fact<Account>,
    /// Its SCIM links, in every directory.
    pub links: Fact<Vec<Link>>,
    /// What may be done to it.
    pub manageability: Fact<Manageability>,
    /// Its API tokens.
    pub tokens: Fact<Vec<ApiToken>>,
    /// Its activity.
    pub activity: Fact<Activity>,
}

impl Evidence {
    /// The SCIM record that the failing operation was aimed at, as the provider's own log says it.
    pub fn targeted(&self) -> Option<&ScimUserId> {
        self.record.known().and_then(|record| record.target_record.as_ref())
    }
}
