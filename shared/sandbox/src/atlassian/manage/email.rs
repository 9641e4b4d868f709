//! Setting the address of a managed account: it counts as verified, and all sessions end.

use super::super::Organization;
use super::super::call::Call;
use super::super::domains::Standing;
use super::super::errors::{field_violation, keyed, keyed_with};
use super::super::ledger::Deed;
use super::super::quirks::{RenameToUnclaimed, SameAddress};
use super::super::reply::{Answer, Reply};
use super::privileges::Privilege;
use http::StatusCode;
use serde_json::{Value, json};
use untwin_core::domain::{AddressError, EmailAddress};

impl Organization {
    pub(super) fn put_email(&mut self, call: &Call, deed: &Deed, id: &str) -> Answer {
        let account = self.manageable(id)?.clone();
        let to = read_email(call)?;
        self.permit(call.now, &account, Privilege::EmailSet)?;
        self.permit_domain(&to)?;
        if self.account_with(&to).is_some_and(|holder| holder.id != account.id) {
            return Err(self.taken());
        }
        if to == account.email && self.quirks.same_address == SameAddress::Refused {
            return Err(field_violation(StatusCode::BAD_REQUEST, "fieldConstraintsViolated", "unchanged"));
        }
        self.set_email(deed, &account.id, &to);
        self.end_sessions(deed, &account.id);
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }

    fn permit_domain(&self, to: &EmailAddress) -> Result<(), Reply> {
        let domain = to.domain();
        match (self.standing(&domain), self.quirks.rename_to_unclaimed) {
            (Standing::Claimed, _) | (Standing::VerifiedOnly, RenameToUnclaimed::Allowed) => Ok(()),
            (Standing::VerifiedOnly, RenameToUnclaimed::Refused) | (Standing::External, _) => {
                let context = json!({ "domain": domain.as_str() });
                Err(keyed_with(StatusCode::FORBIDDEN, "forbidden.unclaimedDomain", &context))
            }
        }
    }

    fn taken(&self) -> Reply {
        let quirk = self.quirks.taken_address;
        field_violation(quirk.status, quirk.key, "alreadyTaken")
    }
}

fn read_email(call: &Call) -> Result<EmailAddress, Reply> {
    let unreadable = || keyed(StatusCode::BAD_REQUEST, "bodyParseFailure");
    let body = call.object().map_err(|_| unreadable())?;
    let text = body.get("email").and_then(Value::as_str).ok_or_else(unreadable)?;
    EmailAddress::parse(text).map_err(|error| {
        let violation = match error {
            AddressError::LocalPartTooLong | AddressError::TooLong => "partMaxLength",
            AddressError::Empty | AddressError::NoAt | AddressError::BadCharacter => "validCharacters",
        };
        field_violation(StatusCode::BAD_REQUEST, "fieldConstraintsViolated", violation)
    })
}
