//! One account that was answered more than once.
//!
//! Different views may show different parts. Lists are united, so that no role, product or group gets lost. Where two
//! views contradict each other the value becomes one that no guard passes on.

use std::collections::BTreeMap;
use untwin_core::domain::NOT_SAID;
use untwin_core::domain::{
    Account, AccountId, AccountKind, AccountStatus, Claim, GroupRef, Lifecycle, ProductUse, Verification,
};

const CONTRADICTORY: &str = "contradictory";

/// Each account once, in the order of the ids.
pub(crate) fn merge(accounts: impl IntoIterator<Item = Account>) -> Vec<Account> {
    let mut merged: BTreeMap<AccountId, Account> = BTreeMap::new();
    for account in accounts {
        let known = merged.remove(&account.id);
        let account = match known {
            Some(known) => united(known, account),
            None => account,
        };
        merged.insert(account.id.clone(), account);
    }
    merged.into_values().collect()
}

fn united(a: Account, b: Account) -> Account {
    Account {
        id: b.id,
        address: b.address.or(a.address),
        verification: verification(a.verification, b.verification),
        status: agreed(a.status, b.status, AccountStatus::Other),
        lifecycle: agreed(a.lifecycle, b.lifecycle, Lifecycle::Other),
        claim: agreed(a.claim, b.claim, Claim::Other),
        kind: agreed(a.kind, b.kind, AccountKind::Other),
        name: b.name.or(a.name),
        added_at: b.added_at.or(a.added_at),
        roles: both(a.roles, b.roles, String::clone, |_, later| later),
        products: both(a.products, b.products, |product| product.key.clone(), newest),
        groups: both(a.groups, b.groups, |group| group.id.clone(), named),
    }
}

/// What both views say, or the one that says anything.
fn agreed<T: PartialEq>(a: T, b: T, other: fn(String) -> T) -> T {
    let not_said = other(NOT_SAID.to_owned());
    if a == b || b == not_said {
        return a;
    }
    if a == not_said { b } else { other(CONTRADICTORY.to_owned()) }
}

const fn verification(a: Verification, b: Verification) -> Verification {
    match (a, b) {
        (Verification::Verified, Verification::Verified | Verification::Unsaid)
        | (Verification::Unsaid, Verification::Verified) => Verification::Verified,
        (Verification::Unverified, Verification::Unverified | Verification::Unsaid)
        | (Verification::Unsaid, Verification::Unverified) => Verification::Unverified,
        (Verification::Unsaid, Verification::Unsaid)
        | (Verification::Verified, Verification::Unverified)
        | (Verification::Unverified, Verification::Verified) => Verification::Unsaid,
    }
}

/// The union of two lists by key; a list that was not said counts for nothing beside one that was.
fn both<T, K: Ord>(
    a: Option<Vec<T>>,
    b: Option<Vec<T>>,
    key: impl Fn(&T) -> K,
    unite: impl Fn(T, T) -> T,
) -> Option<Vec<T>> {
    let (a, b) = match (a, b) {
        (Some(a), Some(b)) => (a, b),
        (one, other) => return one.or(other),
    };
    let mut union: BTreeMap<K, T> = BTreeMap::new();
    for item in a.into_iter().chain(b) {
        let item = match union.remove(&key(&item)) {
            Some(known) => unite(known, item),
            None => item,
        };
        union.insert(key(&item), item);
    }
    Some(union.into_values().collect())
}

fn newest(a: ProductUse, b: ProductUse) -> ProductUse {
    if a.last_active_at > b.last_active_at { a } else { b }
}

fn named(a: GroupRef, b: GroupRef) -> GroupRef {
    GroupRef { id: b.id, name: b.name.or(a.name) }
}
