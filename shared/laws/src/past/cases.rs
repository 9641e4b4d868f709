//! Cases as their journals and rows tell them, and every request that a journal says was started.

use super::entry::{Act, Ended, Entry, Plan, Purpose};
use crate::Write;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Every case.
#[derive(Debug, Default)]
pub(crate) struct Cases {
    by_id: BTreeMap<String, Case>,
    started: Vec<Started>,
    /// Sent, and not finished in its journal: by position in `started`.
    unresolved: BTreeSet<usize>,
}

/// One case.
#[derive(Debug, Default)]
pub(crate) struct Case {
    pub(crate) state: String,
    pub(crate) due_at: Option<Timestamp>,
    /// When it was due, as the last row said that named a time at all.
    pub(crate) was_due_at: Option<Timestamp>,
    pub(crate) records: u32,
    /// Ids of the provider's records that it was opened for.
    pub(crate) failures: BTreeSet<String>,
    /// The plan that runs, or ran last.
    pub(crate) plan: Option<Arc<Plan>>,
    /// When it was diagnosed first since it was opened.
    pub(crate) diagnosed_first: Option<Timestamp>,
    /// When the push of the current plan was accepted, as the journal says.
    pub(crate) pushed: Option<Timestamp>,
    /// The last verification: when, and with how many findings.
    pub(crate) verified: Option<(Timestamp, usize)>,
    /// How many things the last undo named as lost.
    pub(crate) lost: Option<usize>,
    open: Option<usize>,
}

/// A request that a journal says was started.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) case: String,
    pub(crate) worker: u32,
    pub(crate) act: Act,
    pub(crate) not_after: Timestamp,
    pub(crate) plan: Option<Arc<Plan>>,
    pub(crate) sent: Option<u64>,
    pub(crate) ended: Option<Ended>,
}

/// Which record a write that is being sent can claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Claim {
    /// One of this worker that was not used yet.
    Own(usize),
    /// Only one that another request used already.
    Used(usize),
    /// Only one that another worker wrote.
    Foreign(usize),
    /// None.
    Nothing,
}

impl Claim {
    /// The record, by its position.
    pub(crate) const fn index(self) -> Option<usize> {
        match self {
            Self::Own(index) | Self::Used(index) | Self::Foreign(index) => Some(index),
            Self::Nothing => None,
        }
    }
}

impl Cases {
    pub(crate) fn case(&self, id: &str) -> Option<&Case> {
        self.by_id.get(id)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Case)> {
        self.by_id.iter().map(|(id, case)| (id.as_str(), case))
    }

    pub(crate) fn started(&self, index: usize) -> Option<&Started> {
        self.started.get(index)
    }

    pub(crate) fn all_started(&self) -> impl Iterator<Item = &Started> {
        self.started.iter()
    }

    /// Requests that were sent and that no journal says how they ended.
    pub(crate) fn unresolved(&self) -> impl Iterator<Item = (usize, &Started)> {
        self.unresolved.iter().filter_map(|index| Some((*index, self.started.get(*index)?)))
    }

    /// The newest record that fits a write, the worker's own and unused ones first.
    pub(crate) fn claim(&self, worker: u32, write: &Write) -> Claim {
        let mut best = Claim::Nothing;
        for (index, started) in self.started.iter().enumerate().rev() {
            if !started.act.is(write) {
                continue;
            }
            match (started.worker == worker, started.sent, best) {
                (true, None, _) => return Claim::Own(index),
                (true, Some(_), Claim::Nothing | Claim::Foreign(_)) => best = Claim::Used(index),
                (false, _, Claim::Nothing) => best = Claim::Foreign(index),
                _ => {}
            }
        }
        best
    }

    pub(super) fn row(&mut self, id: &str, state: &str, due_at: Option<Timestamp>) {
        let case = self.by_id.entry(id.to_owned()).or_default();
        state.clone_into(&mut case.state);
        case.due_at = due_at;
        case.was_due_at = due_at.or(case.was_due_at);
    }

