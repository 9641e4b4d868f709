//! Laws over what was sent, accepted or not.

use super::Look;
use crate::demo::scenes::{Ending, Plot, Scene, in_paths};
use http::Method;
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
            Ending::Renamed | Ending::Pushed | Ending::PushedInVain => 1,
            Ending::LeftAlone => 0,
        };
        let of_record = |path: &str| path.contains(scene.person.record.as_str());
        let sent = look.pushes().filter(|push| push.method != Method::GET && of_record(&push.path)).count();
        if sent != allowed {
            breaches.push(format!("{} was pushed {sent} times instead of {allowed}", scene.name));
        }
    }
    let other = look.pushes().filter(|push| push.method != Method::GET && push.method != Method::PATCH);
    breaches.extend(other.map(|push| format!("the provider sent {} {}", push.method, push.path)));
    breaches
}

pub(super) fn in_use(look: &Look<'_>) -> Vec<String> {
    let originals = look.people().map(|scene| (scene, &scene.person.original));
    let in_use = look.people().filter(|scene| scene.plot == Plot::ActiveHolder);
    let holders = in_use.map(|scene| (scene, &scene.person.holder));
    let touched = originals.chain(holders).filter(|(_, id)| address_puts(look).any(|request| names(request, id)));
    touched.map(|(scene, _)| format!("an account of {} that is in use was renamed", scene.name)).collect()
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
