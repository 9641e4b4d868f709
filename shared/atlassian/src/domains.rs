//! Domains of the organization. Whether accounts on them were claimed is not said here: see the search by domain.

use crate::pages::Pages;
use crate::reader::OrganizationReader;
use crate::wire::{DomainEntry, Page};
use jiff::Timestamp;
use untwin_core::domain::NOT_SAID;
use untwin_core::domain::{Domain, DomainVerification, OwnedDomain, Why};
use untwin_outbound::{Pacer, ReadRequest, Target, Transport};
use untwin_workflow::ports::Clock;

impl<T: Transport, P: Pacer, C: Clock> OrganizationReader<T, P, C> {
    pub(crate) async fn read_domains(&self) -> Result<(Vec<OwnedDomain>, Timestamp), Why> {
        let (mut domains, mut pages, mut cursor) = (Vec::new(), Pages::default(), None::<String>);
        loop {
            let target = Target::new(["admin", "v1", "orgs", self.organization(), "domains"]);
            let target = match &cursor {
                Some(cursor) => target.query("cursor", cursor),
                None => target,
            };
            let answer = self.read(ReadRequest::get("domains", target), &[]).await?;
            let page: Page<Vec<DomainEntry>> = answer.json()?;
            cursor = pages.turn(page.next()).map_err(|fault| answer.unexpected(fault))?;
            let entries = page.data.ok_or_else(|| answer.unexpected("domains without data"))?;
            for entry in entries {
                domains.push(parse(entry).ok_or_else(|| answer.unexpected("a domain without a name"))?);
            }
            if cursor.is_none() {
                return Ok((domains, answer.at));
            }
        }
    }
}

fn parse(entry: DomainEntry) -> Option<OwnedDomain> {
    let attributes = entry.attributes?;
    let name = attributes.name.filter(|name| !name.trim().is_empty())?;
    let status = attributes.claim.and_then(|claim| claim.status);
    let verification = match status {
        Some(status) if status == "verified" => DomainVerification::Verified,
        other => DomainVerification::Other(other.unwrap_or_else(|| NOT_SAID.to_owned())),
    };
    Some(OwnedDomain { name: Domain::folded(&name), verification })
}
