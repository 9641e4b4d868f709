//! The two accounts of one repair side by side, before and after, as the organization itself has them.

use crate::demo::scenes::Scene;
use crate::render::{Cell, Paint, Table, Tone};
use jiff::Timestamp;
use untwin_core::domain::AccountId;
use untwin_sandbox::World;

/// An account as it was at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::demo) struct Portrait {
    address: String,
    last_used: String,
    groups: String,
    record: String,
    sessions: String,
}

/// Both accounts, before and after.
#[derive(Debug, Clone)]
pub(in crate::demo) struct Pair {
    pub duplicate: [Portrait; 2],
    pub own: [Portrait; 2],
}

impl Portrait {
    /// Both accounts of a person: the duplicate's and their own.
    pub(in crate::demo) fn of_both(world: &World, scene: &Scene) -> Option<[Self; 2]> {
        Some([Self::of(world, &scene.person.holder)?, Self::of(world, &scene.person.original)?])
    }

    fn of(world: &World, id: &AccountId) -> Option<Self> {
        let organization = &world.organization;
        let account = organization.account(id)?;
        let last_used: Option<Timestamp> = account.products.iter().filter_map(|product| product.last_active_at).max();
        let groups: Vec<String> = organization.groups_of(id).into_iter().collect();
        let records: Vec<String> = organization.records_of(id).iter().map(|record| record.id.to_string()).collect();
        Some(Self {
            address: account.email.to_string(),
            last_used: last_used.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d").to_string()),
            groups: joined(&groups),
            record: joined(&records),
            sessions: account.sessions.to_string(),
        })
    }
}

fn joined(names: &[String]) -> String {
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

/// One row for each thing that stayed, two for each that changed.
pub(super) fn before_and_after(pair: &Pair, paint: Paint) -> String {
    let mut table = Table::new(["  ", "", "THE DUPLICATE", "THE PERSON'S OWN ACCOUNT"]);
    for (label, tell) in ROWS {
        let [duplicate, own] = [&pair.duplicate, &pair.own].map(|portraits| portraits.each_ref().map(tell));
        let ([duplicate_before, duplicate_after], [own_before, own_after]) = (duplicate, own);
        if duplicate_before == duplicate_after && own_before == own_after {
            table.row([label.into(), "".into(), duplicate_after.into(), own_after.into()]);
            continue;
        }
        table.row([label.into(), Cell::toned(Tone::Faint, "before"), duplicate_before.into(), own_before.into()]);
        table.row(["".into(), Cell::toned(Tone::Faint, "after"), duplicate_after.into(), own_after.into()]);
    }
    table.text(paint)
}

type Tell = fn(&Portrait) -> &str;

const ROWS: [(&str, Tell); 5] = [
    ("  address", |account| &account.address),
    ("  last used", |account| &account.last_used),
    ("  groups", |account| &account.groups),
    ("  SCIM record", |account| &account.record),
    ("  open sessions", |account| &account.sessions),
];
