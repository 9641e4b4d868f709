//! Workers at once, whoever goes first: every schedule that chance draws gives the one right end.

use untwin_laws::{Call, What, Write};
use untwin_simulation::script::{Arrival, Deed, Document, Fault, FaultKind, Operation, Place, Planned, When};
use untwin_simulation::{Outcome, Script, Sound, Trace, run};

const SCHEDULES: u64 = 200;

#[test]
fn the_same_failure_five_times_at_once_is_repaired_once() {
    for seed in 0..SCHEDULES {
        let arrivals = [0, 0, 1, 0, 2].map(|at_s| Arrival { at_s, person: 0, document: Document::Newest });
        let script = Script { seed, arrivals: arrivals.into(), workers: 3, ..Script::simplest(1) };
        let outcome = sound(&script);
        assert_eq!(writes(&outcome).len(), 2, "one rename and one push: {:?}", writes(&outcome));
        assert_eq!(outcome.counts.cases.get("repaired"), Some(&1), "seed {seed}");
    }
}

#[test]
fn a_worker_that_thaws_after_its_lease_was_taken_changes_nothing_more() {
    let points = u32::try_from(sound(&Script::simplest(1)).counts.points).expect("a number");
    for point in 1..=points {
        let frozen = Fault { at: Place::Point(point), kind: FaultKind::Freeze };
        let outcome = sound(&Script { seed: point.into(), faults: vec![frozen], workers: 2, ..Script::simplest(1) });
        let renames = writes(&outcome).iter().filter(|write| matches!(write, Write::SetAddress { .. })).count();
        assert!(renames <= 3, "point {point}: {:?}", writes(&outcome));
    }
}

#[test]
fn the_kill_switch_stops_within_one_step_wherever_it_is_thrown() {
    let calls = u32::try_from(sound(&Script::simplest(2)).counts.calls).expect("a number");
    for call in 1..=calls {
        let deed = Deed::Operator { person: 0, act: Operation::Pause };
        let paused = Planned { when: When::BeforeCall(call), deed };
        let script = Script { seed: call.into(), deeds: vec![paused], workers: 2, ..Script::simplest(2) };
        sound(&script);
    }
}

fn sound(script: &Script) -> Outcome {
    let outcome = run(script, Sound, Trace::Kept);
    assert_eq!((&outcome.breaches, &outcome.strange), (&Vec::new(), &Vec::new()), "{script:#?}");
    outcome
}

fn writes(outcome: &Outcome) -> Vec<&Write> {
    let sent = outcome.trace.iter().filter_map(|observed| match &observed.what {
        What::Sent { call: Call::Write(write), .. } => Some(write),
        _ => None,
    });
    sent.collect()
}
