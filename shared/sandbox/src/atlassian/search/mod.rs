//! Organizations API, version 2: users/search and user details.

mod criteria;
mod view;

use super::Organization;
use super::account::{Account, Claim, Lifecycle, Membership, Verification};
use super::call::Call;
use super::errors::{Api, organizations};
use super::paging::page;
use super::quirks::{CaseHandling, PlainSearch, Visibility};
use super::reply::{Answer, Reply};
use criteria::{ClaimStatus, Criteria};
use http::StatusCode;
use serde_json::{Value, json};

const API: Api = Api::OrganizationsV2;

impl Organization {
    pub(super) fn organizations_v2(&self, call: &Call) -> Answer {
        match (call.method.as_str(), call.segments().as_slice()) {
            ("POST", ["admin", "v2", "orgs", org, "directories", directory, "users", "search"]) => {
                self.own(API, org)?;
                self.own_user_directory(directory)?;
                self.search_users(call)
            }
            ("GET", ["admin", "v2", "orgs", org, "directories", directory, "users", account])
                if *account != "search" =>
            {
                self.own(API, org)?;
                self.own_user_directory(directory)?;
                self.user_details(account)
            }
            (_, ["admin", "v2", "orgs", _, "directories", _, "users", _]) => Err(API.method_not_allowed()),
            _ => Err(API.not_found()),
        }
    }

    fn search_users(&self, call: &Call) -> Answer {
        let body = call.optional_object().map_err(|_| refused("The body is no JSON object"))?;
        let criteria = Criteria::read(&body).map_err(|why| refused(&why))?;
        let found: Vec<&Account> = self.accounts.values().filter(|a| self.matches(&criteria, a)).collect();
        let page = page(&found, criteria.cursor.as_deref(), criteria.limit).map_err(|_| refused("Bad cursor"))?;
        let shown = |account: &&Account| self.user_view(call.now, account, &criteria.expand);
        let data: Vec<Value> = page.items.iter().map(shown).collect();
        let mut links = json!({ "self": criteria.cursor.as_deref().unwrap_or("at-0") });
        if let (Some(cursor), Some(links)) = (page.next, links.as_object_mut()) {
            links.insert("next".to_owned(), json!(cursor));
        }
        Ok(Reply::json(StatusCode::OK, json!({ "data": data, "links": links })))
    }

    fn user_details(&self, id: &str) -> Answer {
        let account = self.known_user(id);
        let account = account.ok_or_else(|| organizations(StatusCode::NOT_FOUND, "ADMIN-404-8", "No such user"))?;
        Ok(Reply::json(StatusCode::OK, json!({ "data": self.user_view_in_full(account) })))
    }

    fn own_user_directory(&self, asked: &str) -> Result<(), Reply> {
        let known = asked == "-" || asked == self.user_directory;
        if known { Ok(()) } else { Err(organizations(StatusCode::NOT_FOUND, "ADMIN-404-1", "No such directory")) }
    }

    fn matches(&self, wanted: &Criteria, account: &Account) -> bool {
        self.in_reach(wanted.claim, account)
            && self.shown_in_search(account)
            && wanted.accepts(account)
            && wanted.emails.as_ref().is_none_or(|all| all.iter().any(|text| self.is_email(account, text)))
            && wanted.groups.as_ref().is_none_or(|all| self.group_ids_of(account).iter().any(|id| all.contains(id)))
    }

    /// The documented trap: managed accounts in no directory come only when `claimStatus` is said.
    fn in_reach(&self, claim: Option<ClaimStatus>, account: &Account) -> bool {
        let managed = account.claim == Claim::Managed;
        let inside = account.membership != Membership::Absent;
        match (claim, self.quirks.plain_search) {
            (Some(ClaimStatus::Managed), _) => managed,
            (Some(ClaimStatus::Unmanaged), _) => inside && !managed,
            (None, PlainSearch::InDirectories) => inside,
            (None, PlainSearch::ManagedToo) => inside || managed,
        }
    }

    fn shown_in_search(&self, account: &Account) -> bool {
        let hidden_unverified =
            account.verification == Verification::Unverified && self.quirks.unverified == Visibility::Hidden;
        let hidden_guest =
            account.claim == Claim::OtherOrganization && self.quirks.foreign_guests == Visibility::Hidden;
        account.lifecycle != Lifecycle::Closed && !hidden_unverified && !hidden_guest
    }

    fn is_email(&self, account: &Account, text: &str) -> bool {
        match self.quirks.search_case {
            CaseHandling::Folded => account.email.as_str().eq_ignore_ascii_case(text),
            CaseHandling::Exact => account.email.as_str() == text,
        }
    }
}

fn refused(why: &str) -> Reply {
    organizations(StatusCode::BAD_REQUEST, "ADMIN-400-24", why)
}
