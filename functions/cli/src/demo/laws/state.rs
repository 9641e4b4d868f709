//! Laws over accounts, records, groups and addresses: what is there, compared with what was there.

use super::Look;
use crate::demo::scenes::{Ending, GRANTED, Plot, Scene};
use std::collections::BTreeSet;
use untwin_core::domain::{AccountId, EmailAddress, ScimUserId};
use untwin_sandbox::atlassian::{Account, Actor, Change, Record, Tie};

pub(super) fn healed(look: &Look<'_>) -> Vec<String> {
    let mut breaches = Vec::new();
    for scene in look.repaired() {
        let (organization, person) = (&look.world.organization, &scene.person);
        if look.after.accounts.get(&person.original).is_none_or(|account| account.email != person.wanted) {
            breaches.push(format!("the account of {} has not got the address", scene.name));
        }
        let [record] = organization.records_of(&person.original)[..] else {
            breaches.push(format!("the account of {} is not linked to one record", scene.name));
            continue;
        };
        if record.id != person.record || record.draft.email != person.wanted {
            breaches.push(format!("the record of {} is not the one that was pushed", scene.name));
        }
    }
    breaches.extend(look.renamed().filter_map(|scene| misplaced(look, scene)));
    breaches
}

/// A placeholder is on the domain that it was on, and was nobody's.
fn misplaced(look: &Look<'_>, scene: &Scene) -> Option<String> {
    let holder = look.after.accounts.get(&scene.person.holder)?;
    let taken = look.before.accounts.values().any(|account| account.email == holder.email);
    let moved = taken || holder.email.domain() != scene.person.wanted.domain();
    moved.then(|| format!("the duplicate of {} has an address that it must not have", scene.name))
}

pub(super) fn addresses(look: &Look<'_>) -> Vec<String> {
    let given_up: BTreeSet<&EmailAddress> = look.repaired().map(|scene| &scene.person.former).collect();
    let now: BTreeSet<&EmailAddress> = look.after.accounts.values().map(|account| &account.email).collect();
    let before = look.before.accounts.values().map(|account| &account.email);
    let lost = before.filter(|address| !now.contains(address) && !given_up.contains(address));
    lost.map(|address| format!("{address} is nobody's now")).collect()
}

/// What somebody had, without what a removed record brought, and with what the provider grants; administrators' groups stay out.
pub(super) fn groups(look: &Look<'_>) -> Vec<String> {
    let differ = look.after.groups.iter().filter(|(id, groups)| Some((*groups).clone()) != expected_groups(look, id));
    differ.map(|(id, groups)| format!("the groups of account {id} are {groups:?} now")).collect()
}

fn expected_groups(look: &Look<'_>, id: &AccountId) -> Option<BTreeSet<String>> {
    let before = look.before.groups.get(id)?.clone();
    // Its groups came with the record that is gone, all of them.
    if look.granted().any(|scene| scene.person.holder == *id) {
        return Some(BTreeSet::new());
    }
    let granted = look.granted().filter(|scene| scene.person.original == *id).flat_map(|_| GRANTED);
    Some(before.into_iter().chain(granted.map(str::to_owned)).collect())
}

pub(super) fn accounts(look: &Look<'_>) -> Vec<String> {
    let appeared = look.after.accounts.keys().filter(|id| !look.before.accounts.contains_key(*id));
    let mut breaches: Vec<String> = appeared.map(|id| format!("account {id} appeared")).collect();
    for (id, before) in &look.before.accounts {
        let expected = look.people().fold(before.clone(), |account, scene| changed(look, scene, account));
        if look.after.accounts.get(id) != Some(&expected) {
            breaches.push(format!("account {id} is not as it should be"));
        }
    }
    breaches
}

