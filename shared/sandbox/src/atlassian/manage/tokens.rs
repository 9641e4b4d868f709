//! API tokens of a managed account.

use super::super::Organization;
use super::super::account::ApiToken;
use super::super::errors::keyed;
use super::super::ledger::{Change, Deed};
use super::super::reply::{Answer, Reply};
use super::privileges::Privilege;
use http::StatusCode;
use serde_json::{Value, json};

impl Organization {
    pub(super) fn list_tokens(&self, id: &str) -> Answer {
        let tokens: Vec<Value> = self.manageable(id)?.tokens.iter().map(shown).collect();
        Ok(Reply::json(StatusCode::OK, Value::Array(tokens)))
    }

    pub(super) fn delete_token(&mut self, deed: &Deed, id: &str, token: &str) -> Answer {
        let account = self.manageable(id)?;
        self.permit(deed.at, account, Privilege::TokenDelete)?;
        if !account.tokens.iter().any(|known| known.id == token) {
            return Err(keyed(StatusCode::NOT_FOUND, "notFound"));
        }
        let account = account.id.clone();
        if let Some(holder) = self.accounts.get_mut(&account) {
            holder.tokens.retain(|known| known.id != token);
        }
        self.note(deed, Change::TokenDeleted { account, token: token.to_owned() });
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }
}

fn shown(token: &ApiToken) -> Value {
    let mut shown = json!({ "id": token.id, "label": "A token", "createdAt": token.created_at.to_string() });
    if let (Some(at), Some(fields)) = (token.last_used_at, shown.as_object_mut()) {
        fields.insert("lastAccess".to_owned(), json!(at.to_string()));
    }
    shown
}
