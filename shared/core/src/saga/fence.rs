//! What each write demands right before it: which facts are re-read, and what they must say.

use super::{AcceptedPlan, Act, Purpose, later_s};
use crate::decision::{Guard, Role, is_administrators, role};
use crate::domain::{
    Account, AccountId, AccountStatus, ApiToken, Assignment, Claim, EmailAddress, Fact, IdpObject, IdpUser, Job,
    JobState, Link, Liveness, Manageability, Permission, SignIn,
};
use jiff::Timestamp;

/// A day, in seconds.
const DAY_S: i64 = 86_400;

/// A fact that a fence re-reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Demand {
    /// The holder, by its id.
    Holder,
    /// The address of the former or present holder, from where it is changed.
    HolderAddress,
    /// Its SCIM links.
    HolderLinks,
    /// What may be done to it.
    HolderManageability,
    /// Its API tokens: somebody may have begun to use one.
    HolderTokens,
    /// Who has the wanted address.
    AtAddress,
    /// The original, by its id.
    Original,
    /// Its SCIM links.
    OriginalLinks,
    /// Everybody at the provider who has the wanted address.
    Owners,
    /// The subject.
    Subject,
    /// Its assignment.
    Assignment,
    /// The job.
    Job,
}

/// The readings of one fence; what was not demanded is `None`.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(missing_docs, reason = "each is the demand of the same name")]
pub struct Readings {
    /// When the plan was accepted: use of the holder since about then is news.
    pub accepted_at: Option<Timestamp>,
    pub holder: Option<Fact<Account>>,
    pub holder_address: Option<Fact<EmailAddress>>,
    pub holder_links: Option<Fact<Vec<Link>>>,
    pub holder_manageability: Option<Fact<Manageability>>,
    pub holder_tokens: Option<Fact<Vec<ApiToken>>>,
    pub at_address: Option<Fact<Vec<Account>>>,
    pub original: Option<Fact<Account>>,
    pub original_links: Option<Fact<Vec<Link>>>,
    pub owners: Option<Fact<Vec<IdpObject>>>,
    pub subject: Option<Fact<IdpUser>>,
    pub assignment: Option<Fact<Assignment>>,
    pub job: Option<Fact<Job>>,
}

/// The witness that a precondition was just re-read and holds. Only [`holds`] makes one.
#[derive(Debug)]
pub struct PreconditionHolds(());

/// Why a write must not happen now. The text is fit for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// A fact says otherwise.
    Changed(String),
    /// A fact could not be read.
    Unreadable(String),
}

/// What an act demands. A push that follows a rename has had the job checked before that rename, right before the pivot.
pub fn demands(act: &Act, plan: &AcceptedPlan) -> &'static [Demand] {
    use Demand::{
        Assignment, AtAddress, Holder, HolderAddress, HolderLinks, HolderManageability, HolderTokens, Job, Original,
        OriginalLinks, Owners, Subject,
    };
    match (act, &plan.rename) {
        (Act::SetAddress { purpose: Purpose::Step, .. }, _) => &[
            Holder,
            HolderAddress,
            HolderLinks,
            HolderManageability,
            HolderTokens,
            Original,
            OriginalLinks,
            Owners,
            Subject,
            Assignment,
            Job,
        ],
        (Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. }, _) => {
            &[HolderAddress, HolderLinks, AtAddress]
        }
        (Act::Push { .. }, Some(_)) => {
            &[HolderAddress, HolderLinks, AtAddress, Original, OriginalLinks, Subject, Assignment]
        }
        (Act::Push { .. }, None) => &[AtAddress, Original, OriginalLinks, Subject, Assignment, Job],
    }
}

/// Whether an act may be sent now: every demanded fact was read and says what the plan was made for.
pub fn holds(act: &Act, plan: &AcceptedPlan, readings: &Readings) -> Result<PreconditionHolds, Vec<Mismatch>> {
    let faults: Vec<Mismatch> =
        demands(act, plan).iter().filter_map(|demand| check(*demand, act, plan, readings).err()).collect();
    if faults.is_empty() { Ok(PreconditionHolds(())) } else { Err(faults) }
}

