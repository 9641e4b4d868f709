//! The truth about a town, as the laws are told it: who has a history, who lives where, what nobody may touch.
//!
//! It is taken from the plan and the sandbox's own state, and from nothing that the program reads or decides.

use super::build::Site;
use super::cast::Person;
use super::documents::FORGED;
use super::plan::{HolderPlan, OriginalPlan, PersonPlan};
use super::settings::{SECRETS, promises};
use super::told::is_uniqueness;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use untwin_laws::{Account, Beginning, Life, Record, Search, User};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{self, Claim, Kind, Lifecycle};
use untwin_sandbox::switches::Switch;
use untwin_workflow::Setup;

/// Whoever was active within this time lives there, in days.
const LATELY_DAYS: i64 = 30;

/// Everything, as it is before anything happens.
pub(super) fn beginning(site: &Site<'_>, setup: &Setup) -> Beginning {
    let organization = &site.world.organization;
    let mut accounts: BTreeMap<String, Account> =
        organization.accounts().map(|one| (one.id.to_string(), account(one, site.start))).collect();
    for (plan, person) in site.people() {
        mark(&mut accounts, *plan, person);
    }
    Beginning {
        accounts,
        records: records(site),
        users: users(site),
        promises: promises(setup),
        search: search(site),
        secrets: SECRETS.map(str::to_owned).to_vec(),
        private: site.people().flat_map(|(plan, person)| private(*plan, person)).collect(),
        forged: FORGED.map(str::to_owned).to_vec(),
    }
}

fn search(site: &Site<'_>) -> Search {
    let hide = [
        Switch::SearchComparesExactly,
        Switch::UnverifiedHidden,
        Switch::UnmanagedAddressesHidden,
        Switch::GuestsHidden,
    ];
    let hides = site.plan.quirks.switches.iter().any(|switch| hide.contains(switch));
    if hides { Search::HidesSome } else { Search::ShowsAll }
}

/// An account as the sandbox has it. Activity that lies back further, and groups and products that everybody has, are
/// nobody living in it.
pub(super) fn account(account: &atlassian::Account, now: Timestamp) -> Account {
    let since = now.checked_sub(SignedDuration::from_hours(LATELY_DAYS * 24)).unwrap_or(Timestamp::MIN);
    let lately = |at: Option<Timestamp>| at.is_some_and(|at| at >= since);
    let used = account.products.iter().any(|product| lately(product.last_active_at));
    let tokens = account.tokens.iter().any(|token| token.last_used_at.is_some());
    let administers = account.local_groups.iter().any(|group| group.contains("admin"));
    Account {
        address: account.email.folded(),
        life: life(account.lifecycle),
        managed: account.claim == Claim::Managed,
        protected: !account.roles.is_empty() || account.kind == Kind::App,
        lived_in: used || tokens || administers || !account.roles.is_empty(),
    }
}

const fn life(lifecycle: Lifecycle) -> Life {
    match lifecycle {
        Lifecycle::Active => Life::Active,
        Lifecycle::Deactivated(_) => Life::Deactivated,
        Lifecycle::ForDeletion(_) => Life::ForDeletion,
        Lifecycle::Closed => Life::Closed,
    }
}

