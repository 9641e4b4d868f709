//! Disabling, enabling, marking for deletion and taking the mark away.

use super::super::Organization;
use super::super::account::{Account, Lifecycle};
use super::super::call::Call;
use super::super::errors::{keyed, keyed_with};
use super::super::ledger::Deed;
use super::super::quirks::RepeatedLifecycle;
use super::super::reply::{Answer, Reply};
use super::privileges::Privilege;
use http::StatusCode;
use serde_json::json;

impl Organization {
    pub(super) fn disable(&mut self, call: &Call, deed: &Deed, id: &str) -> Answer {
        let account = self.manageable(id)?.clone();
        call.object().map_err(|_| keyed(StatusCode::BAD_REQUEST, "bodyParseFailure"))?;
        self.permit(deed.at, &account, Privilege::Enablement)?;
        match account.lifecycle {
            Lifecycle::Active => self.deactivate(deed, &account.id),
            Lifecycle::Deactivated(_) => self.repeated(&account, "already.inactive")?,
            Lifecycle::ForDeletion(_) | Lifecycle::Closed => return Err(conflict(&account, "pending.deletion")),
        }
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }

    /// Documented: a deletion must be cancelled first.
    pub(super) fn enable(&mut self, deed: &Deed, id: &str) -> Answer {
        let account = self.manageable(id)?.clone();
        self.permit(deed.at, &account, Privilege::Enablement)?;
        match account.lifecycle {
            Lifecycle::Deactivated(_) => self.reactivate(deed, &account.id),
            Lifecycle::Active => self.repeated(&account, "already.active")?,
            Lifecycle::ForDeletion(_) | Lifecycle::Closed => return Err(conflict(&account, "pending.deletion")),
        }
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }

    pub(super) fn delete(&mut self, deed: &Deed, id: &str) -> Answer {
        let account = self.manageable(id)?.clone();
        self.permit(deed.at, &account, Privilege::Delete)?;
        match account.lifecycle {
            Lifecycle::Active | Lifecycle::Deactivated(_) => self.mark_for_deletion(deed, &account.id),
            Lifecycle::ForDeletion(_) | Lifecycle::Closed => self.repeated(&account, "pending.deletion")?,
        }
        Ok(Reply::json(StatusCode::OK, json!({ "message": "Deletion is due in 14 days" })))
    }

    pub(super) fn cancel_delete(&mut self, deed: &Deed, id: &str) -> Answer {
        let account = self.manageable(id)?.clone();
        self.permit(deed.at, &account, Privilege::Delete)?;
        match account.lifecycle {
            Lifecycle::ForDeletion(_) => self.cancel_deletion(deed, &account.id),
            Lifecycle::Active | Lifecycle::Deactivated(_) | Lifecycle::Closed => self.nothing_to_cancel()?,
        }
        Ok(Reply::json(StatusCode::OK, json!({ "message": "The deletion is cancelled" })))
    }

    /// No 409 is described for this one, so what refuses here is that there is no deletion.
    fn nothing_to_cancel(&self) -> Result<(), Reply> {
        match self.quirks.repeated_lifecycle {
            RepeatedLifecycle::Accepted => Ok(()),
            RepeatedLifecycle::Conflict => Err(keyed(StatusCode::NOT_FOUND, "notFound")),
        }
    }

    fn repeated(&self, account: &Account, code: &str) -> Result<(), Reply> {
        match self.quirks.repeated_lifecycle {
            RepeatedLifecycle::Accepted => Ok(()),
            RepeatedLifecycle::Conflict => Err(conflict(account, code)),
        }
    }
}

/// The codes inside are invented: the description leaves them open.
fn conflict(account: &Account, code: &str) -> Reply {
    let context = json!({
        "message": "The account is in another state",
        "accountId": account.id.as_str(),
        "errorCodes": [{ "code": code }],
    });
    keyed_with(StatusCode::CONFLICT, "conflict.lifecycleErrors", &context)
}
