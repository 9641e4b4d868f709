//! Workers: what each of them read last about what, and what it read of the kill switch.

use super::requests::Seen;
use crate::{Answer, Errand, Switch, Topic};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A worker.
#[derive(Debug)]
pub(crate) struct Worker {
    pub(crate) errand: Errand,
    pub(crate) requests: u32,
    /// What it read of the kill switch last, and when in the order of things.
    pub(crate) switch: Option<(Switch, u64)>,
    /// The same, unless it has written to a journal since.
    pub(crate) switch_unused: Option<(Switch, u64)>,
    readings: BTreeMap<Topic, Reading>,
    /// Since when readings belong to the next fence: it sent a write, got its answer, or wrote something down then.
    acted: u64,
    /// Since when readings belong to the present diagnosis: it wrote to a journal then, or ended the diagnosis before.
    decided: u64,
}

/// The last reading of something.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    pub(crate) request: u64,
    pub(crate) order: u64,
    pub(crate) sent_at: Timestamp,
    /// `None` until it is answered.
    pub(crate) answer: Option<Answer>,
    pub(crate) seen: Option<Seen>,
}

impl Reading {
    pub(super) const fn asked(request: u64, order: u64, sent_at: Timestamp) -> Self {
        Self { request, order, sent_at, answer: None, seen: None }
    }
}

impl Worker {
    pub(super) const fn begins(errand: Errand) -> Self {
        Self { errand, requests: 0, switch: None, switch_unused: None, readings: BTreeMap::new(), acted: 0, decided: 0 }
    }

    /// The last reading since it last did anything: what was read before that was read for that.
    pub(crate) fn fresh(&self, topic: &Topic) -> Option<&Reading> {
        self.readings.get(topic).filter(|reading| reading.order > self.acted)
    }

    /// The last reading of each thing since it decided something the last time.
    pub(crate) fn evidence(&self) -> impl Iterator<Item = (&Topic, &Reading)> {
        self.readings.iter().filter(|(_, reading)| reading.order > self.decided)
    }

    pub(super) fn asks(&mut self, topic: Topic, reading: Reading) {
        self.readings.insert(topic, reading);
    }

    /// Only a truthful answer can be compared with the model.
    pub(super) fn gets(&mut self, topic: &Topic, request: u64, (answer, seen): (Answer, Option<Seen>)) {
        let Some(reading) = self.readings.get_mut(topic).filter(|reading| reading.request == request) else { return };
        reading.answer = Some(answer);
        reading.seen = seen.filter(|_| matches!(answer, Answer::Whole(_)));
    }

    pub(super) const fn acted(&mut self, order: u64) {
        self.acted = order;
    }

    pub(super) const fn decided(&mut self, order: u64) {
        self.decided = order;
    }

    /// A diagnosis reads the switch after its evidence, so what was read before the last time belongs to an earlier one,
    /// also where the store kept that one from being written down.
    pub(super) fn read_switch(&mut self, switch: Switch, order: u64) {
        if let Some((_, before)) = self.switch {
            self.decided = self.decided.max(before);
        }
        self.switch = Some((switch, order));
        self.switch_unused = self.switch;
    }
}
