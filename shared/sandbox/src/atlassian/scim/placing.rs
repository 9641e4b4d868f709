//! Where a pushed user lands: on which account, on a new one, or on a 409.
//!
//! Everything that can refuse does so before anything changes.

use super::super::Organization;
use super::super::account::{Account, Claim, Lifecycle, Verification};
use super::super::changes::RecordKey;
use super::super::directory::{Activity, Draft, Record, Tie};
use super::super::domains::Standing;
use super::super::errors::scim;
use super::super::ledger::{Change, Deed};
use super::super::quirks::{CreateMeets, ReleasedRecord, Uniqueness, UniquenessText, UpdateOfUnlinked};
use super::super::reply::Reply;
use http::StatusCode;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress};

/// The account that a record gets.
#[derive(Debug)]
enum Placement {
    Existing(AccountId),
    New(Claim),
}

impl Organization {
    pub(super) fn create_record(
        &mut self,
        deed: &Deed,
        directory: &DirectoryId,
        draft: Draft,
    ) -> Result<RecordKey, Reply> {
        self.refuse_duplicates(directory, None, &draft)?;
        let placement = self.placement(&draft.email).ok_or_else(|| self.conflict(&draft, "email"))?;
        let id = self.next_record_id();
        let key = RecordKey { directory: directory.clone(), id: id.clone() };
        let record = Record {
            directory: directory.clone(),
            id: id.clone(),
            draft,
            tie: Tie::Orphan,
            created_at: deed.at,
            modified_at: deed.at,
        };
        if let Some(home) = self.directories.get_mut(directory) {
            home.records.insert(id.clone(), record);
        }
        self.note(deed, Change::RecordCreated { directory: directory.clone(), record: id });
        self.place(deed, &key, placement);
        Ok(key)
    }

    pub(super) fn update_record(&mut self, deed: &Deed, key: &RecordKey, draft: Draft) -> Result<(), Reply> {
        let Some(before) = self.record(&key.directory, &key.id).cloned() else { return Ok(()) };
        self.refuse_duplicates(&key.directory, Some(&before), &draft)?;
        let account = before.account().and_then(|id| self.account(id)).cloned();
        match account {
            None => self.update_unlinked(deed, key, draft),
            Some(account) if account.claim == Claim::Managed => {
                self.update_managed(deed, key, (&before, draft), &account)?;
            }
            Some(_) => self.update_unmanaged(deed, key, &before, draft),
        }
        Ok(())
    }

    /// Documented: a free address on a claimed domain moves the account; a held one is refused and nothing is
    /// propagated; any other domain changes the record and silently unlinks it.
    fn update_managed(
        &mut self,
        deed: &Deed,
        key: &RecordKey,
        (before, draft): (&Record, Draft),
        account: &Account,
    ) -> Result<(), Reply> {
        let to = draft.email.clone();
        let moves = to.as_str() != before.draft.email.as_str();
        let standing = self.standing(&to.domain());
        if moves && standing != Standing::Claimed {
            self.store(deed, key, draft);
            self.unlink_record(deed, key);
            return Ok(());
        }
        if moves && self.account_with(&to).is_some_and(|holder| holder.id != account.id) {
            return Err(self.conflict(&draft, "email"));
        }
        let (activity, name) = (draft.activity, draft.full_name());
        self.store(deed, key, draft);
        if moves {
            self.set_email(deed, &account.id, &to);
        }
        if let Some(name) = name {
            self.set_name(deed, &account.id, &name);
        }
        if activity != before.draft.activity {
            self.apply_activity(deed, &account.id, activity);
        }
        Ok(())
    }

    /// Documented: any change of an attribute unlinks an unmanaged account. `active` only takes its groups away.
    fn update_unmanaged(&mut self, deed: &Deed, key: &RecordKey, before: &Record, draft: Draft) {
        let mut same_but_active = before.draft.document.clone();
        if let Some(active) = draft.document.get("active") {
            same_but_active.insert("active".to_owned(), active.clone());
        }
        let attributes_change = same_but_active != draft.document;
        let activity = draft.activity;
        self.store(deed, key, draft);
        match activity {
            Activity::Active | Activity::Inactive if attributes_change => self.unlink_record(deed, key),
            Activity::Inactive => self.leave_groups(deed, key),
            Activity::Active => {}
        }
    }

    /// Observed: a later update ties a record without account to whichever account then holds its address.
    fn update_unlinked(&mut self, deed: &Deed, key: &RecordKey, draft: Draft) {
        let placement = self.placement(&draft.email);
        let activity = draft.activity;
        self.store(deed, key, draft);
        match (activity, self.quirks.update_of_unlinked, placement) {
            (Activity::Inactive, _, _)
            | (_, UpdateOfUnlinked::Nothing, _)
            | (_, UpdateOfUnlinked::Links, Some(Placement::New(_)))
            | (_, _, None) => {}
            (Activity::Active, UpdateOfUnlinked::Links | UpdateOfUnlinked::LinksOrCreates, Some(placement)) => {
                self.place(deed, key, placement);
            }
        }
    }

