//! Making a script that breaks a law as small as it gets, as long as it breaks the same law.

use crate::engine::{Outcome, Trace};
use crate::plant::Plant;
use crate::run;
use crate::script::{Deed, Document, Fault, Place, Script};

/// Runs that shrinking may take, at most.
const RUNS_MAX: u32 = 600;

/// The smallest script found that still ends as badly as this one did.
pub fn shrink<P: Plant>(script: &Script, plant: &P, badly: &Outcome) -> Script {
    let mut smallest = script.clone();
    let mut runs = 0;
    loop {
        let smaller = simpler(&smallest).into_iter().find(|candidate| {
            runs += 1;
            runs <= RUNS_MAX && same_end(&run(candidate, plant.clone(), Trace::Dropped), badly)
        });
        match smaller {
            Some(candidate) => smallest = candidate,
            None => return smallest,
        }
    }
}

fn same_end(one: &Outcome, other: &Outcome) -> bool {
    match (one.breaches.first(), other.breaches.first()) {
        (Some(own), Some(others)) => own.law == others.law,
        (None, None) => one.strange.is_empty() == other.strange.is_empty(),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

/// All scripts that are one notch simpler, the largest steps first.
fn simpler(script: &Script) -> Vec<Script> {
    let people = 0..u8::try_from(script.town.people.len()).unwrap_or(u8::MAX);
    let mut all: Vec<Script> = people.map(|person| without(script, person)).collect();
    all.retain(|candidate| !candidate.town.people.is_empty());
    all.extend((0..script.faults.len()).map(|index| {
        let mut one = script.clone();
        one.faults.remove(index);
        one
    }));
    all.extend((0..script.deeds.len()).map(|index| {
        let mut one = script.clone();
        one.deeds.remove(index);
        one
    }));
    all.extend((0..script.arrivals.len()).map(|index| {
        let mut one = script.clone();
        one.arrivals.remove(index);
        one
    }));
    if script.workers > 1 {
        all.push(Script { workers: 1, ..script.clone() });
    }
    all.extend(script.town.simpler().into_iter().map(|town| Script { town, ..script.clone() }));
    all.extend(gentler(script));
    all
}

/// Without one person, and without everything that is about them.
fn without(script: &Script, person: u8) -> Script {
    let mut one = script.clone();
    one.town.people.remove(person.into());
    let moved = |other: u8| if other > person { other - 1 } else { other };
    one.arrivals.retain(|arrival| arrival.person != person);
    one.arrivals.iter_mut().for_each(|arrival| arrival.person = moved(arrival.person));
    one.deeds.retain(|planned| whom(planned.deed) != Some(person));
    for planned in &mut one.deeds {
        match &mut planned.deed {
            Deed::ByHand { person: other, .. } | Deed::Operator { person: other, .. } => *other = moved(*other),
            Deed::Cycle => {}
        }
    }
    one
}

fn whom(deed: Deed) -> Option<u8> {
    match deed {
        Deed::ByHand { person, .. } | Deed::Operator { person, .. } => Some(person),
        Deed::Cycle => None,
    }
}

/// The same with one fault that strikes once only, or one arrival that is plain and comes at once.
fn gentler(script: &Script) -> Vec<Script> {
    let mut all = Vec::new();
    for (index, fault) in script.faults.iter().enumerate() {
        let once = match fault.at {
            Place::Calls(first, count) if count > 1 => Some(Place::Calls(first, count / 2)),
            Place::Pushes(first, count) if count > 1 => Some(Place::Pushes(first, 1)),
            Place::Calls(..) | Place::Pushes(..) | Place::Write(_) | Place::Point(_) | Place::Keep(_) => None,
        };
        let mut gentle = script.clone();
        if let (Some(at), Some(slot)) = (once, gentle.faults.get_mut(index)) {
            *slot = Fault { at, kind: fault.kind };
            all.push(gentle);
        }
    }
    for (index, arrival) in script.arrivals.iter().enumerate() {
        let mut gentle = script.clone();
        if let Some(slot) = gentle.arrivals.get_mut(index).filter(|_| arrival.document != Document::Newest) {
            slot.document = Document::Newest;
            all.push(gentle);
        }
    }
    all
}
