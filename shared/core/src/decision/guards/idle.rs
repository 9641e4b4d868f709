//! Guard 6.

use super::tally::{Recency, Reply, Tally, day_or_never, days, within};
use crate::decision::scene::Scene;
use crate::domain::{AccountFile, ProductUse};
use jiff::Timestamp;

pub(super) const SENTENCE: &str =
    "The holder used no product and no API token within `holder_idle_days`, or never; what cannot be read is not idle.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let Some(file) = scene.holder_file() else {
        tally.unsure("the plan's holder is not in the evidence");
        return tally.reply();
    };
    let last_active = last_activity(file);
    let last_token = file.tokens.entries().ok().and_then(|tokens| tokens.iter().filter_map(|t| t.last_used_at).max());
    unread(&mut tally, file);
    tally.saw(format!("account {}: last active {}", file.id, day_or_never(last_active)));
    tally.saw(format!("last use of an API token {}", day_or_never(last_token)));
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
    tally.reply()
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

/// An activity report that is proved not to exist shows no activity; one that cannot be read shows nothing.
fn unread(tally: &mut Tally, file: &AccountFile) {
    if let Some(why) = file.activity.unavailable() {
        tally.unread("the holder's activity", why);
    }
    if let Some(why) = file.tokens.unavailable() {
        tally.unread("the holder's API tokens", why);
    }
}