    fn store(&mut self, deed: &Deed, key: &RecordKey, draft: Draft) {
        let Some(record) = self.record_mut(key) else { return };
        if record.draft == draft {
            return;
        }
        record.draft = draft;
        record.modified_at = deed.at;
        self.note(deed, Change::RecordChanged { directory: key.directory.clone(), record: key.id.clone() });
    }

    fn place(&mut self, deed: &Deed, key: &RecordKey, placement: Placement) {
        let account = match placement {
            Placement::Existing(account) => account,
            Placement::New(claim) => {
                let Some(draft) = self.record(&key.directory, &key.id).map(|record| record.draft.clone()) else {
                    return;
                };
                self.create_account(deed, &draft, claim)
            }
        };
        self.link_record(deed, key, &account);
    }

    /// `None` where the account that has the address cannot be linked.
    fn placement(&self, email: &EmailAddress) -> Option<Placement> {
        let Some(holder) = self.account_with(email) else {
            return Some(Placement::New(match self.standing(&email.domain()) {
                Standing::Claimed => Claim::Managed,
                Standing::VerifiedOnly | Standing::External => Claim::Unmanaged,
            }));
        };
        match self.meeting(holder) {
            CreateMeets::Links => Some(Placement::Existing(holder.id.clone())),
            CreateMeets::Refuses => None,
        }
    }

    fn meeting(&self, holder: &Account) -> CreateMeets {
        let quirks = &self.quirks;
        let linked = !self.records_of(&holder.id).is_empty();
        if linked && quirks.emails_across_directories == Uniqueness::Enforced {
            return CreateMeets::Refuses;
        }
        match (holder.claim, holder.verification, holder.lifecycle) {
            (Claim::OtherOrganization, _, _) => quirks.create_on_foreign,
            (_, _, Lifecycle::ForDeletion(_)) => quirks.create_on_pending_deletion,
            (_, Verification::Unverified, _) => quirks.create_on_unverified,
            (Claim::Unmanaged, _, _) => quirks.create_on_unmanaged,
            (Claim::Managed, Verification::Verified, _) => CreateMeets::Links,
        }
    }

    /// A record may not take what another record has; what it has already is no question.
    fn refuse_duplicates(&self, directory: &DirectoryId, before: Option<&Record>, draft: &Draft) -> Result<(), Reply> {
        let others = self.records().filter(|other| before.is_none_or(|b| b.id != other.id) && self.blocks(other));
        let had = before.map(|record| &record.draft);
        let collision = others.filter_map(|other| self.collision(directory, had, (other, draft))).min();
        collision.map_or(Ok(()), |attribute| Err(self.conflict(draft, attribute)))
    }

    fn blocks(&self, record: &Record) -> bool {
        match (&record.tie, self.quirks.released_record) {
            (Tie::Released(_), ReleasedRecord::Ignored) => false,
            (Tie::Released(_), ReleasedRecord::Blocks) | (Tie::Linked(_) | Tie::Orphan, _) => true,
        }
    }

    fn collision(
        &self,
        directory: &DirectoryId,
        had: Option<&Draft>,
        (other, draft): (&Record, &Draft),
    ) -> Option<&'static str> {
        let same_directory = other.directory == *directory;
        let everywhere = self.quirks.emails_across_directories == Uniqueness::Enforced;
        let theirs = &other.draft;
        let email = draft.email == theirs.email && had.is_none_or(|had| had.email != draft.email);
        let user_name = draft.user_name.eq_ignore_ascii_case(&theirs.user_name)
            && had.is_none_or(|had| !had.user_name.eq_ignore_ascii_case(&draft.user_name));
        let external_id = draft.external_id.is_some()
            && draft.external_id == theirs.external_id
            && had.is_none_or(|had| had.external_id != draft.external_id)
            && self.quirks.external_ids == Uniqueness::Enforced;
        if email && (same_directory || everywhere) {
            return Some("email");
        }
        let named = user_name.then_some("userName").or_else(|| external_id.then_some("externalId"));
        named.filter(|_| same_directory)
    }

    fn conflict(&self, draft: &Draft, attribute: &str) -> Reply {
        let (attribute, value) = match (self.quirks.uniqueness_text, attribute) {
            (UniquenessText::Attribute, "userName") => ("userName", draft.user_name.as_str()),
            (UniquenessText::Attribute, "externalId") => {
                ("externalId", draft.external_id.as_deref().unwrap_or_default())
            }
            (UniquenessText::AlwaysEmail | UniquenessText::Attribute, _) => ("email", draft.email.as_str()),
        };
        let detail = format!("Resource [USER]: with {attribute}[{value}] already exists.");
        scim(StatusCode::CONFLICT, Some("uniqueness"), &detail)
    }
}
