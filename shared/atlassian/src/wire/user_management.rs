//! User management API.

use serde::{Deserialize, Serialize};

/// Answer of `GET /users/{id}/manage`: one rule for each privilege asked for.
#[derive(Debug, Deserialize)]
pub(crate) struct Rules {
    #[serde(rename = "email.set")]
    pub(crate) email_set: Option<Rule>,
    #[serde(rename = "lifecycle.enablement")]
    pub(crate) enablement: Option<Rule>,
    #[serde(rename = "lifecycle.delete")]
    pub(crate) delete: Option<Rule>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Rule {
    pub(crate) allowed: Option<bool>,
    pub(crate) reason: Option<Reason>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Reason {
    pub(crate) key: Option<String>,
}

/// Answer of `GET /users/{id}/manage/profile`.
#[derive(Debug, Deserialize)]
pub(crate) struct Profile {
    pub(crate) account: ProfileAccount,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ProfileAccount {
    pub(crate) account_id: Option<String>,
    pub(crate) email: Option<String>,
}

/// One entry of `GET /users/{id}/manage/api-tokens`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Token {
    pub(crate) id: Option<String>,
    pub(crate) created_at: Option<String>,
    pub(crate) last_access: Option<String>,
    pub(crate) expiry: Option<String>,
}

/// Body of `PUT /users/{id}/manage/email`.
#[derive(Debug, Serialize)]
pub(crate) struct SetEmail<'a> {
    pub(crate) email: &'a str,
}
