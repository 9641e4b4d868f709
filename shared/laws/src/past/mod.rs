//! Everything that was told so far: the world, the journals, the workers and their requests.
//!
//! It only remembers; what is right or wrong is the laws' business.

mod cases;
mod entry;
mod model;
mod requests;
mod workers;

pub(crate) use cases::{Case, Cases, Claim, Started};
pub(crate) use entry::{Act, Authority, Entry, Plan, Purpose};
pub use model::Model;
pub(crate) use model::Whose;
pub(crate) use requests::{Request, Seen, Telling, telling};
pub(crate) use workers::{Reading, Worker};

use crate::{Answer, Beginning, By, Call, Observed, Promises, Switch, What};
use jiff::{SignedDuration, Timestamp};
use requests::seen;
use std::collections::BTreeMap;

/// Everything that was told so far.
#[derive(Debug)]
pub(crate) struct Past {
    pub(crate) model: Model,
    pub(crate) cases: Cases,
    pub(crate) promises: Promises,
    /// How many things were told: later is greater, also within one instant.
    pub(crate) order: u64,
    /// When the kill switch was thrown, in that order; `None` while writes are allowed.
    pub(crate) paused_since: Option<u64>,
    workers: BTreeMap<u32, Worker>,
    requests: BTreeMap<u64, Request>,
}

impl Past {
    pub(crate) fn new(beginning: Beginning) -> Self {
        Self {
            promises: beginning.promises,
            model: Model::new(beginning),
            cases: Cases::default(),
            order: 0,
            paused_since: None,
            workers: BTreeMap::new(),
            requests: BTreeMap::new(),
        }
    }

    pub(crate) fn worker(&self, worker: u32) -> Option<&Worker> {
        self.workers.get(&worker)
    }

    pub(crate) fn request(&self, request: u64) -> Option<&Request> {
        self.requests.get(&request)
    }

    /// Takes in what was told; `started` is the journal's record that the sent request belongs to, if it is a write.
    pub(crate) fn note(&mut self, observed: &Observed, entry: Option<Entry>, started: Option<usize>) {
        self.order = self.order.saturating_add(1);
        let at = observed.at;
        match &observed.what {
            What::WorkerBegan { worker, errand } => {
                self.workers.insert(*worker, Worker::begins(*errand));
            }
            What::Sent { request, worker, call } => self.sent(*request, *worker, call, (at, started)),
            What::Reached { request } => self.reached(*request),
            What::Answered { request, answer } => self.answered(*request, *answer),
            What::Changed { by, change } => self.model.change(Whose::of(*by), change, at),
            What::Journaled { case, worker, .. } => {
                self.journaled(case, *worker, (entry.unwrap_or(Entry::Other), at));
            }
            What::Case { case, state, due_at } => self.cases.row(case, state, *due_at),
            What::Switch(Switch::Paused) => self.paused_since = Some(self.order),
            What::Switch(Switch::Enabled) => self.paused_since = None,
            What::SwitchRead { worker, switch } => {
                let order = self.order;
                self.at_work(*worker).read_switch(*switch, order);
            }
            What::WorkerEnded { .. } | What::Logged { .. } | What::UndoEnded { .. } | What::AtRest => {}
        }
    }

    /// A worker; one whose beginning was not told is taken as one that repairs.
    fn at_work(&mut self, worker: u32) -> &mut Worker {
        self.workers.entry(worker).or_insert_with(|| Worker::begins(crate::Errand::Repair))
    }

    fn sent(&mut self, number: u64, worker: u32, call: &Call, (at, started): (Timestamp, Option<usize>)) {
        let order = self.order;
        self.requests.insert(number, Request::sent(worker, call.clone(), at, started));
        let worker = self.at_work(worker);
        worker.requests = worker.requests.saturating_add(1);
        match call {
            Call::Read(topic) => worker.asks(topic.clone(), Reading::asked(number, order, at)),
            Call::Write(_) => worker.acted(order),
            Call::Token => {}
        }
        if let Some(started) = started {
            self.cases.sent(started, number);
        }
    }

    fn reached(&mut self, number: u64) {
        let Some(request) = self.requests.get_mut(&number) else { return };
        request.reached = request.reached.saturating_add(1);
        if let Call::Read(topic) = &request.call {
            request.seen = Some(seen(&self.model, topic));
        }
    }

    fn answered(&mut self, number: u64, answer: Answer) {
        let order = self.order;
        let Some(request) = self.requests.get(&number) else { return };
        let Some(worker) = self.workers.get_mut(&request.worker) else { return };
        match &request.call {
            Call::Read(topic) => worker.gets(topic, number, (answer, request.seen.clone())),
            Call::Write(_) => worker.acted(order),
            Call::Token => {}
        }
    }

    fn journaled(&mut self, case: &str, worker: u32, (entry, at): (Entry, Timestamp)) {
        let order = self.order;
        let writer = self.at_work(worker);
        writer.switch_unused = None;
        match &entry {
            // The record that follows from a diagnosis is written together with it.
            Entry::Diagnosed => {}
            Entry::Started { .. } => writer.decided(order),
            _ => {
                writer.decided(order);
                writer.acted(order);
            }
        }
        self.cases.journaled(case, worker, (entry, at));
    }
}

impl Whose {
    const fn of(by: By) -> Self {
        match by {
            By::Request(_) => Self::Ours,
            By::Provider | By::Person | By::Time => Self::Others,
        }
    }
}

/// A moment so many seconds earlier, or the beginning of time.
pub(crate) fn earlier_s(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MIN)
}

/// A moment so many seconds later, or the end of time.
pub(crate) fn later_s(moment: Timestamp, seconds: i64) -> Timestamp {
    moment.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
