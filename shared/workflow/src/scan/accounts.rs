//! What shows in the accounts themselves: near-twins among the managed ones, and those that somebody should review.

use super::{Scan, ScanKind};
use crate::diagnose::{WorkError, days_before};
use crate::ports::{OrganizationReads, Ports};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use untwin_core::domain::{
    Account, AccountId, AccountKind, AccountStatus, Claim, Domain, DomainVerification, EmailAddress,
};

/// A managed account that was used in no product for so long is outdated, in days.
const OUTDATED_DAYS: i64 = 180;
/// Shorter names before the `@` say nothing about a person.
const NAME_CHARS_MIN: usize = 4;

/// When an account was last active in any product, where that is said.
pub(super) fn last_active(account: &Account) -> Option<Timestamp> {
    account.products.as_ref()?.iter().filter_map(|product| product.last_active_at).max()
}

impl<P: Ports> Scan<'_, P> {
    /// Managed accounts whose addresses differ by a dot, a hyphen, a tag or the domain alone.
    pub(super) fn near_twins(&mut self) {
        let told = self.told_already();
        let mut groups: BTreeMap<String, Vec<AccountId>> = BTreeMap::new();
        for account in self.accounts.values().filter(|account| is_of_somebody(account)) {
            let name = account.address.as_ref().filter(|address| !self.is_placeholder(address)).and_then(name);
            if let Some(name) = name {
                groups.entry(name).or_default().push(account.id.clone());
            }
        }
        for twins in groups.into_values().filter(|twins| twins.len() > 1) {
            let words = "their addresses differ by a dot, a hyphen, a tag or the domain alone";
            if !twins.iter().all(|id| told.contains(id)) {
                self.find(ScanKind::TwoAccounts, &twins, words.to_owned());
            }
        }
    }

    /// Accounts of people that a closer look has already put side by side.
    fn told_already(&self) -> BTreeSet<AccountId> {
        let twins = self.findings.iter().filter(|finding| finding.kind == ScanKind::TwoAccounts);
        twins.flat_map(|finding| &finding.accounts).map(|account| account.id.clone()).collect()
    }

    pub(super) async fn accounts_to_review(&mut self) -> Result<(), WorkError> {
        let Some(first) = self.setup.directories.keys().next() else { return Ok(()) };
        let domains = self.eyes(first)?.organization.domains().await;
        let ours: BTreeSet<Domain> = match domains.entries() {
            Ok(domains) => {
                let verified = domains.iter().filter(|domain| domain.verification == DomainVerification::Verified);
                verified.map(|domain| domain.name.clone()).collect()
            }
            Err(why) => {
                self.gaps.push(format!("which domains are the organization's: {why}"));
                BTreeSet::new()
            }
        };
        let since = days_before(self.now(), OUTDATED_DAYS);
        let mut found = Vec::new();
        let mut unsaid = 0_usize;
        let is_placeholder = |account: &&Account| account.address.as_ref().is_some_and(|own| self.is_placeholder(own));
        // A placeholder has a line of its own, once it is old enough.
        for account in self.accounts.values().filter(|account| !is_placeholder(account)) {
            match review(account, &ours, since) {
                Review::Fine => {}
                Review::Unsaid => unsaid += 1,
                Review::Look(kind, words) => found.push((kind, account.id.clone(), words)),
            }
        }
        if unsaid > 0 {
            self.gaps.push(format!("{unsaid} accounts do not say when they were last active"));
        }
        for (kind, id, words) in found {
            self.find(kind, &[id], words.to_owned());
        }
        Ok(())
    }
}

enum Review {
    Fine,
    Unsaid,
    Look(ScanKind, &'static str),
}

fn review(account: &Account, ours: &BTreeSet<Domain>, since: Timestamp) -> Review {
    if account.status != AccountStatus::Active || account.kind != AccountKind::Person {
        return Review::Fine;
    }
    let on_ours = account.address.as_ref().is_some_and(|address| ours.contains(&address.domain()));
    match account.claim {
        Claim::Unmanaged if on_ours => {
            Review::Look(ScanKind::External, "it is on a domain of the organization, and not claimed")
        }
        Claim::Unmanaged => Review::Look(ScanKind::External, "it has access, and nobody here manages it"),
        Claim::Managed | Claim::Other(_) => match (&account.products, last_active(account)) {
            (None, _) => Review::Unsaid,
            (Some(_), Some(at)) if at >= since => Review::Fine,
            (Some(_), None) if account.added_at.is_none_or(|added| added >= since) => Review::Fine,
            (Some(_), Some(_) | None) => Review::Look(ScanKind::Outdated, "it was used in no product for half a year"),
        },
    }
}

fn is_of_somebody(account: &Account) -> bool {
    account.claim == Claim::Managed && account.kind == AccountKind::Person && account.status == AccountStatus::Active
}

/// What stands before the `@`, without what people write now and then.
fn name(address: &EmailAddress) -> Option<String> {
    let before_tag = address.local_part().split('+').next().unwrap_or_default();
    let name: String = before_tag.chars().filter(|c| !matches!(c, '.' | '-' | '_')).collect();
    (name.chars().count() >= NAME_CHARS_MIN).then(|| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_hyphens_tags_and_case_make_no_other_name() {
        let name = |text: &str| name(&EmailAddress::parse(text).unwrap());
        assert_eq!(name("Ada.Byron@example.com"), name("ada-byron+jira@example.org"));
        assert_ne!(name("ada.byron@example.com"), name("ada.king@example.com"));
        assert_eq!(name("it@example.com"), None);
    }
}
