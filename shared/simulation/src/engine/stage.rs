//! One run: whatever can go on goes on, by lot; when nothing can, time passes to the next thing that happens.

use super::agenda::{Agenda, Delivery, Item, later_ms};
use super::capture::Capture;
use super::clock::SimClock;
use super::heard::Heard;
use super::mishap::Mishaps;
use super::people::Operator;
use super::shelf::SimStore;
use super::wire::{Desk, Shared, SimTransport};
use super::witness::{Counts, Trace, Witness};
use super::worker::{End, Errand, Life, Worker};
use crate::plant::Plant;
use crate::script::{FaultKind, Operation, Script};
use crate::town::{self, Built};
use jiff::Timestamp;
use std::sync::Arc;
use std::task::Poll;
use untwin_laws::{Breach, Observed, What};
use untwin_sqlite::SqliteStore;
use untwin_startup::{Vendors, Wired, heal_document};
use untwin_workflow::ports::{Clock, Tally};
use untwin_workflow::{Setup, Shift, sweep};

/// Where the vendors are; nothing listens there.
pub(super) const BASE: &str = "http://127.0.0.1:9";
/// How long a worker may work, in seconds, and how much longer the platform waits before it ends it.
const SHIFT_S: i64 = 900;
const OVERDUE_S: i64 = 30;
/// After how long a queue delivers a document again whose worker died, in seconds, and how often it delivers it at most.
const AGAIN_S: i64 = 960;
pub(super) const RECEIVES_MAX: u32 = 5;
/// How often the scheduler looks for what is due, in seconds.
const TICK_S: i64 = 60;
/// How long a frozen worker is frozen, in seconds: far longer than its leases.
const FROZEN_S: std::ops::Range<u32> = 200..1_500;
/// By how much a clock jumps, in seconds.
const JUMP_S: std::ops::Range<u32> = 5..45;
/// By how much the clocks of workers differ, in milliseconds.
const SKEW_MS: u32 = 4_000;
/// How long things go wrong and people meddle, at most, in seconds; and how long there is quiet after that.
pub(super) const TROUBLE_S: i64 = 5_400;
pub(super) const QUIET_S: i64 = 4 * 3_600;
/// Steps of one run, at most: far more than any needs.
const STEPS_MAX: u32 = 200_000;

/// A run: the product's workers on one store, in one world.
pub(crate) struct Stage<P> {
    shared: Shared,
    plant: P,
    store: Arc<SqliteStore>,
    setup: Arc<Setup>,
    vendors: Vendors,
    workers: Vec<Worker>,
    waiting: Vec<Delivery>,
    workers_max: usize,
    numbers: u32,
    points: u32,
    /// When the scheduler looks next.
    tick: Option<Timestamp>,
    over: bool,
}

/// What came of a run.
#[derive(Debug)]
pub struct Outcome {
    /// What speaks against the laws, and against the run itself.
    pub breaches: Vec<Breach>,
    /// What went wrong with the run: a worker that failed where nothing kept it from working.
    pub strange: Vec<String>,
    /// What happened, counted.
    pub counts: Counts,
    /// What happened, where it was to be kept.
    pub trace: Vec<Observed>,
    /// Who is who.
    pub cast: town::Cast,
    /// What the vendors were asked and answered, where the trace was to be kept.
    pub heard: Heard,
}

impl<P: Plant> Stage<P> {
    pub(crate) fn set(script: &Script, plant: P, trace: Trace) -> Self {
        let Built { world, cast, beginning, vendors, setup, start } = town::build(&script.town, BASE);
        let random = fastrand::Rng::with_seed(script.seed ^ 0x5eed);
        let settle_s = i64::from(setup.policy.limits.settle_s);
        let agenda = Agenda::new(start, random);
        let mut heard = Heard::default();
        if trace == Trace::Kept {
            heard.begins(&beginning);
        }
        let mut desk = Desk::new(agenda, world, cast, (Witness::new(beginning, trace), settle_s));
        desk.heard = heard;
        desk.mishaps = Mishaps::of(&script.faults);
        desk.set_up(script);
        let store = SqliteStore::in_memory().unwrap_or_else(|error| unreachable!("memory is there: {error}"));
        Self {
            shared: Shared::new(desk),
            plant,
            store: Arc::new(store),
            setup: Arc::new(setup),
            vendors,
            workers: Vec::new(),
            waiting: Vec::new(),
            workers_max: usize::from(script.workers.max(1)),
            numbers: 0,
            points: 0,
            tick: None,
            over: false,
        }
    }

    /// The store of a first worker, without the run.
    pub(super) fn into_store(self) -> (SimStore, Shared) {
        let clock = SimClock::new(self.shared.clone(), 0);
        (SimStore { inner: self.store, shared: self.shared.clone(), clock, worker: 1 }, self.shared)
    }

    /// Runs to the end, or to the first broken law.
    pub(crate) fn run(mut self) -> Outcome {
        let capture = Capture(self.shared.clone());
        tracing::subscriber::with_default(capture, || {
            for _ in 0..STEPS_MAX {
                if self.over || !self.shared.lock().witness.watch.breaches().is_empty() {
                    break;
                }
                self.step();
            }
        });
        self.outcome()
    }

