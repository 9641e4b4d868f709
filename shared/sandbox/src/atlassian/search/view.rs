//! A user as search and details show one.

use super::super::Organization;
use super::super::account::{Account, Claim, Lifecycle, Membership, ProductAccess, Verification};
use super::super::activity::product_id;
use super::super::quirks::Visibility;
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

impl Organization {
    pub(super) fn user_view(&self, now: Timestamp, account: &Account, expand: &BTreeSet<String>) -> Value {
        let mut user = self.plain_view(account);
        let mut add = |name: &str, value: Value| user.insert(name.to_owned(), value);
        add("links", json!({ "self": account.id.as_str() }));
        if expand.contains("platformRoles") {
            add("platformRoles", json!(account.roles));
        }
        if expand.contains("counts.resources") {
            add("counts", json!({ "resources": account.products.len() }));
        }
        if expand.contains("productAccess") {
            let products: Vec<Value> = account.products.iter().map(|access| self.product_view(now, access)).collect();
            add("productAccess", json!(products));
        }
        if expand.contains("groups") {
            add("groups", json!(self.group_views(account)));
        }
        self.without_absent(user)
    }

    /// Details show roles and counts unasked, and neither groups nor products.
    pub(super) fn user_view_in_full(&self, account: &Account) -> Value {
        let mut user = self.plain_view(account);
        user.insert("platformRoles".to_owned(), json!(account.roles));
        user.insert("counts".to_owned(), json!({ "resources": account.products.len() }));
        if let Lifecycle::Deactivated(at) | Lifecycle::ForDeletion(at) = account.lifecycle {
            user.insert("deactivatedOn".to_owned(), json!(at.to_string()));
        }
        self.without_absent(user)
    }

    pub(super) fn group_ids_of(&self, account: &Account) -> Vec<String> {
        self.groups_of(&account.id).iter().map(|name| group_ari(name)).collect()
    }

    fn plain_view(&self, account: &Account) -> Map<String, Value> {
        let mut user = Map::new();
        let mut add = |name: &str, value: Value| user.insert(name.to_owned(), value);
        add("accountId", json!(account.id.as_str()));
        add("accountType", json!(account.kind.text()));
        add("accountStatus", json!(account.lifecycle.text()));
        add("status", json!(account.status().text()));
        add("membershipStatus", json!(account.membership.text()));
        add("claimStatus", json!(account.claim.text()));
        add("managementSource", json!(self.management_source(account)));
        add("emailVerified", json!(account.verification == Verification::Verified));
        add("name", json!(account.name));
        add("nickname", json!(account.name.split(' ').next().unwrap_or_default()));
        add("mfaEnabled", json!(false));
        if account.claim == Claim::Managed || self.quirks.unmanaged_emails == Visibility::Shown {
            add("email", json!(account.email.as_str()));
        }
        if let Some(at) = account.added_at {
            add("addedToOrg", json!(at.to_string()));
        }
        user
    }

    fn management_source(&self, account: &Account) -> Option<&'static str> {
        let synced = !self.records_of(&account.id).is_empty();
        let invited = account.membership != Membership::Absent;
        synced.then_some("synced").or_else(|| invited.then_some("invited"))
    }

    fn product_view(&self, now: Timestamp, access: &ProductAccess) -> Value {
        let mut product = json!({ "id": product_id(&access.key), "key": access.key });
        if let (Some(at), Some(fields)) = (self.reported(now, access), product.as_object_mut()) {
            fields.insert("lastActiveTimestamp".to_owned(), json!(at.to_string()));
        }
        product
    }

    fn group_views(&self, account: &Account) -> Vec<Value> {
        let view = |name: &String| json!({ "id": group_ari(name), "name": name, "description": null });
        self.groups_of(&account.id).iter().map(view).collect()
    }

    fn without_absent(&self, mut user: Map<String, Value>) -> Value {
        user.retain(|name, _| !self.quirks.absent_fields.contains(name.as_str()));
        Value::Object(user)
    }
}

/// The id of a group in the organization; it is not the group's id in a SCIM directory.
fn group_ari(name: &str) -> String {
    let readable: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("ari:cloud:identity::group/{readable}")
}
