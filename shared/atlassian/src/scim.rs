//! SCIM records of one directory, read with that directory's own key.

use crate::read::Read;
use crate::reader::OrganizationReader;
use crate::refusal::{NotFound, scim_not_found};
use crate::wire::{ScimEmail, ScimGroup, ScimGroups, ScimList, ScimUser, instant};
use http::{HeaderValue, StatusCode, header};
use jiff::Timestamp;
use untwin_core::domain::{
    AccountId, DirectoryId, EmailAddress, GroupId, GroupRef, IdpUserId, RecordActivity, ScimRecord, ScimUserId, Why,
};
use untwin_outbound::{Answer, Pacer, ReadRequest, Target, Transport};
use untwin_workflow::ports::{Clock, ListPage};

/// The largest page that is documented.
const PAGE_LIMIT: &str = "100";
/// The specification names both media types.
const ACCEPTED: HeaderValue = HeaderValue::from_static("application/scim+json, application/json");

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    pub(crate) async fn read_scim_record(
        &self,
        directory: &DirectoryId,
        id: &ScimUserId,
    ) -> Result<Read<ScimRecord>, Why> {
        let target = Target::new(["scim", "directory", directory.as_str(), "Users", id.as_str()]);
        let request = ReadRequest::get("scim.user", target).meaningful(&[StatusCode::NOT_FOUND]);
        let answer = self.read_directory(directory, request).await?;
        if answer.status == StatusCode::NOT_FOUND {
            return self.record_not_found(directory, id, &answer).await;
        }
        let record = parse(answer.json()?, directory).map_err(|fault| answer.unexpected(fault))?;
        if record.id != *id {
            return Err(answer.unexpected("another SCIM record than the one asked for"));
        }
        Ok(Read::Found(record, answer.at))
    }

    /// Whether an external id is unique is not settled, so there may be several.
    pub(crate) async fn read_scim_records_by_external_id(
        &self,
        directory: &DirectoryId,
        external_id: &IdpUserId,
    ) -> Result<(Vec<ScimRecord>, Timestamp), Why> {
        let answer = self.filtered(directory, "Users", ("externalId", external_id.as_str())).await?;
        all(&answer, directory, |user| user.external_id.as_deref() == Some(external_id.as_str()))
    }

    /// Unlike an external id, a userName is compared without regard to case.
    pub(crate) async fn read_scim_record_by_user_name(
        &self,
        directory: &DirectoryId,
        user_name: &str,
    ) -> Result<Read<ScimRecord>, Why> {
        let answer = self.filtered(directory, "Users", ("userName", user_name)).await?;
        let (found, at) = all(&answer, directory, |user| {
            user.user_name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(user_name))
        })?;
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (None, _) => Ok(Read::Nothing(at)),
            (Some(record), None) => Ok(Read::Found(record, at)),
            (Some(_), Some(_)) => Err(answer.unexpected("more SCIM records than can have one userName")),
        }
    }

    /// The one group with this name. Documented: a filter on `displayName`.
    pub(crate) async fn read_scim_group_by_name(
        &self,
        directory: &DirectoryId,
        (name, of_provider): (&str, &GroupId),
    ) -> Result<Read<GroupRef>, Why> {
        let answer = self.filtered(directory, "Groups", ("displayName", name)).await?;
        let list: ScimGroups = answer.json()?;
        if list.resources.is_none() && list.total_results != Some(0) {
            return Err(answer.unexpected("neither groups nor that there are none"));
        }
        let mut found = list.resources.unwrap_or_default().into_iter();
        match (found.next(), found.next()) {
            (None, _) => Ok(Read::Nothing(answer.at)),
            (Some(group), None) => {
                let named = group.display_name.as_deref().is_some_and(|found| found.eq_ignore_ascii_case(name));
                let of = group.external_id.as_deref().filter(|id| !id.is_empty());
                if !named || of.is_some_and(|id| !id.eq_ignore_ascii_case(of_provider.as_str())) {
                    return Err(answer.unexpected("another group than the one asked for"));
                }
                let id = group.id.as_deref().and_then(|id| GroupId::parse(id).ok());
                let id = id.ok_or_else(|| answer.unexpected("a group without an id"))?;
                Ok(Read::Found(GroupRef { id, name: group.display_name }, answer.at))
            }
            (Some(_), Some(_)) => Err(answer.unexpected("more groups than can have one name")),
        }
    }

    /// One page. `after` is how many records stood on the pages before it.
    pub(crate) async fn read_records_page(
        &self,
        directory: &DirectoryId,
        after: Option<&str>,
    ) -> Result<ListPage<ScimRecord>, Why> {
        let before: u64 = after.map_or(Ok(0), str::parse).map_err(|_| Why::NotAsked("no such page".to_owned()))?;
        // SCIM counts from 1 (RFC 7644, 3.4.2.4).
        let target = Target::new(["scim", "directory", directory.as_str(), "Users"])
            .query("startIndex", &before.saturating_add(1).to_string())
            .query("count", PAGE_LIMIT);
        let answer = self.read_directory(directory, ReadRequest::get("scim.users", target)).await?;
        let list: ScimList = answer.json()?;
        let total = list.total_results.ok_or_else(|| answer.unexpected("a list that does not say how long it is"))?;
        let users = list.resources.unwrap_or_default();
        let met = before.saturating_add(u64::try_from(users.len()).unwrap_or(u64::MAX));
        if users.is_empty() && before < total {
            return Err(answer.unexpected("an empty page before the end of the list"));
        }
        let entries = users.into_iter().map(|user| parse(user, directory).map_err(|fault| answer.unexpected(fault)));
        Ok(ListPage { entries: entries.collect::<Result<_, _>>()?, next: (met < total).then(|| met.to_string()) })
    }

    /// A 404 means "directory or user": only when the directory still answers is it the record that is missing.
    async fn record_not_found(
        &self,
        directory: &DirectoryId,
        id: &ScimUserId,
        answer: &Answer,
    ) -> Result<Read<ScimRecord>, Why> {
        match scim_not_found(&answer.body) {
            NotFound::Unclear => Err(answer.unexpected("not found, but not in SCIM's own words")),
            NotFound::Said => {
                let probe = self.filtered(directory, "Users", ("externalId", id.as_str())).await?;
                probe.json::<ScimList>()?;
                Ok(Read::Nothing(answer.at))
            }
        }
    }

    async fn filtered(
        &self,
        directory: &DirectoryId,
        what: &'static str,
        (key, value): (&str, &str),
    ) -> Result<Answer, Why> {
        let quoted = value.replace('\\', "\\\\").replace('"', "\\\"");
        let target = Target::new(["scim", "directory", directory.as_str(), what])
            .query("filter", &format!("{key} eq \"{quoted}\""));
        self.read_directory(directory, ReadRequest::get("scim.list", target)).await
    }

    async fn read_directory(&self, directory: &DirectoryId, request: ReadRequest) -> Result<Answer, Why> {
        let Some(Some(key)) = self.settings.directories.get(directory) else {
            return Err(Why::NotConfigured(format!("no key of SCIM directory {directory}")));
        };
        self.reader.read(&request.header(header::ACCEPT, ACCEPTED).keyed(key)).await
    }
}

