//! The organization that holds the accounts.

use super::{ListPage, Listed, Performed, Started};
use untwin_core::domain::{
    Account, AccountId, Activity, ApiToken, DirectoryId, Domain, EmailAddress, Fact, GroupId, GroupRef, IdpUserId,
    Link, Manageability, OwnedDomain, ScimRecord, ScimUserId, Why,
};

/// Reading. Every method answers a [`Fact`]: known, proved absent, or not readable. None of them errs.
pub trait OrganizationReads: Send + Sync {
    /// Every account with exactly this address: the plain search and the one among managed accounts, merged by id.
    fn accounts_by_address(&self, address: &EmailAddress) -> impl Future<Output = Fact<Vec<Account>>> + Send;
    /// One account by id.
    fn account(&self, id: &AccountId) -> impl Future<Output = Fact<Account>> + Send;
    /// The address of a managed account, from where it is changed: unlike the search, this has no index that could lag.
    fn address_of(&self, id: &AccountId) -> impl Future<Output = Fact<EmailAddress>> + Send;
    /// SCIM links by address, in every directory of the organization.
    fn links_by_address(&self, address: &EmailAddress) -> impl Future<Output = Fact<Vec<Link>>> + Send;
    /// SCIM links of one account, in every directory.
    fn links_of(&self, id: &AccountId) -> impl Future<Output = Fact<Vec<Link>>> + Send;
    /// What may be done to an account. An unverified or foreign account is `Known` to be so; an unknown id is absent.
    fn manageability(&self, id: &AccountId) -> impl Future<Output = Fact<Manageability>> + Send;
    /// API tokens of an account.
    fn api_tokens(&self, id: &AccountId) -> impl Future<Output = Fact<Vec<ApiToken>>> + Send;
    /// Last activity of an account, by product.
    fn activity(&self, id: &AccountId) -> impl Future<Output = Fact<Activity>> + Send;
    /// Every domain of the organization, whatever its state.
    fn domains(&self) -> impl Future<Output = Fact<Vec<OwnedDomain>>> + Send;
    /// Any one managed account on a domain.
    fn managed_account_on(&self, domain: &Domain) -> impl Future<Output = Fact<AccountId>> + Send;
    /// A SCIM record by id; `Unavailable(NotConfigured)` without a key of that directory.
    fn scim_record(&self, directory: &DirectoryId, id: &ScimUserId) -> impl Future<Output = Fact<ScimRecord>> + Send;
    /// Every SCIM record with an external id; the same without a key. Whether there can be more than one is not settled.
    fn scim_records_by_external_id(
        &self,
        directory: &DirectoryId,
        external_id: &IdpUserId,
    ) -> impl Future<Output = Fact<Vec<ScimRecord>>> + Send;
    /// A SCIM record by `userName`; the same without a key.
    fn scim_record_by_user_name(
        &self,
        directory: &DirectoryId,
        user_name: &str,
    ) -> impl Future<Output = Fact<ScimRecord>> + Send;
    /// The SCIM group of a directory with this name; the same without a key. One whose externalId is another group's of the
    /// provider is no answer.
    fn scim_group_by_name(
        &self,
        directory: &DirectoryId,
        group: (&str, &GroupId),
    ) -> impl Future<Output = Fact<GroupRef>> + Send;
    /// One page of all accounts; `after` is what the page before said comes next.
    fn accounts_page(
        &self,
        _listed: Listed,
        _after: Option<&str>,
    ) -> impl Future<Output = Result<ListPage<Account>, Why>> + Send {
        async { Err(Why::NotConfigured("this organization does not list its accounts".to_owned())) }
    }
    /// One page of a directory's SCIM records; `NotConfigured` without a key of that directory.
    fn records_page(
        &self,
        _directory: &DirectoryId,
        _after: Option<&str>,
    ) -> impl Future<Output = Result<ListPage<ScimRecord>, Why>> + Send {
        async { Err(Why::NotConfigured("this organization does not list its SCIM records".to_owned())) }
    }
}

/// Writing. One request per [`Started`], never repeated inside.
pub trait OrganizationWrites: Send + Sync {
    /// Sets the address of an account (documented: counts as verified, ends all sessions).
    fn set_address(
        &self,
        started: Started,
        account: &AccountId,
        to: &EmailAddress,
    ) -> impl Future<Output = Performed<()>> + Send;

    /// Removes every SCIM record of a managed account, in every directory; the account stays (documented:
    /// `onlyDeleteUserInDB`). Its synced groups are lost.
    fn remove_records(&self, started: Started, account: &AccountId) -> impl Future<Output = Performed<()>> + Send;

    /// Deletes one SCIM record, with the key of its directory (documented: a managed account behind it is deactivated).
    fn delete_record(
        &self,
        started: Started,
        directory: &DirectoryId,
        record: &ScimUserId,
    ) -> impl Future<Output = Performed<()>> + Send;

    /// Adds one record to a SCIM group, with the key of its directory. Adding a member that is one already changes nothing.
    fn add_member(
        &self,
        started: Started,
        directory: &DirectoryId,
        member: (&GroupId, &ScimUserId),
    ) -> impl Future<Output = Performed<()>> + Send;
}
