//! People as a world or a test writes them down.
//!
//! It knows nothing of what Graph shows of them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::people::{User, UserType};

/// A user to begin with, built step by step.
#[must_use]
#[derive(Clone, Debug)]
pub struct UserSeed(User);

impl UserSeed {
    /// An enabled member whose sign-in name, mail and primary address are `address`.
    pub fn member(id: &str, address: &str) -> Self {
        let local = address.split('@').next().unwrap_or(address);
        Self(User {
            id: id.to_owned(),
            display_name: local.to_owned(),
            given_name: None,
            surname: None,
            user_principal_name: address.to_owned(),
            mail: Some(address.to_owned()),
            proxy_addresses: vec![format!("SMTP:{address}")],
            other_mails: Vec::new(),
            account_enabled: true,
            user_type: UserType::Member,
            creation_type: None,
            external_user_state: None,
            employee_id: None,
            created: Timestamp::UNIX_EPOCH,
            on_premises_sync_enabled: None,
            further: BTreeMap::new(),
        })
    }

    /// A guest who accepted the invitation to their home address, in the tenant whose first domain is `tenant_domain`.
    pub fn guest(id: &str, home_address: &str, tenant_domain: &str) -> Self {
        let Self(member) = Self::member(id, home_address);
        Self(User {
            user_principal_name: format!("{}#EXT#@{tenant_domain}", home_address.replace('@', "_")),
            other_mails: vec![home_address.to_owned()],
            user_type: UserType::Guest,
            creation_type: Some("Invitation".to_owned()),
            external_user_state: Some("Accepted".to_owned()),
            ..member
        })
    }

    /// With this given and family name, which also make the display name.
    pub fn named(mut self, given: &str, family: &str) -> Self {
        self.0.display_name = format!("{given} {family}");
        self.0.given_name = Some(given.to_owned());
        self.0.surname = Some(family.to_owned());
        self
    }

    /// With this number from the HR system.
    pub fn employee_id(mut self, number: &str) -> Self {
        self.0.employee_id = Some(number.to_owned());
        self
    }

    /// With a further, secondary proxy address.
    pub fn secondary_address(mut self, address: &str) -> Self {
        self.0.proxy_addresses.push(format!("smtp:{address}"));
        self
    }

    /// With a further address outside the mail system.
    pub fn other_mail(mut self, address: &str) -> Self {
        self.0.other_mails.push(address.to_owned());
        self
    }

    /// Created at this time.
    pub const fn created_at(mut self, created: Timestamp) -> Self {
        self.0.created = created;
        self
    }

    /// Not allowed to sign in.
    pub const fn disabled(mut self) -> Self {
        self.0.account_enabled = false;
        self
    }

    /// Without a mailbox: no mail and no proxy address.
    pub fn without_mailbox(mut self) -> Self {
        self.0.mail = None;
        self.0.proxy_addresses.clear();
        self
    }

    /// Changed in any other way.
    pub fn with(mut self, change: impl FnOnce(&mut User)) -> Self {
        change(&mut self.0);
        self
    }
}

impl From<UserSeed> for User {
    fn from(seed: UserSeed) -> Self {
        seed.0
    }
}
