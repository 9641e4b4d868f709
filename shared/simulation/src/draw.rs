//! Drawing a script from a seed: mostly little goes wrong at a time, and it goes wrong where it hurts.
//!
//! It knows nothing of how a script is run.

use crate::script::{Arrival, Deed, Document, Fault, FaultKind, Operation, Place, Planned, Script, When};
use crate::town::{ByHand, TownPlan};
use fastrand::Rng;

/// How many calls one person's repair takes, about; everything that is counted is drawn from multiples of it.
const CALLS: u32 = 60;
/// How many points one person's repair has, about.
const POINTS: u32 = 160;
/// How often something is kept for one person, about.
const KEEPS: u32 = 24;
/// Until when people meddle and documents arrive, in seconds.
const TROUBLE_S: u32 = 5_000;

impl Script {
    /// The script of a seed. The same seed is the same script in the same version of the program.
    pub fn draw(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let town = TownPlan::draw(&mut random);
        let people = u8::try_from(town.people.len()).unwrap_or(u8::MAX);
        // A tenth of all runs is quiet: whatever goes wrong there is the product's alone.
        let trouble = if random.u8(0..10) == 0 { 0 } else { random.usize(0..=4) };
        let meddling = if random.u8(0..3) == 0 { random.usize(1..=4) } else { 0 };
        Self {
            seed,
            arrivals: arrivals(&mut random, people),
            deeds: (0..meddling).map(|_| planned(&mut random, people)).collect(),
            faults: (0..trouble).map(|_| fault(&mut random, people)).collect(),
            workers: random.u8(1..=3),
            town,
        }
    }

    /// The simplest script about so many people: everybody's failure arrives once, and nothing goes wrong.
    pub fn simplest(people: u8) -> Self {
        let arrival = |person| Arrival { at_s: u32::from(person), person, document: Document::Newest };
        Self {
            seed: 0,
            town: TownPlan::simplest(people),
            deeds: Vec::new(),
            arrivals: (0..people).map(arrival).collect(),
            faults: Vec::new(),
            workers: 1,
        }
    }
}

fn arrivals(random: &mut Rng, people: u8) -> Vec<Arrival> {
    let mut arrivals = Vec::new();
    for person in 0..people {
        let at_s = random.u32(0..90);
        if random.u8(0..100) < 96 {
            arrivals.push(Arrival { at_s, person, document: Document::Newest });
        }
        // The same failure comes again: at once, late, or out of order.
        let again = if random.u8(0..100) < 35 { random.u8(1..=4) } else { 0 };
        for _ in 0..again {
            let at_s = if random.bool() { at_s + random.u32(0..5) } else { random.u32(0..TROUBLE_S) };
            arrivals.push(Arrival { at_s, person, document: document(random) });
        }
    }
    arrivals
}

fn document(random: &mut Rng) -> Document {
    match random.u8(0..10) {
        0..5 => Document::Newest,
        5 => Document::Exported,
        6 => Document::Oldest,
        7 => Document::Forged,
        8 => Document::Crossed,
        _ => Document::Half,
    }
}

fn planned(random: &mut Rng, people: u8) -> Planned {
    let person = random.u8(0..people.max(1));
    let deed = match random.u8(0..10) {
        0..6 => Deed::ByHand { person, act: ByHand::draw(random) },
        6 => Deed::Cycle,
        _ => Deed::Operator { person, act: operation(random) },
    };
    Planned { when: when(random, people.into()), deed }
}

fn when(random: &mut Rng, people: u32) -> When {
    match random.u8(0..10) {
        0..4 => When::BeforeCall(random.u32(1..=CALLS * people.max(1))),
        4..7 => When::BeforeWrite(random.u32(1..=2 * people.max(1) + 1)),
        7 | 8 => When::AfterWrite(random.u32(1..=2 * people.max(1))),
        _ => When::AtSecond(random.u32(0..TROUBLE_S)),
    }
}

fn operation(random: &mut Rng) -> Operation {
    match random.u8(0..8) {
        0 => Operation::Explain,
        1 | 2 => Operation::Apply,
        3 => Operation::ApplyOldPlan,
        4 | 5 => Operation::Undo,
        6 => Operation::Pause,
        _ => Operation::Resume,
    }
}

fn fault(random: &mut Rng, people: u8) -> Fault {
    let people = u32::from(people.max(1));
    match random.u8(0..20) {
        0..11 => on_the_wire(random, people),
        11..14 => at_a_point(random, people),
        14..16 => Fault { at: Place::Point(random.u32(1..=POINTS * people)), kind: FaultKind::Kill },
        16..19 => Fault { at: Place::Keep(random.u32(1..=KEEPS * people)), kind: of_the_store(random) },
        _ => {
            let kinds = [FaultKind::Refused, FaultKind::TimeoutAfter, FaultKind::Status(500), FaultKind::Truncated];
            let kind = random.choice(kinds).unwrap_or(FaultKind::Refused);
            Fault { at: Place::Pushes(random.u32(1..=20), random.u32(1..=3)), kind }
        }
    }
}

fn on_the_wire(random: &mut Rng, people: u32) -> Fault {
    let kind = random.choice(FaultKind::ON_THE_WIRE).copied().unwrap_or(FaultKind::Refused);
    let at = if kind != FaultKind::StaleRead && random.u8(0..10) < 4 {
        Place::Write(random.u32(1..=2 * people + 1))
    } else {
        let count = if random.bool() { 1 } else { random.u32(2..=8) };
        Place::Calls(random.u32(1..=CALLS * people), count)
    };
    Fault { at, kind }
}

fn at_a_point(random: &mut Rng, people: u32) -> Fault {
    let kinds = [FaultKind::Kill, FaultKind::Freeze, FaultKind::ClockJump];
    let kind = random.choice(kinds).unwrap_or(FaultKind::Kill);
    Fault { at: Place::Point(random.u32(1..=POINTS * people)), kind }
}

fn of_the_store(random: &mut Rng) -> FaultKind {
    random.choice(FaultKind::OF_THE_STORE).copied().unwrap_or(FaultKind::StoreBroken)
}
