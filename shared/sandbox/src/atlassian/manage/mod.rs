//! The user-management API: what may be done to a managed account, and doing it.

mod email;
mod lifecycle;
mod privileges;
mod profile;
mod tokens;

use super::Organization;
use super::account::{Account, Claim, Lifecycle, Verification};
use super::call::Call;
use super::errors::{Api, keyed};
use super::ledger::Deed;
use super::reply::{Answer, Reply};
use http::StatusCode;

const API: Api = Api::UserManagement;

impl Organization {
    pub(super) fn user_management(&mut self, call: &Call, deed: &Deed) -> Answer {
        let segments = call.segments();
        let ["users", id, "manage", rest @ ..] = segments.as_slice() else {
            return Err(API.not_found());
        };
        match (call.method.as_str(), rest) {
            ("GET", []) => self.show_privileges(call, id),
            ("GET", ["profile"]) => self.show_profile(id),
            ("PUT", ["email"]) => self.put_email(call, deed, id),
            ("POST", ["lifecycle", "disable"]) => self.disable(call, deed, id),
            ("POST", ["lifecycle", "enable"]) => self.enable(deed, id),
            ("POST", ["lifecycle", "delete"]) => self.delete(deed, id),
            ("POST", ["lifecycle", "cancel-delete"]) => self.cancel_delete(deed, id),
            ("GET", ["api-tokens"]) => self.list_tokens(id),
            ("DELETE", ["api-tokens", token]) => self.delete_token(deed, id, token),
            (
                _,
                []
                | ["profile" | "email" | "api-tokens"]
                | ["api-tokens", _]
                | ["lifecycle", "disable" | "enable" | "delete" | "cancel-delete"],
            ) => Err(API.method_not_allowed()),
            _ => Err(API.not_found()),
        }
    }

    /// The account, if the organization manages it and its owner ever confirmed the address.
    fn manageable(&self, id: &str) -> Result<&Account, Reply> {
        let account = self.accounts.values().find(|account| account.id.as_str() == id);
        let account = account
            .filter(|account| account.lifecycle != Lifecycle::Closed)
            .ok_or_else(|| keyed(StatusCode::NOT_FOUND, "accountNotFound"))?;
        match (account.claim, account.verification) {
            (Claim::Unmanaged | Claim::OtherOrganization, _) => Err(keyed(StatusCode::FORBIDDEN, "forbidden")),
            (Claim::Managed, Verification::Unverified) => {
                Err(keyed(StatusCode::FORBIDDEN, "forbidden.targetUnverified"))
            }
            (Claim::Managed, Verification::Verified) => Ok(account),
        }
    }
}
