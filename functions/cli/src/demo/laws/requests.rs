//! Laws over what was sent, accepted or not.

use super::Look;
use crate::demo::scenes::{Ending, GRANTED, Plot, Scene, in_paths};
use http::Method;
use serde_json::{Value, json};
use untwin_core::domain::AccountId;
use untwin_sandbox::SeenRequest;

/// Every setting of an address that was sent.
pub(super) fn address_puts<'w>(look: &Look<'w>) -> impl Iterator<Item = &'w SeenRequest> + use<'w> {
    let sent = look.world.requests_seen().iter().skip(look.before.seen);
    sent.filter(|request| request.method == Method::PUT && request.path.contains("/manage/email"))
}

/// Every order to push that was sent.
pub(super) fn push_orders<'w>(look: &Look<'w>) -> impl Iterator<Item = &'w SeenRequest> + use<'w> {
    let sent = look.world.requests_seen().iter().skip(look.before.seen);
    sent.filter(|request| request.method == Method::POST && request.path.contains("provisionOnDemand"))
}

/// Every removal of a SCIM record that was sent, by either of the two ways.
pub(super) fn removals_sent<'w>(look: &Look<'w>) -> impl Iterator<Item = &'w SeenRequest> + use<'w> {
    look.world.requests_seen().iter().skip(look.before.seen).filter(|request| request.method == Method::DELETE)
}

/// Whether a request is about an account.
pub(super) fn names(request: &SeenRequest, account: &AccountId) -> bool {
    request.path.contains(in_paths(account))
}

pub(super) fn renames(look: &Look<'_>) -> Vec<String> {
    let mut breaches = Vec::new();
    for id in look.before.accounts.keys() {
        let allowed = usize::from(look.renamed().any(|scene| scene.person.holder == *id));
        let sent = address_puts(look).filter(|request| names(request, id)).count();
        if sent != allowed {
            breaches.push(format!("account {id} was renamed {sent} times instead of {allowed}"));
        }
    }
    breaches
}

pub(super) fn pushes(look: &Look<'_>) -> Vec<String> {
    let mut breaches = Vec::new();
    for scene in look.people() {
        let allowed = match look.ending(scene) {
            Ending::Renamed | Ending::Unlocked | Ending::Cleared | Ending::Pushed | Ending::PushedInVain => 1,
            Ending::LeftAlone => 0,
        };
        let user = format!("/Users/{}", scene.person.record);
        let of_record = |path: &str| path.contains(&user);
        let sent = look.pushes().filter(|push| push.method != Method::GET && of_record(&push.path)).count();
        if sent != allowed {
            breaches.push(format!("{} was pushed {sent} times instead of {allowed}", scene.name));
        }
    }
    let other = look.pushes().filter(|push| push.method != Method::GET && push.method != Method::PATCH);
    breaches.extend(other.map(|push| format!("the provider sent {} {}", push.method, push.path)));
    breaches
}

/// An account loses its records by its id, and a record that nobody is behind goes by its own.
pub(super) fn removals(look: &Look<'_>) -> Vec<String> {
    let mut sent: Vec<&SeenRequest> = removals_sent(look).collect();
    let mut breaches = Vec::new();
    for (scene, record) in look.removed() {
        let user = format!("/Users/{record}");
        let is_planned = |request: &&SeenRequest| match look.ending(scene) {
            Ending::Unlocked => request.path.ends_with("/onlyDeleteUserInDB") && names(request, &scene.person.holder),
            Ending::Cleared => request.path.ends_with(&user),
            Ending::Renamed | Ending::Pushed | Ending::PushedInVain | Ending::LeftAlone => false,
        };
        match sent.iter().position(is_planned) {
            Some(found) => drop(sent.swap_remove(found)),
            None => breaches.push(format!("the record in the way of {} was not removed", scene.name)),
        }
    }
    breaches.extend(sent.iter().map(|request| format!("nobody planned {} {}", request.method, request.path)));
    breaches
}

/// Every group that the provider pushed got one member: whom it grants that group, and whose plan brings it back.
pub(super) fn members(look: &Look<'_>) -> Vec<String> {
    let organization = &look.world.organization;
    let mut expected: Vec<(String, &str)> = Vec::new();
    for scene in look.granted() {
        let groups = organization.records_of(&scene.person.original).into_iter().map(|record| record.directory.clone());
        for group in groups.flat_map(|directory| organization.groups(&directory).collect::<Vec<_>>()) {
            if GRANTED.contains(&group.name.as_str()) {
                expected.push((format!("/Groups/{}", group.id), scene.person.record.as_str()));
            }
        }
    }
    let mut breaches = Vec::new();
    let pushed = look.pushes().filter(|push| push.method != Method::GET && push.path.contains("/Groups"));
    for push in pushed {
        let found =
            expected.iter().position(|(path, record)| push.path.ends_with(path) && adds_only(&push.body, record));
        match found {
            Some(found) => drop(expected.swap_remove(found)),
            None => breaches.push(format!("nobody planned the push of {}", push.path)),
        }
    }
    breaches.extend(expected.iter().map(|(path, _)| format!("{path} was not pushed")));
    breaches
}

/// Whether a patch adds this member and does nothing else.
fn adds_only(body: &str, record: &str) -> bool {
    let Ok(patch) = serde_json::from_str::<Value>(body) else { return false };
    let operations = patch.get("Operations").and_then(Value::as_array).map(Vec::as_slice);
    let Some([operation]) = operations else { return false };
    let is_add = operation.get("op").and_then(Value::as_str).is_some_and(|op| op.eq_ignore_ascii_case("add"));
    let members = operation.get("value").and_then(Value::as_array).map(Vec::as_slice);
    let Some([member]) = members else { return false };
    is_add && operation.get("path") == Some(&json!("members")) && member.get("value") == Some(&json!(record))
}

pub(super) fn in_use(look: &Look<'_>) -> Vec<String> {
    let originals = look.people().map(|scene| (scene, &scene.person.original));
    let in_use = look.people().filter(|scene| scene.plot == Plot::ActiveHolder);
    let holders = in_use.map(|scene| (scene, &scene.person.holder));
    let is_sent_for = |id: &AccountId| address_puts(look).chain(removals_sent(look)).any(|request| names(request, id));
    let touched = originals.chain(holders).filter(|(_, id)| is_sent_for(id));
    touched
        .map(|(scene, _)| format!("an account of {} that is in use was renamed or lost a record", scene.name))
        .collect()
}

pub(super) fn left_alone(look: &Look<'_>) -> Vec<String> {
    let alone = look.people().filter(|scene| look.ending(scene) == Ending::LeftAlone);
    let touched = alone.filter(|scene| is_touched(look, scene));
    touched.map(|scene| format!("something was sent for {}", scene.name)).collect()
}

fn is_touched(look: &Look<'_>, scene: &Scene) -> bool {
    let person = &scene.person;
    let ids = [in_paths(&person.original), in_paths(&person.holder), person.record.as_str()];
    look.writes().any(|request| ids.iter().any(|id| request.path.contains(id)))
}
