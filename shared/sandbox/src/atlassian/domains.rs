//! Domains of the organization.
//!
//! Whether accounts were claimed on a domain decides much, and no answer shows it.

use super::Organization;
use super::call::Call;
use super::errors::{foreign_domains, organizations};
use super::paging::page;
use super::reply::{Answer, Reply};
use http::StatusCode;
use serde_json::{Value, json};
use untwin_core::domain::Domain;

/// A domain that the organization has entered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnedDomain {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Domain,
    /// Its verification.
    pub status: DomainStatus,
    /// Whether accounts were claimed on it.
    pub claiming: Claiming,
}

/// State of a domain's verification.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DomainStatus {
    /// Proved to be ours.
    Verified,
    /// Not proved yet.
    Unverified,
    /// Taken away.
    Deleted,
    /// Another organization proved it later.
    Superseded,
    /// The proof is no longer there.
    MissingToken,
}

/// Whether accounts were claimed on a domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claiming {
    /// At least one was.
    Claimed,
    /// None was: accounts on it count as external.
    Unclaimed,
}

/// What a domain means for the accounts on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Claimed,
    VerifiedOnly,
    External,
}

impl DomainStatus {
    fn text(self) -> &'static str {
        match self {
            Self::Verified => "verified",
            Self::Unverified => "unverified",
            Self::Deleted => "deleted",
            Self::Superseded => "superseded",
            Self::MissingToken => "missing_token",
        }
    }
}

impl Organization {
    pub(super) fn standing(&self, domain: &Domain) -> Standing {
        let verified = |d: &&OwnedDomain| d.name == *domain && d.status == DomainStatus::Verified;
        match self.domains.iter().find(verified).map(|d| d.claiming) {
            Some(Claiming::Claimed) => Standing::Claimed,
            Some(Claiming::Unclaimed) => Standing::VerifiedOnly,
            None => Standing::External,
        }
    }

    pub(super) fn list_domains(&self, call: &Call, org: &str) -> Answer {
        self.own_domains(call, org)?;
        let page = page(&self.domains, call.query("cursor"), self.page_size)
            .map_err(|_| organizations(StatusCode::BAD_REQUEST, "ADMIN-400-1", "Bad cursor"))?;
        let data: Vec<Value> = page.items.iter().map(|domain| self.shown_domain(domain)).collect();
        let path = format!("/admin/v1/orgs/{org}/domains");
        let mut links = json!({ "self": format!("{}{path}", self.public_base) });
        if let (Some(cursor), Some(links)) = (page.next, links.as_object_mut()) {
            links.insert("next".to_owned(), json!(self.next_url(&path, &cursor)));
        }
        Ok(Reply::json(StatusCode::OK, json!({ "data": data, "links": links })))
    }

    pub(super) fn one_domain(&self, call: &Call, org: &str, id: &str) -> Answer {
        self.own_domains(call, org)?;
        let domain = self.domains.iter().find(|domain| domain.id == id);
        let domain = domain.ok_or_else(|| organizations(StatusCode::NOT_FOUND, "ADMIN-404-3", "No such domain"))?;
        Ok(Reply::json(StatusCode::OK, json!({ "data": self.shown_domain(domain) })))
    }

    fn own_domains(&self, call: &Call, org: &str) -> Result<(), Reply> {
        if org == self.id.as_str() { Ok(()) } else { Err(foreign_domains(call)) }
    }

    fn shown_domain(&self, domain: &OwnedDomain) -> Value {
        let link = format!("{}/admin/v1/orgs/{}/domains/{}", self.public_base, self.id, domain.id);
        json!({
            "id": domain.id,
            "type": "domains",
            "attributes": {
                "name": domain.name.as_str(),
                "claim": { "type": "dns", "status": domain.status.text() },
            },
            "links": { "self": link },
        })
    }
}
