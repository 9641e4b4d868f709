//! Everything there is, not what chance draws: a worker that dies at every point of every plan, at every pair of points,
//! and every single fault at every call.
//!
//! It knows no plan by name: the plans are those that the towns of the first seeds lead to.

use crate::campaign::{Campaign, Until, each};
use crate::engine::Trace;
use crate::plant::Sound;
use crate::run;
use crate::script::{Arrival, Deed, Document, Fault, FaultKind, Operation, Place, Planned, Script, When};
use crate::town::TownPlan;
use std::collections::BTreeMap;
use untwin_laws::What;

/// What was gone through.
#[derive(Debug, Default)]
pub struct Sweep {
    /// Plans: a person, what lies around them, and what the program was going to do about it.
    pub plans: usize,
    /// Kinds of plans: their steps, and by whose authority.
    pub kinds: usize,
    /// Crash points, pairs of them, or faults at calls.
    pub places: u64,
    /// What came of them.
    pub campaign: Campaign,
}

/// A worker dies at every point of every plan that the first `seeds` seeds lead to, of `of_a_kind_max` plans of each kind
/// at most.
pub fn crash_points(seeds: u64, of_a_kind_max: usize) -> Sweep {
    let plans = first_of_each_kind(plans(seeds), of_a_kind_max);
    let places: Vec<_> =
        plans.iter().flat_map(|plan| (1..=plan.points).map(move |point| (plan, vec![killed(point)]))).collect();
    sweep(&plans, &places)
}

/// For each kind of plan two workers die, one after the other, at every pair of points of the shortest one: pairs grow with
/// the square of its length.
pub fn crash_pairs(seeds: u64) -> Sweep {
    let plans = shortest_of_each_kind(plans(seeds));
    let mut places = Vec::new();
    for plan in &plans {
        for first in 1..=plan.points {
            let after = run(&plan.with(vec![killed(first)]), Sound, Trace::Dropped).counts.points;
            let last = u32::try_from(after).unwrap_or(u32::MAX);
            places.extend((first + 1..=last).map(|second| (plan, vec![killed(first), killed(second)])));
        }
    }
    sweep(&plans, &places)
}

/// For the shortest plan of each kind every fault at every call, and at everything that the store is asked to keep.
pub fn single_faults(seeds: u64) -> Sweep {
    let plans = shortest_of_each_kind(plans(seeds));
    let mut places = Vec::new();
    for plan in &plans {
        for call in 1..=plan.calls {
            places.extend(FaultKind::ON_THE_WIRE.iter().map(|kind| (plan, vec![at(Place::Calls(call, 1), *kind)])));
        }
        for keep in 1..=plan.keeps {
            places.extend(FaultKind::OF_THE_STORE.iter().map(|kind| (plan, vec![at(Place::Keep(keep), *kind)])));
        }
        for point in 1..=plan.points {
            let kinds = [FaultKind::Freeze, FaultKind::ClockJump];
            places.extend(kinds.map(|kind| (plan, vec![at(Place::Point(point), kind)])));
        }
    }
    sweep(&plans, &places)
}

/// A script that leads to a plan, and how long it is without any fault.
struct Plan {
    script: Script,
    kind: String,
    points: u32,
    calls: u32,
    keeps: u32,
}

impl Plan {
    fn with(&self, faults: Vec<Fault>) -> Script {
        Script { faults, ..self.script.clone() }
    }
}

fn sweep(plans: &[Plan], places: &[(&Plan, Vec<Fault>)]) -> Sweep {
    let count = u64::try_from(places.len()).unwrap_or(u64::MAX);
    let script = |index: u64| {
        let place = usize::try_from(index).ok().and_then(|index| places.get(index));
        place.map_or_else(|| Script::simplest(1), |(plan, faults)| plan.with(faults.clone()))
    };
    let campaign = each(count, &Sound, Until::TheEnd, script);
    let kinds: std::collections::BTreeSet<&str> = plans.iter().map(|plan| plan.kind.as_str()).collect();
    Sweep { plans: plans.len(), kinds: kinds.len(), places: count, campaign }
}

/// Every different plan, each from a town of one person.
fn plans(seeds: u64) -> Vec<Plan> {
    let mut plans: BTreeMap<String, Plan> = BTreeMap::new();
    for seed in 0..seeds {
        for script in alone(&Script::draw(seed)) {
            let name = format!("{:?}", script.town);
            if !plans.contains_key(&name)
                && let Some(plan) = healthy(script.clone()).or_else(|| healthy(approved(script)))
            {
                plans.insert(name, plan);
            }
        }
    }
    plans.into_values().collect()
}

fn shortest_of_each_kind(mut plans: Vec<Plan>) -> Vec<Plan> {
    plans.sort_by_key(|plan| plan.points);
    first_of_each_kind(plans, 1)
}

/// So many plans of each kind, at most.
fn first_of_each_kind(plans: Vec<Plan>, max: usize) -> Vec<Plan> {
    let mut of_each: BTreeMap<String, usize> = BTreeMap::new();
    let fits = |plan: &Plan| {
        let so_far = of_each.entry(plan.kind.clone()).or_default();
        *so_far += 1;
        *so_far <= max
    };
    plans.into_iter().filter(fits).collect()
}

/// Each person of a town alone in it.
fn alone(script: &Script) -> Vec<Script> {
    let people = script.town.people.iter();
    let towns = people.map(|person| {
        let person = crate::town::PersonPlan { name: 0, ..*person };
        TownPlan { people: vec![person], ..script.town.clone() }
    });
    towns.map(|town| Script { town, ..Script::simplest(1) }).collect()
}

/// The same with somebody who approves, where the policy or a guard asks for it.
fn approved(mut script: Script) -> Script {
    let deed = Deed::Operator { person: 0, act: Operation::Apply };
    script.deeds.push(Planned { when: When::AtSecond(120), deed });
    script.arrivals.push(Arrival { at_s: 300, person: 0, document: Document::Newest });
    script
}

/// A script that leads to a plan if nothing goes wrong.
fn healthy(script: Script) -> Option<Plan> {
    let outcome = run(&script, Sound, Trace::Kept);
    let kind = outcome.trace.iter().find_map(|observed| match &observed.what {
        What::Journaled { record, .. } => kind(record.get("event")?),
        _ => None,
    })?;
    let count = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let counts = &outcome.counts;
    let (points, calls, keeps) = (count(counts.points), count(counts.calls), count(counts.keeps));
    Some(Plan { script, kind, points, calls, keeps })
}

/// Cause, steps and authority of an accepted plan.
fn kind(event: &serde_json::Value) -> Option<String> {
    let steps = event.get("steps")?;
    let authority = if event.pointer("/authority/approved").is_some() { "approved" } else { "auto" };
    Some(format!("{} {steps} {authority}", event.get("cause")?))
}

fn killed(point: u32) -> Fault {
    at(Place::Point(point), FaultKind::Kill)
}

fn at(at: Place, kind: FaultKind) -> Fault {
    Fault { at, kind }
}
