//! How the organization changes: each function does one thing to the state and writes it into the ledger.
//!
//! Nothing here refuses. Whoever calls has checked first, so that a refused request changes nothing at all.

use super::Organization;
use super::account::{Account, Claim, DELETION_GRACE, Lifecycle, Membership, Verification};
use super::directory::{Activity, Draft, Record, ScimGroup, Tie};
use super::ledger::{Actor, Change, Deed, Mutation};
use super::quirks::LinkToDeactivated;
use super::seed::{AccountSeed, sound};
use jiff::{SignedDuration, Timestamp};
use std::mem;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, GroupId, ScimUserId};

/// Where a record is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RecordKey {
    pub(super) directory: DirectoryId,
    pub(super) id: ScimUserId,
}

impl RecordKey {
    pub(super) fn of(record: &Record) -> Self {
        Self { directory: record.directory.clone(), id: record.id.clone() }
    }
}

impl Organization {
    /// Lets time pass: accounts whose grace is over are gone for good, and their addresses are free.
    pub fn advance(&mut self, now: Timestamp) {
        let over = |account: &&mut Account| match account.lifecycle {
            Lifecycle::ForDeletion(since) => now.duration_since(since) >= DELETION_GRACE,
            Lifecycle::Active | Lifecycle::Deactivated(_) | Lifecycle::Closed => false,
        };
        let mut closed = Vec::new();
        for account in self.accounts.values_mut().filter(over) {
            account.lifecycle = Lifecycle::Closed;
            account.membership = Membership::Absent;
            closed.push(account.id.clone());
        }
        let deed = Deed { at: now, actor: Actor::Time };
        for account in closed {
            self.note(&deed, Change::Closed { account });
        }
    }

