//! Every story under every switch alone, and under every two together: it ends as ever, or untouched and with a person.
//!
//! A run is made where a switch makes a difference to what the program is told. Where the town answers every question of
//! another run to the last byte as that run was answered, it is that run.

mod deviations;
mod stories;
mod told;

use deviations::{DEVIATIONS, Deviation, TOGETHER, UNNOTICED};
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use stories::{STORIES, Story};
use told::{Changed, Ends, Leaves, Told};
use untwin_sandbox::switches::Switch;
use untwin_simulation::{Heard, Says, Script, Sound, Trace, run};

/// What is told of failures, at most.
const FAILURES_MAX: usize = 40;

#[test]
fn every_story_ends_as_ever_or_untouched_under_every_switch_and_every_two() {
    let pairs = Switch::pairs();
    let mut unnoticed: BTreeSet<Switch> = Switch::ALL.iter().copied().collect();
    let mut counts = Counts::default();
    let mut wrong = Vec::new();
    let mut met = BTreeSet::new();
    let repair = the_repair();
    for story in STORIES {
        let plain = Run::of(story, &[]);
        assert_eq!(plain.heard.asked_of(&plain.script), Says::TheSame, "{}: a run is what it hears", story.what);
        let alone: BTreeMap<Switch, Run> = in_parallel(Switch::ALL, |switch| {
            let differs = plain.differs_with(*switch);
            differs.then(|| (*switch, Run::of(story, &[*switch])))
        })
        .into_iter()
        .flatten()
        .collect();
        let together = in_parallel(&pairs, |(one, other)| both(story, (&plain, &alone), (*one, *other)));
        unnoticed.retain(|switch| !alone.contains_key(switch) && !noticed_beside(*switch, (&pairs, &together), &alone));
        counts.add(Switch::ALL.len() + 1, alone.len() + 1);
        counts.add(pairs.len(), together.iter().flatten().count());
        let mut judge = Judge { story, plain: &plain.told, repair: &repair, wrong: &mut wrong, met: &mut met };
        judge.plain();
        alone.iter().for_each(|(switch, run)| judge.alone(*switch, &run.told));
        let two = pairs.iter().zip(&together);
        two.filter_map(|(pair, told)| Some((pair, told.as_ref()?)))
            .for_each(|(pair, told)| judge.together(*pair, told));
    }
    let (switches, stories) = (Switch::ALL.len(), STORIES.len());
    println!("{switches} switches, {} pairs, {stories} stories: {counts}", pairs.len());
    wrong.extend(never_met(&met));
    let expected: BTreeSet<Switch> = UNNOTICED.iter().map(|(switch, _)| *switch).collect();
    if unnoticed != expected {
        wrong.push(format!("no story notices {unnoticed:?}, and of {expected:?} that is said"));
    }
    wrong.iter().take(FAILURES_MAX).for_each(|wrong| println!("{wrong}"));
    assert!(wrong.is_empty(), "{} stories do not end as they should", wrong.len());
}

/// What a repair changes: what the first story does.
fn the_repair() -> Changed {
    let told = STORIES.first().map(|story| Run::of(story, &[]).told);
    told.and_then(|told| told.changed.into_values().next()).expect("the first story is a repair")
}

/// Whether a switch that makes no difference alone makes one beside another.
fn noticed_beside(
    switch: Switch,
    (pairs, together): (&[(Switch, Switch)], &[Option<Told>]),
    alone: &BTreeMap<Switch, Run>,
) -> bool {
    let differ = pairs.iter().zip(together).filter(|(_, told)| told.is_some()).map(|(pair, _)| pair);
    let mut of_it = differ.filter(|(one, other)| *one == switch || *other == switch);
    of_it.any(|(one, other)| !(alone.contains_key(one) && alone.contains_key(other)))
}

/// What came of two switches; `None` where it is what came of one of them, or of none.
fn both(story: &Story, (plain, alone): (&Run, &BTreeMap<Switch, Run>), (one, other): (Switch, Switch)) -> Option<Told> {
    let known = match (alone.get(&one), alone.get(&other)) {
        (Some(_), Some(_)) => return Some(Run::of(story, &[one, other]).told),
        (Some(known), None) | (None, Some(known)) => known,
        (None, None) => plain,
    };
    let differs = known.heard.asked_of(&script(story, &[one, other])) == Says::Otherwise;
    differs.then(|| Run::of(story, &[one, other]).told)
}

/// A story that was told.
struct Run {
    script: Script,
    told: Told,
    heard: Heard,
}

impl Run {
    fn of(story: &Story, switches: &[Switch]) -> Self {
        let script = script(story, switches);
        let outcome = run(&script, Sound, Trace::Kept);
        Self { script, told: Told::of(&outcome), heard: outcome.heard }
    }

    fn differs_with(&self, switch: Switch) -> bool {
        let mut script = self.script.clone();
        script.town.quirks.switches.push(switch);
        self.heard.asked_of(&script) == Says::Otherwise
    }
}

fn script(story: &Story, switches: &[Switch]) -> Script {
    let mut script = (story.script)();
    script.town.quirks.switches = switches.to_vec();
    script
}

/// Holds what came of a story against what may come of it.
struct Judge<'a> {
    story: &'a Story,
    plain: &'a Told,
    repair: &'a Changed,
    wrong: &'a mut Vec<String>,
    met: &'a mut BTreeSet<usize>,
}