    pub(super) fn sent(&mut self, index: usize, request: u64) {
        let Some(started) = self.started.get_mut(index) else { return };
        started.sent.get_or_insert(request);
        if started.ended.is_none() {
            self.unresolved.insert(index);
        }
    }

    pub(super) fn journaled(&mut self, id: &str, worker: u32, (entry, at): (Entry, Timestamp)) {
        let case = self.by_id.entry(id.to_owned()).or_default();
        case.records = case.records.saturating_add(1);
        match entry {
            Entry::Failure(record) => drop(case.failures.insert(record)),
            Entry::Reopened(record) => {
                case.failures.insert(record);
                case.diagnosed_first = None;
            }
            Entry::LateEffect => self.given_up(id),
            Entry::PlanAccepted(plan) => {
                case.plan = Some(plan);
                case.pushed = None;
                case.verified = None;
            }
            Entry::Started { act, not_after } => {
                let (case_id, plan) = (id.to_owned(), case.plan.clone());
                case.open = Some(self.started.len());
                self.started.push(Started { case: case_id, worker, act, not_after, plan, sent: None, ended: None });
            }
            Entry::Finished(ended) => self.finished(id, (ended, at)),
            Entry::PushSeen => case.pushed = Some(at),
            Entry::Verified(findings) => case.verified = Some((at, findings)),
            Entry::Undone(lost) => case.lost = Some(lost),
            Entry::Diagnosed => drop(case.diagnosed_first.get_or_insert(at)),
            Entry::Other => {}
        }
    }

    /// The plan whose rename was given up last runs again.
    fn given_up(&mut self, id: &str) {
        let without_effect = |started: &&Started| {
            let took = matches!(started.act, Act::SetAddress { purpose: Purpose::Step, .. });
            started.case == id && took && started.ended == Some(Ended::WithoutEffect)
        };
        let plan = self.started.iter().rev().find(without_effect).and_then(|started| started.plan.clone());
        if let (Some(case), Some(plan)) = (self.by_id.get_mut(id), plan) {
            case.plan = Some(plan);
        }
    }

    fn finished(&mut self, id: &str, (ended, at): (Ended, Timestamp)) {
        let Some(case) = self.by_id.get_mut(id) else { return };
        let Some(index) = case.open.take() else { return };
        self.unresolved.remove(&index);
        let Some(started) = self.started.get_mut(index) else { return };
        started.ended = Some(ended);
        if ended == Ended::Effective && matches!(started.act, Act::Push { .. }) {
            case.pushed = Some(at);
        }
    }
}

impl Act {
    /// Whether a write is this act.
    pub(crate) fn is(&self, write: &Write) -> bool {
        match (self, write) {
            (Self::SetAddress { account, to, .. }, Write::SetAddress { account: sent, to: given }) => {
                account == sent && to == given
            }
            (Self::Push { subject }, Write::Push { user }) => subject.eq_ignore_ascii_case(user),
            (Self::RemoveRecords { account, .. }, Write::RemoveRecords { account: sent }) => account == sent,
            (Self::DeleteRecord { record }, Write::DeleteRecord { record: sent })
            | (Self::JoinGroup { record }, Write::Join { record: sent }) => record == sent,
            (Self::PushGroup { subject, group }, Write::PushMember { user, group: sent }) => {
                subject.eq_ignore_ascii_case(user) && group.eq_ignore_ascii_case(sent)
            }
            (
                Self::SetAddress { .. }
                | Self::JoinGroup { .. }
                | Self::RemoveRecords { .. }
                | Self::DeleteRecord { .. }
                | Self::Push { .. }
                | Self::PushGroup { .. },
                _,
            ) => false,
        }
    }

    /// Whether it takes an address away, gives it back, or pushes.
    pub(crate) const fn purpose(&self) -> Option<Purpose> {
        match self {
            Self::SetAddress { purpose, .. } => Some(*purpose),
            Self::RemoveRecords { .. }
            | Self::DeleteRecord { .. }
            | Self::Push { .. }
            | Self::PushGroup { .. }
            | Self::JoinGroup { .. } => None,
        }
    }
}
