//! What the key's owner may do to an account, and why not.

use super::super::Organization;
use super::super::account::{Account, Lifecycle, SignIn};
use super::super::call::Call;
use super::super::directory::Tie;
use super::super::errors::{field_violation, forbidden_action};
use super::super::quirks::{DeletionUnderScim, PendingDeletion, UnlinkedAccount};
use super::super::reply::{Answer, Reply};
use http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

const PROFILE_FIELDS: [&str; 8] = [
    "name",
    "nickname",
    "zoneinfo",
    "locale",
    "extended_profile.department",
    "extended_profile.job_title",
    "extended_profile.location",
    "extended_profile.organization",
];

/// One privilege of the documented list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Privilege {
    Profile,
    ProfileWrite,
    ProfileRead,
    EmailSet,
    Enablement,
    Delete,
    TokenRead,
    TokenDelete,
}

const PRIVILEGES: [(&str, Privilege); 8] = [
    ("profile", Privilege::Profile),
    ("profile.write", Privilege::ProfileWrite),
    ("profile.read", Privilege::ProfileRead),
    ("email.set", Privilege::EmailSet),
    ("lifecycle.enablement", Privilege::Enablement),
    ("lifecycle.delete", Privilege::Delete),
    ("apiToken.read", Privilege::TokenRead),
    ("apiToken.delete", Privilege::TokenDelete),
];

impl Organization {
    pub(super) fn show_privileges(&self, call: &Call, id: &str) -> Answer {
        let account = self.manageable(id)?;
        let asked: Vec<&str> = call.query_all("privileges").flat_map(|list| list.split(',')).collect();
        if asked.iter().any(|name| !PRIVILEGES.iter().any(|(known, _)| known == name)) {
            return Err(field_violation(StatusCode::BAD_REQUEST, "fieldConstraintsViolated", "unknownPrivilege"));
        }
        let wanted = |name: &str| asked.is_empty() || asked.contains(&name);
        let rules: Map<String, Value> = PRIVILEGES
            .iter()
            .filter(|(name, _)| wanted(name))
            .map(|(name, privilege)| ((*name).to_owned(), self.rule(call.now, account, *privilege)))
            .collect();
        Ok(Reply::json(StatusCode::OK, Value::Object(rules)))
    }

    /// Lets an action pass, or refuses it with the reason that the privileges show.
    pub(super) fn permit(&self, now: Timestamp, account: &Account, privilege: Privilege) -> Result<(), Reply> {
        self.refusal(now, account, privilege).map_or(Ok(()), |reason| Err(forbidden_action(reason)))
    }

    fn rule(&self, now: Timestamp, account: &Account, privilege: Privilege) -> Value {
        let rule = simple_rule(self.refusal(now, account, privilege));
        match privilege {
            Privilege::Profile | Privilege::ProfileWrite => {
                PROFILE_FIELDS.iter().map(|field| ((*field).to_owned(), rule.clone())).collect()
            }
            Privilege::ProfileRead
            | Privilege::EmailSet
            | Privilege::Enablement
            | Privilege::Delete
            | Privilege::TokenRead
            | Privilege::TokenDelete => rule,
        }
    }

    fn refusal(&self, now: Timestamp, account: &Account, privilege: Privilege) -> Option<&'static str> {
        match privilege {
            Privilege::ProfileRead | Privilege::TokenRead | Privilege::TokenDelete => None,
            Privilege::EmailSet => self
                .directory_refusal(now, account)
                .or_else(|| saml(account))
                .or_else(|| self.pending_deletion(account)),
            Privilege::Profile | Privilege::ProfileWrite => {
                self.directory_refusal(now, account).or_else(|| saml(account))
            }
            Privilege::Enablement => self.directory_refusal(now, account),
            Privilege::Delete => match self.quirks.deletion_under_scim {
                DeletionUnderScim::Locked => self.directory_refusal(now, account),
                DeletionUnderScim::Allowed => google(account),
            },
        }
    }

    fn directory_refusal(&self, now: Timestamp, account: &Account) -> Option<&'static str> {
        if self.locked_by_scim(now, account) { Some("externalDirectory.scim") } else { google(account) }
    }

    fn locked_by_scim(&self, now: Timestamp, account: &Account) -> bool {
        let linked = !self.records_of(&account.id).is_empty();
        let still_locked = account.locked_until.is_some_and(|until| now < until);
        let released = Tie::Released(account.id.clone());
        let kept_record = match self.quirks.unlinked_account {
            UnlinkedAccount::Editable => false,
            UnlinkedAccount::Locked => self.records().any(|record| record.tie == released),
        };
        linked || still_locked || kept_record
    }

    fn pending_deletion(&self, account: &Account) -> Option<&'static str> {
        let pending = matches!(account.lifecycle, Lifecycle::ForDeletion(_));
        (pending && self.quirks.pending_deletion == PendingDeletion::AddressLocked).then_some("administrative")
    }
}

fn google(account: &Account) -> Option<&'static str> {
    (account.sign_in == SignIn::Google).then_some("externalDirectory.google")
}

fn saml(account: &Account) -> Option<&'static str> {
    (account.sign_in == SignIn::Saml).then_some("authPolicy.saml")
}

fn simple_rule(refusal: Option<&str>) -> Value {
    match refusal {
        None => json!({ "allowed": true }),
        Some(reason) => json!({ "allowed": false, "reason": { "key": reason } }),
    }
}
