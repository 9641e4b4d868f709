//! Guard 15.

use super::Lift;
use super::membership::{Membership, membership};
use super::tally::{Reply, Tally, row};
use crate::decision::scene::Scene;
use crate::domain::{EmailAddress, Fact, IdpObject, IdpUser, Script, SignIn, UserKind, Why};
use std::collections::BTreeSet;

pub(super) const SENTENCE: &str = "The address is exactly the subject's login name or primary proxy address (ASCII case folding only), no other user, group, mailbox or recently deleted user of the IdP has it, and the subject is an enabled member.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    if let Some(subject) = tally.must(&scene.evidence.subject, "the subject") {
        tally.saw(format!(
            "subject {}: login name {}, primary proxy {}",
            subject.id,
            subject.login_name.as_deref().unwrap_or("none"),
            row(&subject.primary_proxy),
        ));
    }
    saw_owners(&mut tally, scene);
    for fault in faults(scene) {
        fault.into_tally(&mut tally);
    }
    tally.reply()
}

/// One approval lifts it where deleted users or guests with the address are all that is wrong.
pub(super) fn lift(scene: &Scene<'_>) -> Lift {
    let faults = faults(scene);
    let excusable = |fault: &Fault| matches!(fault, Fault::DeletedOwner(_) | Fault::GuestOwner(_));
    if !faults.is_empty() && faults.iter().all(excusable) { Lift::Lifts } else { Lift::DoesNot }
}

/// Whether guests with the address are all that is wrong.
pub(super) fn only_guests(scene: &Scene<'_>) -> bool {
    let faults = faults(scene);
    !faults.is_empty() && faults.iter().all(|fault| matches!(fault, Fault::GuestOwner(_)))
}

/// Whether a search that is not up to date is all that is wrong.
pub(super) fn only_lags(scene: &Scene<'_>) -> bool {
    let faults = faults(scene);
    !faults.is_empty() && faults.iter().all(|fault| matches!(fault, Fault::OwnersLag))
}

