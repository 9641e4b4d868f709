//! Making a script that breaks a law as small as it gets, as long as it breaks the same law.

use crate::engine::{Outcome, Trace};
use crate::plant::Plant;
use crate::run;
use crate::script::{Deed, Document, Fault, Place, Script, When};

/// Runs that shrinking may take, at most.
const RUNS_MAX: u32 = 4_000;

/// The smallest script found that still ends as badly as this one did.
pub fn shrink<P: Plant>(script: &Script, plant: &P, badly: &Outcome) -> Script {
    let mut smallest = script.clone();
    let mut runs = 0;
    let mut ends_badly = |candidate: &Script| {
        runs += 1;
        runs <= RUNS_MAX && same_end(&run(candidate, plant.clone(), Trace::Dropped), badly)
    };
    loop {
        let notch = simpler(&smallest).into_iter().find(&mut ends_badly);
        match notch.or_else(|| with_fewer_people(&smallest).find(&mut ends_badly)) {
            Some(candidate) => smallest = candidate,
            None => return smallest,
        }
    }
}

/// With one person less there are fewer calls, so what is counted comes at an earlier count: all of them are tried.
fn with_fewer_people(script: &Script) -> impl Iterator<Item = Script> {
    let people = 0..u8::try_from(script.town.people.len()).unwrap_or(u8::MAX);
    let smaller = people.map(|person| without(script, person)).filter(|smaller| !smaller.town.people.is_empty());
    smaller.collect::<Vec<_>>().into_iter().flat_map(|smaller| {
        let slots = smaller.faults.len() + smaller.deeds.len();
        (0..slots).flat_map(move |slot| earlier(&smaller, slot))
    })
}

/// The script with one counted fault or deed at every earlier count.
fn earlier(script: &Script, slot: usize) -> Vec<Script> {
    let count = script.clone().counted(slot).map_or(0, |count| *count);
    let mut all = Vec::new();
    for earlier in (1..count).rev() {
        let mut one = script.clone();
        if let Some(count) = one.counted(slot) {
            *count = earlier;
            all.push(one);
        }
    }
    all
}

impl Script {
    /// The count at which a fault strikes, or after those a deed is done; `None` where it is at a moment.
    fn counted(&mut self, slot: usize) -> Option<&mut u32> {
        let faults = self.faults.len();
        if let Some(fault) = self.faults.get_mut(slot) {
            let (Place::Calls(count, _)
            | Place::Write(count)
            | Place::Pushes(count, _)
            | Place::Point(count)
            | Place::Keep(count)) = &mut fault.at;
            return Some(count);
        }
        match &mut self.deeds.get_mut(slot.checked_sub(faults)?)?.when {
            When::BeforeCall(count) | When::BeforeWrite(count) | When::AfterWrite(count) => Some(count),
            When::AtSecond(_) => None,
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
