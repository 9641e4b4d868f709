//! The two accounts side by side.

use crate::message::{AccountCard, Labelled};
use crate::told::Read;
use crate::words::{day_or_never, fact, row, said};
use jiff::Timestamp;
use untwin_core::domain::{Account, AccountFile, Activity, GroupRef, Link, Outcome, ProductUse};

/// Holder and original; nothing, where neither was read.
pub(crate) fn side_by_side(read: Read<'_>, outcome: Outcome) -> Vec<AccountCard> {
    if read.holder.is_none() && read.original.is_none() {
        return Vec::new();
    }
    let holder = match outcome {
        Outcome::Repaired | Outcome::AwaitingSync => "The account that had the address",
        Outcome::HandedOver
        | Outcome::AwaitingApproval
        | Outcome::Deferred
        | Outcome::Stuck
        | Outcome::Undone
        | Outcome::Ignored => "The account that has the address",
    };
    vec![card(holder, read.holder), card("The person's own account", read.original)]
}

fn card(title: &str, file: Option<&AccountFile>) -> AccountCard {
    let told = |tell: Tell| file.map_or_else(|| "none is seen".to_owned(), tell);
    let rows = ROWS.iter().map(|(label, tell)| Labelled { label, text: told(*tell) });
    AccountCard { title: title.to_owned(), rows: rows.collect() }
}

type Tell = fn(&AccountFile) -> String;

const ROWS: [(&str, Tell); 5] = [
    ("address", |file| of_account(file, |account| said(account.address.as_ref().map(ToString::to_string)))),
    ("last active", last_active),
    ("products", products),
    ("groups", groups),
    ("linked to", linked_to),
];

pub(crate) fn products(file: &AccountFile) -> String {
    of_account(file, |account| said(account.products.as_deref().map(|products| row(products.iter().map(product)))))
}

pub(crate) fn groups(file: &AccountFile) -> String {
    of_account(file, |account| said(account.groups.as_deref().map(|groups| row(groups.iter().map(group)))))
}

fn of_account(file: &AccountFile, tell: impl FnOnce(&Account) -> String) -> String {
    fact(&file.account, "the account is not there", tell)
}

fn product(product: &ProductUse) -> String {
    format!("{} (last used: {})", product.key, day_or_never(product.last_active_at))
}

fn group(group: &GroupRef) -> String {
    group.name.clone().unwrap_or_else(|| group.id.to_string())
}

/// The newest activity that any answer shows: the search and the report lag behind each other.
fn last_active(file: &AccountFile) -> String {
    let used = file.account.known().and_then(|account| account.products.as_deref()).and_then(newest);
    match used {
        Some(used) => {
            let reported = file.activity.known().and_then(Activity::last_active_at);
            day_or_never(reported.max(Some(used)))
        }
        None => fact(&file.activity, "no report of it", |activity| day_or_never(activity.last_active_at())),
    }
}

fn newest(products: &[ProductUse]) -> Option<Timestamp> {
    products.iter().filter_map(|product| product.last_active_at).max()
}

fn linked_to(file: &AccountFile) -> String {
    let told = |link: &Link| format!("SCIM record {} in directory {}", link.record, link.directory);
    fact(&file.links, "no SCIM record", |links| row(links.iter().map(told)))
}
