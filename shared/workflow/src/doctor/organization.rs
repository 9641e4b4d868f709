//! The organization: its key, how far that reaches, and its domains.

use super::{Check, Examination, Health};
use crate::ports::OrganizationReads;
use untwin_core::domain::{DirectoryId, DomainVerification, Fact, IdpUserId, OwnedDomain, Why};

/// Domains that are looked at one by one, at most.
const DOMAINS_MAX: usize = 20;
/// An external id that no record has: the question is harmless, and its answer tells whether the key is taken.
pub(super) const NOBODY: &str = "untwin-doctor";

const KEY: &str = "organization key";
const FULL_KEY: &str = "use an organization API key without scopes: only such a key reaches all that is needed";

impl Examination {
    pub(super) async fn organization<O: OrganizationReads>(&mut self, (eyes, swapped): (&O, &O), first: &DirectoryId) {
        let domains = eyes.domains().await;
        match &domains {
            Fact::Known(..) | Fact::Absent(_) => self.add(Check::ok(KEY, "it is an organization key, and is accepted")),
            Fact::Unavailable(why) => {
                let check = refused(why, swapped, first).await;
                self.add(check);
                return;
            }
        }
        let Ok(domains) = domains.entries() else { return };
        if domains.is_empty() {
            let fix = "verify the domain of your people's addresses in admin.atlassian.com, and claim its accounts";
            self.add(Check::to_do("domains", Health::Broken, "the organization has none", fix));
        }
        for domain in domains.iter().take(DOMAINS_MAX) {
            self.domain(eyes, domain).await;
        }
        if domains.len() > DOMAINS_MAX {
            let found = format!("{} more domains were not looked at", domains.len() - DOMAINS_MAX);
            self.add(Check { what: "domains".to_owned(), health: Health::NotChecked, found, fix: None });
        }
        self.account_apis(eyes).await;
    }

    async fn domain<O: OrganizationReads>(&mut self, eyes: &O, domain: &OwnedDomain) {
        let what = format!("domain {}", domain.name);
        if let DomainVerification::Other(state) = &domain.verification {
            let fix = "verify it in admin.atlassian.com; until then nothing on it is repaired";
            self.add(Check::to_do(what, Health::Attention, format!("it is not verified: {state}"), fix));
            return;
        }
        let check = match eyes.managed_account_on(&domain.name).await {
            Fact::Known(account, _) => {
                self.account.get_or_insert(account);
                Check::ok(what, "verified, with managed accounts")
            }
            Fact::Absent(_) => {
                let fix = "claim the accounts on it in admin.atlassian.com; until then nothing on it is repaired";
                Check::to_do(what, Health::Attention, "verified, and no account on it is managed", fix)
            }
            Fact::Unavailable(why) => Check::unread(what, &why, FULL_KEY),
        };
        self.add(check);
    }

    /// Each kind of question about an account, once, about one managed account.
    async fn account_apis<O: OrganizationReads>(&mut self, eyes: &O) {
        let Some(account) = self.account.clone() else {
            let found = "no managed account was found to ask about, so how far the key reaches is not known";
            self.add(Check::to_do(KEY, Health::NotChecked, found, "claim the accounts of a domain first"));
            return;
        };
        let what = |questions: &str| format!("{KEY}: {questions}");
        self.reach(what("accounts"), &eyes.account(&account).await, FULL_KEY);
        self.reach(what("addresses of managed accounts"), &eyes.address_of(&account).await, FULL_KEY);
        self.reach(what("what may be done to an account"), &eyes.manageability(&account).await, FULL_KEY);
        self.reach(what("API tokens"), &eyes.api_tokens(&account).await, FULL_KEY);
        self.reach(what("last activity"), &eyes.activity(&account).await, FULL_KEY);
        self.reach(what("SCIM links"), &eyes.links_of(&account).await, FULL_KEY);
    }
}

/// A key that is refused here and taken by a directory is a SCIM key.
async fn refused<O: OrganizationReads>(why: &Why, swapped: &O, first: &DirectoryId) -> Check {
    let fix =
        "make a new organization API key in admin.atlassian.com, without scopes, and put it where the settings say";
    if !matches!(why, Why::KeyRefused { .. }) {
        return Check::unread(KEY, why, "check organization.id and organization.base_url in the settings");
    }
    let Ok(nobody) = IdpUserId::parse(NOBODY) else { return Check::unread(KEY, why, fix) };
    match swapped.scim_records_by_external_id(first, &nobody).await {
        Fact::Known(..) | Fact::Absent(_) => {
            let found = format!("it is refused, and is taken as the SCIM key of directory {first}");
            let fix = "put the organization API key there; the SCIM key belongs to directory.scim_key";
            Check::to_do(KEY, Health::Broken, found, fix)
        }
        Fact::Unavailable(_) => Check::unread(KEY, why, fix),
    }
}