    fn step(&mut self) {
        let ready: Vec<usize> = (0..self.workers.len()).filter(|index| self.is_ready(*index)).collect();
        let count = u32::try_from(ready.len()).unwrap_or(u32::MAX);
        if count > 0 {
            let lot = usize::try_from(self.shared.lock().agenda.lot(count)).unwrap_or(0);
            ready.get(lot).copied().into_iter().for_each(|index| self.let_go_on(index));
            return;
        }
        self.wake_the_scheduler();
        self.time_passes();
    }

    fn is_ready(&self, index: usize) -> bool {
        self.workers.get(index).is_some_and(Worker::is_ready)
    }

    /// Lets one worker go on until it waits for something.
    fn let_go_on(&mut self, index: usize) {
        let Some(worker) = self.workers.get_mut(index) else { return };
        match worker.poll() {
            Poll::Ready(end) => {
                let worker = self.workers.swap_remove(index);
                self.ended(&worker, end);
            }
            Poll::Pending => {
                self.points += 1;
                self.at_a_point(index);
            }
        }
    }

    /// A point at which a worker waits, and where it can die.
    fn at_a_point(&mut self, index: usize) {
        let Some(kind) = self.shared.lock().mishaps.of_point(self.points) else { return };
        let Some(worker) = self.workers.get_mut(index) else { return };
        let mut desk = self.shared.lock();
        desk.witness.struck(kind);
        match kind {
            FaultKind::ClockJump => {
                let jump_s = JUMP_S.start + desk.agenda.lot(JUMP_S.end - JUMP_S.start);
                worker.clock.jump(i64::from(jump_s) * 1_000);
            }
            FaultKind::Freeze => {
                let frozen_s = FROZEN_S.start + desk.agenda.lot(FROZEN_S.end - FROZEN_S.start);
                worker.state = Life::Frozen;
                desk.agenda.after_ms(i64::from(frozen_s) * 1_000, Item::Thaw(worker.number));
            }
            _ => {
                drop(desk);
                self.kill(index);
            }
        }
    }

    fn kill(&mut self, index: usize) {
        let worker = self.workers.swap_remove(index);
        let mut desk = self.shared.lock();
        desk.see(What::WorkerEnded { worker: worker.number });
        if let Errand::Document(delivery) = &worker.errand {
            desk.deliver_again(delivery, AGAIN_S);
        }
        drop(desk);
        self.take_up_what_waits();
    }

    fn ended(&mut self, worker: &Worker, end: End) {
        let mut desk = self.shared.lock();
        desk.see(What::WorkerEnded { worker: worker.number });
        match (end, &worker.errand) {
            (End::Again { in_s }, Errand::Document(delivery)) => desk.deliver_again(delivery, in_s),
            (End::Failed { why }, errand) => {
                if let Errand::Document(delivery) = errand {
                    desk.deliver_again(delivery, AGAIN_S);
                }
                desk.see(What::Logged { line: why });
            }
            (End::Undo { case, undone }, _) => desk.see(What::UndoEnded { case, undone }),
            (End::Done | End::Again { .. }, _) => {}
        }
        drop(desk);
        self.take_up_what_waits();
    }

    fn time_passes(&mut self) {
        let mut desk = self.shared.lock();
        let (next, by_itself) = (desk.agenda.next_at(), desk.world.next_wakeup());
        if let Some(moment) = by_itself.filter(|moment| next.is_none_or(|next| *moment < next)) {
            desk.agenda.pass_to(moment);
            desk.time_passes();
            return;
        }
        let item = desk.agenda.pass();
        drop(desk);
        match item {
            Some(item) => self.happens(item),
            None => self.over = true,
        }
    }

    fn happens(&mut self, item: Item) {
        match item {
            Item::Wake(waker) => waker.wake(),
            Item::Arrive(request) => self.shared.lock().arrive(request),
            Item::Reply(request) => self.shared.lock().reply(request),
            Item::Deliver(delivery) => {
                self.waiting.push(delivery);
                self.take_up_what_waits();
            }
            Item::Thaw(number) => {
                self.workers.iter_mut().filter(|worker| worker.number == number).for_each(|w| w.state = Life::Runs);
            }
            Item::Overdue(number) => {
                if let Some(index) = self.workers.iter().position(|worker| worker.number == number) {
                    self.kill(index);
                }
            }
            Item::Deed(index) => {
                let operator = self.shared.lock().by_hand(index);
                if let Some((person, act)) = operator {
                    self.begin_operator(person, act);
                }
            }
            Item::Tick => {
                self.tick = None;
                self.begin_sweep();
            }
            Item::Calm => self.calm(),
            Item::End => self.end(),
        }
    }

    fn take_up_what_waits(&mut self) {
        let at_documents = |worker: &&Worker| matches!(worker.errand, Errand::Document(_));
        while self.workers.iter().filter(at_documents).count() < self.workers_max && !self.waiting.is_empty() {
            let delivery = self.waiting.remove(0);
            self.begin_document(delivery);
        }
    }

