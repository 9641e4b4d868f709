//! What the two accounts of a plan must still say.

use super::{Mismatch, Readings, changed};
use crate::decision::{Guard, Role, is_administrators, role};
use crate::domain::{
    Account, AccountId, AccountStatus, ApiToken, Claim, EmailAddress, Fact, Link, Liveness, Manageability, NotAlive,
    Permission, Refusal,
};
use crate::saga::{AcceptedPlan, Act, Left, later_s};
use jiff::Timestamp;

/// A day, in seconds.
const DAY_S: i64 = 86_400;

pub(super) fn holder(plan: &AcceptedPlan, account: &Account, left: Left) -> Result<(), Mismatch> {
    changed(plan.rename.as_ref().is_some_and(|rename| account.id == rename.account), || {
        "another account answered".to_owned()
    })?;
    changed(account.claim == Claim::Managed, || format!("account {} is not managed here", account.id))?;
    no_admin(account)?;
    // Whether the removal of its record deactivates an account is not documented. It stays as alive as that left it; one that
    // somebody deactivated later is not ours to move.
    if left == Left::Deactivated && account.liveness() == Liveness::NotAlive(NotAlive::Deactivated) {
        return Ok(());
    }
    alive(account)
}

/// A plan whose guard found the holder idle found nothing for weeks, so any use of the last day came after it looked.
pub(super) fn not_used_since(
    plan: &AcceptedPlan,
    account: &Account,
    accepted_at: Option<Timestamp>,
) -> Result<(), Mismatch> {
    let overridden = plan.overridden.iter().any(|(guard, _)| *guard == Guard::Idle);
    let since = accepted_at.map(|at| later_s(at, -DAY_S));
    let used = account.products.iter().flatten().filter_map(|product| product.last_active_at).max();
    let news = used.zip(since).is_some_and(|(used, since)| used > since);
    changed(overridden || !news, || format!("account {} is in use again", account.id))
}

/// Groups come with the account too. One that gives rights was given after the plan looked: no plan has one otherwise.
pub(super) fn no_administrators_group(plan: &AcceptedPlan, account: &Account) -> Result<(), Mismatch> {
    let names = account.groups.iter().flatten().filter_map(|group| group.name.as_deref());
    changed(names.into_iter().all(|name| !is_administrators(name)), || {
        format!("account {} has joined an administrators' group", account.id)
    })?;
    // Somebody approved in spite of that, if it was so then.
    if plan.groups_unsaid || account.says_its_groups() {
        return Ok(());
    }
    Err(Mismatch::Unreadable(format!("the groups of account {} are not said", account.id)))
}

/// The activity report does not know of tokens. Somebody may have approved in spite of those that were in use then.
pub(super) fn no_token_in_use(plan: &AcceptedPlan, readings: &Readings) -> Result<(), Mismatch> {
    let entries = readings.holder_tokens.as_ref().map(Fact::entries);
    let Some(Ok(tokens)) = entries else {
        return Err(Mismatch::Unreadable("the API tokens of the holder could not be read".to_owned()));
    };
    let in_use = |token: &ApiToken| readings.accepted_at.is_none_or(|now| token.is_in_use(now));
    let news = tokens.iter().filter(|token| in_use(token)).any(|token| !plan.tokens_in_use.contains(&token.id));
    changed(!news, || "an API token of the holder is in use".to_owned())
}

/// Roles come with the account, so an administrator made in the last minute is seen at no cost.
fn no_admin(account: &Account) -> Result<(), Mismatch> {
    match &account.roles {
        None => Err(Mismatch::Unreadable(format!("the roles of account {} are not said", account.id))),
        Some(roles) => changed(roles.iter().all(|name| role(name) == Role::Harmless), || {
            format!("account {} has a role", account.id)
        }),
    }
}

pub(super) fn has_planned_address(act: &Act, plan: &AcceptedPlan, address: &EmailAddress) -> Result<(), Mismatch> {
    let expected = match act {
        Act::SetAddress { from, .. } => Some(from),
        Act::RemoveRecords { .. } => Some(&plan.wanted),
        Act::Push { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. } | Act::DeleteRecord { .. } => {
            plan.rename.as_ref().map(|rename| &rename.to)
        }
    };
    changed(Some(address) == expected, || "the holder no longer has the address that the plan names".to_owned())
}

