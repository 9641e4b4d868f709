//! The lists of a policy: whom nobody touches, who changes addresses as a matter of record, when nothing is written.

use crate::toml_file::{Entry, Section};
use std::collections::BTreeSet;
use std::fmt::Display;
use untwin_core::decision::{AdministratorsOfRecord, Freeze, Protected};
use untwin_core::domain::{AccountId, EmailAddress, IdpUserId};

/// `[protected]`.
pub(super) fn protected(section: Section<'_>) -> Protected {
    let protected = Protected {
        accounts: each(section.entry("accounts"), AccountId::parse, "write the Atlassian account id"),
        addresses: each(section.entry("addresses"), EmailAddress::parse, "write one email address"),
    };
    section.close();
    protected
}

/// `[administrators_of_record]`.
pub(super) fn administrators(section: Section<'_>) -> AdministratorsOfRecord {
    let app = |text: &str| Ok::<_, &str>(text.to_owned());
    let administrators = AdministratorsOfRecord {
        users: each(section.entry("users"), IdpUserId::parse, "write the object id of the user"),
        apps: each(section.entry("apps"), app, "write the id or the exact name of the app"),
    };
    section.close();
    administrators
}

/// Each `[[freeze]]`.
pub(super) fn freezes(sections: Vec<Section<'_>>) -> Vec<Freeze> {
    sections.into_iter().filter_map(freeze).collect()
}

fn freeze(section: Section<'_>) -> Option<Freeze> {
    let moment = |key, fix| section.required(key, fix).and_then(|entry| entry.moment());
    let from = moment("from", "write the first moment, as in 2026-12-24T12:00:00Z");
    let until = moment("until", "write the first moment after it, as in 2027-01-02T08:00:00Z");
    let reason = section.required("reason", "write why, for whoever waits").and_then(|entry| entry.text());
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        section.fault_of("until", "it is not after from", "write the later moment as until");
    }
    section.close();
    Some(Freeze { from: from?, until: until?, reason: reason?.to_owned() })
}

fn each<T: Ord, E: Display>(entry: Option<Entry<'_>>, parse: impl Fn(&str) -> Result<T, E>, fix: &str) -> BTreeSet<T> {
    let items = entry.map(|entry| entry.items()).unwrap_or_default();
    items.iter().filter_map(|item| item.parsed(&parse, fix)).collect()
}