    /// The next instant at which something happens by itself.
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        let ends = self.accounts.values().filter_map(|account| match account.lifecycle {
            Lifecycle::ForDeletion(since) => since.checked_add(DELETION_GRACE).ok(),
            Lifecycle::Active | Lifecycle::Deactivated(_) | Lifecycle::Closed => None,
        });
        ends.min()
    }

    pub(super) fn note(&mut self, deed: &Deed, change: Change) {
        self.mutations.push(Mutation { at: deed.at, actor: deed.actor.clone(), change });
    }

    pub(super) fn set_email(&mut self, deed: &Deed, id: &AccountId, to: &EmailAddress) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        account.verification = Verification::Verified;
        let from = mem::replace(&mut account.email, to.clone());
        if from.as_str() != to.as_str() {
            self.note(deed, Change::AddressChanged { account: id.clone(), from, to: to.clone() });
        }
    }

    pub(super) fn set_name(&mut self, deed: &Deed, id: &AccountId, name: &str) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        if account.name != name {
            name.clone_into(&mut account.name);
            self.note(deed, Change::NameChanged { account: id.clone() });
        }
    }

    pub(super) fn end_sessions(&mut self, deed: &Deed, id: &AccountId) {
        let Some(account) = self.accounts.get_mut(id) else { return };
        let count = mem::take(&mut account.sessions);
        if count > 0 {
            self.note(deed, Change::SessionsEnded { account: id.clone(), count });
        }
    }

    pub(super) fn deactivate(&mut self, deed: &Deed, id: &AccountId) {
        if self.live(id, |life| matches!(life, Lifecycle::Active), Lifecycle::Deactivated(deed.at)) {
            self.note(deed, Change::Deactivated { account: id.clone() });
            self.end_sessions(deed, id);
        }
    }

    pub(super) fn reactivate(&mut self, deed: &Deed, id: &AccountId) {
        if self.live(id, |life| matches!(life, Lifecycle::Deactivated(_)), Lifecycle::Active) {
            self.note(deed, Change::Reactivated { account: id.clone() });
        }
    }

    pub(super) fn mark_for_deletion(&mut self, deed: &Deed, id: &AccountId) {
        let alive = |life| matches!(life, Lifecycle::Active | Lifecycle::Deactivated(_));
        if self.live(id, alive, Lifecycle::ForDeletion(deed.at)) {
            self.note(deed, Change::MarkedForDeletion { account: id.clone() });
            self.end_sessions(deed, id);
        }
    }

    /// Documented: this also activates the account, whatever it was before.
    pub(super) fn cancel_deletion(&mut self, deed: &Deed, id: &AccountId) {
        if self.live(id, |life| matches!(life, Lifecycle::ForDeletion(_)), Lifecycle::Active) {
            self.note(deed, Change::DeletionCancelled { account: id.clone() });
        }
    }

    /// Whether the account was in the state that the change starts from.
    fn live(&mut self, id: &AccountId, from: impl Fn(Lifecycle) -> bool, to: Lifecycle) -> bool {
        match self.accounts.get_mut(id) {
            Some(account) if from(account.lifecycle) => {
                account.lifecycle = to;
                true
            }
            Some(_) | None => false,
        }
    }

    /// A push makes an account: managed on a claimed domain, unmanaged elsewhere.
    pub(super) fn create_account(&mut self, deed: &Deed, draft: &Draft, claim: Claim) -> AccountId {
        let id = format!("712020:{}", self.next_uuid());
        let mut seed = AccountSeed::unmanaged(&id, draft.email.as_str()).added(deed.at).sessions(0);
        seed.account.claim = claim;
        if let Some(name) = draft.full_name() {
            seed = seed.named(&name);
        }
        let account = self.add_account(seed);
        self.note(deed, Change::AccountCreated { account: account.clone() });
        account
    }

    pub(super) fn link_record(&mut self, deed: &Deed, key: &RecordKey, to: &AccountId) {
        let Some(record) = self.record_mut(key) else { return };
        record.tie = Tie::Linked(to.clone());
        let activity = record.draft.activity;
        let RecordKey { directory, id } = key.clone();
        self.note(deed, Change::Linked { directory, record: id, account: to.clone() });
        if let Some(account) = self.accounts.get_mut(to).filter(|a| a.membership == Membership::Absent) {
            account.membership = Membership::Active;
        }
        match (activity, self.quirks.link_to_deactivated) {
            (Activity::Active, LinkToDeactivated::Leaves) => {}
            (Activity::Active, LinkToDeactivated::Activates) | (Activity::Inactive, _) => {
                self.apply_activity(deed, to, activity);
            }
        }
    }

    /// A record's `active` rules managed accounts only.
    pub(super) fn apply_activity(&mut self, deed: &Deed, id: &AccountId, activity: Activity) {
        let managed = self.accounts.get(id).is_some_and(|account| account.claim == Claim::Managed);
        match activity {
            Activity::Active if managed => self.reactivate(deed, id),
            Activity::Inactive if managed => self.deactivate(deed, id),
            Activity::Active | Activity::Inactive => {}
        }
    }

    /// Breaks a link and keeps the record; its groups are lost (documented) and do not come back by themselves.
    pub(super) fn unlink_record(&mut self, deed: &Deed, key: &RecordKey) {
        let Some(record) = self.record_mut(key) else { return };
        let Some(account) = record.account().cloned() else { return };
        record.tie = Tie::Released(account.clone());
        self.lock_for_a_while(deed, &account);
        self.leave_groups(deed, key);
        let RecordKey { directory, id } = key.clone();
        self.note(deed, Change::Unlinked { directory, record: id, account });
    }

    pub(super) fn delete_record(&mut self, deed: &Deed, key: &RecordKey) {
        self.leave_groups(deed, key);
        let home = self.directories.get_mut(&key.directory);
        let Some(record) = home.and_then(|home| home.records.remove(&key.id)) else { return };
        if let Some(account) = record.account() {
            self.lock_for_a_while(deed, account);
        }
        let RecordKey { directory, id } = key.clone();
        self.note(deed, Change::RecordDeleted { directory, record: id });
    }

    pub(super) fn leave_groups(&mut self, deed: &Deed, key: &RecordKey) {
        let Some(home) = self.directories.get_mut(&key.directory) else { return };
        let leave = |group: &mut ScimGroup| group.members.remove(&key.id).then(|| group.id.clone());
        let left: Vec<GroupId> = home.groups.values_mut().filter_map(leave).collect();
        for group in left {
            self.note(deed, Change::MemberRemoved { group, record: key.id.clone() });
        }
    }

    pub(super) fn record_mut(&mut self, key: &RecordKey) -> Option<&mut Record> {
        self.directories.get_mut(&key.directory)?.records.get_mut(&key.id)
    }

    fn lock_for_a_while(&mut self, deed: &Deed, id: &AccountId) {
        let delay = SignedDuration::from_secs(self.quirks.editable_after_s);
        if let Some(account) = self.accounts.get_mut(id) {
            account.locked_until = deed.at.checked_add(delay).ok();
        }
    }

    /// Ids that look like the vendor's and never repeat.
    pub(super) fn next_uuid(&mut self) -> String {
        self.ids_given += 1;
        format!("5a9db0c5-0000-4000-8000-{:012x}", self.ids_given)
    }

    pub(super) fn next_group_id(&mut self) -> GroupId {
        sound(GroupId::parse(&self.next_uuid()), "a group id")
    }

    pub(super) fn next_record_id(&mut self) -> ScimUserId {
        sound(ScimUserId::parse(&self.next_uuid()), "a SCIM user id")
    }
}
