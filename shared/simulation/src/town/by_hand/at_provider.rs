//! Acts at the provider: users, their addresses, their groups and their assignment.
//!
//! The organization's ledger shows none of them, so all that concerns the laws is returned.

use super::Desk;
use untwin_core::domain::EmailAddress;
use untwin_laws::Change;
use untwin_sandbox::entra::{Initiator, UserSeed};
use untwin_sandbox::town::hr;

/// Whether a user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SignIn {
    Allowed,
    Blocked,
}

impl Desk<'_> {
    pub(super) fn give(&mut self, address: &EmailAddress, by: Initiator) -> Vec<Change> {
        let user = &self.person.user;
        let Some(before) = self.world.tenant.user(user).map(|user| user.mail.clone()) else { return Vec::new() };
        self.world.tenant.rename_user(self.now, user, address.as_str(), by);
        let same = before.is_some_and(|before| before.eq_ignore_ascii_case(address.as_str()));
        if same { Vec::new() } else { vec![self.address_of(user)] }
    }

    pub(super) fn themselves(&self) -> Initiator {
        let user = self.person.user.clone();
        Initiator::User { id: user, user_principal_name: self.person.wanted.as_str().to_owned() }
    }

    pub(super) fn allow_sign_in(&mut self, sign_in: SignIn) -> Vec<Change> {
        let allowed = sign_in == SignIn::Allowed;
        self.world.tenant.edit_user(self.now, &self.person.user, hr(), |user| user.account_enabled = allowed);
        Vec::new()
    }

    pub(super) fn delete_user(&mut self) -> Vec<Change> {
        let user = &self.person.user;
        if self.world.tenant.user(user).is_none() {
            return Vec::new();
        }
        let mut changes = self.revoked();
        self.world.tenant.delete_user(self.now, user);
        changes.push(Change::UserGone { user: user.clone() });
        changes
    }

    pub(super) fn restore_user(&mut self) -> Vec<Change> {
        let user = &self.person.user;
        if self.world.tenant.user(user).is_some() {
            return Vec::new();
        }
        self.world.tenant.restore_user(self.now, user);
        // Somebody who was deleted for good does not come back.
        if self.world.tenant.user(user).is_some() { vec![self.address_of(user)] } else { Vec::new() }
    }

    pub(super) fn delete_and_restore_user(&mut self) -> Vec<Change> {
        let mut changes = self.delete_user();
        changes.extend(self.restore_user());
        changes.extend(self.assign());
        changes
    }

    pub(super) fn unassign(&mut self) -> Vec<Change> {
        let changes = self.revoked();
        self.world.tenant.unassign(&self.person.user);
        for group in &self.cast.groups {
            self.world.tenant.remove_member(self.now, &group.at_provider, &self.person.user);
        }
        changes
    }

    pub(super) fn assign(&mut self) -> Vec<Change> {
        if self.world.tenant.user(&self.person.user).is_some() {
            self.world.tenant.assign(self.now, &self.person.user);
        }
        Vec::new()
    }

    pub(super) fn reassign(&mut self) -> Vec<Change> {
        let granted = self.cast.granted(self.world, &self.person.user);
        let mut changes = self.unassign();
        changes.extend(self.assign());
        for group in self.cast.groups.iter().filter(|group| granted.contains(&group.scim)) {
            self.world.tenant.add_member(self.now, &group.at_provider, &self.person.user);
            changes.push(Change::Granted { user: self.person.user.clone(), group: group.scim.clone() });
        }
        changes
    }

    pub(super) fn colleague_gets_it(&mut self) -> Vec<Change> {
        let own = self.person.address("colleague");
        let seed = UserSeed::member(&self.person.colleague, own.as_str());
        self.comes(&self.person.colleague, seed.secondary_address(self.person.wanted.as_str()))
    }

    pub(super) fn guest_gets_it(&mut self) -> Vec<Change> {
        let seed = UserSeed::guest(&self.person.guest, self.person.wanted.as_str(), "example.com");
        self.comes(&self.person.guest, seed)
    }

    pub(super) fn leave_group(&mut self) -> Vec<Change> {
        let user = &self.person.user;
        let granted = self.cast.granted(self.world, user);
        let Some(group) = self.cast.groups.iter().find(|group| granted.contains(&group.scim)) else {
            return Vec::new();
        };
        self.world.tenant.remove_member(self.now, &group.at_provider, user);
        vec![Change::Revoked { user: user.clone(), group: group.scim.clone() }]
    }

    pub(super) fn join_group(&mut self) -> Vec<Change> {
        let user = &self.person.user;
        let granted = self.cast.granted(self.world, user);
        let lacking = self.cast.groups.iter().find(|group| !granted.contains(&group.scim));
        let (Some(group), Some(_)) = (lacking, self.world.tenant.user(user)) else { return Vec::new() };
        self.world.tenant.add_member(self.now, &group.at_provider, user);
        vec![Change::Granted { user: user.clone(), group: group.scim.clone() }]
    }

    fn comes(&mut self, id: &str, seed: UserSeed) -> Vec<Change> {
        if self.world.tenant.user(id).is_some() {
            return Vec::new();
        }
        self.world.tenant.add_user_at(self.now, seed);
        vec![self.address_of(id)]
    }

    /// All groups that the provider grants the user, as if they were taken away.
    fn revoked(&self) -> Vec<Change> {
        let user = &self.person.user;
        let revoked = |group| Change::Revoked { user: user.clone(), group };
        self.cast.granted(self.world, user).into_iter().map(revoked).collect()
    }

    /// The address that the provider pushes for a user now.
    fn address_of(&self, user: &str) -> Change {
        let mail = self.world.tenant.user(user).and_then(|user| user.mail.clone());
        Change::UserAddress { user: user.to_owned(), to: mail.unwrap_or_default().to_ascii_lowercase() }
    }
}