/// What the plan says of a person's accounts, whatever the sandbox shows.
fn mark(accounts: &mut BTreeMap<String, Account>, plan: PersonPlan, person: &Person) {
    if let Some(original) = accounts.get_mut(person.original.as_str()) {
        original.lived_in = true;
        original.protected = plan.original == OriginalPlan::Admin;
    }
    if let Some(holder) = accounts.get_mut(person.holder.as_str()) {
        (holder.protected, holder.lived_in) = match plan.holder {
            HolderPlan::OrgAdmin => (true, true),
            HolderPlan::ServiceAccount | HolderPlan::OnDenyList => (true, false),
            HolderPlan::UsedLately
            | HolderPlan::TokenUsed
            | HolderPlan::InAdminGroup
            | HolderPlan::OthersOwn
            | HolderPlan::UserNameOnly
            | HolderPlan::ExternalIdOnly => (false, true),
            HolderPlan::EmptyDuplicate
            | HolderPlan::GoneMeanwhile
            | HolderPlan::HealedMeanwhile
            | HolderPlan::Invisible
            | HolderPlan::Unmanaged
            | HolderPlan::Unverified
            | HolderPlan::Deactivated
            | HolderPlan::ForDeletion
            | HolderPlan::UsedLongAgo
            | HolderPlan::InDefaultGroup
            | HolderPlan::OlderThanOriginal
            | HolderPlan::AddedYesterday
            | HolderPlan::Capitals
            | HolderPlan::LockedBySaml
            | HolderPlan::LinkedElsewhere
            | HolderPlan::LinkedToSubject
            | HolderPlan::LinkedToAnother
            | HolderPlan::LinkedToNobody
            | HolderPlan::OrphanRecord
            | HolderPlan::OrphanInCapitals
            | HolderPlan::Released
            | HolderPlan::OutsideDirectories
            | HolderPlan::ForeignGuest => (false, false),
        };
    }
}

fn records(site: &Site<'_>) -> BTreeMap<String, Record> {
    let organization = &site.world.organization;
    let directories = [Some(&site.cast.directory), site.cast.second.as_ref()];
    let groups: Vec<_> = directories.into_iter().flatten().flat_map(|one| organization.groups(one)).collect();
    let record = |record: &atlassian::Record| {
        let in_it = groups.iter().filter(|group| group.members.contains(&record.id));
        let shown = Record {
            directory: record.directory.to_string(),
            account: record.account().map(ToString::to_string),
            groups: in_it.map(|group| group.id.to_string()).collect(),
        };
        (record.id.to_string(), shown)
    };
    organization.records().map(record).collect()
}

fn users(site: &Site<'_>) -> BTreeMap<String, User> {
    let failed: BTreeSet<&str> =
        site.world.tenant.log().iter().filter(|record| is_uniqueness(record)).map(|r| r.source.id.as_str()).collect();
    let mut users = BTreeMap::new();
    for (plan, person) in site.people() {
        for id in person.users() {
            let Some(user) = site.world.tenant.user(id) else { continue };
            let known = User {
                address: user.mail.clone().unwrap_or_default().to_ascii_lowercase(),
                rightful: rightful(*plan, person, id),
                granted: site.cast.granted(&site.world, id),
                failed: failed.contains(id),
            };
            users.insert(id.to_owned(), known);
        }
    }
    users
}

/// The account with a user's history.
fn rightful(plan: PersonPlan, person: &Person, user: &str) -> Option<String> {
    let others = matches!(plan.holder, HolderPlan::OthersOwn | HolderPlan::LinkedToAnother);
    if user == person.user {
        Some(person.original.to_string())
    } else {
        (user == person.namesake && others).then(|| person.holder.to_string())
    }
}

fn private(plan: PersonPlan, person: &Person) -> Vec<String> {
    let mut private = vec![person.full_name(), person.former.to_string(), person.wanted.to_string()];
    let capitals = matches!(plan.holder, HolderPlan::Capitals | HolderPlan::OrphanInCapitals);
    private.extend(capitals.then(|| person.spelled_in_capitals()));
    private.extend(NEW_ADDRESSES.map(|what| person.address(what).to_string()));
    private
}

/// What the addresses begin with that people of the town may get later, behind the given name.
pub(super) const NEW_ADDRESSES: [&str; 6] = ["gone", "namesake", "colleague", "elsewhere", "other", "mailbox"];

impl super::cast::Cast {
    /// Ids of the SCIM groups that the provider grants a user now.
    pub(super) fn granted(&self, world: &World, user: &str) -> BTreeSet<String> {
        let has = |id: &str| world.tenant.group(id).is_some_and(|group| group.members.iter().any(|one| one == user));
        self.groups.iter().filter(|group| has(&group.at_provider)).map(|group| group.scim.clone()).collect()
    }
}