fn check(demand: Demand, act: &Act, plan: &AcceptedPlan, readings: &Readings) -> Result<(), Mismatch> {
    match demand {
        Demand::Holder => {
            let account = known(readings.holder.as_ref(), "the holder")?;
            holder(plan, account)?;
            no_administrators_group(plan, account)?;
            not_used_since(plan, account, readings.accepted_at)
        }
        Demand::HolderAddress => {
            has_planned_address(act, plan, known(readings.holder_address.as_ref(), "the holder's address")?)
        }
        Demand::HolderLinks => no_links(readings.holder_links.as_ref()),
        Demand::HolderManageability => editable(known(readings.holder_manageability.as_ref(), "its privileges")?),
        Demand::HolderTokens => no_token_in_use(plan, readings),
        Demand::AtAddress => nobody_else(act, plan, readings.at_address.as_ref()),
        Demand::Original => original(act, plan, known(readings.original.as_ref(), "the original")?),
        Demand::OriginalLinks => linked(plan, known(readings.original_links.as_ref(), "the original's links")?),
        Demand::Owners => only_the_subject(plan, readings.owners.as_ref()),
        Demand::Subject => subject(plan, known(readings.subject.as_ref(), "the subject")?),
        Demand::Assignment => known(readings.assignment.as_ref(), "the assignment to the app").map(|_| ()),
        Demand::Job => job(known(readings.job.as_ref(), "the provisioning job")?),
    }
}

fn known<'a, T>(fact: Option<&'a Fact<T>>, what: &str) -> Result<&'a T, Mismatch> {
    match fact {
        Some(Fact::Known(value, _)) => Ok(value),
        Some(Fact::Absent(_)) => Err(Mismatch::Changed(format!("{what} is not there any more"))),
        Some(Fact::Unavailable(why)) => Err(Mismatch::Unreadable(format!("{what} could not be read: {why}"))),
        None => Err(Mismatch::Unreadable(format!("{what} was not read"))),
    }
}

fn changed(as_planned: bool, text: impl FnOnce() -> String) -> Result<(), Mismatch> {
    if as_planned { Ok(()) } else { Err(Mismatch::Changed(text())) }
}

fn holder(plan: &AcceptedPlan, account: &Account) -> Result<(), Mismatch> {
    changed(plan.rename.as_ref().is_some_and(|rename| account.id == rename.account), || {
        "another account answered".to_owned()
    })?;
    changed(account.claim == Claim::Managed, || format!("account {} is not managed here", account.id))?;
    no_admin(account)?;
    alive(account)
}

/// A plan whose guard found the holder idle found nothing for weeks, so any use of the last day came after it looked.
fn not_used_since(plan: &AcceptedPlan, account: &Account, accepted_at: Option<Timestamp>) -> Result<(), Mismatch> {
    let overridden = was_overridden(plan, &[Guard::Idle]);
    let since = accepted_at.map(|at| later_s(at, -DAY_S));
    let used = account.products.iter().flatten().filter_map(|product| product.last_active_at).max();
    let news = used.zip(since).is_some_and(|(used, since)| used > since);
    changed(overridden || !news, || format!("account {} is in use again", account.id))
}

/// Groups come with the account too: one that gives rights was given after the plan looked, unless somebody approved of it.
fn no_administrators_group(plan: &AcceptedPlan, account: &Account) -> Result<(), Mismatch> {
    if was_overridden(plan, &[Guard::NoHistory]) {
        return Ok(());
    }
    let Some(groups) = &account.groups else {
        return Err(Mismatch::Unreadable(format!("the groups of account {} are not said", account.id)));
    };
    let unsaid = || Mismatch::Unreadable(format!("the name of a group of account {} is not said", account.id));
    for group in groups {
        let name = group.name.as_deref().ok_or_else(unsaid)?;
        changed(!is_administrators(name), || format!("account {} has joined an administrators' group", account.id))?;
    }
    Ok(())
}

/// The activity report does not know of tokens.
fn no_token_in_use(plan: &AcceptedPlan, readings: &Readings) -> Result<(), Mismatch> {
    if was_overridden(plan, &[Guard::NoHistory, Guard::Idle]) {
        return Ok(());
    }
    let entries = readings.holder_tokens.as_ref().map(Fact::entries);
    let Some(Ok(tokens)) = entries else {
        return Err(Mismatch::Unreadable("the API tokens of the holder could not be read".to_owned()));
    };
    let in_use = |token: &ApiToken| readings.accepted_at.is_none_or(|now| token.is_in_use(now));
    changed(!tokens.iter().any(in_use), || "an API token of the holder is in use".to_owned())
}

