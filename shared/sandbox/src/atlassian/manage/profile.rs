//! A managed account's profile. It does not say that an account is marked for deletion.

use super::super::Organization;
use super::super::reply::{Answer, Reply};
use http::StatusCode;
use serde_json::json;

impl Organization {
    pub(super) fn show_profile(&self, id: &str) -> Answer {
        let account = self.manageable(id)?;
        let profile = json!({
            "account_id": account.id.as_str(),
            "account_type": account.kind.text(),
            "account_status": account.lifecycle.text(),
            "name": account.name,
            "nickname": account.name.split(' ').next().unwrap_or_default(),
            "email": account.email.as_str(),
            "picture": format!("{}/picture/{}", self.public_base, account.id),
            "characteristics": { "not_mentionable": false },
            "extended_profile": {},
        });
        Ok(Reply::json(StatusCode::OK, json!({ "account": profile })))
    }
}
