//! People at work in the administration pages, or in their own account, while the product is running: no HTTP.
//!
//! # Panics
//! All of these name objects that exist; an unknown id is a mistake in the test and ends the program.

use super::Organization;
use super::account::{ApiToken, Claim, ProductAccess, Verification};
use super::changes::RecordKey;
use super::directory::Tie;
use super::domains::{Claiming, DomainStatus};
use super::ledger::{Actor, Change, Deed};
use super::seed::{AccountSeed, RecordSeed, address, present, sound};
use jiff::Timestamp;
use untwin_core::domain::{AccountId, DirectoryId, Domain, ScimUserId};

impl Organization {
    /// Somebody changes an account's address; this ends its sessions.
    pub fn rename_by_hand(&mut self, now: Timestamp, account: &AccountId, email: &str) {
        let to = address(email);
        let other = self.account_with(&to).is_some_and(|holder| holder.id != *account);
        sound(if other { Err("another account holds it") } else { Ok(()) }, "the new address");
        let deed = by_person(now);
        self.set_email(&deed, account, &to);
        self.end_sessions(&deed, account);
    }

    /// Support links a record to an account.
    pub fn link_by_hand(&mut self, now: Timestamp, directory: &DirectoryId, record: &ScimUserId, to: &AccountId) {
        let key = RecordKey::of(present(self.record(directory, record), "the record to link"));
        present(self.account(to), "the account to link");
        self.link_record(&by_person(now), &key, to);
    }

    /// Support unlinks a record and keeps it.
    pub fn unlink_by_hand(&mut self, now: Timestamp, directory: &DirectoryId, record: &ScimUserId) {
        let key = RecordKey::of(present(self.record(directory, record), "the record to unlink"));
        self.unlink_record(&by_person(now), &key);
    }

    /// Support deletes a record.
    pub fn delete_record_by_hand(&mut self, now: Timestamp, directory: &DirectoryId, record: &ScimUserId) {
        let key = RecordKey::of(present(self.record(directory, record), "the record to delete"));
        self.delete_record(&by_person(now), &key);
    }

    /// Somebody signs up, or a first login by SSO makes an account: an address that is free may not stay so.
    pub fn sign_up_by_hand(&mut self, now: Timestamp, seed: AccountSeed) -> AccountId {
        let account = self.add_account(seed);
        self.note(&by_person(now), Change::AccountCreated { account: account.clone() });
        account
    }

    /// An administrator deactivates an account.
    pub fn deactivate_by_hand(&mut self, now: Timestamp, account: &AccountId) {
        present(self.account(account), "the account to deactivate");
        self.deactivate(&by_person(now), account);
    }

    /// An administrator marks an account for deletion.
    pub fn delete_by_hand(&mut self, now: Timestamp, account: &AccountId) {
        present(self.account(account), "the account to delete");
        self.mark_for_deletion(&by_person(now), account);
    }

    /// An administrator claims an account on a verified domain; from then on the domain counts as claimed.
    pub fn claim_by_hand(&mut self, now: Timestamp, account: &AccountId) {
        let claimed = present(self.accounts.get_mut(account), "the account to claim");
        claimed.claim = Claim::Managed;
        let name = claimed.email.domain();
        for domain in self.domains.iter_mut().filter(|domain| domain.name == name) {
            domain.claiming = Claiming::Claimed;
        }
        self.note(&by_person(now), Change::Claimed { account: account.clone() });
    }

    /// An administrator lets an account go: its person manages it again. The ledger does not show who manages an account.
    pub fn unclaim_by_hand(&mut self, account: &AccountId) {
        present(self.accounts.get_mut(account), "the account to let go").claim = Claim::Unmanaged;
    }

    /// The owner confirms the address. The ledger does not show it: nothing of it is the organization's.
    pub fn verified_by_owner(&mut self, account: &AccountId) {
        present(self.accounts.get_mut(account), "the account to verify").verification = Verification::Verified;
    }

    /// The owner uses a product. Activity is no change.
    pub fn used(&mut self, now: Timestamp, account: &AccountId, product: &str) {
        let products = &mut present(self.accounts.get_mut(account), "the active account").products;
        products.retain(|access| access.key != product);
        products.push(ProductAccess { key: product.to_owned(), last_active_at: Some(now) });
    }
}

impl Organization {
    /// The owner makes an API token and uses it. Activity is no change.
    pub fn uses_token(&mut self, now: Timestamp, account: &AccountId) {
        let tokens = &mut present(self.accounts.get_mut(account), "the account with a token").tokens;
        let id = format!("token-{}", tokens.len() + 1);
        tokens.push(ApiToken { id, created_at: now, last_used_at: Some(now) });
    }

    /// An administrator gives an account a platform role. The ledger does not show what an account may do.
    pub fn give_role_by_hand(&mut self, account: &AccountId, role: &str) {
        present(self.accounts.get_mut(account), "the account to give a role").roles.insert(role.to_owned());
    }

    /// An administrator puts an account into a group, without SCIM. The ledger does not show what an account may do.
    pub fn join_group_by_hand(&mut self, account: &AccountId, group: &str) {
        present(self.accounts.get_mut(account), "the account to join").local_groups.insert(group.to_owned());
    }

    /// Somebody else than the job makes a record: support, or another provider.
    pub fn make_record_by_hand(&mut self, now: Timestamp, directory: &DirectoryId, seed: RecordSeed) -> ScimUserId {
        let (deed, tie) = (by_person(now), seed.tie.clone());
        let record = self.add_record(directory, RecordSeed { tie: Tie::Orphan, created_at: now, ..seed });
        self.note(&deed, Change::RecordCreated { directory: directory.clone(), record: record.clone() });
        if let Tie::Linked(account) = tie {
            let key = RecordKey { directory: directory.clone(), id: record.clone() };
            self.link_record(&deed, &key, &account);
        }
        record
    }

    /// The proof of a domain comes or goes. The ledger does not show domains.
    pub fn prove_domain_by_hand(&mut self, name: &str, status: DomainStatus) {
        let name = Domain::folded(name);
        for domain in self.domains.iter_mut().filter(|domain| domain.name == name) {
            domain.status = status;
        }
    }
}

fn by_person(now: Timestamp) -> Deed {
    Deed { at: now, actor: Actor::Person }
}
