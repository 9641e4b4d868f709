//! The reading side of the organization, as the use cases see it.

use crate::read::{fact, list_fact};
use crate::settings::OrganizationSettings;
use http::StatusCode;
use std::fmt;
use std::sync::Arc;
use untwin_core::domain::{
    Account, AccountId, Activity, ApiToken, DirectoryId, Domain, EmailAddress, Fact, GroupId, GroupRef, IdpUserId,
    Link, Manageability, OwnedDomain, Question, ScimRecord, ScimUserId, Why,
};
use untwin_outbound::{Answer, Outbound, Pacer, ReadRequest, Reader, Transport};
use untwin_workflow::ports::{Clock, ListPage, Listed, OrganizationReads, Phase, Tally};

/// Reads one organization, for one case and one phase.
pub struct OrganizationReader<T, P, C> {
    pub(crate) settings: Arc<OrganizationSettings>,
    pub(crate) reader: Reader<T, P, C>,
    pub(crate) activity_reader: Reader<T, P, C>,
}

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    /// A reader whose requests count as `phase`.
    pub fn new(
        settings: Arc<OrganizationSettings>,
        outbound: Arc<Outbound<T, P, C>>,
        tally: Arc<Tally>,
        phase: Phase,
    ) -> Self {
        let reader = Reader::new(outbound.clone(), settings.vendor(), tally.clone(), phase);
        let activity_reader = Reader::new(outbound, settings.activity_vendor(), tally, phase);
        Self { settings, reader, activity_reader }
    }

    /// Reads with the organization key.
    pub(crate) async fn read(&self, request: ReadRequest, meaningful: &[StatusCode]) -> Result<Answer, Why> {
        self.reader.read(&request.keyed(&self.settings.key).meaningful(meaningful)).await
    }

    pub(crate) fn organization(&self) -> &str {
        self.settings.organization.as_str()
    }
}

impl<T: Transport, P: Pacer, C: Clock> OrganizationReads for OrganizationReader<T, P, C> {
    async fn accounts_by_address(&self, address: &EmailAddress) -> Fact<Vec<Account>> {
        list_fact(Question::AccountsByAddress(address.clone()), self.read_accounts_by_address(address).await)
    }

    async fn account(&self, id: &AccountId) -> Fact<Account> {
        fact(Question::AccountById(id.clone()), self.read_account(id).await)
    }

    async fn address_of(&self, id: &AccountId) -> Fact<EmailAddress> {
        fact(Question::AddressOf(id.clone()), self.read_address_of(id).await)
    }

    async fn links_by_address(&self, address: &EmailAddress) -> Fact<Vec<Link>> {
        list_fact(Question::LinksByAddress(address.clone()), self.read_links_by_address(address).await)
    }

    async fn links_of(&self, id: &AccountId) -> Fact<Vec<Link>> {
        list_fact(Question::LinksOfAccount(id.clone()), self.read_links_of(id).await)
    }

    async fn manageability(&self, id: &AccountId) -> Fact<Manageability> {
        fact(Question::Privileges(id.clone()), self.read_manageability(id).await)
    }

    async fn api_tokens(&self, id: &AccountId) -> Fact<Vec<ApiToken>> {
        list_fact(Question::ApiTokens(id.clone()), self.read_api_tokens(id).await)
    }

    async fn activity(&self, id: &AccountId) -> Fact<Activity> {
        fact(Question::Activity(id.clone()), self.read_activity(id).await)
    }

    async fn domains(&self) -> Fact<Vec<OwnedDomain>> {
        list_fact(Question::Domains, self.read_domains().await)
    }

    async fn managed_account_on(&self, domain: &Domain) -> Fact<AccountId> {
        fact(Question::ManagedAccountOn(domain.clone()), self.read_managed_account_on(domain).await)
    }

    async fn scim_record(&self, directory: &DirectoryId, id: &ScimUserId) -> Fact<ScimRecord> {
        fact(Question::ScimRecord(directory.clone(), id.clone()), self.read_scim_record(directory, id).await)
    }

    async fn scim_records_by_external_id(
        &self,
        directory: &DirectoryId,
        external_id: &IdpUserId,
    ) -> Fact<Vec<ScimRecord>> {
        let question = Question::ScimRecordByExternalId(directory.clone(), external_id.clone());
        list_fact(question, self.read_scim_records_by_external_id(directory, external_id).await)
    }

    async fn scim_record_by_user_name(&self, directory: &DirectoryId, user_name: &str) -> Fact<ScimRecord> {
        let question = Question::ScimRecordByUserName(directory.clone(), user_name.to_owned());
        fact(question, self.read_scim_record_by_user_name(directory, user_name).await)
    }

    async fn scim_group_by_name(&self, directory: &DirectoryId, (name, group): (&str, &GroupId)) -> Fact<GroupRef> {
        let question = Question::ScimGroupByName(directory.clone(), name.to_owned());
        fact(question, self.read_scim_group_by_name(directory, (name, group)).await)
    }

    async fn accounts_page(&self, listed: Listed, after: Option<&str>) -> Result<ListPage<Account>, Why> {
        self.read_accounts_page(listed, after).await
    }

    async fn records_page(&self, directory: &DirectoryId, after: Option<&str>) -> Result<ListPage<ScimRecord>, Why> {
        self.read_records_page(directory, after).await
    }
}

impl<T, P, C> fmt::Debug for OrganizationReader<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrganizationReader({}, {:?})", self.settings.organization, self.reader)
    }
}
