//! What shows in the SCIM records: those behind which nobody stands, and people whose second account has no record.

use super::{Room, Scan, ScanKind};
use crate::diagnose::WorkError;
use crate::ports::{Eyes, IdpReads, OrganizationReads, Ports};
use std::collections::BTreeMap;
use untwin_core::domain::{
    AccountId, AccountKind, AccountStatus, Claim, DirectoryId, ExternalIdSource, Fact, IdpObject, IdpUser, IdpUserId,
    RecordActivity, ScimRecord,
};

/// Who stands behind a record.
enum Behind {
    Somebody(Box<IdpUser>),
    Nobody(&'static str),
    UserGone,
    Unknown,
}

impl<P: Ports> Scan<'_, P> {
    /// Records without an account, and records whose user is gone. The likeliest are looked at first.
    pub(super) async fn records_of_nobody(&mut self, directory: &DirectoryId) -> Result<(), WorkError> {
        let eyes = self.eyes(directory)?;
        let mut records: Vec<ScimRecord> =
            self.records.iter().filter(|record| record.directory == *directory).cloned().collect();
        records.sort_by_key(|record| (record.account.is_some(), record.activity == RecordActivity::Active));
        let (mut gone, mut living) = (Vec::new(), None);
        for record in records {
            if self.question() == Room::Spent {
                break;
            }
            match self.behind(&eyes, &record).await {
                Behind::Nobody(why) => self.of_nobody(&record, why),
                Behind::UserGone => gone.push(record),
                Behind::Somebody(user) => living = living.or(Some(user)),
                Behind::Unknown => {}
            }
        }
        self.with_users_gone(&eyes, gone, living.as_deref()).await;
        Ok(())
    }

    /// That a user is not found means something only where records are known to name users by their immutable id.
    async fn with_users_gone<O, I: IdpReads>(
        &mut self,
        eyes: &Eyes<O, I>,
        gone: Vec<ScimRecord>,
        living: Option<&IdpUser>,
    ) {
        if gone.is_empty() {
            return;
        }
        let source = match living {
            Some(user) => eyes.idp.mapping_for(user).await.known().map(|mapping| mapping.external_id_source),
            None => None,
        };
        if source == Some(ExternalIdSource::ImmutableId) {
            for record in &gone {
                self.of_nobody(record, "its user is gone from the identity provider");
            }
        } else {
            let words = "records whose user was not found: it is not known that they name users by their immutable id";
            self.gap(format!("{} {words}", gone.len()));
        }
    }

    fn of_nobody(&mut self, record: &ScimRecord, why: &str) {
        let account: Vec<AccountId> = record.account.iter().cloned().collect();
        let words = format!("record {} in directory {}: {why}", record.id, record.directory);
        self.find(ScanKind::RecordOfNobody, &account, words);
    }

    async fn behind<O: OrganizationReads, I: IdpReads>(&mut self, eyes: &Eyes<O, I>, record: &ScimRecord) -> Behind {
        if record.account.is_none() && self.has_no_account(eyes, record).await {
            return Behind::Nobody("no account stands behind it");
        }
        let Some(external_id) = record.external_id.as_deref() else {
            return Behind::Nobody("it names no user of the identity provider");
        };
        let Ok(user) = IdpUserId::parse(external_id) else {
            return Behind::Nobody("what it names is no user of the identity provider");
        };
        match eyes.idp.user(&user).await {
            Fact::Known(user, _) => Behind::Somebody(Box::new(user)),
            Fact::Absent(_) => Behind::UserGone,
            Fact::Unavailable(why) => {
                self.gap(format!("whether the users of SCIM records still exist: {why}"));
                Behind::Unknown
            }
        }
    }

    /// A record may leave its account out, so the links are asked before it counts as one without.
    async fn has_no_account<O: OrganizationReads, I>(&mut self, eyes: &Eyes<O, I>, record: &ScimRecord) -> bool {
        let Some(address) = &record.address else { return false };
        match eyes.organization.links_by_address(address).await {
            Fact::Known(links, _) => {
                let own = links.iter().find(|link| link.record == record.id);
                if let Some(account) = own.and_then(|link| link.account.clone()) {
                    self.linked.insert(account);
                }
                own.is_some_and(|link| link.account.is_none())
            }
            Fact::Absent(_) => false,
            Fact::Unavailable(why) => {
                self.gap(format!("whether accounts stand behind SCIM records: {why}"));
                false
            }
        }
    }

    /// Managed accounts without a record whose address belongs to a person who has another account with one.
    pub(super) async fn people_with_two(&mut self, directory: &DirectoryId) -> Result<(), WorkError> {
        if self.unlisted.contains(directory) {
            self.gap(format!("people with two accounts of directory {directory}: its records were not all listed"));
            return Ok(());
        }
        let eyes = self.eyes(directory)?;
        let pushed: BTreeMap<String, AccountId> = self
            .records
            .iter()
            .filter(|record| record.directory == *directory)
            .filter_map(|record| Some((record.external_id.as_ref()?.to_ascii_lowercase(), record.account.clone()?)))
            .collect();
        for id in self.unlinked() {
            let Some(address) = self.accounts.get(&id).and_then(|account| account.address.clone()) else { continue };
            if self.question() == Room::Spent {
                break;
            }
            let found = eyes.idp.objects_with_address(&address).await;
            let owners = match found.entries() {
                Ok(owners) => owners,
                Err(why) => {
                    self.gap(format!("whose addresses the accounts without a SCIM record have: {why}"));
                    break;
                }
            };
            let other = owners.iter().find_map(|owner| match owner {
                IdpObject::User(user) => pushed.get(&user.id.as_str().to_ascii_lowercase()),
                IdpObject::Group(_) => None,
            });
            if let Some(other) = other.filter(|other| **other != id) {
                let words =
                    "the first is pushed by the identity provider, and the second has an address of the same person";
                self.find(ScanKind::TwoAccounts, &[other.clone(), id], words.to_owned());
            }
        }
        Ok(())
    }

    fn unlinked(&self) -> Vec<AccountId> {
        let candidates = self.accounts.values().filter(|account| {
            account.claim == Claim::Managed
                && account.kind == AccountKind::Person
                && account.status == AccountStatus::Active
                && !self.linked.contains(&account.id)
                && account.address.as_ref().is_some_and(|address| !self.is_placeholder(address))
        });
        candidates.map(|account| account.id.clone()).collect()
    }
}
