//! What the laws are told of the beginning, against the sandbox.

use super::*;
use std::collections::BTreeSet;
use untwin_laws::Life;
use untwin_sandbox::atlassian::{Claim, Kind, Lifecycle};

#[test]
fn the_beginning_of_every_drawn_town_is_what_the_sandbox_has() {
    for seed in 0..2_000 {
        let built = build(&drawn(seed), BASE);
        accounts_agree(&built, seed);
        records_agree(&built, seed);
        let ids: BTreeSet<&String> = built.beginning.users.keys().collect();
        assert!(ids.iter().all(|id| built.world.tenant.user(id).is_some()), "seed {seed}");
        assert_eq!(built.cast.people.len(), drawn(seed).people.len());
    }
}

fn accounts_agree(built: &Built, seed: u64) {
    let mut known = 0;
    for account in built.world.organization.accounts() {
        let told = &built.beginning.accounts[account.id.as_str()];
        let life = match account.lifecycle {
            Lifecycle::Active => Life::Active,
            Lifecycle::Deactivated(_) => Life::Deactivated,
            Lifecycle::ForDeletion(_) => Life::ForDeletion,
            Lifecycle::Closed => Life::Closed,
        };
        assert_eq!(told.address, account.email.as_str().to_lowercase(), "seed {seed}");
        assert_eq!((told.life, told.managed), (life, account.claim == Claim::Managed), "seed {seed}");
        let mighty = !account.roles.is_empty() || account.kind == Kind::App;
        assert!(told.protected >= mighty, "seed {seed}: {}", built.cast.name_of(account.id.as_str()));
        let token = account.tokens.iter().any(|token| token.last_used_at.is_some());
        assert!(told.lived_in >= (token || !account.roles.is_empty()), "seed {seed}");
        known += 1;
    }
    assert_eq!(known, built.beginning.accounts.len(), "seed {seed}");
}

fn records_agree(built: &Built, seed: u64) {
    let organization = &built.world.organization;
    assert_eq!(organization.records().count(), built.beginning.records.len(), "seed {seed}");
    for record in organization.records() {
        let told = &built.beginning.records[record.id.as_str()];
        assert_eq!(told.directory, record.directory.as_str());
        assert_eq!(told.account.as_deref(), record.account().map(untwin_core::domain::AccountId::as_str));
        let groups = organization.groups(&record.directory).filter(|group| group.members.contains(&record.id));
        let groups: BTreeSet<String> = groups.map(|group| group.id.to_string()).collect();
        assert_eq!(told.groups, groups, "seed {seed}");
    }
}

#[test]
fn a_simple_person_failed_and_both_sides_agree_on_the_groups() {
    let built = build(&alone(PersonPlan { groups: 3, ..PersonPlan::default() }), BASE);
    let ada = &built.cast.people[0];
    let user = &built.beginning.users[&ada.user];
    assert!(user.failed);
    assert_eq!((user.address.as_str(), user.granted.len()), (ada.wanted.as_str(), 3));
    assert_eq!(user.rightful.as_deref(), Some(ada.original.as_str()));
    assert_eq!(built.beginning.records[ada.record.as_str()].groups, user.granted);
    let names = |id: &str| built.cast.name_of(id);
    assert_eq!([names(&ada.user), names(ada.holder.as_str())], ["Ada", "Ada's duplicate"]);
}

#[test]
fn who_has_no_conflict_did_not_fail_and_everybody_else_did() {
    let harmless = [SubjectPlan::SignInNameOnly, SubjectPlan::ForeignDomain, SubjectPlan::NotRenamed];
    // Whether a new person's push is refused depends on the vendor, and an id that was known before is in nobody's way.
    let pushed = |person: &PersonPlan| person.original != OriginalPlan::NewPerson;
    for plan in situations().into_iter().filter(|plan| pushed(&plan.people[0])) {
        let built = build(&plan, BASE);
        let failed = built.beginning.users[&built.cast.people[0].user].failed;
        let harmless =
            harmless.contains(&plan.people[0].subject) || plan.people[0].holder == HolderPlan::ExternalIdOnly;
        assert_eq!(failed, !harmless, "{plan:?}");
    }
}

#[test]
fn the_holders_that_nobody_may_touch_are_marked() {
    let marked = |holder| {
        let built = build(&alone(PersonPlan { holder, ..PersonPlan::default() }), BASE);
        let account = built.beginning.accounts[built.cast.people[0].holder.as_str()].clone();
        (account.protected, account.lived_in)
    };
    assert_eq!(marked(HolderPlan::EmptyDuplicate), (false, false));
    assert_eq!(marked(HolderPlan::OnDenyList), (true, false));
    assert_eq!(marked(HolderPlan::OthersOwn), (false, true));
    assert_eq!(marked(HolderPlan::UsedLongAgo), (false, false));
    assert_eq!(marked(HolderPlan::InAdminGroup), (false, true));
}

#[test]
fn what_the_product_is_told_fits_the_town() {
    let mut plan = TownPlan::simplest(1);
    let one = build(&plan, BASE);
    assert_eq!((one.vendors.organization.directories.len(), one.setup.directories.len()), (1, 1));
    plan.second_directory = SecondDirectory::Yes;
    plan.policy = PolicyPlan::TightBudget;
    let two = build(&plan, BASE);
    assert_eq!((two.vendors.organization.directories.len(), two.vendors.providers.len()), (2, 1));
    assert_eq!(two.beginning.promises.people_per_hour, 2);
    assert!(two.beginning.secrets.iter().all(|secret| !secret.is_empty()));
}
