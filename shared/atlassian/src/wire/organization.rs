//! Organizations API, v1 and v2.

use serde::{Deserialize, Serialize};

/// Body of `POST /admin/v2/orgs/{org}/directories/-/users/search`.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Search {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) emails: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) account_ids: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) email_domains: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) claim_status: Option<&'static str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) expand: &'static [&'static str],
    pub(crate) limit: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cursor: Option<String>,
}

/// A page of a list: `data` and a link to the next one.
#[derive(Debug, Deserialize)]
pub(crate) struct Page<T> {
    pub(crate) data: Option<T>,
    #[serde(default)]
    links: Option<Links>,
}

#[derive(Debug, Deserialize)]
struct Links {
    next: Option<String>,
}

impl<T> Page<T> {
    pub(crate) fn next(&self) -> Option<&str> {
        self.links.as_ref()?.next.as_deref()
    }
}

/// A user of the search.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    pub(crate) account_id: Option<String>,
    pub(crate) account_type: Option<String>,
    pub(crate) account_status: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) claim_status: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) email_verified: Option<bool>,
    pub(crate) name: Option<String>,
    pub(crate) added_to_org: Option<String>,
    pub(crate) platform_roles: Option<Vec<String>>,
    pub(crate) product_access: Option<Vec<ProductAccess>>,
    pub(crate) groups: Option<Vec<Group>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProductAccess {
    pub(crate) key: Option<String>,
    pub(crate) last_active_timestamp: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Group {
    pub(crate) id: Option<String>,
    pub(crate) name: Option<String>,
}

/// `data` of `GET /admin/v1/orgs/{org}/directory/users/{id}/last-active-dates`, in snake case.
#[derive(Debug, Deserialize)]
pub(crate) struct LastActive {
    pub(crate) product_access: Option<Vec<LastActiveProduct>>,
    pub(crate) added_to_org: Option<String>,
    pub(crate) added_to_org_timestamp: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct LastActiveProduct {
    pub(crate) key: Option<String>,
    pub(crate) last_active: Option<String>,
    pub(crate) last_active_timestamp: Option<String>,
}

/// One entry of `GET /admin/v1/orgs/{org}/domains`.
#[derive(Debug, Deserialize)]
pub(crate) struct DomainEntry {
    pub(crate) attributes: Option<DomainAttributes>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DomainAttributes {
    pub(crate) name: Option<String>,
    pub(crate) claim: Option<DomainClaim>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct DomainClaim {
    pub(crate) status: Option<String>,
}
