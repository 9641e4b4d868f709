//! The reference model: who has which address, which record is linked to which account, and since when.

use crate::{Account, Beginning, Change, Life, Record, Search, User};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Who owns what.
#[derive(Debug, Default)]
pub struct Model {
    accounts: BTreeMap<String, AccountNow>,
    records: BTreeMap<String, RecordNow>,
    /// By object id in lower case: the provider does not tell cases apart.
    users: BTreeMap<String, UserNow>,
    at_address: BTreeMap<String, String>,
    linked: BTreeMap<String, BTreeSet<String>>,
    /// The user whose account it is.
    rightful: BTreeMap<String, String>,
    search: Search,
}

/// Through whom something changed last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// Through a request of ours.
    Ours,
    /// Through anybody or anything else.
    Others,
}

/// An account, and since when it is so.
#[derive(Debug, Clone)]
pub(crate) struct AccountNow {
    pub(crate) is: Account,
    pub(crate) address_since: Timestamp,
    pub(crate) address_by: Whose,
    pub(crate) life_since: Timestamp,
    pub(crate) life_by: Whose,
    pub(crate) lived_in_since: Option<Timestamp>,
    pub(crate) protected_since: Option<Timestamp>,
    /// When something about it changed that has no word of its own: who manages it, for instance.
    pub(crate) touched_at: Option<Timestamp>,
}

/// A record, and when others last changed what it is linked to.
#[derive(Debug, Clone)]
pub(crate) struct RecordNow {
    pub(crate) is: Record,
    /// When others last linked, unlinked or removed it.
    pub(crate) tied_at: Timestamp,
    pub(crate) exists: Exists,
    /// Groups that it left, when, and through whom.
    pub(crate) left: BTreeMap<String, (Timestamp, Whose)>,
}

/// Whether something is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exists {
    Yes,
    NoMore,
}

#[derive(Debug, Clone)]
struct UserNow {
    is: User,
    exists: Exists,
}

impl Model {
    pub(crate) fn new(beginning: Beginning) -> Self {
        let mut model = Self { search: beginning.search, ..Self::default() };
        for (id, user) in beginning.users {
            let id = id.to_ascii_lowercase();
            if let Some(account) = &user.rightful {
                model.rightful.insert(account.clone(), id.clone());
            }
            model.users.insert(id, UserNow { is: user, exists: Exists::Yes });
        }
        for (id, account) in beginning.accounts {
            model.make(id, account, (Whose::Others, Timestamp::MIN));
        }
        for (id, record) in beginning.records {
            if let Some(account) = &record.account {
                model.linked.entry(account.clone()).or_default().insert(id.clone());
            }
            model.records.insert(id, RecordNow::new(record, Timestamp::MIN));
        }
        model
    }

    /// The address of an account, in lower case.
    pub fn address_of(&self, account: &str) -> Option<&str> {
        Some(self.accounts.get(account)?.is.address.as_str())
    }

    /// Every account by its id.
    pub fn accounts(&self) -> impl Iterator<Item = (&str, &Account)> {
        self.accounts.iter().map(|(id, account)| (id.as_str(), &account.is))
    }

    /// How much a search shows.
    pub(crate) const fn search(&self) -> Search {
        self.search
    }

    /// The account that has an address.
    pub fn holder_of(&self, address: &str) -> Option<&str> {
        self.at_address.get(address).map(String::as_str)
    }

    pub(crate) fn account(&self, id: &str) -> Option<&AccountNow> {
        self.accounts.get(id)
    }

    pub(crate) fn record(&self, id: &str) -> Option<&RecordNow> {
        self.records.get(id)
    }

    /// A user who is there.
    pub(crate) fn user(&self, id: &str) -> Option<&User> {
        let user = self.users.get(&id.to_ascii_lowercase())?;
        (user.exists == Exists::Yes).then_some(&user.is)
    }

    /// A user whose failure the provider's log holds, whether or not the user is still there.
    pub(crate) fn failed(&self, user: &str) -> Option<&User> {
        self.users.get(&user.to_ascii_lowercase()).map(|user| &user.is).filter(|user| user.failed)
    }

    /// The account that is a user's own, whether or not the user is still there.
    pub(crate) fn rightful_of(&self, user: &str) -> Option<&str> {
        self.users.get(&user.to_ascii_lowercase())?.is.rightful.as_deref()
    }

    /// The user, in lower case, whose own account it is.
    pub(crate) fn owner_of(&self, account: &str) -> Option<&str> {
        self.rightful.get(account).map(String::as_str)
    }

    /// The records that are linked to an account.
    pub(crate) fn links_of(&self, account: &str) -> impl Iterator<Item = &str> {
        self.linked.get(account).into_iter().flatten().map(String::as_str)
    }

