//! Acts at Atlassian: in the administration pages, or in an account.
//!
//! Each looks first whether it can be done. The ledger shows changes of addresses, lives, records and links; what it
//! does not show is returned.

use super::Desk;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, ScimUserId};
use untwin_laws::Change;
use untwin_sandbox::atlassian::{Account, AccountSeed, DomainStatus, Lifecycle, RecordSeed};

impl Desk<'_> {
    pub(super) fn rename_holder_away(&mut self) -> Vec<Change> {
        let holder = self.world.organization.account_with(&self.person.wanted).map(|account| account.id.clone());
        match holder.filter(|holder| *holder != self.person.original) {
            Some(holder) => self.rename(&holder, &self.person.address("gone")),
            None => Vec::new(),
        }
    }

    pub(super) fn rename(&mut self, account: &AccountId, to: &EmailAddress) -> Vec<Change> {
        if self.living(account).is_some() && self.world.organization.account_with(to).is_none() {
            self.world.organization.rename_by_hand(self.now, account, to.as_str());
        }
        Vec::new()
    }

    pub(super) fn sign_up(&mut self, at: &EmailAddress) -> Vec<Change> {
        let organization = &mut self.world.organization;
        let newcomer = &self.person.newcomer;
        if organization.account_with(at).is_none() && organization.account(newcomer).is_none() {
            let seed = AccountSeed::managed(newcomer.as_str(), at.as_str());
            organization.sign_up_by_hand(self.now, seed.named(&self.person.full_name()).added(self.now));
        }
        Vec::new()
    }

    pub(super) fn link_new_record(&mut self, directory: Option<&DirectoryId>, id: &ScimUserId) -> Vec<Change> {
        let holder = self.living(&self.person.holder).map(|account| (account.id.clone(), account.email.clone()));
        let (Some(directory), Some((holder, address))) = (directory, holder) else { return Vec::new() };
        if self.world.organization.record(directory, id).is_none() {
            let seed = RecordSeed::new(id.as_str(), address.as_str()).external_id(&self.person.gone);
            self.world.organization.make_record_by_hand(self.now, directory, seed.linked_to(&holder));
        }
        Vec::new()
    }

    pub(super) fn unlink(&mut self) -> Vec<Change> {
        let (directory, record) = (&self.cast.directory, &self.person.record);
        if self.world.organization.record(directory, record).is_some() {
            self.world.organization.unlink_by_hand(self.now, directory, record);
        }
        Vec::new()
    }

    pub(super) fn delete_record(&mut self) -> Vec<Change> {
        let (directory, record) = (&self.cast.directory, &self.person.record);
        if self.world.organization.record(directory, record).is_some() {
            self.world.organization.delete_record_by_hand(self.now, directory, record);
        }
        Vec::new()
    }

    pub(super) fn relink(&mut self, to: &AccountId) -> Vec<Change> {
        let (directory, record) = (&self.cast.directory, &self.person.record);
        let found = self.world.organization.record(directory, record);
        let elsewhere = found.is_some_and(|record| record.account() != Some(to));
        if elsewhere && self.living(to).is_some() {
            self.world.organization.link_by_hand(self.now, directory, record, to);
        }
        Vec::new()
    }

    pub(super) fn deactivate(&mut self, account: &AccountId) -> Vec<Change> {
        if self.living(account).is_some() {
            self.world.organization.deactivate_by_hand(self.now, account);
        }
        Vec::new()
    }

    pub(super) fn mark(&mut self, account: &AccountId) -> Vec<Change> {
        if self.living(account).is_some() {
            self.world.organization.delete_by_hand(self.now, account);
        }
        Vec::new()
    }

    /// Where activity is reported late, nobody can see it yet, and so nobody is told of it.
    pub(super) fn use_holder(&mut self) -> Vec<Change> {
        let holder = &self.person.holder;
        if self.living(holder).is_none_or(|account| account.lifecycle != Lifecycle::Active) {
            return Vec::new();
        }
        self.world.organization.used(self.now, holder, "confluence");
        if self.world.organization.quirks().activity_lag_s > 0 { Vec::new() } else { lived_in(holder) }
    }

    pub(super) fn use_token(&mut self) -> Vec<Change> {
        let holder = &self.person.holder;
        if self.living(holder).is_none_or(|account| account.lifecycle != Lifecycle::Active) {
            return Vec::new();
        }
        self.world.organization.uses_token(self.now, holder);
        lived_in(holder)
    }

    pub(super) fn make_admin(&mut self, account: &AccountId) -> Vec<Change> {
        if self.living(account).is_none() {
            return Vec::new();
        }
        self.world.organization.give_role_by_hand(account, "atlassian/org-admin");
        let protected = Change::Protected { account: account.to_string() };
        lived_in(account).into_iter().chain([protected]).collect()
    }

    pub(super) fn give_group(&mut self) -> Vec<Change> {
        let holder = &self.person.holder;
        if self.living(holder).is_none() {
            return Vec::new();
        }
        self.world.organization.join_group_by_hand(holder, "wiki-admins");
        lived_in(holder)
    }

    pub(super) fn prove_domain(&mut self, status: DomainStatus) -> Vec<Change> {
        self.world.organization.prove_domain_by_hand(self.person.wanted.domain().as_str(), status);
        Vec::new()
    }

    /// An account that is not gone for good.
    fn living(&self, account: &AccountId) -> Option<&Account> {
        self.world.organization.account(account).filter(|account| account.lifecycle != Lifecycle::Closed)
    }
}

fn lived_in(account: &AccountId) -> Vec<Change> {
    vec![Change::LivedIn { account: account.to_string() }]
}
