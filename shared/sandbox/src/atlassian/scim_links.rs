//! The user-provisioning admin API: links of accounts and addresses, and two ways to break them.
//!
//! It takes the organization's key although its pages stand among SCIM's.

use super::Organization;
use super::account::Claim;
use super::call::Call;
use super::changes::RecordKey;
use super::directory::Record;
use super::errors::{Api, bad_scim, scim};
use super::ledger::Deed;
use super::quirks::{AccountLeft, CaseHandling, LinksLookAt, NoLinks, UnmanagedLinks};
use super::reply::{Answer, Reply};
use http::StatusCode;
use serde_json::{Value, json};
use untwin_core::domain::{AccountId, DirectoryId, ScimUserId};

const API: Api = Api::ScimLinks;

impl Organization {
    pub(super) fn scim_links(&mut self, call: &Call, deed: &Deed) -> Answer {
        let segments = call.segments();
        let ["admin", "user-provisioning", "v1", "org", org, rest @ ..] = segments.as_slice() else {
            return Err(API.not_found());
        };
        match (call.method.as_str(), rest) {
            ("GET", ["user", account, "get-scim-links"]) => {
                self.own(API, org)?;
                self.links_of_account(account)
            }
            ("POST", ["get-scim-links-for-email"]) => {
                self.own(API, org)?;
                self.links_for_email(call)
            }
            ("DELETE", ["user", account, "onlyDeleteUserInDB"]) => {
                self.own(API, org)?;
                self.delete_only_records(deed, account)
            }
            ("PATCH", ["scimDirectoryId", directory, "scimUserId", record, "unlink"]) => {
                self.own(API, org)?;
                self.unlink(deed, directory, record)
            }
            (
                _,
                ["user", _, "get-scim-links" | "onlyDeleteUserInDB"]
                | ["get-scim-links-for-email"]
                | ["scimDirectoryId", _, "scimUserId", _, "unlink"],
            ) => Err(API.method_not_allowed()),
            _ => Err(API.not_found()),
        }
    }

    fn links_of_account(&self, id: &str) -> Answer {
        let account = self.named_account(id)?;
        if self.quirks.links_of_unmanaged == UnmanagedLinks::Forbidden {
            self.refuse_unmanaged(&account)?;
        }
        self.shown_links(&self.records_of(&account))
    }

    fn links_for_email(&self, call: &Call) -> Answer {
        let body = call.object().map_err(|_| bad_scim("invalidSyntax", "The body is no JSON object"))?;
        let email = body.get("email").and_then(Value::as_str).filter(|text| text.contains('@'));
        let email = email.ok_or_else(|| bad_scim("invalidValue", "The body needs an email"))?;
        let found: Vec<&Record> = self.records().filter(|record| self.answers_to(record, email)).collect();
        self.shown_links(&found)
    }

    fn answers_to(&self, record: &Record, email: &str) -> bool {
        let is = |text: &str| match self.quirks.links_case {
            CaseHandling::Folded => text.eq_ignore_ascii_case(email),
            CaseHandling::Exact => text == email,
        };
        let by_record = is(record.draft.email.as_str());
        let account = record.account().and_then(|id| self.account(id));
        let by_account = account.is_some_and(|account| is(account.email.as_str()));
        match self.quirks.links_look_at {
            LinksLookAt::Records => by_record,
            LinksLookAt::Accounts => by_account,
            LinksLookAt::Both => by_record || by_account,
        }
    }

    fn shown_links(&self, records: &[&Record]) -> Answer {
        if records.is_empty() {
            return match self.quirks.no_links {
                NoLinks::EmptyList => Ok(Reply::json(StatusCode::OK, json!({ "scimLinks": [] }))),
                NoLinks::MissingList => Ok(Reply::json(StatusCode::OK, json!({}))),
                NoLinks::NotFound => Err(scim(StatusCode::NOT_FOUND, None, "No link")),
            };
        }
        let shown = |record: &&Record| {
            json!({
                "scimUserId": record.id.as_str(),
                "atlassianAccountId": record.account().map(AccountId::as_str),
                "orgId": self.id.as_str(),
                "directoryId": record.directory.as_str(),
            })
        };
        let links: Vec<Value> = records.iter().map(shown).collect();
        Ok(Reply::json(StatusCode::OK, json!({ "scimLinks": links })))
    }

    /// Documented: works for managed accounts, in every directory at once, and leaves the account as it is.
    fn delete_only_records(&mut self, deed: &Deed, id: &str) -> Answer {
        let account = self.named_account(id)?;
        self.refuse_unmanaged(&account)?;
        let records: Vec<RecordKey> = self.records_of(&account).into_iter().map(RecordKey::of).collect();
        if records.is_empty() {
            return Ok(Reply::empty(self.quirks.only_delete_without_record));
        }
        for record in &records {
            self.delete_record(deed, record);
        }
        match self.quirks.only_delete_leaves {
            AccountLeft::AsItWas => {}
            AccountLeft::Deactivated => self.deactivate(deed, &account),
        }
        Ok(Reply::empty(self.quirks.only_delete_success))
    }

    fn unlink(&mut self, deed: &Deed, directory: &str, id: &str) -> Answer {
        let no_record = || scim(StatusCode::NOT_FOUND, None, "No such record");
        let directory = DirectoryId::parse(directory).map_err(|_| no_record())?;
        let id = ScimUserId::parse(id).map_err(|_| no_record())?;
        let record = self.record(&directory, &id).ok_or_else(no_record)?;
        if record.account().is_none() {
            return Ok(Reply::empty(self.quirks.unlink_again));
        }
        let key = RecordKey::of(record);
        self.unlink_record(deed, &key);
        Ok(Reply::empty(self.quirks.unlink_success))
    }

    fn refuse_unmanaged(&self, account: &AccountId) -> Result<(), Reply> {
        let managed = self.account(account).is_some_and(|account| account.claim == Claim::Managed);
        let refusal = || scim(StatusCode::FORBIDDEN, None, "The account is not managed");
        if managed { Ok(()) } else { Err(refusal()) }
    }

    fn named_account(&self, id: &str) -> Result<AccountId, Reply> {
        let known = AccountId::parse(id).ok().filter(|id| self.account(id).is_some());
        known.ok_or_else(|| scim(StatusCode::NOT_FOUND, None, "No such account"))
    }
}
