//! Building an organization: everything here happens before the first request and leaves no trace in the ledger.

use super::Organization;
use super::directory::{Directory, Record, ScimGroup, Tie};
use super::domains::{Claiming, DomainStatus, OwnedDomain};
use super::keys::{KeyKind, Keys};
use super::quirks::Quirks;
use super::rate_limits::{Limited, RateLimits};
use super::seed::{AccountSeed, RecordSeed, address, present, sound};
use jiff::Timestamp;
use std::collections::BTreeMap;
use untwin_core::domain::{AccountId, DirectoryId, Domain, GroupId, OrganizationId, ScimUserId};

impl Organization {
    /// An empty organization with one key, which has no scopes and does not expire.
    ///
    /// # Panics
    /// If the id is none. The same holds for all of these functions: an unusable world ends the program.
    pub fn new(id: &str, organization_key: &str) -> Self {
        let mut keys = Keys::default();
        keys.add(organization_key, KeyKind::Organization);
        Self {
            id: sound(OrganizationId::parse(id), "an organization id"),
            name: "Example".to_owned(),
            public_base: "https://api.atlassian.com".to_owned(),
            user_directory: "user-directory-1".to_owned(),
            page_size: 50,
            quirks: Quirks::default(),
            keys,
            rate_limits: RateLimits::default(),
            domains: Vec::new(),
            accounts: BTreeMap::new(),
            directories: BTreeMap::new(),
            ids_given: 0,
            mutations: Vec::new(),
            requests: Vec::new(),
        }
    }

    /// Behaves like this where the documents are silent.
    pub fn with_quirks(&mut self, quirks: Quirks) -> &mut Self {
        self.quirks = quirks;
        self
    }

    /// The switches, to change some of them.
    pub fn quirks(&mut self) -> &mut Quirks {
        &mut self.quirks
    }

    /// Where the organization is reached from outside; the addresses in its answers start with it.
    pub fn reached_at(&mut self, base: &str) -> &mut Self {
        base.trim_end_matches('/').clone_into(&mut self.public_base);
        self
    }

    /// Pages of the version 1 lists have this many entries.
    pub fn page_size(&mut self, entries: usize) -> &mut Self {
        self.page_size = entries.max(1);
        self
    }

    /// Sets a rate limit.
    pub fn limit_rate(&mut self, what: Limited, per_minute: u32) -> &mut Self {
        self.rate_limits.set(what, per_minute);
        self
    }

    /// Gives out another key.
    pub fn add_key(&mut self, secret: &str, kind: KeyKind) -> &mut Self {
        self.keys.add(secret, kind);
        self
    }

    /// Lets a key expire.
    pub fn expire_key(&mut self, secret: &str, at: Timestamp) -> &mut Self {
        self.keys.expire(secret, at);
        self
    }

    /// Makes a new key for a SCIM directory; the old one stops at once (documented).
    pub fn regenerate_key(&mut self, directory: &DirectoryId, secret: &str) -> &mut Self {
        self.keys.replace_directory_key(directory, secret);
        self
    }

    /// A domain that is verified, with accounts claimed on it.
    pub fn verify_domain(&mut self, name: &str) -> &mut Self {
        self.add_domain(name, DomainStatus::Verified, Claiming::Claimed)
    }

    /// A domain in any state.
    pub fn add_domain(&mut self, name: &str, status: DomainStatus, claiming: Claiming) -> &mut Self {
        let id = format!("domain-{}", self.domains.len() + 1);
        self.domains.push(OwnedDomain { id, name: Domain::folded(name), status, claiming });
        self
    }

    /// Adds an account; says its id.
    pub fn add_account(&mut self, seed: AccountSeed) -> AccountId {
        let AccountSeed { account } = seed;
        let taken = self.accounts.get(&account.id).or_else(|| self.account_with(&account.email));
        sound(taken.map_or(Ok(()), |_| Err("its id or address is taken")), "an account");
        let id = account.id.clone();
        self.accounts.insert(id.clone(), account);
        id
    }

    /// Adds a SCIM directory with its key; says its id.
    pub fn add_directory(&mut self, id: &str, key: &str) -> DirectoryId {
        let id = sound(DirectoryId::parse(id), "a SCIM directory id");
        self.keys.add(key, KeyKind::Directory(id.clone()));
        self.directories.insert(id.clone(), Directory::default());
        id
    }

    /// Adds a record that is linked to an account and has its address.
    pub fn link(
        &mut self,
        directory: &DirectoryId,
        scim_id: &str,
        external_id: &str,
        account: &AccountId,
    ) -> ScimUserId {
        let holder = present(self.accounts.get(account), "the account of a link");
        let created_at = holder.added_at.unwrap_or(Timestamp::UNIX_EPOCH);
        let seed = RecordSeed::new(scim_id, holder.email.as_str()).external_id(external_id).created(created_at);
        self.add_record(directory, seed.linked_to(account))
    }

    /// Adds a record without an account.
    pub fn orphan_record(
        &mut self,
        directory: &DirectoryId,
        scim_id: &str,
        external_id: &str,
        email: &str,
    ) -> ScimUserId {
        let email = address(email);
        self.add_record(directory, RecordSeed::new(scim_id, email.as_str()).external_id(external_id))
    }

    /// Adds any record; says its id.
    pub fn add_record(&mut self, directory: &DirectoryId, seed: RecordSeed) -> ScimUserId {
        let RecordSeed { id, draft, tie, created_at } = seed;
        if let Tie::Linked(account) = &tie {
            present(self.accounts.get(account), "the account of a record");
        }
        let home = present(self.directories.get_mut(directory), "the directory of a record");
        let record =
            Record { directory: directory.clone(), id: id.clone(), draft, tie, created_at, modified_at: created_at };
        home.records.insert(id.clone(), record);
        id
    }

    /// Adds a SCIM group with these records in it; says its id.
    pub fn add_group(&mut self, directory: &DirectoryId, name: &str, members: &[ScimUserId]) -> GroupId {
        let id = self.next_group_id();
        let group = ScimGroup {
            id: id.clone(),
            name: name.to_owned(),
            external_id: None,
            members: members.iter().cloned().collect(),
            created_at: Timestamp::UNIX_EPOCH,
            modified_at: Timestamp::UNIX_EPOCH,
        };
        present(self.directories.get_mut(directory), "the directory of a group").groups.insert(id.clone(), group);
        id
    }
}
