//! Organization search: accounts by address, by id, by domain.
//!
//! A plain search may leave out managed accounts that are in no directory, so absence needs both: the plain search and
//! the one among managed accounts.

use crate::merge::merge;
use crate::pages::Pages;
use crate::read::Read;
use crate::reader::OrganizationReader;
use crate::wire::{Page, Search, User, instant, instant_or_never};
use jiff::Timestamp;
use untwin_core::domain::{
    Account, AccountId, AccountKind, AccountStatus, Claim, Domain, EmailAddress, GroupId, GroupRef, Lifecycle,
    NOT_SAID, ProductUse, Verification, Why,
};
use untwin_outbound::{Answer, Pacer, ReadRequest, Target, Transport};
use untwin_workflow::ports::{Clock, ListPage, Listed};

/// Documented maximum of `limit`.
const PAGE_LIMIT: u32 = 100;
const EXPANDED: &[&str] = &["platformRoles", "productAccess", "groups"];
const MANAGED: &str = "managed";

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    pub(crate) async fn read_accounts_by_address(
        &self,
        address: &EmailAddress,
    ) -> Result<(Vec<Account>, Timestamp), Why> {
        // Whether the search folds case is not documented, so both spellings are asked for.
        let mut emails = vec![address.as_str().to_owned(), address.folded()];
        emails.dedup();
        let plain = Search { emails, expand: EXPANDED, limit: PAGE_LIMIT, ..Search::default() };
        let (mut accounts, _) = self.search(plain.clone()).await?;
        let (managed, at) = self.search(Search { claim_status: Some(MANAGED), ..plain }).await?;
        accounts.extend(managed);
        // A server that ignores the filter answers with strangers. A hidden address was matched by the server alone.
        accounts.retain(|account| account.address.as_ref().is_none_or(|found| found == address));
        Ok((merge(accounts), at))
    }

    pub(crate) async fn read_account(&self, id: &AccountId) -> Result<Read<Account>, Why> {
        let account_ids = vec![id.as_str().to_owned()];
        let plain = Search { account_ids, expand: EXPANDED, limit: PAGE_LIMIT, ..Search::default() };
        let (accounts, at) = self.search(plain.clone()).await?;
        if let Some(account) = only(accounts, id) {
            return Ok(Read::Found(account, at));
        }
        let (accounts, at) = self.search(Search { claim_status: Some(MANAGED), ..plain }).await?;
        Ok(only(accounts, id).map_or(Read::Nothing(at), |account| Read::Found(account, at)))
    }

    /// The first account that is said to be managed and to have an address on the domain.
    pub(crate) async fn read_managed_account_on(&self, domain: &Domain) -> Result<Read<AccountId>, Why> {
        let email_domains = vec![domain.as_str().to_owned()];
        let search = Search { email_domains, claim_status: Some(MANAGED), limit: PAGE_LIMIT, ..Search::default() };
        let on_domain = |account: &Account| account.address.as_ref().map(|found| found.domain() == *domain);
        let is_one = |account: &Account| account.claim == Claim::Managed && on_domain(account) == Some(true);
        let (accounts, at) = self.search_until(search, is_one).await?;
        if let Some(account) = accounts.iter().find(|account| is_one(account)) {
            return Ok(Read::Found(account.id.clone(), at));
        }
        let may_be_one = |account: &Account| match account.claim {
            Claim::Managed | Claim::Other(_) => on_domain(account) != Some(false),
            Claim::Unmanaged => false,
        };
        if accounts.iter().any(may_be_one) {
            return Err(self.reader.vendor().unexpected("accounts that do not say their address or who manages them"));
        }
        Ok(Read::Nothing(at))
    }

    /// One page; whether the pages ever end is for whoever turns them to watch.
    pub(crate) async fn read_accounts_page(
        &self,
        listed: Listed,
        after: Option<&str>,
    ) -> Result<ListPage<Account>, Why> {
        let claim_status = match listed {
            Listed::Everybody => None,
            Listed::Managed => Some(MANAGED),
        };
        let cursor = after.map(str::to_owned);
        let search = Search { claim_status, cursor, expand: EXPANDED, limit: PAGE_LIMIT, ..Search::default() };
        let (users, next, answer) = self.search_page(&search).await?;
        let next = Pages::default().turn(next.as_deref()).map_err(|fault| answer.unexpected(fault))?;
        if next.is_some() && next.as_deref() == after {
            return Err(answer.unexpected("the pages go in circles"));
        }
        let entries = users.into_iter().map(|user| account(user, &answer)).collect::<Result<_, _>>()?;
        Ok(ListPage { entries, next })
    }

    async fn search(&self, search: Search) -> Result<(Vec<Account>, Timestamp), Why> {
        self.search_until(search, |_| false).await
    }

    /// Turns pages until one account is enough, or to the end.
    async fn search_until(
        &self,
        mut search: Search,
        is_enough: impl Fn(&Account) -> bool + Send,
    ) -> Result<(Vec<Account>, Timestamp), Why> {
        let (mut accounts, mut pages) = (Vec::new(), Pages::default());
        loop {
            let (users, next, answer) = self.search_page(&search).await?;
            search.cursor = pages.turn(next.as_deref()).map_err(|fault| answer.unexpected(fault))?;
            for user in users {
                accounts.push(account(user, &answer)?);
            }
            if search.cursor.is_none() || accounts.iter().any(&is_enough) {
                return Ok((accounts, answer.at));
            }
        }
    }

    async fn search_page(&self, search: &Search) -> Result<SearchPage, Why> {
        let path = ["admin", "v2", "orgs", self.organization(), "directories", "-", "users", "search"];
        let request = ReadRequest::post_that_reads("users.search", Target::new(path), search);
        let answer = self.read(request, &[]).await?;
        let page: Page<Vec<User>> = answer.json()?;
        let next = page.next().map(str::to_owned);
        let users = page.data.ok_or_else(|| answer.unexpected("a search result without data"))?;
        Ok((users, next, answer))
    }
}