/// The account after what the plot does to it.
fn changed(look: &Look<'_>, scene: &Scene, account: Account) -> Account {
    let (ending, person) = (look.ending(scene), &scene.person);
    match ending {
        Ending::Renamed | Ending::Unlocked | Ending::Cleared | Ending::Pushed if account.id == person.original => {
            Account { email: person.wanted.clone(), ..account }
        }
        // Which placeholder it is, is another law's; setting an address ends all sessions.
        // How long it was locked after its record was gone, is the organization's own.
        Ending::Renamed | Ending::Unlocked if account.id == person.holder => {
            let Some(after) = look.after.accounts.get(&account.id) else { return account };
            Account { email: after.email.clone(), locked_until: after.locked_until, sessions: 0, ..account }
        }
        Ending::Renamed
        | Ending::Unlocked
        | Ending::Cleared
        | Ending::Pushed
        | Ending::PushedInVain
        | Ending::LeftAlone => account,
    }
}

pub(super) fn removed(look: &Look<'_>) -> Vec<String> {
    let planned: BTreeSet<&ScimUserId> = look.removed().map(|(_, record)| record).collect();
    let gone = look.before.records.keys().filter(|key| !look.after.records.contains_key(*key)).map(|(_, id)| id);
    let gone: BTreeSet<&ScimUserId> = gone.collect();
    gone.symmetric_difference(&planned).map(|id| format!("record {id} is gone, or is not, against the plan")).collect()
}

pub(super) fn records(look: &Look<'_>) -> Vec<String> {
    let appeared = look.after.records.keys().filter(|key| !look.before.records.contains_key(*key));
    let mut breaches: Vec<String> = appeared.map(|(_, id)| format!("record {id} appeared")).collect();
    for (key, before) in &look.before.records {
        if look.removed().any(|(_, record)| *record == key.1) {
            continue;
        }
        let as_expected = look.after.records.get(key).is_some_and(|after| fits(look, before, after));
        if !as_expected {
            breaches.push(format!("record {} is not as it should be", key.1));
        }
    }
    breaches
}

fn fits(look: &Look<'_>, before: &Record, after: &Record) -> bool {
    if let Some(scene) = look.repaired().find(|scene| scene.person.record == before.id) {
        let kept = after.tie == before.tie && after.draft.external_id == before.draft.external_id;
        return kept && after.draft.activity == before.draft.activity && after.draft.email == scene.person.wanted;
    }
    let meddled = |scene: &&Scene| scene.plot == Plot::Meddling && scene.stray_record() == before.id.as_str();
    let expected = match look.people().find(meddled) {
        Some(scene) => Record { tie: Tie::Linked(scene.person.holder.clone()), ..before.clone() },
        None => before.clone(),
    };
    *after == expected
}

pub(super) fn ledger(look: &Look<'_>) -> Vec<String> {
    let by_key = look.mutations().filter(|mutation| match mutation.actor {
        Actor::OrganizationKey | Actor::DirectoryKey(_) => true,
        Actor::Person | Actor::Time => false,
    });
    let beyond = by_key.filter(|mutation| !is_planned(look, &mutation.change));
    beyond.map(|mutation| format!("nobody planned this: {:?}", mutation.change)).collect()
}

fn is_planned(look: &Look<'_>, change: &Change) -> bool {
    let is_holder = |id: &AccountId| look.renamed().any(|scene| scene.person.holder == *id);
    let is_original = |id: &AccountId| look.repaired().any(|scene| scene.person.original == *id);
    match change {
        Change::AddressChanged { account, .. } => is_holder(account) || is_original(account),
        Change::SessionsEnded { account, .. } => is_holder(account),
        Change::RecordChanged { record, .. } => look.repaired().any(|scene| scene.person.record == *record),
        Change::RecordDeleted { record, .. } | Change::MemberRemoved { record, .. } => {
            look.removed().any(|(_, planned)| planned == record)
        }
        // Which groups, and no others, are laws of their own.
        Change::MemberAdded { record, .. } => look.granted().any(|scene| scene.person.record == *record),
        _ => false,
    }
}

pub(super) fn aliveness(look: &Look<'_>) -> Vec<String> {
    let alike = |before: &Account, after: &Account| {
        before.lifecycle == after.lifecycle && before.membership == after.membership
    };
    let both = look.before.accounts.values().filter_map(|before| Some((before, look.after.accounts.get(&before.id)?)));
    let differ = both.filter(|(before, after)| !alike(before, after));
    differ.map(|(before, _)| format!("account {} lives another life now", before.id)).collect()
}
