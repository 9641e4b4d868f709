//! Accounts that were renamed to a placeholder, and are still active long after that.

use super::{Scan, ScanKind};
use crate::diagnose::{WorkError, days_before};
use crate::placeholders::PLACEHOLDER_DAYS;
use crate::ports::{Ports, Store};
use untwin_core::domain::{AccountId, AccountStatus, EmailAddress};
use untwin_core::saga::fold;

/// Cases that are looked through.
const CASES_MAX: usize = 10_000;

impl<P: Ports> Scan<'_, P> {
    pub(super) async fn placeholders(&mut self) -> Result<(), WorkError> {
        let since = days_before(self.now(), PLACEHOLDER_DAYS);
        let mut ours: Vec<(AccountId, String)> = Vec::new();
        let mut renamed: Vec<AccountId> = Vec::new();
        for case in self.ports.store().list(CASES_MAX).await? {
            let Ok(view) = fold(&case.journal) else {
                self.gaps.push(format!("case {}: its journal cannot be read", case.id));
                continue;
            };
            let Some(rename) = view.run.as_ref().and_then(|run| run.plan.rename.as_ref()) else { continue };
            let Some(repaired_at) = view.repaired_at else { continue };
            renamed.push(rename.account.clone());
            if repaired_at < since && self.is_active_with(&rename.account, &rename.to) {
                ours.push((
                    rename.account.clone(),
                    format!("renamed by {} on {}, and still active", case.id, day(repaired_at)),
                ));
            }
        }
        let unknown: Vec<AccountId> = self
            .accounts
            .values()
            .filter(|account| account.status == AccountStatus::Active)
            .filter_map(|account| {
                let looks_so = account.address.as_ref().is_some_and(|address| self.is_placeholder(address));
                (looks_so && !renamed.contains(&account.id)).then(|| account.id.clone())
            })
            .collect();
        for (id, words) in ours {
            self.find(ScanKind::Placeholder, &[id], words);
        }
        for id in unknown {
            let words = "its address looks like a placeholder, and no case of this store knows it";
            self.find(ScanKind::Placeholder, &[id], words.to_owned());
        }
        Ok(())
    }

    fn is_active_with(&self, id: &AccountId, address: &EmailAddress) -> bool {
        let account = self.accounts.get(id).filter(|account| account.status == AccountStatus::Active);
        account.is_some_and(|account| account.address.as_ref() == Some(address))
    }

    /// Whether the policy's template could have made it: what stands between the name and the random part is there.
    pub(super) fn is_placeholder(&self, address: &EmailAddress) -> bool {
        let template = self.setup.policy.placeholder.as_str();
        let between = template.split_once("{local}").and_then(|(_, rest)| rest.split_once("{random}"));
        let mark = between.map_or("", |(mark, _)| mark);
        !mark.is_empty() && address.local_part().contains(mark)
    }
}

fn day(at: jiff::Timestamp) -> String {
    at.strftime("%Y-%m-%d").to_string()
}