    fn begin_document(&mut self, delivery: Delivery) {
        let (ports, clock, number) = self.hire(untwin_laws::Errand::Repair);
        let (setup, body) = (Arc::clone(&self.setup), delivery.body.clone());
        let deadline = later_ms(clock.now(), SHIFT_S * 1_000);
        let work = async move {
            match heal_document(&ports, &setup, &body, deadline).await {
                Ok(healed) if healed.later.is_empty() => End::Done,
                Ok(_) => End::Again { in_s: AGAIN_S },
                Err(error) => End::Failed { why: error.to_string() },
            }
        };
        self.workers.push(Worker::new(number, Errand::Document(delivery), clock, work));
    }

    fn begin_sweep(&mut self) {
        let (ports, clock, number) = self.hire(untwin_laws::Errand::Repair);
        let setup = Arc::clone(&self.setup);
        let deadline = later_ms(clock.now(), SHIFT_S * 1_000);
        let work = async move {
            match sweep(&ports, &setup, deadline).await {
                Ok(_) => End::Done,
                Err(error) => End::Failed { why: error.to_string() },
            }
        };
        self.workers.push(Worker::new(number, Errand::Sweep, clock, work));
    }

    fn begin_operator(&mut self, person: usize, act: Operation) {
        let Some(address) = self.shared.lock().cast.person(person).map(|person| person.wanted.clone()) else { return };
        let may = if act == Operation::Explain { untwin_laws::Errand::Dry } else { untwin_laws::Errand::Repair };
        let (ports, clock, number) = self.hire(may);
        let deadline = later_ms(clock.now(), SHIFT_S * 1_000);
        let shift = Shift { deadline, tally: Arc::new(Tally::default()) };
        let operator = Operator { ports, setup: Arc::clone(&self.setup), address, shift };
        self.workers.push(Worker::new(number, Errand::Operator, clock, operator.act(act)));
    }

    /// A new worker with ports of its own, as every invocation of a function has.
    fn hire(&mut self, errand: untwin_laws::Errand) -> (Wired<P::Transport, SimClock, P::Store>, SimClock, u32) {
        self.numbers += 1;
        let worker = self.numbers;
        let mut desk = self.shared.lock();
        desk.see(What::WorkerBegan { worker, errand });
        let ahead_ms = i64::from(desk.agenda.lot(SKEW_MS)) - i64::from(SKEW_MS / 2);
        desk.agenda.after_ms((SHIFT_S + OVERDUE_S) * 1_000, Item::Overdue(worker));
        drop(desk);
        let clock = SimClock::new(self.shared.clone(), ahead_ms);
        let transport = SimTransport { shared: self.shared.clone(), worker };
        let (inner, shared) = (Arc::clone(&self.store), self.shared.clone());
        let store = SimStore { inner, shared, clock: clock.clone(), worker };
        let (transport, store) = (self.plant.transport(transport), self.plant.store(store));
        (Wired::new(self.vendors.clone(), store, transport, clock.clone()), clock, worker)
    }

    /// The scheduler looks every minute, if anything is due by then.
    fn wake_the_scheduler(&mut self) {
        let mut desk = self.shared.lock();
        let Some(due) = desk.due.values().min().copied() else { return };
        let now = desk.agenda.now();
        let wait_s = due.duration_since(now).as_secs().max(0);
        let tick = later_ms(now, (wait_s / TICK_S + 1) * TICK_S * 1_000);
        if self.tick.is_none_or(|planned| tick < planned) {
            desk.agenda.at(tick, Item::Tick);
            drop(desk);
            self.tick = Some(tick);
        }
    }

    /// Nothing goes wrong any more, nobody meddles, and writes are allowed.
    fn calm(&mut self) {
        let mut desk = self.shared.lock();
        desk.mishaps.end();
        desk.world.clear_faults();
        desk.everybody_goes_home();
        drop(desk);
        for worker in &mut self.workers {
            worker.state = Life::Runs;
        }
        self.begin_operator(0, Operation::Resume);
    }

    fn end(&mut self) {
        self.shared.lock().see(What::AtRest);
        self.over = true;
    }

    fn outcome(self) -> Outcome {
        let mut desk = self.shared.lock();
        let breaches = desk.witness.watch.breaches().to_vec();
        let strange = if breaches.is_empty() { desk.strange() } else { Vec::new() };
        let mut counts = desk.witness.counts.clone();
        counts.laws = desk.witness.watch.checked().clone();
        counts.points = self.points.into();
        counts.keeps = desk.keeps.into();
        for state in desk.states.values() {
            *counts.cases.entry(state.clone()).or_default() += 1;
        }
        let trace = desk.witness.take_trace();
        let cast = desk.cast.clone();
        let mut heard = std::mem::take(&mut desk.heard);
        if desk.witness.keeps() == Trace::Kept {
            heard.ends(&desk.world, desk.agenda.now());
        }
        Outcome { breaches, strange, counts, trace, cast, heard }
    }
}