/// One thing that is wrong with the address.
enum Fault {
    NotTheirs,
    LookAlikes,
    SubjectGone,
    SubjectDisabled,
    SubjectIsGuest,
    Unsaid(&'static str),
    Unread(&'static str, Why),
    OwnersLag,
    OtherUser(String),
    Group(String),
    GuestOwner(String),
    DeletedOwner(String),
}

impl Fault {
    fn into_tally(self, tally: &mut Tally) {
        match self {
            Self::NotTheirs => {
                tally.ask("the address is neither the subject's login name nor its primary proxy address");
            }
            Self::LookAlikes => tally.ask("the address is not plain ASCII, so look-alikes are possible"),
            Self::SubjectGone => tally.ask("the subject was deleted at the IdP"),
            Self::SubjectDisabled => tally.ask("the subject may not sign in"),
            Self::SubjectIsGuest => tally.ask("the subject is a guest"),
            Self::Unsaid(what) => tally.unsure(format!("the IdP does not say {what}")),
            Self::Unread(what, why) => tally.unread(what, &why),
            Self::OwnersLag => tally.unsure("the IdP's search does not show the subject's own address yet"),
            Self::OtherUser(id) => tally.ask(format!("user {id} of the IdP has the address too")),
            Self::Group(id) => tally.ask(format!("group {id} of the IdP has the address too")),
            Self::GuestOwner(id) => tally.ask(format!("guest {id} of the IdP has the address too")),
            Self::DeletedOwner(id) => tally.ask(format!("deleted user {id} of the IdP had the address")),
        }
    }
}

fn saw_owners(tally: &mut Tally, scene: &Scene<'_>) {
    if let Ok(owners) = scene.evidence.owners.entries() {
        tally.saw(format!("objects of the IdP with {}: {}", scene.wanted, row(owners.iter().map(object_id))));
    }
    if let Ok(deleted) = scene.evidence.deleted_owners.entries() {
        tally.saw(format!("deleted users that had it: {}", row(deleted.iter().map(|user| user.id.as_str()))));
    }
}

fn faults(scene: &Scene<'_>) -> Vec<Fault> {
    let mut faults = Vec::new();
    match &scene.evidence.subject {
        Fact::Known(subject, _) => {
            faults.extend(of_the_subject(subject, scene.wanted));
            faults.extend(of_the_owners(scene, subject));
            faults.extend(of_the_deleted(scene, subject));
        }
        Fact::Absent(_) => faults.push(Fault::SubjectGone),
        Fact::Unavailable(why) => faults.push(Fault::Unread("the subject", why.clone())),
    }
    faults
}

fn of_the_subject(subject: &IdpUser, wanted: &EmailAddress) -> Vec<Fault> {
    let mut faults = Vec::new();
    if ![subject.login_address().as_ref(), subject.primary_proxy.as_ref()].contains(&Some(wanted)) {
        faults.push(Fault::NotTheirs);
    }
    if wanted.script() == Script::Internationalised {
        faults.push(Fault::LookAlikes);
    }
    if subject.deleted_at.is_some() {
        faults.push(Fault::SubjectGone);
    }
    match subject.sign_in {
        SignIn::Enabled => {}
        SignIn::Disabled => faults.push(Fault::SubjectDisabled),
        SignIn::Unsaid => faults.push(Fault::Unsaid("whether the subject may sign in")),
    }
    match membership(subject) {
        Membership::Member => {}
        Membership::Guest => faults.push(Fault::SubjectIsGuest),
        Membership::Unsaid => faults.push(Fault::Unsaid("whether the subject is a member")),
    }
    faults
}

fn of_the_owners(scene: &Scene<'_>, subject: &IdpUser) -> Vec<Fault> {
    let owners = match scene.evidence.owners.entries() {
        Ok(owners) => owners,
        Err(why) => return vec![Fault::Unread("who has the address at the IdP", why.clone())],
    };
    let is_subject = |object: &IdpObject| matches!(object, IdpObject::User(user) if user.id == subject.id);
    let mut faults: Vec<Fault> = owners.iter().filter(|object| !is_subject(object)).map(other_owner).collect();
    // The subject was just read with the address: a search that misses it is older than that.
    if !owners.iter().any(is_subject) {
        faults.push(Fault::OwnersLag);
    }
    faults
}

fn other_owner(object: &IdpObject) -> Fault {
    match object {
        IdpObject::Group(group) => Fault::Group(group.id.to_string()),
        IdpObject::User(user) => match user.kind {
            UserKind::Guest => Fault::GuestOwner(user.id.to_string()),
            UserKind::Member | UserKind::Other(_) => Fault::OtherUser(user.id.to_string()),
        },
    }
}

fn of_the_deleted(scene: &Scene<'_>, subject: &IdpUser) -> Vec<Fault> {
    let deleted = match scene.evidence.deleted_owners.entries() {
        Ok(deleted) => deleted,
        Err(why) => return vec![Fault::Unread("deleted users that had the address", why.clone())],
    };
    let unproved = deleted.iter().filter(|gone| !proved_predecessor(scene, subject, gone));
    unproved.map(|gone| Fault::DeletedOwner(gone.id.to_string())).collect()
}

/// Employee ids with fewer digits prove nothing.
const EMPLOYEE_ID_DIGITS_MIN: usize = 3;

/// An equal employee id, and only where the policy names the HR source that it comes from.
pub(super) fn proved_predecessor(scene: &Scene<'_>, subject: &IdpUser, gone: &IdpUser) -> bool {
    let same = matches!((&subject.employee_id, &gone.employee_id), (Some(own), Some(former)) if own == former);
    scene.policy.employee_id_source.is_some() && same && subject.employee_id.as_deref().is_some_and(names_one_person)
}

/// Placeholders such as "n/a", "00000", "TBD-1" or "12345" are equal for many people.
fn names_one_person(employee_id: &str) -> bool {
    let digits: Vec<u32> = employee_id.chars().filter_map(|c| c.to_digit(10)).collect();
    let steps: BTreeSet<u32> =
        digits.iter().zip(digits.iter().skip(1)).map(|(one, next)| (10 + next - one) % 10).collect();
    let counted_up_or_repeated = steps.iter().all(|step| [0, 1].contains(step)) && steps.len() <= 1;
    digits.len() >= EMPLOYEE_ID_DIGITS_MIN && !counted_up_or_repeated
}

fn object_id(object: &IdpObject) -> &str {
    match object {
        IdpObject::User(user) => user.id.as_str(),
        IdpObject::Group(group) => group.id.as_str(),
    }
}
