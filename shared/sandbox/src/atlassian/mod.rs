//! An Atlassian organization: accounts, domains, SCIM directories, and the REST APIs that show and change them.
//!
//! It is written from the vendor's documents, refuses what they say is refused, and has a switch ([`Quirks`]) for
//! what they do not say. It must not know anything of the clients that the product uses against it.

mod account;
mod activity;
mod by_hand;
mod call;
mod changes;
mod directory;
mod domains;
mod errors;
mod inspection;
mod keys;
mod ledger;
mod manage;
mod orgs;
mod paging;
mod quirks;
mod rate_limits;
mod reply;
mod scim;
mod scim_links;
mod search;
mod seed;
mod setup;
#[cfg(test)]
mod tests;

pub use account::{
    Account, ApiToken, Claim, DELETION_GRACE, Kind, Lifecycle, Membership, ProductAccess, SignIn, Status, Verification,
};
pub use directory::{Activity, Draft, Record, ScimGroup, Tie};
pub use domains::{Claiming, DomainStatus, OwnedDomain};
pub use keys::KeyKind;
pub use ledger::{Actor, Change, HandledRequest, Meaning, Mutation};
pub use quirks::{
    AccountLeft, CaseHandling, CreateMeets, DeletionUnderScim, LinkToDeactivated, LinksLookAt, NoLinks,
    PendingDeletion, PlainSearch, Quirks, ReleasedRecord, RenameToUnclaimed, RepeatedLifecycle, RetryAfter,
    SameAddress, TakenAddress, Uniqueness, UniquenessText, UnlinkedAccount, UnmanagedLinks, UnpublishedLimits,
    UpdateOfUnlinked, Visibility,
};
pub use rate_limits::Limited;
pub use seed::{AccountSeed, RecordSeed};

use bytes::Bytes;
use call::Call;
use directory::Directory;
use errors::Api;
use http::{Request, Response};
use jiff::Timestamp;
use keys::Keys;
use ledger::Deed;
use rate_limits::{Allowance, RateLimits, Verdict};
use reply::Answer;
use std::{collections::BTreeMap, fmt};
use untwin_core::domain::{AccountId, DirectoryId, OrganizationId};

/// An Atlassian organization, and all accounts elsewhere that could be in its way.
pub struct Organization {
    id: OrganizationId,
    name: String,
    public_base: String,
    user_directory: String,
    page_size: usize,
    quirks: Quirks,
    keys: Keys,
    rate_limits: RateLimits,
    domains: Vec<OwnedDomain>,
    accounts: BTreeMap<AccountId, Account>,
    directories: BTreeMap<DirectoryId, Directory>,
    ids_given: u64,
    mutations: Vec<Mutation>,
    requests: Vec<HandledRequest>,
}

impl Organization {
    /// Answers one request; its path starts where `api.atlassian.com`'s would (`/admin/...`, `/scim/...`, `/users/...`).
    pub fn handle(&mut self, now: Timestamp, request: &Request<Bytes>) -> Response<Bytes> {
        self.advance(now);
        let call = Call::read(now, request);
        let (answer, allowance) = self.answer(&call);
        let reply = answer.unwrap_or_else(|refusal| refusal);
        self.requests.push(HandledRequest {
            at: now,
            method: call.method.clone(),
            path: call.path.clone(),
            meaning: call.meaning(),
            status: reply.status,
        });
        let mut response = reply.into_response();
        if let Some(allowance) = allowance {
            allowance.write(response.headers_mut(), now, self.quirks.retry_after);
        }
        response
    }

    fn answer(&mut self, call: &Call) -> (Answer, Option<Allowance>) {
        let api = call.api();
        let actor = match self.keys.admit(call, api) {
            Ok(actor) => actor,
            Err(refusal) => return (Err(refusal), None),
        };
        let allowance = self.rate_limits.count(call, self.quirks.unpublished_limits);
        if allowance.is_some_and(|a| a.verdict == Verdict::TooMany) {
            return (Err(api.too_many()), allowance);
        }
        let deed = Deed { at: call.now, actor };
        (self.route(api, call, &deed), allowance)
    }

    fn route(&mut self, api: Api, call: &Call, deed: &Deed) -> Answer {
        match api {
            Api::OrganizationsV1 => self.organizations_v1(call),
            Api::OrganizationsV2 => self.organizations_v2(call),
            Api::ScimLinks => self.scim_links(call, deed),
            Api::UserManagement => self.user_management(call, deed),
            Api::Scim => self.scim(call, deed),
            Api::Nowhere => Err(api.not_found()),
        }
    }
}

/// Counts only: what is inside names people.
impl fmt::Debug for Organization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Organization")
            .field("id", &self.id)
            .field("accounts", &self.accounts.len())
            .field("directories", &self.directories.len())
            .field("mutations", &self.mutations.len())
            .finish_non_exhaustive()
    }
}
