//! The laws of safety, held against the world as it is in the end.
//!
//! Nothing here believes the product: each law compares accounts, records, the ledger and the requests with the truth
//! that is known from building the world. Only the journals are the product's own, where a law is about them.

mod journal;
mod requests;
mod state;

use super::scenes::{Cast, Ending, Scene};
use std::collections::{BTreeMap, BTreeSet};
use untwin_core::domain::{AccountId, DirectoryId, ScimUserId};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{Account, HandledRequest, Mutation, Record};
use untwin_sandbox::entra::Push;
use untwin_workflow::ports::StoredCase;

/// What was before the first failure arrived.
#[derive(Debug, Clone)]
pub(super) struct Before {
    accounts: BTreeMap<AccountId, Account>,
    records: BTreeMap<(DirectoryId, ScimUserId), Record>,
    groups: BTreeMap<AccountId, BTreeSet<String>>,
    mutations: usize,
    handled: usize,
    seen: usize,
    pushes: usize,
}

/// A law that was checked.
#[derive(Debug, Clone)]
pub(super) struct Law {
    /// Its id, as the safety rules number it.
    pub id: &'static str,
    /// What it says.
    pub says: &'static str,
    /// Each thing that speaks against it.
    pub breaches: Vec<String>,
}

impl Before {
    /// Remembers a world.
    pub(super) fn of(world: &World) -> Self {
        let organization = &world.organization;
        let groups = organization.accounts().map(|account| (account.id.clone(), organization.groups_of(&account.id)));
        let records =
            organization.records().map(|record| ((record.directory.clone(), record.id.clone()), record.clone()));
        Self {
            accounts: organization.accounts().map(|account| (account.id.clone(), account.clone())).collect(),
            records: records.collect(),
            groups: groups.collect(),
            mutations: organization.mutations().len(),
            handled: organization.requests().len(),
            seen: world.requests_seen().len(),
            pushes: world.tenant.pushes().len(),
        }
    }
}

/// Everything that a law may look at.
struct Look<'w> {
    before: &'w Before,
    after: Before,
    world: &'w World,
    cast: &'w Cast,
    cases: &'w [StoredCase],
}

/// Checks every law.
pub(super) fn check(before: &Before, world: &World, cast: &Cast, cases: &[StoredCase]) -> Vec<Law> {
    let look = Look { before, after: Before::of(world), world, cast, cases };
    LAWS.iter().map(|(id, says, breaches)| Law { id, says, breaches: breaches(&look) }).collect()
}

type Breaches = fn(&Look<'_>) -> Vec<String>;

const LAWS: [(&str, &str, Breaches); 17] = [
    ("I3", "who could be repaired has the address, on the account with the history, by the same record", state::healed),
    ("I4", "no account with a history is renamed, and no account that is in use", requests::in_use),
    ("I5", "no address is left on nobody", state::addresses),
    ("I6", "each rename is sent once, however often its failure arrives", requests::renames),
    ("I6", "each push is sent once, and only where one may be tried", requests::pushes),
    ("I6", "each removal of a SCIM record is sent once, and no other is", requests::removals),
    (
        "I7",
        "groups are pushed only as the provider grants them, one member each, and none of administrators",
        requests::members,
    ),
    (
        "I7",
        "everybody keeps their groups and gets what is granted; those of a removed record are on nobody",
        state::groups,
    ),
    ("I8", "no account changed that no plan names", state::accounts),
    ("I8", "exactly the SCIM records that the plans name are gone", state::removed),
    ("I8", "no other SCIM record changed", state::records),
    ("I8", "the ledger holds no change beyond those", state::ledger),
    ("I10", "each write stands in a journal, before it and after it", journal::writes),
    ("I11", "for whom a person must decide, nothing was even sent", requests::left_alone),
    ("I13", "each case ended or says until when it waits", journal::endings),
    ("I16", "no account is more alive than before", state::aliveness),
    ("said", "a case says repaired exactly where the world shows it", journal::told),
];

impl<'w> Look<'w> {
    fn people(&self) -> impl Iterator<Item = &'w Scene> + use<'w> {
        self.cast.scenes.iter().chain(&self.cast.left)
    }

    /// How a person ends; whoever's failure has not arrived is left alone.
    fn ending(&self, scene: &Scene) -> Ending {
        let played = self.cast.scenes.iter().any(|played| played.person.user == scene.person.user);
        if played { scene.plot.ending() } else { Ending::LeftAlone }
    }

    /// Whoever gets their address.
    fn repaired(&self) -> impl Iterator<Item = &'w Scene> {
        self.people().filter(|scene| match self.ending(scene) {
            Ending::Renamed | Ending::Unlocked | Ending::Cleared | Ending::Pushed => true,
            Ending::PushedInVain | Ending::LeftAlone => false,
        })
    }

    /// Whose duplicate gets a placeholder.
    fn renamed(&self) -> impl Iterator<Item = &'w Scene> {
        self.people().filter(|scene| match self.ending(scene) {
            Ending::Renamed | Ending::Unlocked => true,
            Ending::Cleared | Ending::Pushed | Ending::PushedInVain | Ending::LeftAlone => false,
        })
    }

    /// Who loses the record that was in the way, with it.
    fn removed(&self) -> impl Iterator<Item = (&'w Scene, &'w ScimUserId)> {
        let gone = self.people().filter(|scene| match self.ending(scene) {
            Ending::Unlocked | Ending::Cleared => true,
            Ending::Renamed | Ending::Pushed | Ending::PushedInVain | Ending::LeftAlone => false,
        });
        gone.filter_map(|scene| Some((scene, scene.in_the_way.as_ref()?)))
    }

    /// Who gets groups that the provider grants.
    fn granted(&self) -> impl Iterator<Item = &'w Scene> {
        self.people().filter(|scene| self.ending(scene) == Ending::Unlocked)
    }

    fn mutations(&self) -> impl Iterator<Item = &'w Mutation> {
        self.world.organization.mutations().iter().skip(self.before.mutations)
    }

    /// What arrived at the organization, from the product and from the provider.
    fn writes(&self) -> impl Iterator<Item = &'w HandledRequest> {
        let arrived = self.world.organization.requests().iter().skip(self.before.handled);
        arrived.filter(|request| request.meaning == untwin_sandbox::atlassian::Meaning::Write)
    }

    fn pushes(&self) -> impl Iterator<Item = &'w Push> {
        self.world.tenant.pushes().iter().skip(self.before.pushes)
    }
}