    pub(super) fn change(&mut self, whose: Whose, change: &Change, at: Timestamp) {
        match change {
            Change::AccountMade { account, is } => self.make(account.clone(), is.clone(), (whose, at)),
            Change::Address { account, to, .. } => self.readdress(account, to, (whose, at)),
            Change::Life { account, to } => self.relive(account, *to, (whose, at)),
            Change::AccountTouched { account } => self.with(account, |it| it.touched_at = Some(at)),
            Change::LivedIn { account } => self.with(account, |it| {
                it.is.lived_in = true;
                it.lived_in_since.get_or_insert(at);
            }),
            Change::Protected { account } => self.with(account, |it| {
                it.is.protected = true;
                it.protected_since.get_or_insert(at);
            }),
            Change::RecordMade { .. }
            | Change::RecordTouched { .. }
            | Change::RecordGone { .. }
            | Change::Linked { .. }
            | Change::Unlinked { .. }
            | Change::Joined { .. }
            | Change::Left { .. } => self.change_record(whose, change, at),
            Change::UserAddress { .. }
            | Change::UserGone { .. }
            | Change::Granted { .. }
            | Change::Revoked { .. }
            | Change::Failed { .. } => self.change_user(change),
        }
    }

    fn change_record(&mut self, whose: Whose, change: &Change, at: Timestamp) {
        match change {
            Change::RecordMade { record, directory } => {
                let made = Record { directory: directory.clone(), account: None, groups: BTreeSet::new() };
                let since = if whose == Whose::Others { at } else { Timestamp::MIN };
                self.records.insert(record.clone(), RecordNow::new(made, since));
            }
            Change::RecordGone { record } => {
                self.tie(record, None, (whose, at));
                if let Some(it) = self.records.get_mut(record) {
                    it.exists = Exists::NoMore;
                    it.is.groups.clear();
                }
            }
            Change::Linked { record, account } => self.tie(record, Some(account), (whose, at)),
            Change::Unlinked { record } => self.tie(record, None, (whose, at)),
            Change::Joined { record, group } => {
                if let Some(it) = self.records.get_mut(record) {
                    it.is.groups.insert(group.clone());
                }
            }
            Change::Left { record, group } => {
                if let Some(it) = self.records.get_mut(record) {
                    it.is.groups.remove(group);
                    it.left.insert(group.clone(), (at, whose));
                }
            }
            _ => {}
        }
    }

    fn change_user(&mut self, change: &Change) {
        let (Change::UserAddress { user, .. }
        | Change::UserGone { user }
        | Change::Granted { user, .. }
        | Change::Revoked { user, .. }
        | Change::Failed { user }) = change
        else {
            return;
        };
        let Some(it) = self.users.get_mut(&user.to_ascii_lowercase()) else { return };
        match change {
            Change::UserAddress { to, .. } => {
                // Whoever was deleted and restored has an address again.
                it.exists = Exists::Yes;
                it.is.address.clone_from(to);
            }
            Change::UserGone { .. } => it.exists = Exists::NoMore,
            Change::Granted { group, .. } => drop(it.is.granted.insert(group.clone())),
            Change::Revoked { group, .. } => drop(it.is.granted.remove(group)),
            Change::Failed { .. } => it.is.failed = true,
            _ => {}
        }
    }

    fn with(&mut self, account: &str, change: impl FnOnce(&mut AccountNow)) {
        if let Some(it) = self.accounts.get_mut(account) {
            change(it);
        }
    }

    fn make(&mut self, id: String, account: Account, (whose, at): (Whose, Timestamp)) {
        if account.life != Life::Closed {
            self.at_address.insert(account.address.clone(), id.clone());
        }
        let made = AccountNow {
            address_since: at,
            address_by: whose,
            life_since: at,
            life_by: whose,
            lived_in_since: account.lived_in.then_some(at),
            protected_since: account.protected.then_some(at),
            touched_at: None,
            is: account,
        };
        self.accounts.insert(id, made);
    }

    fn readdress(&mut self, account: &str, to: &str, (whose, at): (Whose, Timestamp)) {
        self.leave_address(account);
        let Some(it) = self.accounts.get_mut(account) else { return };
        to.clone_into(&mut it.is.address);
        it.address_since = at;
        it.address_by = whose;
        if it.is.life != Life::Closed {
            self.at_address.insert(to.to_owned(), account.to_owned());
        }
    }

    fn relive(&mut self, account: &str, to: Life, (whose, at): (Whose, Timestamp)) {
        if to == Life::Closed {
            self.leave_address(account);
        }
        self.with(account, |it| {
            it.is.life = to;
            it.life_since = at;
            it.life_by = whose;
        });
    }

    fn leave_address(&mut self, account: &str) {
        let Some(it) = self.accounts.get(account) else { return };
        if self.at_address.get(&it.is.address).is_some_and(|holder| holder == account) {
            self.at_address.remove(&it.is.address);
        }
    }

    fn tie(&mut self, record: &str, account: Option<&String>, (whose, at): (Whose, Timestamp)) {
        let Some(it) = self.records.get_mut(record) else { return };
        if whose == Whose::Others {
            it.tied_at = at;
        }
        let before = std::mem::replace(&mut it.is.account, account.cloned());
        if let Some(linked) = before.and_then(|before| self.linked.get_mut(&before)) {
            linked.remove(record);
        }
        if let Some(account) = account {
            self.linked.entry(account.clone()).or_default().insert(record.to_owned());
        }
    }
}

impl RecordNow {
    const fn new(is: Record, since: Timestamp) -> Self {
        Self { is, tied_at: since, exists: Exists::Yes, left: BTreeMap::new() }
    }
}
