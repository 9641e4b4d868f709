//! What a search asks for, with the documented bounds.
//!
//! A property that the vendor does not describe is refused here: a misspelled filter that finds everybody would
//! hide a mistake of the caller.

use super::super::account::Account;
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::ops::RangeInclusive;

const LIMIT_DEFAULT: u64 = 50;
const LIMITS: RangeInclusive<u64> = 1..=100;
const EXPANSIONS: [&str; 4] = ["platformRoles", "counts.resources", "productAccess", "groups"];
const STATUSES: [&str; 5] = ["active", "suspended", "not_invited", "deactivated", "for_deletion"];
const LIFECYCLES: [&str; 3] = ["active", "inactive", "closed"];
const MEMBERSHIPS: [&str; 3] = ["active", "suspended", "no_membership"];
/// Described, and accepted without effect: the model has one user directory, no resources and no second factor.
const WITHOUT_EFFECT: [&str; 4] = ["directoryIds", "resourceIds", "roleIds", "mfaEnabled"];
const UNDERSTOOD: [&str; 13] = [
    "accountIds",
    "accountStatus",
    "claimStatus",
    "cursor",
    "emailDomains",
    "emails",
    "expand",
    "groupIds",
    "limit",
    "membershipStatus",
    "searchTerm",
    "sortBy",
    "status",
];

#[derive(Debug)]
pub(super) struct Criteria {
    pub(super) claim: Option<ClaimStatus>,
    pub(super) emails: Option<Vec<String>>,
    pub(super) groups: Option<Vec<String>>,
    pub(super) expand: BTreeSet<String>,
    pub(super) cursor: Option<String>,
    pub(super) limit: usize,
    accounts: Option<Vec<String>>,
    domains: Option<Vec<String>>,
    lifecycles: Option<Vec<String>>,
    memberships: Option<Vec<String>>,
    statuses: Option<Vec<String>>,
    term: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClaimStatus {
    Managed,
    Unmanaged,
}

impl Criteria {
    pub(super) fn read(body: &Map<String, Value>) -> Result<Self, String> {
        refuse_unknown(body)?;
        let emails = texts(body, "emails", 100)?;
        let term = text(body, "searchTerm")?;
        if emails.is_some() && term.is_some() {
            return Err("emails and searchTerm exclude each other".to_owned());
        }
        Ok(Self {
            claim: claim(body)?,
            emails,
            groups: texts(body, "groupIds", 10)?,
            expand: one_of(body, "expand", &EXPANSIONS, 4)?.unwrap_or_default().into_iter().collect(),
            cursor: text(body, "cursor")?,
            limit: limit(body)?,
            accounts: texts(body, "accountIds", 10)?,
            domains: texts(body, "emailDomains", 10)?,
            lifecycles: one_of(body, "accountStatus", &LIFECYCLES, 3)?,
            memberships: one_of(body, "membershipStatus", &MEMBERSHIPS, 3)?,
            statuses: one_of(body, "status", &STATUSES, 4)?,
            term,
        })
    }

    /// Whether the filters that need nothing but the account accept it.
    pub(super) fn accepts(&self, account: &Account) -> bool {
        let domain = account.email.domain();
        let has = |wanted: &Option<Vec<String>>, value: &str| {
            wanted.as_ref().is_none_or(|all| all.iter().any(|w| w.eq_ignore_ascii_case(value)))
        };
        has(&self.accounts, account.id.as_str())
            && has(&self.domains, domain.as_str())
            && has(&self.lifecycles, account.lifecycle.text())
            && has(&self.memberships, account.membership.text())
            && has(&self.statuses, account.status().text())
            && self.term.as_ref().is_none_or(|term| mentions(account, term))
    }
}

/// The free text looks into names and addresses.
fn mentions(account: &Account, term: &str) -> bool {
    let term = term.to_ascii_lowercase();
    account.name.to_ascii_lowercase().contains(&term) || account.email.folded().contains(&term)
}

fn refuse_unknown(body: &Map<String, Value>) -> Result<(), String> {
    let known = |name: &str| UNDERSTOOD.contains(&name) || WITHOUT_EFFECT.contains(&name);
    match body.keys().find(|name| !known(name)) {
        Some(name) => Err(format!("{name} is not a property of a search")),
        None => Ok(()),
    }
}

fn text(body: &Map<String, Value>, name: &str) -> Result<Option<String>, String> {
    match body.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(format!("{name} must be a text")),
    }
}

fn texts(body: &Map<String, Value>, name: &str, at_most: usize) -> Result<Option<Vec<String>>, String> {
    let values = match body.get(name) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::Array(values)) => values,
        Some(_) => return Err(format!("{name} must be a list")),
    };
    if values.len() > at_most {
        return Err(format!("{name} has more than {at_most} entries"));
    }
    let texts: Option<Vec<String>> = values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    texts.map(Some).ok_or_else(|| format!("{name} must be a list of texts"))
}

fn one_of(
    body: &Map<String, Value>,
    name: &str,
    known: &[&str],
    at_most: usize,
) -> Result<Option<Vec<String>>, String> {
    let values = texts(body, name, at_most)?;
    let strange = values.iter().flatten().find(|value| !known.contains(&value.as_str()));
    strange.map_or(Ok(()), |_| Err(format!("{name} has an unknown value")))?;
    Ok(values)
}

fn claim(body: &Map<String, Value>) -> Result<Option<ClaimStatus>, String> {
    match text(body, "claimStatus")?.as_deref() {
        None => Ok(None),
        Some("managed") => Ok(Some(ClaimStatus::Managed)),
        Some("unmanaged") => Ok(Some(ClaimStatus::Unmanaged)),
        Some(_) => Err("claimStatus has an unknown value".to_owned()),
    }
}

fn limit(body: &Map<String, Value>) -> Result<usize, String> {
    let limit = match body.get("limit") {
        None | Some(Value::Null) => Some(LIMIT_DEFAULT),
        Some(value) => value.as_u64().filter(|limit| LIMITS.contains(limit)),
    };
    limit.and_then(|limit| usize::try_from(limit).ok()).ok_or_else(|| "limit must be from 1 to 100".to_owned())
}
