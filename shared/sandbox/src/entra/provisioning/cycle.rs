//! The job's cycles: what is due, what a cycle does, and what the job's status says afterwards.
//!
//! It knows nothing of how one object is pushed.

use jiff::{SignedDuration, Timestamp};

use super::attempt::Trigger;
use super::push::Runs;
use super::record::Verdict;
use super::subject::Concern;
use super::{JobState, ScimTarget, Session};
use crate::clock::later;
use crate::entra::Tenant;

/// The time between two cycles, in minutes.
const CYCLE_MINS: i64 = 40;
/// The time between two cycles in quarantine, in minutes: a day.
const QUARANTINE_CYCLE_MINS: i64 = 24 * 60;

/// Whether cycles begin by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Schedule {
    ByHand,
    Next(Timestamp),
}

/// One run of the job, as its status tells it.
#[derive(Clone, Debug)]
pub(super) struct Execution {
    pub(super) id: String,
    pub(super) began: Timestamp,
    pub(super) ended: Timestamp,
    pub(super) exported: usize,
    pub(super) imported: usize,
    pub(super) escrowed: usize,
    pub(super) entitled: usize,
}

impl Tenant {
    /// Lets cycles begin by themselves, the first one at `first`. Before, they are run by hand.
    pub fn start_schedule(&mut self, first: Timestamp) {
        self.job.schedule = Schedule::Next(first);
    }

    /// When the job does something by itself next, if ever.
    pub fn next_wakeup(&self) -> Option<Timestamp> {
        let Schedule::Next(next) = self.job.schedule else {
            return None;
        };
        match self.job.state {
            JobState::Paused | JobState::Disabled => None,
            JobState::Quarantined { .. } => Some(next),
            JobState::NotRun | JobState::InitialCycle | JobState::Active => {
                let retry = self.job.escrows.values().map(|escrow| escrow.next_attempt).min();
                Some(retry.map_or(next, |retry| retry.min(next)))
            }
        }
    }

    /// Does what is due at `due`, a time that [`Tenant::next_wakeup`] named.
    pub fn run_due(&mut self, route: &mut dyn ScimTarget, due: Timestamp) {
        match self.job.schedule {
            Schedule::Next(next) if next <= due => self.run_cycle(route, due),
            Schedule::Next(_) | Schedule::ByHand => self.retry_escrows(&mut Session { target: route, now: due }),
        }
    }

    /// Runs one cycle: what changed, what is due again, then the groups. A paused or disabled job does nothing.
    pub fn run_cycle(&mut self, route: &mut dyn ScimTarget, now: Timestamp) {
        self.plan_next_cycle(now);
        if self.runs() == Runs::No || self.job.binding.is_none() {
            return;
        }
        self.empty_recycle_bin(now);
        let session = &mut Session { target: route, now };
        self.job.cycle_id = self.ids.uuid();
        let logged_before = self.log.len();
        let changed = self.take_changed();
        let imported = changed.len();
        for user_id in changed {
            self.push_and_log(session, &user_id, Trigger::Changed);
        }
        self.retry_escrows(session);
        self.push_groups(session);
        let exported = self.log.iter().skip(logged_before).filter(|record| record.verdict == Verdict::Success).count();
        self.note_execution(now, imported, exported);
    }

    fn plan_next_cycle(&mut self, now: Timestamp) {
        let pause = match self.job.state {
            JobState::Quarantined { .. } => QUARANTINE_CYCLE_MINS,
            _ => CYCLE_MINS,
        };
        if let Schedule::Next(next) = &mut self.job.schedule {
            *next = later(now, SignedDuration::from_mins(pause));
        }
    }

    /// The users that this cycle pushes: all that it concerns in an initial cycle, else those that changed.
    fn take_changed(&mut self) -> Vec<String> {
        let mut changed = std::mem::take(&mut self.job.pending);
        if matches!(self.job.state, JobState::NotRun | JobState::InitialCycle) {
            changed.extend(self.directory.users.keys().cloned());
        }
        changed.into_iter().filter(|id| self.concerns(id) == Concern::Push).collect()
    }

    fn retry_escrows(&mut self, session: &mut Session<'_>) {
        let due = self.job.escrows.iter().filter(|(_, escrow)| escrow.next_attempt <= session.now);
        let due: Vec<String> = due.map(|(id, _)| id.clone()).collect();
        for object_id in due {
            if self.directory.groups.contains_key(&object_id) {
                self.retry_group(session, &object_id);
            } else {
                self.push_and_log(session, &object_id, Trigger::Retry);
            }
        }
    }

    fn push_and_log(&mut self, session: &mut Session<'_>, user_id: &str, trigger: Trigger) {
        match self.push_user(session, user_id, trigger) {
            Some(record) => self.log.push(record),
            // An object that never existed cannot be due again.
            None => {
                self.job.escrows.remove(user_id);
            }
        }
    }

    fn note_execution(&mut self, now: Timestamp, imported: usize, exported: usize) {
        let execution = Execution {
            id: self.job.cycle_id.clone(),
            began: now,
            ended: now,
            exported,
            imported,
            escrowed: self.job.escrows.len(),
            entitled: self.job.links.len(),
        };
        self.job.last_success = Some(execution.clone());
        self.job.last = Some(execution);
        if matches!(self.job.state, JobState::NotRun | JobState::InitialCycle) {
            self.job.state = JobState::Active;
        }
        self.job.steady_since.get_or_insert(now);
    }
}
