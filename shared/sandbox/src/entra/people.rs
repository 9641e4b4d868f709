//! The people and groups of a tenant, and how Graph writes them.
//!
//! It knows nothing of provisioning.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

/// Everything that lies in the directory at one instant.
#[derive(Clone, Debug, Default)]
pub(crate) struct Directory {
    pub(crate) users: BTreeMap<String, User>,
    pub(crate) deleted: BTreeMap<String, DeletedUser>,
    pub(crate) groups: BTreeMap<String, Group>,
}

/// Whether a user belongs here or was invited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UserType {
    /// Belongs to the tenant.
    Member,
    /// Was invited from elsewhere.
    Guest,
}

/// A user, with the properties that Graph shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The immutable object id.
    pub id: String,
    /// The name that people see.
    pub display_name: String,
    /// The given name.
    pub given_name: Option<String>,
    /// The family name.
    pub surname: Option<String>,
    /// The sign-in name.
    pub user_principal_name: String,
    /// The address of the mailbox, where there is one.
    pub mail: Option<String>,
    /// Addresses with their kind: `SMTP:` is the primary one, `smtp:` any other.
    pub proxy_addresses: Vec<String>,
    /// Further addresses.
    pub other_mails: Vec<String>,
    /// Whether the user may sign in.
    pub account_enabled: bool,
    /// Member or guest.
    pub user_type: UserType,
    /// `Invitation` for guests.
    pub creation_type: Option<String>,
    /// `Accepted` or `PendingAcceptance` for guests.
    pub external_user_state: Option<String>,
    /// The number that the HR system gave.
    pub employee_id: Option<String>,
    /// When the object was created.
    pub created: Timestamp,
    /// Whether the object is synced from on-premises; `None` where it never was.
    pub on_premises_sync_enabled: Option<bool>,
    /// Further attributes by Graph name (`jobTitle`, `department`).
    pub further: BTreeMap<String, String>,
}

/// A user that lies in the recycle bin.
#[derive(Clone, Debug)]
pub(crate) struct DeletedUser {
    /// As it was, with the sign-in name it had.
    pub(crate) user: User,
    pub(crate) deleted: Timestamp,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The object id.
    pub id: String,
    /// The name.
    pub display_name: String,
    /// The address, where the group is mail-enabled.
    pub mail: Option<String>,
    /// Addresses with their kind, as for users.
    pub proxy_addresses: Vec<String>,
    /// The ids of the direct members.
    pub members: Vec<String>,
    /// The rule that fills the group, where it is dynamic.
    pub membership_rule: Option<String>,
    /// Whether the group is synced from on-premises.
    pub on_premises_sync_enabled: Option<bool>,
    /// Whether directory roles may be assigned to it.
    pub is_assignable_to_role: Option<bool>,
}

impl Group {
    /// An ordinary security group with these direct members.
    pub fn assigned_by_hand(id: &str, name: &str, members: &[&str]) -> Self {
        Self {
            id: id.to_owned(),
            display_name: name.to_owned(),
            mail: None,
            proxy_addresses: Vec::new(),
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            membership_rule: None,
            on_premises_sync_enabled: None,
            is_assignable_to_role: None,
        }
    }

    pub(crate) fn graph_json(&self) -> Value {
        let (types, processing) = match self.membership_rule {
            Some(_) => (json!(["DynamicMembership"]), json!("On")),
            None => (json!([]), Value::Null),
        };
        json!({
            "id": self.id,
            "deletedDateTime": null,
            "displayName": self.display_name,
            "groupTypes": types,
            "isAssignableToRole": self.is_assignable_to_role,
            "mail": self.mail,
            "mailEnabled": self.mail.is_some(),
            "membershipRule": self.membership_rule,
            "membershipRuleProcessingState": processing,
            "onPremisesSyncEnabled": self.on_premises_sync_enabled,
            "proxyAddresses": self.proxy_addresses,
            "securityEnabled": true,
        })
    }
}

/// What Graph shows of a user that is asked for without `$select`.
pub(crate) const DEFAULT_USER_PROPERTIES: [&str; 11] = [
    "businessPhones",
    "displayName",
    "givenName",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "surname",
    "userPrincipalName",
    "id",
];

impl User {
    /// Every property that the sandbox knows.
    pub(crate) fn graph_json(&self) -> Value {
        let user_type = match self.user_type {
            UserType::Member => "Member",
            UserType::Guest => "Guest",
        };
        let further = |name: &str| self.further.get(name).cloned();
        json!({
            "id": self.id,
            "deletedDateTime": null,
            "displayName": self.display_name,
            "givenName": self.given_name,
            "surname": self.surname,
            "userPrincipalName": self.user_principal_name,
            "mail": self.mail,
            "proxyAddresses": self.proxy_addresses,
            "otherMails": self.other_mails,
            "accountEnabled": self.account_enabled,
            "userType": user_type,
            "creationType": self.creation_type,
            "externalUserState": self.external_user_state,
            "employeeId": self.employee_id,
            "createdDateTime": self.created.to_string(),
            "onPremisesSyncEnabled": self.on_premises_sync_enabled,
            "identities": [self.identity_json()],
            "jobTitle": further("jobTitle"),
            "department": further("department"),
            "businessPhones": [],
            "mobilePhone": null,
            "officeLocation": null,
            "preferredLanguage": null,
        })
    }

    fn identity_json(&self) -> Value {
        match self.user_type {
            UserType::Member => json!({
                "signInType": "userPrincipalName",
                "issuer": self.user_principal_name.split('@').nth(1),
                "issuerAssignedId": self.user_principal_name,
            }),
            UserType::Guest => json!({
                "signInType": "federated",
                "issuer": "ExternalAzureAD",
                "issuerAssignedId": null,
            }),
        }
    }
}

impl DeletedUser {
    /// As the recycle bin shows it: the sign-in name begins with the object id, without dashes.
    pub(crate) fn graph_json(&self) -> Value {
        let plain_id = self.user.id.replace('-', "");
        let binned =
            User { user_principal_name: format!("{plain_id}{}", self.user.user_principal_name), ..self.user.clone() };
        let mut value = binned.graph_json();
        if let Some(object) = value.as_object_mut() {
            object.insert("deletedDateTime".to_owned(), json!(self.deleted.to_string()));
        }
        value
    }
}
