//! Towns as they are built, and what people do in them.

mod by_hand;
mod documents;
mod plans;
mod truth;

use super::*;
use untwin_laws::Change;

const BASE: &str = "http://127.0.0.1:9";

/// A town of one person.
fn alone(person: PersonPlan) -> TownPlan {
    TownPlan { people: vec![person], ..TownPlan::default() }
}

/// The town of one person for each case of each thing that a plan says of a person, with groups.
fn situations() -> Vec<TownPlan> {
    let plain = PersonPlan { groups: 2, ..PersonPlan::default() };
    let holders = HolderPlan::ALL.iter().map(|holder| PersonPlan { holder: *holder, ..plain });
    let subjects = SubjectPlan::ALL.iter().map(|subject| PersonPlan { subject: *subject, ..plain });
    let rivals = RivalPlan::ALL.iter().map(|rival| PersonPlan { rival: *rival, ..plain });
    let originals = OriginalPlan::ALL.iter().map(|original| PersonPlan { original: *original, ..plain });
    let people = holders.chain(subjects).chain(rivals).chain(originals);
    people.map(|person| TownPlan { second_directory: SecondDirectory::Yes, ..alone(person) }).collect()
}

/// A drawn town.
fn drawn(seed: u64) -> TownPlan {
    TownPlan::draw(&mut fastrand::Rng::with_seed(seed))
}

/// What the ledger and the log tell from these places on.
fn told_since(built: &Built, (ledger, log): (usize, usize)) -> Vec<Change> {
    let new = built.world.organization.mutations().iter().skip(ledger);
    let mut changes: Vec<Change> = new.filter_map(|mutation| told(mutation, &built.world)).collect();
    changes.extend(failures(&built.world, log));
    changes
}

/// How far the ledger and the log are written.
fn written(built: &Built) -> (usize, usize) {
    (built.world.organization.mutations().len(), built.world.tenant.log().len())
}