/// What one page says: its users, the link to the next page, and the answer itself.
type SearchPage = (Vec<User>, Option<String>, Answer);

fn only(accounts: Vec<Account>, id: &AccountId) -> Option<Account> {
    merge(accounts.into_iter().filter(|account| account.id == *id)).pop()
}

fn account(user: User, answer: &Answer) -> Result<Account, Why> {
    parse(user).map_err(|fault| answer.unexpected(fault))
}

/// Fails on what would otherwise read as an absence: an id, an address, a group or a date that cannot be understood.
fn parse(user: User) -> Result<Account, &'static str> {
    let id = user.account_id.as_deref().ok_or("an account without an id")?;
    let address = user.email.as_deref().filter(|email| !email.is_empty()).map(EmailAddress::parse).transpose();
    let products = user.product_access.map(|list| list.into_iter().map(product).collect()).transpose()?;
    let groups = user.groups.map(|list| list.into_iter().map(group).collect()).transpose()?;
    Ok(Account {
        id: AccountId::parse(id).map_err(|_| "an account id that is none")?,
        address: address.map_err(|_| "an address that cannot be read")?,
        verification: verification(user.email_verified),
        status: status(user.status),
        lifecycle: lifecycle(user.account_status),
        claim: claim(user.claim_status),
        kind: kind(user.account_type),
        name: user.name,
        added_at: user.added_to_org.as_deref().and_then(instant),
        roles: user.platform_roles,
        products,
        groups,
    })
}

fn product(product: crate::wire::ProductAccess) -> Result<ProductUse, &'static str> {
    let last_active_at = instant_or_never(product.last_active_timestamp.as_deref())?;
    Ok(ProductUse { key: product.key.unwrap_or_else(|| NOT_SAID.to_owned()), last_active_at })
}

fn group(group: crate::wire::Group) -> Result<GroupRef, &'static str> {
    let id = group.id.as_deref().map(GroupId::parse).ok_or("a group without an id")?;
    Ok(GroupRef { id: id.map_err(|_| "a group id that is none")?, name: group.name })
}

const fn verification(verified: Option<bool>) -> Verification {
    match verified {
        Some(true) => Verification::Verified,
        Some(false) => Verification::Unverified,
        None => Verification::Unsaid,
    }
}

fn said(text: Option<String>) -> String {
    text.unwrap_or_else(|| NOT_SAID.to_owned())
}

fn status(text: Option<String>) -> AccountStatus {
    match said(text) {
        text if text == "active" => AccountStatus::Active,
        text if text == "suspended" => AccountStatus::Suspended,
        text if text == "not_invited" => AccountStatus::NotInvited,
        text if text == "deactivated" => AccountStatus::Deactivated,
        text if text == "for_deletion" => AccountStatus::ForDeletion,
        text => AccountStatus::Other(text),
    }
}

fn lifecycle(text: Option<String>) -> Lifecycle {
    match said(text) {
        text if text == "active" => Lifecycle::Active,
        text if text == "inactive" => Lifecycle::Inactive,
        text if text == "closed" => Lifecycle::Closed,
        text => Lifecycle::Other(text),
    }
}

fn claim(text: Option<String>) -> Claim {
    match said(text) {
        text if text == MANAGED => Claim::Managed,
        text if text == "unmanaged" => Claim::Unmanaged,
        text => Claim::Other(text),
    }
}

fn kind(text: Option<String>) -> AccountKind {
    match said(text) {
        text if text == "atlassian" => AccountKind::Person,
        text if text == "app" => AccountKind::App,
        text if text == "customer" => AccountKind::Customer,
        text => AccountKind::Other(text),
    }
}
