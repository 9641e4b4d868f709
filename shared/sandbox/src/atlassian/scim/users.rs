//! SCIM users: the endpoints.

use super::super::Organization;
use super::super::account::Claim;
use super::super::call::Call;
use super::super::changes::RecordKey;
use super::super::directory::{Draft, Record};
use super::super::errors::scim;
use super::super::ledger::Deed;
use super::super::reply::{Answer, Reply};
use super::filter::Filter;
use super::{object, patch, view};
use http::StatusCode;
use serde_json::Value;
use untwin_core::domain::DirectoryId;

impl Organization {
    pub(super) fn list_users(&self, call: &Call, directory: &DirectoryId) -> Answer {
        let filter = Filter::read(call, &["userName", "externalId"])?;
        let found = self.records().filter(|record| record.directory == *directory && accepts(filter.as_ref(), record));
        let all: Vec<Value> = found.map(|record| self.record_view(call, record)).collect();
        view::list(call, &all)
    }

    pub(super) fn show_user(&self, call: &Call, directory: &DirectoryId, id: &str) -> Answer {
        let record = self.named_record(directory, id)?;
        Ok(Reply::scim(StatusCode::OK, self.record_view(call, record)))
    }

    pub(super) fn post_user(&mut self, call: &Call, deed: &Deed, directory: &DirectoryId) -> Answer {
        let draft = Draft::read(object(call)?)?;
        let key = self.create_record(deed, directory, draft)?;
        self.answer_with(call, StatusCode::CREATED, &key)
    }

    /// Documented: what a PUT does not say is cleared.
    pub(super) fn put_user(&mut self, call: &Call, deed: &Deed, (directory, id): (&DirectoryId, &str)) -> Answer {
        let key = RecordKey::of(self.named_record(directory, id)?);
        let draft = Draft::read(object(call)?)?;
        self.update_record(deed, &key, draft)?;
        self.answer_with(call, StatusCode::OK, &key)
    }

    pub(super) fn patch_user(&mut self, call: &Call, deed: &Deed, (directory, id): (&DirectoryId, &str)) -> Answer {
        let record = self.named_record(directory, id)?;
        let key = RecordKey::of(record);
        let mut document = record.draft.document.clone();
        for operation in patch::operations(&object(call)?)? {
            operation.apply(&mut document)?;
        }
        self.update_record(deed, &key, Draft::read(document)?)?;
        self.answer_with(call, StatusCode::OK, &key)
    }

    /// Documented: deleting a record deactivates a managed account.
    pub(super) fn delete_user(&mut self, deed: &Deed, directory: &DirectoryId, id: &str) -> Answer {
        let record = self.named_record(directory, id)?;
        let key = RecordKey::of(record);
        let account = record.account().and_then(|id| self.account(id));
        let managed = account.filter(|account| account.claim == Claim::Managed).map(|account| account.id.clone());
        self.delete_record(deed, &key);
        if let Some(account) = managed {
            self.deactivate(deed, &account);
        }
        Ok(Reply::empty(StatusCode::NO_CONTENT))
    }

    fn named_record(&self, directory: &DirectoryId, id: &str) -> Result<&Record, Reply> {
        let records = self.directories.get(directory).map(|directory| &directory.records);
        let record = records.and_then(|records| records.values().find(|record| record.id.as_str() == id));
        record.ok_or_else(|| scim(StatusCode::NOT_FOUND, None, "No such user"))
    }

    fn answer_with(&self, call: &Call, status: StatusCode, key: &RecordKey) -> Answer {
        let record = self.named_record(&key.directory, key.id.as_str())?;
        Ok(Reply::scim(status, self.record_view(call, record)))
    }
}

/// `userName` is compared without regard to case, `externalId` exactly.
fn accepts(filter: Option<&Filter>, record: &Record) -> bool {
    filter.is_none_or(|filter| match filter.attribute {
        "userName" => record.draft.user_name.eq_ignore_ascii_case(&filter.value),
        _ => record.draft.external_id.as_deref() == Some(filter.value.as_str()),
    })
}
