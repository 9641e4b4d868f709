//! What administrators do to the tenant: people come, change and go, and are assigned to the application.
//!
//! It knows nothing of how the changes reach Atlassian; it only notes for the job what changed.

use jiff::{SignedDuration, Timestamp};

use super::audit::{AuditEntry, Initiator, changes};
use super::people::{DeletedUser, Group, User};
use super::{Assignment, Tenant};
use crate::clock::later;

/// How long deleted users can be restored, in hours: 30 days.
const RECYCLE_BIN_HOURS: i64 = 30 * 24;

impl Tenant {
    /// Adds a user. To replace one, take them away first.
    pub fn add_user(&mut self, user: impl Into<User>) {
        let user = user.into();
        self.job.note(&user.id);
        self.directory.users.insert(user.id.clone(), user);
    }

    /// Adds a user as of `now`, so that eventual answers may miss them for a while.
    pub fn add_user_at(&mut self, now: Timestamp, user: impl Into<User>) {
        self.remember(now);
        self.add_user(User { created: now, ..user.into() });
    }

    /// Changes a user in any way; what changed is in the audit log. Nothing happens if there is no such user.
    pub fn edit_user(&mut self, now: Timestamp, id: &str, by: Initiator, edit: impl FnOnce(&mut User)) {
        self.remember(now);
        let Some(user) = self.directory.users.get_mut(id) else {
            return;
        };
        let old = user.clone();
        edit(user);
        let entry = AuditEntry {
            id: self.ids.uuid(),
            at: now,
            activity: "Update user",
            by,
            target_id: id.to_owned(),
            target_name: user.user_principal_name.clone(),
            changes: changes(&old, user),
        };
        self.audits.push(entry);
        self.job.note(id);
    }

    /// Gives a user a new address: as sign-in name, as mail and as primary address. The old one stays as a
    /// secondary address.
    pub fn rename_user(&mut self, now: Timestamp, id: &str, new_address: &str, by: Initiator) {
        self.edit_user(now, id, by, |user| {
            user.proxy_addresses.retain(|address| !address.eq_ignore_ascii_case(&format!("smtp:{new_address}")));
            for address in &mut user.proxy_addresses {
                if let Some(old) = address.strip_prefix("SMTP:") {
                    *address = format!("smtp:{old}");
                }
            }
            user.proxy_addresses.insert(0, format!("SMTP:{new_address}"));
            new_address.clone_into(&mut user.user_principal_name);
            user.mail = Some(new_address.to_owned());
        });
    }

    /// Moves a user to the recycle bin.
    pub fn delete_user(&mut self, now: Timestamp, id: &str) {
        self.remember(now);
        if let Some(user) = self.directory.users.remove(id) {
            self.assignments.retain(|assignment| assignment.principal != id);
            for group in self.directory.groups.values_mut() {
                group.members.retain(|member| member != id);
            }
            self.directory.deleted.insert(id.to_owned(), DeletedUser { user, deleted: now });
            self.job.note(id);
        }
    }

    /// Brings a user back from the recycle bin. Assignments do not come back.
    pub fn restore_user(&mut self, now: Timestamp, id: &str) {
        self.remember(now);
        if let Some(deleted) = self.directory.deleted.remove(id) {
            self.directory.users.insert(id.to_owned(), deleted.user);
            self.job.note(id);
        }
    }

    /// Deletes a user from the recycle bin for good.
    pub fn purge_user(&mut self, now: Timestamp, id: &str) {
        self.remember(now);
        if let Some(deleted) = self.directory.deleted.remove(id) {
            self.job.note_purged(deleted.user);
        }
    }

    /// Adds or replaces a group.
    pub fn add_group(&mut self, group: Group) {
        for member in &group.members {
            self.job.note(member);
        }
        self.directory.groups.insert(group.id.clone(), group);
    }

    /// Makes a user a direct member of a group.
    pub fn add_member(&mut self, now: Timestamp, group_id: &str, user_id: &str) {
        self.remember(now);
        if let Some(group) = self.directory.groups.get_mut(group_id)
            && !group.members.iter().any(|member| member == user_id)
        {
            group.members.push(user_id.to_owned());
            self.job.note(user_id);
        }
    }

    /// Takes a user out of a group.
    pub fn remove_member(&mut self, now: Timestamp, group_id: &str, user_id: &str) {
        self.remember(now);
        if let Some(group) = self.directory.groups.get_mut(group_id) {
            group.members.retain(|member| member != user_id);
            self.job.note(user_id);
        }
    }

    /// Assigns a user or a group to the application; a second assignment changes nothing.
    pub fn assign(&mut self, now: Timestamp, principal_id: &str) {
        if self.assignments.iter().any(|assignment| assignment.principal == principal_id) {
            return;
        }
        let id = self.ids.uuid().replace('-', "");
        let principal = principal_id.to_owned();
        self.assignments.push(Assignment { id, principal, created: now });
        self.note_principal(principal_id);
    }

    /// Takes the assignment of a user or a group away.
    pub fn unassign(&mut self, principal_id: &str) {
        self.assignments.retain(|assignment| assignment.principal != principal_id);
        self.note_principal(principal_id);
    }

    /// Purges the users whose time in the recycle bin is over.
    pub(super) fn empty_recycle_bin(&mut self, now: Timestamp) {
        let life = SignedDuration::from_hours(RECYCLE_BIN_HOURS);
        let over = self.directory.deleted.values().filter(|deleted| later(deleted.deleted, life) <= now);
        let ids: Vec<String> = over.map(|deleted| deleted.user.id.clone()).collect();
        for id in ids {
            self.purge_user(now, &id);
        }
    }

    /// Notes that the assignment of a principal changed: for a group, that of each direct member.
    fn note_principal(&mut self, principal_id: &str) {
        let members = self.directory.groups.get(principal_id).map(|group| group.members.clone());
        for id in members.unwrap_or_else(|| vec![principal_id.to_owned()]) {
            self.job.note(&id);
        }
    }

    /// Keeps the state that ends now, where eventual answers must still show it.
    fn remember(&mut self, now: Timestamp) {
        if self.quirks.eventual_lag_s > 0 {
            self.past.push((now, self.directory.clone()));
        }
    }
}