/// The same notion of alive as the decision has. A word that nobody knows is no answer, so it is read again where it may be.
fn alive(account: &Account) -> Result<(), Mismatch> {
    match account.liveness() {
        Liveness::Alive => Ok(()),
        Liveness::NotAlive(_) => Err(Mismatch::Changed(format!("account {} is no longer active", account.id))),
        Liveness::Unsaid => Err(Mismatch::Unreadable(format!("whether account {} is active is not said", account.id))),
    }
}

/// A removal takes every record of the account, so it has to be exactly the one of the plan; a rename wants none.
pub(super) fn holder_links(act: &Act, links: Option<&Fact<Vec<Link>>>) -> Result<(), Mismatch> {
    let links = match links {
        Some(fact) => fact
            .entries()
            .map_err(|why| Mismatch::Unreadable(format!("the holder's links could not be read: {why}")))?,
        None => return Err(Mismatch::Unreadable("the holder's links were not read".to_owned())),
    };
    match act {
        Act::RemoveRecords { directory, record, .. } => {
            let exactly = matches!(links, [only] if only.directory == *directory && only.record == *record);
            changed(exactly, || "the holder's SCIM links are not the one of the plan".to_owned())
        }
        Act::SetAddress { .. }
        | Act::Push { .. }
        | Act::PushGroup { .. }
        | Act::JoinGroup { .. }
        | Act::DeleteRecord { .. } => {
            changed(links.is_empty(), || "a SCIM record is linked to the holder again".to_owned())
        }
    }
}

/// Before a removal its link may still lock the account; after it nothing may.
pub(super) fn editable(act: &Act, manageability: &Manageability) -> Result<(), Mismatch> {
    let may = |permission: &Permission| match (act, permission) {
        (_, Permission::Allowed) | (Act::RemoveRecords { .. }, Permission::Refused(Refusal::ScimLink)) => true,
        (_, Permission::Refused(_) | Permission::Unsaid) => false,
    };
    let allowed = matches!(manageability, Manageability::Rules(rules) if may(&rules.set_address));
    changed(allowed, || "the holder's address may not be set any more".to_owned())
}

pub(super) fn nobody_else(act: &Act, plan: &AcceptedPlan, found: Option<&Fact<Vec<Account>>>) -> Result<(), Mismatch> {
    let accounts = match found {
        Some(fact) => fact
            .entries()
            .map_err(|why| Mismatch::Unreadable(format!("who has the address could not be read: {why}")))?,
        None => return Err(Mismatch::Unreadable("who has the address was not read".to_owned())),
    };
    let may_have: Option<&AccountId> = match act {
        Act::Push { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. } | Act::DeleteRecord { .. } => {
            Some(&plan.target.account)
        }
        Act::SetAddress { .. } | Act::RemoveRecords { .. } => None,
    };
    // The holder itself is read by its id: a search by address may still show where it was.
    let holder = plan.rename.as_ref().map(|rename| &rename.account);
    let others = accounts.iter().filter(|account| ![may_have, holder].contains(&Some(&account.id))).count();
    changed(others == 0, || "another account has the wanted address now".to_owned())
}

pub(super) fn original(act: &Act, plan: &AcceptedPlan, account: &Account) -> Result<(), Mismatch> {
    changed(account.id == plan.target.account, || "another account answered".to_owned())?;
    changed(account.claim == Claim::Managed, || format!("account {} is not managed here", account.id))?;
    // A push sets the account active, and a holder is not renamed for a push that cannot follow.
    alive(account)?;
    // It may give back the access that somebody took from it.
    changed(account.status != AccountStatus::Suspended, || format!("account {} is suspended", account.id))?;
    no_admin(account)?;
    let has_it = account.address.as_ref() == Some(&plan.wanted);
    match act {
        Act::SetAddress { .. } | Act::RemoveRecords { .. } => {
            changed(!has_it, || "the original has the wanted address already".to_owned())
        }
        Act::Push { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. } | Act::DeleteRecord { .. } => Ok(()),
    }
}

pub(super) fn linked(plan: &AcceptedPlan, links: &[Link]) -> Result<(), Mismatch> {
    let target = &plan.target;
    let here = links.iter().any(|link| link.directory == target.directory && link.record == target.record);
    let elsewhere = links.iter().any(|link| link.directory != target.directory || link.record != target.record);
    changed(here && !elsewhere, || "the original's SCIM links are not the ones of the plan".to_owned())
}
