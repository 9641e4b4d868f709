//! Looking into the organization without asking it: for assertions and for the world around it.

use super::Organization;
use super::account::{Account, Claim, Lifecycle, Membership};
use super::directory::{Record, ScimGroup};
use super::ledger::{HandledRequest, Meaning, Mutation};
use std::collections::BTreeSet;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, OrganizationId, ScimUserId};

impl Organization {
    /// The organization's id.
    pub fn id(&self) -> &OrganizationId {
        &self.id
    }

    /// An account, wherever it is.
    pub fn account(&self, id: &AccountId) -> Option<&Account> {
        self.accounts.get(id)
    }

    /// The account that holds an address, visible to the organization or not.
    pub fn account_with(&self, address: &EmailAddress) -> Option<&Account> {
        self.accounts.values().find(|account| account.lifecycle != Lifecycle::Closed && account.email == *address)
    }

    /// All accounts, also foreign and closed ones.
    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// A record.
    pub fn record(&self, directory: &DirectoryId, id: &ScimUserId) -> Option<&Record> {
        self.directories.get(directory)?.records.get(id)
    }

    /// All records of all directories.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.directories.values().flat_map(|directory| directory.records.values())
    }

    /// The records that are linked to an account.
    pub fn records_of(&self, account: &AccountId) -> Vec<&Record> {
        self.records().filter(|record| record.account() == Some(account)).collect()
    }

    /// The SCIM groups of a directory.
    pub fn groups(&self, directory: &DirectoryId) -> impl Iterator<Item = &ScimGroup> {
        self.directories.get(directory).into_iter().flat_map(|directory| directory.groups.values())
    }

    /// Names of all groups that an account is in, by SCIM or without.
    pub fn groups_of(&self, account: &AccountId) -> BTreeSet<String> {
        let local = self.accounts.get(account).into_iter().flat_map(|a| a.local_groups.iter().cloned());
        local.chain(self.scim_groups_of(account).into_iter().map(|group| group.name.clone())).collect()
    }

    /// Every change since the start, in order.
    pub fn mutations(&self) -> &[Mutation] {
        &self.mutations
    }

    /// Every request since the start, in order.
    pub fn requests(&self) -> &[HandledRequest] {
        &self.requests
    }

    /// The requests that could have changed something, accepted or not.
    pub fn write_requests(&self) -> impl Iterator<Item = &HandledRequest> {
        self.requests.iter().filter(|request| request.meaning == Meaning::Write)
    }

    /// An account that the organization knows: it manages it or has it in a directory.
    pub(super) fn known_user(&self, id: &str) -> Option<&Account> {
        let account = self.accounts.values().find(|account| account.id.as_str() == id)?;
        let ours = account.claim == Claim::Managed || account.membership != Membership::Absent;
        (ours && account.lifecycle != Lifecycle::Closed).then_some(account)
    }

    pub(super) fn scim_groups_of(&self, account: &AccountId) -> Vec<&ScimGroup> {
        let ties: BTreeSet<&ScimUserId> = self.records_of(account).iter().map(|record| &record.id).collect();
        let groups = self.directories.values().flat_map(|directory| directory.groups.values());
        groups.filter(|group| group.members.iter().any(|member| ties.contains(member))).collect()
    }
}
