//! Every fact that evidence has, and what an unread one must keep from happening.

use crate::decision::tests::healthy::refused;
use crate::domain::*;

/// Whether a case may not be acted upon while a fact is not read.
pub(super) type Needed = fn(&Evidence) -> bool;

/// Puts a reason for not knowing in the place of a fact.
pub(super) type Spoil = fn(&mut Evidence, &Why);

/// Every fact by its name.
pub(super) const FACTS: [(&str, Needed, Spoil); 33] = [
    ("record", always, |e, why| spoil(&mut e.record, why)),
    ("log", always, |e, why| spoil(&mut e.log, why)),
    ("subject", always, |e, why| spoil(&mut e.subject, why)),
    ("mapping", always, |e, why| spoil(&mut e.mapping, why)),
    ("assignment", always, |e, why| spoil(&mut e.assignment, why)),
    ("job", always, |e, why| spoil(&mut e.job, why)),
    ("owners", always, |e, why| spoil(&mut e.owners, why)),
    ("deleted_owners", always, |e, why| spoil(&mut e.deleted_owners, why)),
    ("changes", always, |e, why| spoil(&mut e.changes, why)),
    ("holders", always, |e, why| spoil(&mut e.holders, why)),
    ("wanted_links", always, |e, why| spoil(&mut e.wanted_links, why)),
    ("targeted_link", always, |e, why| spoil(&mut e.targeted_link, why)),
    ("domains", always, |e, why| spoil(&mut e.domains, why)),
    ("managed_on", always, |e, why| e.managed_on.values_mut().for_each(|fact| spoil(fact, why))),
    ("subject_record", with_the_key, |e, why| spoil(&mut e.subject_record, why)),
    ("targeted_record", with_the_key, |e, why| spoil(&mut e.targeted_record, why)),
    ("named_record", with_the_key, |e, why| spoil(&mut e.named_record, why)),
    ("leads", to_push_the_healed, |e, why| spoil(&mut e.leads, why)),
    ("holder_record", to_remove, |e, why| spoil(&mut e.holder_record, why)),
    ("holder_person", of_another_in_the_way, |e, why| spoil(&mut e.holder_person, why)),
    ("stray_record", to_delete, |e, why| spoil(&mut e.stray_record, why)),
    ("stray_link", to_delete, |e, why| spoil(&mut e.stray_link, why)),
    ("stray_person", of_another_astray, |e, why| spoil(&mut e.stray_person, why)),
    ("holder.account", always, |e, why| of_holder(e, |file| spoil(&mut file.account, why))),
    ("holder.links", always, |e, why| of_holder(e, |file| spoil(&mut file.links, why))),
    ("holder.manageability", always, |e, why| of_holder(e, |file| spoil(&mut file.manageability, why))),
    ("holder.tokens", to_rename, |e, why| of_holder(e, |file| spoil(&mut file.tokens, why))),
    ("holder.activity", to_rename, |e, why| of_holder(e, |file| spoil(&mut file.activity, why))),
    ("original.account", always, |e, why| of_original(e, |file| spoil(&mut file.account, why))),
    ("original.links", always, |e, why| of_original(e, |file| spoil(&mut file.links, why))),
    ("original.manageability", always, |e, why| of_original(e, |file| spoil(&mut file.manageability, why))),
    ("original.tokens", never, |e, why| of_original(e, |file| spoil(&mut file.tokens, why))),
    ("original.activity", to_rename, |e, why| of_original(e, |file| spoil(&mut file.activity, why))),
];

/// Reasons for which something that was asked for was not read.
pub(super) fn failures() -> [Why; 4] {
    let refused = refused::<()>().unavailable().unwrap().clone();
    let detail = || "in the test".to_owned();
    [
        refused,
        Why::Throttled { vendor: "vendor", until: None },
        Why::NoAnswer { vendor: "vendor", detail: detail() },
        Why::Unexpected { vendor: "vendor", detail: detail() },
    ]
}

/// The same, and the reasons for which something was never asked for.
pub(super) fn reasons() -> Vec<Why> {
    let never = [Why::NotConfigured("no key".to_owned()), Why::NotAsked("nothing gave rise to it".to_owned())];
    failures().into_iter().chain(never).collect()
}

const fn always(_: &Evidence) -> bool {
    true
}

/// It only adds to what people are told.
const fn never(_: &Evidence) -> bool {
    false
}

fn with_the_key(evidence: &Evidence) -> bool {
    evidence.scim_key == ScimKey::Held
}

fn to_rename(evidence: &Evidence) -> bool {
    let holder = evidence.holder.as_ref().map(|file| &file.id);
    holder.is_some() && holder != evidence.original.as_ref().map(|file| &file.id)
}

fn to_push_the_healed(evidence: &Evidence) -> bool {
    evidence.holder.is_some() && !to_rename(evidence)
}

/// The holder has a record that has to go first.
fn to_remove(evidence: &Evidence) -> bool {
    let linked = evidence.holder.as_ref().is_some_and(|file| file.links.known().is_some());
    linked && to_rename(evidence)
}

fn to_delete(evidence: &Evidence) -> bool {
    evidence.stray_link.known().is_some()
}

/// A record that carries the subject's own id needs no look at anybody else.
fn of_another_in_the_way(evidence: &Evidence) -> bool {
    to_remove(evidence) && names_another(evidence, &evidence.holder_record)
}

fn of_another_astray(evidence: &Evidence) -> bool {
    to_delete(evidence) && names_another(evidence, &evidence.stray_record)
}

fn names_another(evidence: &Evidence, record: &Fact<ScimRecord>) -> bool {
    let subject = evidence.subject.known().map(|subject| subject.id.as_str());
    record.known().and_then(|record| record.external_id.as_deref()) != subject
}

fn spoil<T>(fact: &mut Fact<T>, why: &Why) {
    *fact = Fact::Unavailable(why.clone());
}

fn of_holder(evidence: &mut Evidence, change: impl Fn(&mut AccountFile)) {
    let id = evidence.holder.as_ref().map(|file| file.id.clone());
    of(evidence, id.as_ref(), change);
}

fn of_original(evidence: &mut Evidence, change: impl Fn(&mut AccountFile)) {
    let id = evidence.original.as_ref().map(|file| file.id.clone());
    of(evidence, id.as_ref(), change);
}

/// An account that is holder and original at once is read once.
fn of(evidence: &mut Evidence, id: Option<&AccountId>, change: impl Fn(&mut AccountFile)) {
    let files = [&mut evidence.holder, &mut evidence.original].into_iter().flatten();
    files.filter(|file| Some(&file.id) == id).for_each(change);
}
