//! Guard 16.

use super::idle::{added_at, last_activity, no_report, too_new, unsettled_until};
use super::roles::{Role, is_administrators, role};
use super::tally::{Reply, Tally, day_or_never, row};
use crate::decision::scene::Scene;
use crate::domain::{Account, AccountFile};
use jiff::Timestamp;

pub(super) const SENTENCE: &str = "The holder was added after the original, never used a product, has no role that matters, no administrators' group and no API token in use, and was never active later than the original.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let (Some(holder), Some(original)) = (scene.holder_file(), scene.original_file()) else {
        tally.unsure("the plan's holder or original is not in the evidence");
        return tally.reply();
    };
    added_later(&mut tally, holder, original);
    if let Some(account) = tally.must(&holder.account, "the holder") {
        access(&mut tally, account);
    }
    if let Some(until) = unsettled_until(scene) {
        tally.unsure(too_new(until));
    }
    activity(&mut tally, holder, original);
    tokens(&mut tally, holder, scene.circumstances.now);
    tally.reply()
}

fn added_later(tally: &mut Tally, holder: &AccountFile, original: &AccountFile) {
    // The search and the activity report both may say it; where they differ, the answer that passes less counts.
    let of_holder = added_at(holder).into_iter().flatten().min();
    let of_original = added_at(original).into_iter().flatten().max();
    tally.saw(format!("holder added {}, original added {}", said(of_holder), said(of_original)));
    match (of_holder, of_original) {
        (Some(later), Some(earlier)) if later > earlier => {}
        (Some(_), Some(_)) => tally.ask("the holder was not added after the original"),
        (Some(_) | None, None) | (None, Some(_)) => tally.unsure("when the two accounts were added is not said"),
    }
}

/// Nothing beyond what everybody gets. Products count by their use, not by being there.
fn access(tally: &mut Tally, account: &Account) {
    match &account.roles {
        None => tally.unsure("the roles of the holder are not said"),
        Some(roles) => {
            tally.saw(format!("roles of the holder: {}", row(roles)));
            if roles.iter().any(|name| role(name) != Role::Harmless) {
                tally.ask("the holder has a role");
            }
        }
    }
    match &account.products {
        None => tally.unsure("the products of the holder are not said"),
        Some(products) => tally.saw(format!("products of the holder: {}", row(products.iter().map(|p| &p.key)))),
    }
    groups(tally, account);
}

fn groups(tally: &mut Tally, account: &Account) {
    let Some(groups) = &account.groups else {
        tally.unsure("the groups of the holder are not said");
        return;
    };
    tally.saw(format!("{} groups", groups.len()));
    for group in groups {
        match &group.name {
            None => tally.unsure(format!("the name of group {} of the holder is not said", group.id)),
            Some(name) if is_administrators(name) => {
                tally.ask(format!("the holder is in group {}, whose name is an administrators' one", group.id));
            }
            Some(_) => {}
        }
    }
}

fn activity(tally: &mut Tally, holder: &AccountFile, original: &AccountFile) {
    no_report(tally, holder, "the holder");
    no_report(tally, original, "the original");
    let (of_holder, of_original) = (last_activity(holder), last_activity(original));
    tally.saw(format!("holder last active {}, original {}", day_or_never(of_holder), day_or_never(of_original)));
    if of_holder.is_some() {
        tally.ask("the holder has used a product, and what was written there cannot be counted");
    }
    if of_holder > of_original {
        tally.ask("the holder was active later than the original");
    }
}

fn tokens(tally: &mut Tally, holder: &AccountFile, now: Timestamp) {
    let Some(tokens) = tally.entries(&holder.tokens, "the holder's API tokens") else { return };
    tally.saw(format!("{} API tokens", tokens.len()));
    if tokens.iter().any(|token| token.is_in_use(now)) {
        tally.ask("an API token of the holder is in use");
    }
}

fn said(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "at a time not said".to_owned(), super::tally::day)
}
