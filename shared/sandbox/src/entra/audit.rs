//! The directory's audit log: who changed which user, and how.
//!
//! It knows nothing of provisioning.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::people::User;

/// Who made a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Initiator {
    /// A person.
    User {
        /// Their object id.
        id: String,
        /// Their sign-in name.
        user_principal_name: String,
    },
    /// An application, such as an HR system or directory sync.
    App {
        /// The id of its service principal.
        service_principal_id: String,
        /// Its name.
        display_name: String,
    },
}

/// One entry of the audit log.
#[derive(Clone, Debug)]
pub(crate) struct AuditEntry {
    pub(crate) id: String,
    pub(crate) at: Timestamp,
    pub(crate) activity: &'static str,
    pub(crate) by: Initiator,
    pub(crate) target_id: String,
    pub(crate) target_name: String,
    pub(crate) changes: Vec<Change>,
}

/// One changed attribute; the values are JSON text.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    attribute: &'static str,
    old: String,
    new: String,
}

/// The changes of addresses between two states of a user.
pub(crate) fn changes(old: &User, new: &User) -> Vec<Change> {
    let one = |value: &Option<String>| Value::Array(value.iter().map(|text| json!(text)).collect());
    let pairs = [
        ("Mail", one(&old.mail), one(&new.mail)),
        ("UserPrincipalName", json!([old.user_principal_name]), json!([new.user_principal_name])),
        ("ProxyAddresses", json!(old.proxy_addresses), json!(new.proxy_addresses)),
        ("OtherMail", json!(old.other_mails), json!(new.other_mails)),
        ("AccountEnabled", json!([old.account_enabled]), json!([new.account_enabled])),
        ("DisplayName", json!([old.display_name]), json!([new.display_name])),
    ];
    let changed = pairs.into_iter().filter(|(_, old, new)| old != new);
    changed.map(|(attribute, old, new)| Change { attribute, old: old.to_string(), new: new.to_string() }).collect()
}

impl AuditEntry {
    pub(crate) fn graph_json(&self) -> Value {
        let properties: Vec<Value> = self
            .changes
            .iter()
            .map(|change| json!({"displayName": change.attribute, "oldValue": change.old, "newValue": change.new}))
            .collect();
        json!({
            "id": self.id,
            "category": "UserManagement",
            "correlationId": self.id,
            "result": "success",
            "resultReason": "",
            "activityDisplayName": self.activity,
            "activityDateTime": self.at.to_string(),
            "loggedByService": "Core Directory",
            "operationType": "Update",
            "initiatedBy": self.by.graph_json(),
            "targetResources": [{
                "id": self.target_id,
                "displayName": null,
                "type": "User",
                "userPrincipalName": self.target_name,
                "groupType": null,
                "modifiedProperties": properties,
            }],
            "additionalDetails": [],
        })
    }
}

impl Initiator {
    fn graph_json(&self) -> Value {
        match self {
            Self::User { id, user_principal_name } => json!({
                "app": null,
                "user": {
                    "id": id,
                    "displayName": null,
                    "userPrincipalName": user_principal_name,
                    "ipAddress": null,
                },
            }),
            Self::App { service_principal_id, display_name } => json!({
                "user": null,
                "app": {
                    "appId": null,
                    "displayName": display_name,
                    "servicePrincipalId": service_principal_id,
                    "servicePrincipalName": null,
                },
            }),
        }
    }
}
