//! Guard 18.

use super::tally::{Recency, Reply, Tally, within};
use crate::decision::{AdministratorsOfRecord, scene::Scene};
use crate::domain::{Actor, AddressChange, IdpUserId};
use jiff::SignedDuration;

pub(super) const SENTENCE: &str = "As far as the IdP's audit log tells, nobody but an administrator of record changed the subject's address within `address_min_age_h`; a readable log without an entry passes.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(changes) = tally.entries(&scene.evidence.changes, "the IdP's audit log") else { return tally.reply() };
    let span = SignedDuration::from_hours(i64::from(scene.policy.limits.address_min_age_h));
    let recent = |change: &&AddressChange| within(scene.circumstances.now, change.at, span) == Recency::Within;
    let subject = scene.evidence.subject.known().map(|user| &user.id);
    let recent: Vec<&AddressChange> = changes.iter().filter(recent).collect();
    if recent.is_empty() {
        tally.saw(format!("no change within {} hours", scene.policy.limits.address_min_age_h));
    }
    for change in recent {
        judge(&mut tally, change, subject, &scene.policy.administrators_of_record);
    }
    tally.reply()
}

fn judge(tally: &mut Tally, change: &AddressChange, subject: Option<&IdpUserId>, record: &AdministratorsOfRecord) {
    tally.saw(format!("changed {} by {}", change.at, who(&change.by)));
    match &change.by {
        Actor::User(id) if Some(id) == subject => tally.ask("the subject changed the address themselves"),
        Actor::User(id) if record.users.contains(id) => {}
        Actor::User(_) => tally.ask("someone who is no administrator of record changed the address"),
        Actor::App { id: None, name: None } | Actor::Unsaid => {
            tally.unsure("the log does not say who changed the address");
        }
        Actor::App { id, name } => {
            if !record.apps.iter().any(|app| is_the_app(app, id.as_deref(), name.as_deref())) {
                tally.ask("an app that is no administrator of record changed the address");
            }
        }
    }
}

/// An id is compared with ids and a name with names: anybody may call an app what they like.
fn is_the_app(listed: &str, id: Option<&str>, name: Option<&str>) -> bool {
    if is_an_id(listed) { id.is_some_and(|id| id.eq_ignore_ascii_case(listed)) } else { name == Some(listed) }
}

/// 32 hexadecimal digits in five groups.
fn is_an_id(text: &str) -> bool {
    let groups: Vec<usize> = text.split('-').map(str::len).collect();
    groups == [8, 4, 4, 4, 12] && text.chars().all(|c| c == '-' || c.is_ascii_hexdigit())
}

fn who(actor: &Actor) -> String {
    match actor {
        Actor::User(id) => format!("user {id}"),
        Actor::App { id, name } => {
            format!("app {}", name.as_deref().or(id.as_deref()).unwrap_or("without id and name"))
        }
        Actor::Unsaid => "somebody whom the log does not name".to_owned(),
    }
}
