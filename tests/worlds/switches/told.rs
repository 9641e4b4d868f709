//! What came of a story: how each case stands, and what became of each person's accounts and records.

use std::collections::{BTreeMap, BTreeSet};
use untwin_laws::{By, Change, What};
use untwin_simulation::Outcome;
use untwin_simulation::town::Cast;

/// What a removal may do to the account behind the record.
const DEACTIVATED: &str = "duplicate: Deactivated";
const REMOVED: &str = "duplicate's record: record gone";

/// How a case stands: its state, and the cause, as the journal spells both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ends {
    /// The state.
    pub state: &'static str,
    /// The cause.
    pub cause: &'static str,
    /// What it leaves behind.
    pub leaves: Leaves,
}

/// What a case leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaves {
    /// What a repair leaves, or what this story leaves by default, whole.
    TheRepair,
    /// The repair, and the account whose record was removed is deactivated: the vendor did that with the removal.
    TheRepairAndADeactivatedHolder,
    /// Every address where it was, but the holder's record is removed, and the account deactivated with it.
    OnlyTheRemoval,
    /// Everything as it was: nothing was changed, not even for a moment.
    Nothing,
    /// Everything as it was: an address was moved and given back.
    WhatWasTakenBack,
}

impl Ends {
    /// There is no case: the provider's own push was not refused.
    pub const NOTHING_ARRIVES: Self = Self { state: "", cause: "", leaves: Leaves::Nothing };

    /// Verified.
    pub const fn repaired(cause: &'static str) -> Self {
        Self { state: "repaired", cause, leaves: Leaves::TheRepair }
    }

    /// With a person, and nothing was changed.
    pub const fn handed_over(cause: &'static str) -> Self {
        Self { state: "handed_over", cause, leaves: Leaves::Nothing }
    }

    /// With a person, after an address was moved and given back.
    pub const fn taken_back(cause: &'static str) -> Self {
        Self { state: "handed_over", cause, leaves: Leaves::WhatWasTakenBack }
    }

    /// Verified, and the vendor deactivated the holder on the way.
    pub const fn repaired_and_deactivated(cause: &'static str) -> Self {
        Self { state: "repaired", cause, leaves: Leaves::TheRepairAndADeactivatedHolder }
    }

    /// With a person, after the holder's record was removed.
    pub const fn handed_over_without_the_record(cause: &'static str) -> Self {
        Self { state: "handed_over", cause, leaves: Leaves::OnlyTheRemoval }
    }

    /// It waits for something that passes by itself, and nothing was changed.
    pub const fn waits(cause: &'static str) -> Self {
        Self { state: "deferred", cause, leaves: Leaves::Nothing }
    }

    /// A person has to come at once, as somebody meddled between two writes.
    pub const fn stuck(cause: &'static str) -> Self {
        Self { state: "stuck", cause, leaves: Leaves::TheRepair }
    }

    /// Undone by a person, as far as it was not undone by hand already.
    pub const fn undone(cause: &'static str) -> Self {
        Self { state: "undone", cause, leaves: Leaves::TheRepair }
    }

    /// A person is asked, and nothing was changed.
    pub const fn asks(cause: &'static str) -> Self {
        Self { state: "awaiting_approval", cause, leaves: Leaves::Nothing }
    }

    /// A person is asked, after an address was moved and given back.
    pub const fn asks_again(cause: &'static str) -> Self {
        Self { state: "awaiting_approval", cause, leaves: Leaves::WhatWasTakenBack }
    }
}

/// What came of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// State, cause and reason of each case.
    pub cases: Vec<(String, String, String)>,
    /// What became of each person who was not left alone.
    pub changed: BTreeMap<String, Changed>,
    /// Broken laws.
    pub broken: Vec<String>,
}

/// What requests of the program, and pushes that they caused, changed about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// Where each account's address was, and where it is.
    addresses: BTreeMap<String, (String, String)>,
    others: BTreeSet<String>,
}

impl Changed {
    /// What it is, beside what is whole; `None` if it is half done.
    pub fn left(&self, whole: &[&Self]) -> Option<Leaves> {
        let deactivates = self.others.contains(DEACTIVATED);
        if whole.contains(&self) {
            Some(Leaves::TheRepair)
        } else if self.only_touched() {
            Some(Leaves::WhatWasTakenBack)
        } else if deactivates && whole.contains(&&self.without(&[DEACTIVATED])) {
            Some(Leaves::TheRepairAndADeactivatedHolder)
        } else if deactivates && self.without(&[DEACTIVATED, REMOVED]).only_touched() {
            Some(Leaves::OnlyTheRemoval)
        } else {
            None
        }
    }

