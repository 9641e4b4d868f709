//! SCIM links of the organization. They are read with the organization key, not with a directory's.

use crate::reader::OrganizationReader;
use crate::refusal::{NotFound, links_not_found};
use crate::wire::{LinksForEmail, ScimLink, ScimLinks};
use http::StatusCode;
use jiff::Timestamp;
use std::collections::BTreeSet;
use untwin_core::domain::{AccountId, DirectoryId, EmailAddress, Link, ScimUserId, Why};
use untwin_outbound::{Answer, Pacer, ReadRequest, Target, Transport};
use untwin_workflow::ports::Clock;

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    pub(crate) async fn read_links_by_address(&self, address: &EmailAddress) -> Result<(Vec<Link>, Timestamp), Why> {
        let (mut links, mut at) = self.links_for_spelling(address.as_str()).await?;
        // Whether the look-up folds case is not documented, so the folded spelling is asked for too.
        let folded = address.folded();
        if folded != address.as_str() {
            let (more, later) = self.links_for_spelling(&folded).await?;
            links.extend(more);
            at = later;
        }
        Ok((links.into_iter().collect(), at))
    }

    pub(crate) async fn read_links_of(&self, id: &AccountId) -> Result<(Vec<Link>, Timestamp), Why> {
        let path =
            ["admin", "user-provisioning", "v1", "org", self.organization(), "user", id.as_str(), "get-scim-links"];
        let request = ReadRequest::get("scim-links.of-account", Target::new(path));
        let answer = self.read(request, &[StatusCode::NOT_FOUND]).await?;
        let mut links = BTreeSet::new();
        for link in links_in(&answer)? {
            if link.account.as_ref().is_some_and(|account| account != id) {
                return Err(answer.unexpected("a link of another account than the one asked for"));
            }
            links.insert(Link { account: Some(id.clone()), ..link });
        }
        Ok((links.into_iter().collect(), answer.at))
    }

    async fn links_for_spelling(&self, email: &str) -> Result<(BTreeSet<Link>, Timestamp), Why> {
        let path = ["admin", "user-provisioning", "v1", "org", self.organization(), "get-scim-links-for-email"];
        let body = LinksForEmail { email };
        let request = ReadRequest::post_that_reads("scim-links.for-email", Target::new(path), &body);
        let answer = self.read(request, &[StatusCode::NOT_FOUND]).await?;
        Ok((links_in(&answer)?, answer.at))
    }
}

fn links_in(answer: &Answer) -> Result<BTreeSet<Link>, Why> {
    if answer.status == StatusCode::NOT_FOUND {
        return match links_not_found(&answer.body) {
            NotFound::Said => Ok(BTreeSet::new()),
            NotFound::Unclear => Err(answer.unexpected("not found, but not in the application's own words")),
        };
    }
    let links: ScimLinks = answer.json()?;
    if links.scim_links.is_none() && !links.beside.is_empty() {
        return Err(answer.unexpected("something else in the place of links"));
    }
    let parsed: Result<BTreeSet<Link>, _> = links.scim_links.iter().flatten().map(parse).collect();
    parsed.map_err(|fault| answer.unexpected(fault))
}

fn parse(link: &ScimLink) -> Result<Link, &'static str> {
    let directory = link.directory_id.as_deref().ok_or("a link without a directory")?;
    let record = link.scim_user_id.as_deref().ok_or("a link without a SCIM user")?;
    let account = link.atlassian_account_id.as_deref().filter(|id| !id.is_empty()).map(AccountId::parse);
    Ok(Link {
        directory: DirectoryId::parse(directory).map_err(|_| "a directory id that is none")?,
        record: ScimUserId::parse(record).map_err(|_| "a SCIM user id that is none")?,
        account: account.transpose().map_err(|_| "an account id that is none")?,
    })
}