/// Every record that has a key. All of them stand on the first page, or the answer is no answer.
fn all(
    answer: &Answer,
    directory: &DirectoryId,
    has_it: impl Fn(&ScimUser) -> bool,
) -> Result<(Vec<ScimRecord>, Timestamp), Why> {
    let list: ScimList = answer.json()?;
    // SCIM leaves the list out where it is empty, yet always says how many there are.
    if list.resources.is_none() && list.total_results != Some(0) {
        return Err(answer.unexpected("neither records nor that there are none"));
    }
    let found = list.resources.unwrap_or_default();
    let met = u64::try_from(found.len()).unwrap_or(u64::MAX);
    if list.total_results.is_some_and(|total| total != met) {
        return Err(answer.unexpected("more or fewer SCIM records than it counts"));
    }
    if !found.iter().all(has_it) {
        return Err(answer.unexpected("a SCIM record with another key than the one asked for"));
    }
    let records: Result<Vec<ScimRecord>, _> = found.into_iter().map(|user| parse(user, directory)).collect();
    Ok((records.map_err(|fault| answer.unexpected(fault))?, answer.at))
}

fn parse(user: ScimUser, directory: &DirectoryId) -> Result<ScimRecord, &'static str> {
    let id = user.id.as_deref().ok_or("a SCIM record without an id")?;
    let account = user.atlassian.and_then(|extension| extension.atlassian_account_id).filter(|id| !id.is_empty());
    let groups: Result<Vec<GroupRef>, _> = user.groups.unwrap_or_default().into_iter().map(group).collect();
    Ok(ScimRecord {
        directory: directory.clone(),
        id: ScimUserId::parse(id).map_err(|_| "a SCIM user id that is none")?,
        external_id: user.external_id,
        user_name: user.user_name,
        address: primary(user.emails.unwrap_or_default())?,
        activity: if user.active == Some(false) { RecordActivity::Inactive } else { RecordActivity::Active },
        account: account.map(|id| AccountId::parse(&id)).transpose().map_err(|_| "an account id that is none")?,
        created_at: user.meta.and_then(|meta| meta.created).as_deref().and_then(instant),
        groups: groups?,
    })
}

/// The address marked as primary, or the only one.
fn primary(emails: Vec<ScimEmail>) -> Result<Option<EmailAddress>, &'static str> {
    let alone = emails.len() == 1;
    let mut marked = emails.into_iter().filter(|email| alone || email.primary == Some(true));
    match (marked.next(), marked.next()) {
        (None, _) => Ok(None),
        (Some(_), Some(_)) => Err("a SCIM record with two primary addresses"),
        (Some(email), None) => {
            let address = email.value.as_deref().map(EmailAddress::parse);
            address.transpose().map_err(|_| "an address that cannot be read")
        }
    }
}

fn group(group: ScimGroup) -> Result<GroupRef, &'static str> {
    let id = group.value.as_deref().map(GroupId::parse).ok_or("a group without an id")?;
    Ok(GroupRef { id: id.map_err(|_| "a group id that is none")?, name: group.display })
}