    /// Whether all that is left of it is that addresses were moved and given back, and sessions ended.
    fn only_touched(&self) -> bool {
        let back = self.addresses.values().all(|(from, to)| from == to);
        back && self.others.iter().all(|what| what.ends_with("account touched"))
    }

    fn without(&self, others: &[&str]) -> Self {
        let mut rest = self.clone();
        rest.others.retain(|other| !others.contains(&other.as_str()));
        rest
    }
}

impl Told {
    /// What came of a run.
    pub fn of(outcome: &Outcome) -> Self {
        let mut cases: BTreeMap<&str, (String, String, String)> = BTreeMap::new();
        let mut changed: BTreeMap<String, Changed> = BTreeMap::new();
        for observed in &outcome.trace {
            match &observed.what {
                What::Case { case, state, .. } => cases.entry(case).or_default().0.clone_from(state),
                What::Journaled { case, record, .. } => {
                    let said = |what| record.pointer(what).and_then(|said| said.as_str()).map(str::to_owned);
                    let known = cases.entry(case).or_default();
                    known.1 = said("/event/cause").unwrap_or(std::mem::take(&mut known.1));
                    known.2 = said("/event/why").unwrap_or(std::mem::take(&mut known.2));
                }
                What::Changed { by: By::Request(_), change } => note(&outcome.cast, change, &mut changed),
                _ => {}
            }
        }
        let broken = outcome.breaches.iter().map(ToString::to_string).chain(outcome.strange.clone()).collect();
        Self { cases: cases.into_values().collect(), changed, broken }
    }
}

fn note(cast: &Cast, change: &Change, changed: &mut BTreeMap<String, Changed>) {
    let Some((id, what)) = about(change) else { return };
    let name = cast.name_of(id);
    let (whose, thing) = name.split_once("'s ").unwrap_or((&name, "user"));
    let of_person = changed.entry(whose.to_owned()).or_default();
    match change {
        Change::Address { from, to, .. } => {
            let (from, to) = (called(cast, whose, from), called(cast, whose, to));
            of_person.addresses.entry(thing.to_owned()).or_insert((from, String::new())).1 = to;
        }
        _ => drop(of_person.others.insert(format!("{thing}: {what}"))),
    }
}

/// The object that changed, and how; a failure that the provider's log got is no change of anything.
fn about(change: &Change) -> Option<(&str, String)> {
    Some(match change {
        Change::Failed { .. } => return None,
        Change::Address { account, .. } => (account, "address".to_owned()),
        Change::AccountTouched { account } => (account, "account touched".to_owned()),
        Change::AccountMade { account, .. } => (account, "account made".to_owned()),
        Change::Life { account, to } => (account, format!("{to:?}")),
        Change::LivedIn { account } => (account, "lived in".to_owned()),
        Change::Protected { account } => (account, "protected".to_owned()),
        Change::RecordMade { record, .. } => (record, "record made".to_owned()),
        Change::RecordTouched { record } => (record, "record touched".to_owned()),
        Change::RecordGone { record } => (record, "record gone".to_owned()),
        Change::Linked { record, .. } => (record, "linked".to_owned()),
        Change::Unlinked { record } => (record, "unlinked".to_owned()),
        Change::Joined { record, group } => (record, format!("joined {group}")),
        Change::Left { record, group } => (record, format!("left {group}")),
        Change::UserAddress { user, .. } => (user, "address at the provider".to_owned()),
        Change::UserGone { user } => (user, "gone at the provider".to_owned()),
        Change::Granted { user, group } => (user, format!("granted {group}")),
        Change::Revoked { user, group } => (user, format!("revoked {group}")),
    })
}

/// What an address is to a person; a placeholder is one like any other.
fn called(cast: &Cast, whose: &str, address: &str) -> String {
    let person = cast.people.iter().find(|person| person.given == whose);
    match person {
        Some(person) if person.wanted.folded() == address => "wanted".to_owned(),
        Some(person) if person.former.folded() == address => "former".to_owned(),
        _ if address.contains("_duplicate_") => "placeholder".to_owned(),
        _ => address.to_owned(),
    }
}
