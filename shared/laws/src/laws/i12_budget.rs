//! I12. Budgets hold, and the kill switch stops every worker within one step.
//!
//! Checked for each accepted plan: it counts at least the subject and whoever is renamed, and the people of all plans of
//! an hour and of a day stay within what was promised. For each write that a journal starts: its worker has read the
//! switch since it wrote to a journal the last time, it read that writes are allowed, and it read so before the switch was thrown. For each
//! write that is sent: what its worker read of the switch last does not say that writes are paused.
//!
//! Allowed: a window shorter by [`SLACK_S`], as a plan is reserved a while before it is known to be, by another clock. One
//! write of each worker that read the switch before it was thrown: that is the step within which it stops.

use super::{Monitor, Now, Say, told};
use crate::past::{Entry, Plan, earlier_s};
use crate::{Law, Switch};
use jiff::Timestamp;
use std::collections::VecDeque;

const HOUR_S: i64 = 3_600;
const DAY_S: i64 = 86_400;
/// How much later than it was reserved a plan may be seen, and by how much clocks may differ, in seconds.
const SLACK_S: i64 = 150;

/// People reserved within the last day.
#[derive(Debug, Default)]
pub(super) struct Budget {
    reserved: VecDeque<(Timestamp, u64)>,
}

impl Monitor for Budget {
    fn law(&self) -> Law {
        Law::I12
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        match (now.entry, now.journaled()) {
            (Some(Entry::PlanAccepted(plan)), Some((case, _))) => self.accepted(now, (case, plan), say),
            (Some(Entry::Started { .. }), Some((case, worker))) => started(now, (case, worker), say),
            _ => {}
        }
        let Some(sending) = &now.sending else { return };
        say.checked();
        let read = now.past.worker(sending.worker).and_then(|worker| worker.switch);
        if let Some((Switch::Paused, _)) = read {
            let worker = sending.worker;
            say.breach(format!("worker {worker} read that writes are paused, and sent {}", told(sending.write)));
        }
    }
}

impl Budget {
    fn accepted(&mut self, now: &Now<'_>, (case, plan): (&str, &Plan), say: &mut Say<'_>) {
        say.checked();
        let touched = 1 + u64::from(plan.rename.is_some());
        if plan.people < touched {
            say.breach(format!("case {case} touches {touched} people and counts {}", plan.people));
        }
        self.reserved.push_back((now.at, plan.people.max(touched)));
        self.reserved.retain(|(at, _)| *at > earlier_s(now.at, DAY_S));
        let promises = &now.past.promises;
        for (window_s, promised) in [(HOUR_S, promises.people_per_hour), (DAY_S, promises.people_per_day)] {
            let since = earlier_s(now.at, window_s - SLACK_S);
            let people: u64 = self.reserved.iter().filter(|(at, _)| *at > since).map(|(_, people)| people).sum();
            if people > u64::from(promised) {
                say.breach(format!("with case {case} {people} people are touched in {window_s} s, not {promised}"));
            }
        }
    }
}

fn started(now: &Now<'_>, (case, worker): (&str, u32), say: &mut Say<'_>) {
    say.checked();
    match now.past.worker(worker).and_then(|worker| worker.switch_unused) {
        None => say.breach(format!("worker {worker} started a write of case {case} and did not read the switch")),
        Some((Switch::Paused, _)) => {
            say.breach(format!("worker {worker} read that writes are paused, and started a write of case {case}"));
        }
        Some((Switch::Enabled, read)) if now.past.paused_since.is_some_and(|paused| read > paused) => {
            say.breach(format!("worker {worker} started a write of case {case} after writes were paused"));
        }
        Some((Switch::Enabled, _)) => {}
    }
}
