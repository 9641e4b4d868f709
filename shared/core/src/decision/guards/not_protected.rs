//! Guard 5.

use super::roles::{Role, is_administrators, role};
use super::tally::{Reply, Tally, row};
use crate::decision::scene::Scene;
use crate::domain::{Account, AccountId, AccountKind, AssignedThrough, EmailAddress};

pub(super) const SENTENCE: &str = "No account that the plan names has an admin role, is on the deny list, or is an app's or service account; none of them is in an administrators' group, and the plan brings none back.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    for id in scene.accounts() {
        look_at(&mut tally, scene, id);
    }
    deny_list(&mut tally, scene);
    brought_back(&mut tally, scene);
    tally.reply()
}

fn look_at(tally: &mut Tally, scene: &Scene<'_>, id: &AccountId) {
    if scene.policy.protected.accounts.contains(id) {
        tally.ask(format!("account {id} is on the deny list"));
    }
    administrators_groups(tally, scene, id);
    let Some(file) = scene.file(id) else {
        tally.unsure(format!("account {id} is not in the evidence"));
        return;
    };
    let Some(account) = tally.must(&file.account, "the account") else { return };
    roles(tally, account);
    // The search by address may know of a role that the other answer does not have yet.
    let found =
        scene.evidence.holders.known().into_iter().flatten().filter(|found| found.id == *id && *found != account);
    found.for_each(|found| roles(tally, found));
    match &account.kind {
        AccountKind::Person | AccountKind::Customer => {}
        AccountKind::App => tally.ask(format!("account {id} is an app's or service account")),
        AccountKind::Other(_) => tally.unsure(format!("what kind of account {id} is, is not said")),
    }
    if account.address.as_ref().is_some_and(|address| scene.policy.protected.addresses.contains(address)) {
        tally.ask(format!("the address of account {id} is on the deny list"));
    }
}

fn roles(tally: &mut Tally, account: &Account) {
    let Some(roles) = &account.roles else {
        tally.unsure(format!("the roles of account {} are not said", account.id));
        return;
    };
    tally.saw(format!("account {}: roles {}", account.id, row(roles)));
    for name in roles {
        match role(name) {
            Role::Harmless => {}
            Role::Admin => tally.ask(format!("account {} has the admin role {name}", account.id)),
            Role::Unknown => {
                tally.unsure(format!("account {} has the role {name}, which is not known here", account.id));
            }
        }
    }
}

/// Whoever administers a product is told by a group, not by a role. Groups that are not said are a matter of other guards.
fn administrators_groups(tally: &mut Tally, scene: &Scene<'_>, id: &AccountId) {
    let groups = scene.file(id).and_then(|file| file.account.known()).and_then(|account| account.groups.as_ref());
    // A record may show a group that the search does not have yet.
    let records = [&scene.evidence.holder_record, &scene.evidence.targeted_record];
    let of_records = records.into_iter().filter_map(|record| record.known());
    let of_records = of_records.filter(|record| record.account.as_ref() == Some(id)).flat_map(|record| &record.groups);
    let all = groups.into_iter().flatten().chain(of_records);
    for name in all.filter_map(|group| group.name.as_deref()) {
        if is_administrators(name) {
            tally.ask(format!("account {id} is in group {name}, whose name is an administrators' one"));
        }
    }
}

/// A name that is not said is a matter of another guard.
fn brought_back(tally: &mut Tally, scene: &Scene<'_>) {
    let granted = scene.evidence.assignment.known().into_iter().flat_map(|assignment| &assignment.through);
    for through in granted {
        let AssignedThrough::Group(group) = through else { continue };
        if scene.brought_back().contains(&group.id) && group.name.as_deref().is_some_and(is_administrators) {
            tally.ask(format!("the plan would bring group {} back, whose name is an administrators' one", group.id));
        }
    }
}

/// The address and the subject's own addresses may stand on the list though no account shows them.
fn deny_list(tally: &mut Tally, scene: &Scene<'_>) {
    let subject = scene.evidence.subject.known();
    let listed = |address: &EmailAddress| scene.policy.protected.addresses.contains(address);
    let of_subject = subject.is_some_and(|user| {
        let named = [user.login_address(), user.mail.clone(), user.primary_proxy.clone()];
        let others = user.secondary_proxies.iter().chain(&user.other_addresses);
        named.iter().flatten().chain(others).any(listed)
    });
    if listed(scene.wanted) || of_subject {
        tally.ask("an address of the subject is on the deny list");
    }
}