impl Judge<'_> {
    fn plain(&mut self) {
        self.hold("by default", self.plain, self.story.ends);
    }

    fn alone(&mut self, switch: Switch, told: &Told) {
        let mut may = self.story.ends.to_vec();
        for (index, deviation) in DEVIATIONS.iter().enumerate() {
            if deviation.is_of(switch, self.story) {
                may.push(deviation.ends);
                if told.ends_so(&deviation.ends) {
                    self.met.insert(index);
                }
            }
        }
        self.hold(&format!("under {switch:?}"), told, &may);
    }

    fn together(&mut self, (one, other): (Switch, Switch), told: &Told) {
        let of_one = DEVIATIONS.iter().filter(|all| all.is_of(one, self.story) || all.is_of(other, self.story));
        let mut may: Vec<Ends> = self.story.ends.iter().copied().chain(of_one.map(|all| all.ends)).collect();
        for (index, (first, deviation)) in TOGETHER.iter().enumerate() {
            if *first == one && deviation.is_of(other, self.story) {
                may.push(deviation.ends);
                if told.ends_so(&deviation.ends) {
                    self.met.insert(DEVIATIONS.len() + index);
                }
            }
        }
        self.hold(&format!("under {one:?} and {other:?}"), told, &may);
    }

    fn hold(&mut self, when: &str, told: &Told, may: &[Ends]) {
        let complaint = complaint((self.plain, self.repair), told, may);
        let what = self.story.what;
        self.wrong.extend(complaint.map(|complaint| format!("{what}, {when}: {complaint}: {told:?}")));
    }
}

/// What speaks against what came of a story.
fn complaint((plain, repair): (&Told, &Changed), told: &Told, may: &[Ends]) -> Option<&'static str> {
    if !told.broken.is_empty() {
        return Some("a law is broken");
    }
    if told.cases.is_empty() {
        let complaint = if told.changed.is_empty() { "no failure arrives" } else { "something changed without a case" };
        return (!may.contains(&Ends::NOTHING_ARRIVES)).then_some(complaint);
    }
    if told.cases.len() != plain.cases.len().max(1) {
        return Some("there are not as many cases");
    }
    let of_each: Vec<Vec<Leaves>> = told.cases.iter().map(|case| leaves(case, may)).collect();
    if of_each.iter().any(Vec::is_empty) {
        return Some("no such end is known");
    }
    let whole: Vec<_> = plain.changed.values().take(1).chain([repair]).collect();
    let Some(left) = told.changed.values().map(|changed| changed.left(&whole)).collect::<Option<Vec<_>>>() else {
        return Some("something is half done");
    };
    let said = of_each.iter().fold(vec![Vec::new()], |known, of_case| beside(&known, of_case));
    (!said.into_iter().any(|said| sorted(said) == sorted(left.clone()))).then_some("what changed is not what is said")
}

/// What a case that ends so may leave.
fn leaves(case: &(String, String, String), may: &[Ends]) -> Vec<Leaves> {
    may.iter().filter(|ends| is(case, ends)).map(|ends| ends.leaves).collect()
}

/// Every row that is known, with everything that one more case may leave.
fn beside(known: &[Vec<Leaves>], of_case: &[Leaves]) -> Vec<Vec<Leaves>> {
    let with = |left: &Leaves, row: &Vec<Leaves>| {
        let one_more = (*left != Leaves::Nothing).then_some(*left);
        row.iter().copied().chain(one_more).collect()
    };
    of_case.iter().flat_map(|left| known.iter().map(move |row| with(left, row))).collect()
}

fn sorted(mut left: Vec<Leaves>) -> Vec<Leaves> {
    left.sort();
    left
}

fn is((state, cause, _): &(String, String, String), ends: &Ends) -> bool {
    state == ends.state && cause == ends.cause
}

impl Told {
    /// Whether any case ends so, or whether none is there where none has to be.
    fn ends_so(&self, ends: &Ends) -> bool {
        self.cases.iter().any(|case| is(case, ends)) || self.cases.is_empty() && *ends == Ends::NOTHING_ARRIVES
    }
}

impl Deviation {
    fn is_of(&self, switch: Switch, story: &Story) -> bool {
        self.switch == switch && (self.stories.is_empty() || self.stories.contains(&story.what))
    }
}

fn never_met(met: &BTreeSet<usize>) -> Vec<String> {
    let all = DEVIATIONS.iter().chain(TOGETHER.iter().map(|(_, deviation)| deviation));
    let idle = all.enumerate().filter(|(index, _)| !met.contains(index));
    idle.map(|(_, one)| {
        format!("{:?} no more makes any of {:?} end as {:?}, though {}", one.switch, one.stories, one.ends, one.why)
    })
    .collect()
}

/// How many were gone through, and for how many of them the program ran.
#[derive(Default)]
struct Counts {
    all: usize,
    run: usize,
}

impl Counts {
    const fn add(&mut self, all: usize, run: usize) {
        self.all += all;
        self.run += run;
    }
}

impl std::fmt::Display for Counts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} stories under switches, of which {} are other runs", self.all, self.run)
    }
}

/// Does the same for all, on as many threads as there are cores, and keeps the order.
fn in_parallel<T: Sync, R: Send>(all: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(index) else { return };
            let result = act(one);
            done.lock().unwrap_or_else(PoisonError::into_inner).insert(index, result);
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    done.into_inner().unwrap_or_else(PoisonError::into_inner).into_values().collect()
}
