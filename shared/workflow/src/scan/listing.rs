//! Listing accounts and records, page by page, within bounds.

use super::Scan;
use crate::diagnose::WorkError;
use crate::ports::{Listed, OrganizationReads, Ports};
use std::collections::BTreeSet;
use untwin_core::domain::{DirectoryId, ScimKey};

/// Pages of one list, at most: of accounts some twenty thousand.
const PAGES_MAX: usize = 200;

impl<P: Ports> Scan<'_, P> {
    pub(super) async fn list(&mut self, progress: &mut impl FnMut(&str)) -> Result<(), WorkError> {
        let Some(first) = self.setup.directories.keys().next() else { return Ok(()) };
        let eyes = self.eyes(first)?;
        for listed in [Listed::Managed, Listed::Everybody] {
            self.list_accounts(&eyes.organization, listed, progress).await;
        }
        for directory in self.setup.directories.keys() {
            match self.has_key(directory) {
                ScimKey::Held => self.list_records(&eyes.organization, directory, progress).await,
                ScimKey::NotHeld => {
                    self.unlisted.insert(directory.clone());
                    self.gap(format!("records of directory {directory}: the settings name no SCIM key of it"));
                }
            }
        }
        self.linked = self.records.iter().filter_map(|record| record.account.clone()).collect();
        Ok(())
    }

    async fn list_accounts<O: OrganizationReads>(
        &mut self,
        organization: &O,
        listed: Listed,
        progress: &mut impl FnMut(&str),
    ) {
        let mut after = None;
        let mut met = BTreeSet::new();
        for _ in 0..PAGES_MAX {
            if self.now() >= self.until {
                break;
            }
            progress(&format!("accounts: {}", self.accounts.len()));
            match organization.accounts_page(listed, after.as_deref()).await {
                Ok(page) => {
                    self.accounts.extend(page.entries.into_iter().map(|account| (account.id.clone(), account)));
                    after = page.next;
                }
                Err(why) => {
                    self.gap(format!("accounts were not all listed: {why}"));
                    return;
                }
            }
            let Some(next) = &after else { return };
            if !met.insert(next.clone()) {
                self.gap("accounts were not all listed: the pages go in circles".to_owned());
                return;
            }
        }
        self.gap(format!("accounts were not all listed: there are more than {}", self.accounts.len()));
    }

    async fn list_records<O: OrganizationReads>(
        &mut self,
        organization: &O,
        directory: &DirectoryId,
        progress: &mut impl FnMut(&str),
    ) {
        let mut after: Option<String> = None;
        for _ in 0..PAGES_MAX {
            if self.now() >= self.until {
                break;
            }
            progress(&format!("records of directory {directory}: {}", self.records.len()));
            match organization.records_page(directory, after.as_deref()).await {
                Ok(page) => {
                    self.records.extend(page.entries);
                    after = page.next;
                }
                Err(why) => {
                    self.unlisted.insert(directory.clone());
                    self.gap(format!("records of directory {directory} were not all listed: {why}"));
                    return;
                }
            }
            if after.is_none() {
                return;
            }
        }
        self.unlisted.insert(directory.clone());
        self.gap(format!("records of directory {directory} were not all listed: there are too many"));
    }
}
