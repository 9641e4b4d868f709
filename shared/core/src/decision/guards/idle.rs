//! Guard 6.

use super::tally::{Recency, Reply, Tally, day_or_never, days, within};
use crate::decision::scene::Scene;
use crate::domain::{AccountFile, AccountStatus, Fact, ProductUse};
use jiff::{SignedDuration, Timestamp};

pub(super) const SENTENCE: &str = "The holder used no product and no API token within `holder_idle_days`, or never; what cannot be read is not idle, and \"never\" is believed only of an account that is older than the activity report's delay.";

/// For how long after it was added nobody can tell that an account was never active, in hours. Atlassian documents that
/// `last-active-dates` may be late by 24 hours; the day of adding may be told as a date only, which is up to another 24 off.
const ACTIVITY_SETTLES_H: i64 = 48;

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = usage(scene);
    if let Some(until) = unsettled_until(scene) {
        tally.unsure(too_new(until));
    }
    tally.reply()
}

/// From when on it can be told, where nothing but the newness of the holder is in the way.
pub(crate) fn settles_at(scene: &Scene<'_>) -> Option<Timestamp> {
    unsettled_until(scene).filter(|_| usage(scene).is_clear())
}

/// Until when nobody can tell that the holder was never active, where that is what the answers say.
pub(super) fn unsettled_until(scene: &Scene<'_>) -> Option<Timestamp> {
    let file = scene.holder_file()?;
    let added = added_at(file).into_iter().flatten().min().filter(|_| last_activity(file).is_none())?;
    let until = added.checked_add(SignedDuration::from_hours(ACTIVITY_SETTLES_H)).unwrap_or(Timestamp::MAX);
    (scene.circumstances.now < until).then_some(until)
}

/// Why the newness of an account is in the way.
pub(super) fn too_new(until: Timestamp) -> String {
    format!("the holder is so new that its activity may not show before {until}")
}

/// When an account was added, as the search and the activity report say it.
pub(super) fn added_at(file: &AccountFile) -> [Option<Timestamp>; 2] {
    let found = file.account.known().and_then(|account| account.added_at);
    let reported = file.activity.known().and_then(|activity| activity.added_at);
    [found, reported]
}

fn usage(scene: &Scene<'_>) -> Tally {
    let mut tally = Tally::default();
    let Some(file) = scene.holder_file() else {
        tally.unsure("the plan's holder is not in the evidence");
        return tally;
    };
    let last_active = last_activity(file);
    let last_token = file.tokens.entries().ok().and_then(|tokens| tokens.iter().filter_map(|t| t.last_used_at).max());
    unread(&mut tally, file);
    tally.saw(format!("account {}: last active {}", file.id, day_or_never(last_active)));
    tally.saw(format!("last use of an API token {}", day_or_never(last_token)));
    let outside = file.account.known().is_some_and(|account| account.status == AccountStatus::NotInvited);
    if outside && last_active.is_none() {
        tally.unsure("the holder is in none of our directories, where its use would show");
    }
    let limit_days = scene.policy.limits.holder_idle_days;
    let recent = |at: Option<Timestamp>| {
        at.is_some_and(|at| within(scene.circumstances.now, at, days(limit_days)) == Recency::Within)
    };
    if recent(last_active) {
        tally.ask(format!("the holder was active within {limit_days} days"));
    }
    if recent(last_token) {
        tally.ask(format!("an API token of the holder was used within {limit_days} days"));
    }
    tally
}

/// The newest activity that any answer shows. The search and the activity report lag behind each other.
pub(super) fn last_activity(file: &AccountFile) -> Option<Timestamp> {
    let reported = file.activity.known().and_then(crate::domain::Activity::last_active_at);
    let found =
        file.account.known().and_then(|account| account.products.as_ref()).and_then(|products| newest(products));
    reported.max(found)
}

fn newest(products: &[ProductUse]) -> Option<Timestamp> {
    products.iter().filter_map(|product| product.last_active_at).max()
}

fn unread(tally: &mut Tally, file: &AccountFile) {
    no_report(tally, file, "the holder");
    if let Some(why) = file.tokens.unavailable() {
        tally.unread("the holder's API tokens", why);
    }
}

/// An answer that the account has no activity report is not an answer that it was never active.
pub(super) fn no_report(tally: &mut Tally, file: &AccountFile, whose: &str) {
    match &file.activity {
        Fact::Known(..) => {}
        Fact::Absent(_) => {
            tally.unsure(format!("{whose} has no activity report: use outside our directories cannot be seen"));
        }
        Fact::Unavailable(why) => tally.unread(&format!("{whose}'s activity"), why),
    }
}
