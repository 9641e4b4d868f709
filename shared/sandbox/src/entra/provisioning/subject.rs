//! Whom a push is about: who they are, whether the application provisions them, and what should flow.
//!
//! It knows nothing of requests.

use super::attempt::{Entitlement, Linked, Trigger};
use super::record::Action;
use crate::entra::Tenant;
use crate::entra::people::{User, UserType};

/// A user and whether the application provisions them.
pub(super) struct Subject {
    pub(super) user: User,
    pub(super) entitlement: Entitlement,
}

/// What the push of a subject has to do.
pub(super) enum Way {
    /// Look for the target record, then create or bring it up to date.
    Write,
    /// Delete the target record.
    Delete,
    /// Leave everything as it is.
    Skip,
}

/// Whether a cycle pushes a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concern {
    Push,
    Ignore,
}

impl Tenant {
    /// Whether a cycle has anything to do with a user: the application provisions them, or did so once.
    pub(super) fn concerns(&self, user_id: &str) -> Concern {
        let entitled = |subject: Subject| subject.entitlement == Entitlement::Entitled;
        if self.job.links.contains_key(user_id) || self.subject(user_id).is_some_and(entitled) {
            Concern::Push
        } else {
            Concern::Ignore
        }
    }

    pub(super) fn subject(&self, user_id: &str) -> Option<Subject> {
        if let Some(user) = self.directory.users.get(user_id) {
            let user = user.clone();
            let entitlement = self.entitlement(&user);
            return Some(Subject { user, entitlement });
        }
        if let Some(deleted) = self.directory.deleted.get(user_id) {
            let entitlement = Entitlement::InRecycleBin;
            return Some(Subject { user: deleted.user.clone(), entitlement });
        }
        let user = self.job.purged.get(user_id)?.clone();
        Some(Subject { user, entitlement: Entitlement::Purged })
    }

    /// Assigned directly, or a direct member of an assigned group, and allowed to sign in.
    fn entitlement(&self, user: &User) -> Entitlement {
        let groups = &self.directory.groups;
        let in_group = |id: &String| groups.get(id).is_some_and(|group| group.members.contains(&user.id));
        let assigned = |principal: &String| *principal == user.id || in_group(principal);
        if !self.assignments.iter().any(|assignment| assigned(&assignment.principal)) {
            return Entitlement::NotAssigned;
        }
        if user.account_enabled { Entitlement::Entitled } else { Entitlement::SignInBlocked }
    }

    pub(super) fn wanted_values(&self, subject: &Subject) -> Vec<(String, String)> {
        self.job.mapping.evaluate(&|name| attribute(subject, name))
    }

    pub(super) fn target_paths(&self, subject: &Subject) -> Vec<String> {
        self.wanted_values(subject).into_iter().map(|(path, _)| path).collect()
    }
}

/// What is to be done for a subject.
pub(super) const fn way(entitlement: Entitlement, linked: Linked, trigger: Trigger) -> Way {
    match (entitlement, linked, trigger) {
        (Entitlement::Entitled, _, _) | (Entitlement::NotAssigned, Linked::Yes, _) => Way::Write,
        (_, Linked::No, _) => Way::Skip,
        // On demand, somebody who is disabled or deleted at the source is left alone.
        (Entitlement::SignInBlocked | Entitlement::InRecycleBin | Entitlement::Purged, _, Trigger::OnDemand) => {
            Way::Skip
        }
        (Entitlement::Purged, _, _) => Way::Delete,
        (Entitlement::SignInBlocked | Entitlement::InRecycleBin, _, _) => Way::Write,
    }
}

/// Which action that is, before the target is looked at.
pub(super) const fn intended(entitlement: Entitlement, linked: Linked) -> Action {
    match (entitlement, linked) {
        (Entitlement::Entitled, Linked::Yes) => Action::Update,
        (Entitlement::Entitled, Linked::No) => Action::Create,
        (_, Linked::No) => Action::Other,
        (Entitlement::NotAssigned | Entitlement::SignInBlocked, Linked::Yes) => Action::Disable,
        (Entitlement::InRecycleBin, Linked::Yes) => Action::StagedDelete,
        (Entitlement::Purged, Linked::Yes) => Action::Delete,
    }
}

/// The value of a source attribute, as expressions see it.
fn attribute(subject: &Subject, name: &str) -> Option<String> {
    let user = &subject.user;
    match name {
        "objectId" => Some(user.id.clone()),
        "displayName" => Some(user.display_name.clone()),
        "givenName" => user.given_name.clone(),
        "surname" => user.surname.clone(),
        "mail" => user.mail.clone(),
        "mailNickname" => user.mail.as_ref()?.split('@').next().map(str::to_owned),
        "userPrincipalName" => Some(home_name(user)),
        "originalUserPrincipalName" => Some(user.user_principal_name.clone()),
        "employeeId" => user.employee_id.clone(),
        "IsSoftDeleted" => Some(if subject.entitlement == Entitlement::Entitled { "False" } else { "True" }.to_owned()),
        other => user.further.get(other).cloned(),
    }
}

/// The sign-in name without the guest marker: `ada_example.org#EXT#@..` becomes `ada@example.org`.
fn home_name(user: &User) -> String {
    let name = &user.user_principal_name;
    let guest = name.split_once("#EXT#").filter(|_| user.user_type == UserType::Guest);
    let home = guest.and_then(|(alias, _)| alias.rsplit_once('_'));
    home.map_or_else(|| name.clone(), |(local, domain)| format!("{local}@{domain}"))
}