/// Whether a person approved the plan in spite of any of these guards.
fn was_overridden(plan: &AcceptedPlan, guards: &[Guard]) -> bool {
    plan.overridden.iter().any(|(guard, _)| guards.contains(guard))
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

fn has_planned_address(act: &Act, plan: &AcceptedPlan, address: &EmailAddress) -> Result<(), Mismatch> {
    let expected = match act {
        Act::SetAddress { from, .. } => Some(from),
        Act::Push { .. } => plan.rename.as_ref().map(|rename| &rename.to),
    };
    changed(Some(address) == expected, || "the holder no longer has the address that the plan names".to_owned())
}

/// The provider's search lags behind changes of the last minutes, so an answer without the subject is an old one.
fn only_the_subject(plan: &AcceptedPlan, owners: Option<&Fact<Vec<IdpObject>>>) -> Result<(), Mismatch> {
    let entries = owners.map(Fact::entries);
    let Some(Ok(owners)) = entries else {
        return Err(Mismatch::Unreadable("who has the address at the provider could not be read".to_owned()));
    };
    let is_subject = |owner: &IdpObject| matches!(owner, IdpObject::User(user) if user.id == plan.subject);
    changed(owners.iter().all(is_subject), || "somebody else at the provider has the address now".to_owned())?;
    if owners.is_empty() {
        return Err(Mismatch::Unreadable("the provider's search does not show the subject".to_owned()));
    }
    Ok(())
}

/// The same notion of alive as the decision has. A word that nobody knows is no answer, so it is read again where it may be.
fn alive(account: &Account) -> Result<(), Mismatch> {
    match account.liveness() {
        Liveness::Alive => Ok(()),
        Liveness::NotAlive(_) => Err(Mismatch::Changed(format!("account {} is no longer active", account.id))),
        Liveness::Unsaid => Err(Mismatch::Unreadable(format!("whether account {} is active is not said", account.id))),
    }
}

fn no_links(links: Option<&Fact<Vec<Link>>>) -> Result<(), Mismatch> {
    match links {
        Some(Fact::Absent(_)) => Ok(()),
        Some(Fact::Known(..)) => Err(Mismatch::Changed("a SCIM record is linked to the holder again".to_owned())),
        Some(Fact::Unavailable(why)) => {
            Err(Mismatch::Unreadable(format!("the holder's links could not be read: {why}")))
        }
        None => Err(Mismatch::Unreadable("the holder's links were not read".to_owned())),
    }
}

fn editable(manageability: &Manageability) -> Result<(), Mismatch> {
    let allowed = matches!(manageability, Manageability::Rules(rules) if rules.set_address == Permission::Allowed);
    changed(allowed, || "the holder's address may not be set any more".to_owned())
}

fn nobody_else(act: &Act, plan: &AcceptedPlan, found: Option<&Fact<Vec<Account>>>) -> Result<(), Mismatch> {
    let accounts = match found {
        Some(fact) => fact
            .entries()
            .map_err(|why| Mismatch::Unreadable(format!("who has the address could not be read: {why}")))?,
        None => return Err(Mismatch::Unreadable("who has the address was not read".to_owned())),
    };
    let may_have: Option<&AccountId> = match act {
        Act::Push { .. } => Some(&plan.target.account),
        Act::SetAddress { .. } => None,
    };
    // The holder itself is read by its id: a search by address may still show where it was.
    let holder = plan.rename.as_ref().map(|rename| &rename.account);
    let others = accounts.iter().filter(|account| ![may_have, holder].contains(&Some(&account.id))).count();
    changed(others == 0, || "another account has the wanted address now".to_owned())
}

fn original(act: &Act, plan: &AcceptedPlan, account: &Account) -> Result<(), Mismatch> {
    changed(account.id == plan.target.account, || "another account answered".to_owned())?;
    changed(account.claim == Claim::Managed, || format!("account {} is not managed here", account.id))?;
    // A push sets the account active, and a holder is not renamed for a push that cannot follow.
    alive(account)?;
    // It may give back the access that somebody took from it.
    changed(account.status != AccountStatus::Suspended, || format!("account {} is suspended", account.id))?;
    no_admin(account)?;
    let has_it = account.address.as_ref() == Some(&plan.wanted);
    match act {
        Act::SetAddress { .. } => changed(!has_it, || "the original has the wanted address already".to_owned()),
        Act::Push { .. } => Ok(()),
    }
}

fn linked(plan: &AcceptedPlan, links: &[Link]) -> Result<(), Mismatch> {
    let target = &plan.target;
    let here = links.iter().any(|link| link.directory == target.directory && link.record == target.record);
    let elsewhere = links.iter().any(|link| link.directory != target.directory || link.record != target.record);
    changed(here && !elsewhere, || "the original's SCIM links are not the ones of the plan".to_owned())
}

fn subject(plan: &AcceptedPlan, user: &IdpUser) -> Result<(), Mismatch> {
    changed(user.id == plan.subject, || "another user answered".to_owned())?;
    changed(user.sign_in == SignIn::Enabled, || format!("user {} is not enabled any more", user.id))?;
    changed(still_wanted(plan, user), || format!("user {} has another address now", user.id))
}

fn still_wanted(plan: &AcceptedPlan, user: &IdpUser) -> bool {
    let value = plan.wanted_from.as_ref().and_then(|attribute| user.attributes.get(attribute));
    let mapped = value.and_then(|text| EmailAddress::parse(text).ok());
    mapped.is_some_and(|address| address == plan.wanted)
}

fn job(job: &Job) -> Result<(), Mismatch> {
    changed(job.state == JobState::Active, || "the provisioning job is not active any more".to_owned())
}
