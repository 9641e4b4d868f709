//! The laws, one file each, and what each of them is shown: what happens now, and everything before it.

mod i01_fence;
mod i02_unknown;
mod i03_rightful;
mod i04_lived_in;
mod i05_nobody;
mod i06_once;
mod i07_groups;
mod i08_objects;
mod i09_dry;
mod i10_journal;
mod i11_protected;
mod i12_budget;
mod i13_bounds;
mod i14_undo;
mod i15_logs;
mod i16_alive;
mod i17_forged;

use crate::past::{Act, Case, Claim, Entry, Past, Plan, Purpose, Request, Started, earlier_s};
use crate::{Beginning, Breach, By, Call, Change, Law, Observed, What, Write};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Debug;

/// How long before a write somebody else may have changed something without the writer having to know, in seconds: a
/// fence takes time to be read, and a push takes time to arrive.
const RACE_S: i64 = 150;

/// Watches one law.
pub(crate) trait Monitor: Debug + Send {
    /// Which.
    fn law(&self) -> Law;
    /// Looks at what happens now.
    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>);
}

pub(crate) fn every_law(beginning: &Beginning) -> Vec<Box<dyn Monitor>> {
    vec![
        Box::new(i01_fence::Fence),
        Box::new(i02_unknown::Unknown),
        Box::new(i03_rightful::Rightful),
        Box::new(i04_lived_in::LivedIn),
        Box::<i05_nobody::Nobody>::default(),
        Box::new(i06_once::Once),
        Box::<i07_groups::Groups>::default(),
        Box::new(i08_objects::Objects),
        Box::new(i09_dry::Dry),
        Box::new(i10_journal::Journal),
        Box::new(i11_protected::Protected),
        Box::<i12_budget::Budget>::default(),
        Box::new(i13_bounds::Bounds),
        Box::new(i14_undo::Undo),
        Box::new(i15_logs::Logs::new(beginning)),
        Box::new(i16_alive::Alive),
        Box::new(i17_forged::Forged::new(beginning)),
    ]
}

/// What happens now. `past` is everything before it.
#[derive(Debug)]
pub(crate) struct Now<'a> {
    pub(crate) at: Timestamp,
    pub(crate) what: &'a What,
    pub(crate) past: &'a Past,
    /// The journal's record, if that is what happens.
    pub(crate) entry: Option<&'a Entry>,
    /// The write that is sent, if that is what happens.
    pub(crate) sending: Option<Sending<'a>>,
    /// The change that a request of ours made, if that is what happens.
    pub(crate) ours: Option<Ours<'a>>,
}

/// A write that is being sent.
#[derive(Debug)]
pub(crate) struct Sending<'a> {
    pub(crate) worker: u32,
    pub(crate) write: &'a Write,
    pub(crate) claim: Claim,
    /// The record that it claims, whoever's and however often used.
    pub(crate) started: Option<&'a Started>,
}

/// A change that a request of ours made.
#[derive(Debug)]
pub(crate) struct Ours<'a> {
    pub(crate) number: u64,
    pub(crate) change: &'a Change,
    pub(crate) request: Option<&'a Request>,
    pub(crate) started: Option<&'a Started>,
}

impl<'a> Now<'a> {
    pub(crate) fn of(observed: &'a Observed, entry: Option<&'a Entry>, past: &'a Past) -> Self {
        let what = &observed.what;
        Self { at: observed.at, what, past, entry, sending: Sending::of(what, past), ours: Ours::of(what, past) }
    }

    /// The case whose journal is written.
    fn journaled(&self) -> Option<(&'a str, u32)> {
        match self.what {
            What::Journaled { case, worker, .. } => Some((case.as_str(), *worker)),
            _ => None,
        }
    }
}

impl<'a> Sending<'a> {
    fn of(what: &'a What, past: &'a Past) -> Option<Self> {
        let What::Sent { worker, call: Call::Write(write), .. } = what else { return None };
        let claim = past.cases.claim(*worker, write);
        let started = claim.index().and_then(|index| past.cases.started(index));
        Some(Self { worker: *worker, write, claim, started })
    }

    fn plan(&self) -> Option<&'a Plan> {
        self.started?.plan.as_deref()
    }

    /// What is sent and the plan that it belongs to.
    fn act(&self) -> Option<(&'a Act, &'a Plan)> {
        Some((&self.started?.act, self.plan()?))
    }

    /// The account that a plan takes something away from: its address, or its record.
    fn taken_from(&self) -> Option<&'a str> {
        match (self.write, self.started.and_then(|started| started.act.purpose())) {
            (Write::RemoveRecords { account }, _) | (Write::SetAddress { account, .. }, Some(Purpose::Step) | None) => {
                Some(account)
            }
            _ => None,
        }
    }
}

impl<'a> Ours<'a> {
    fn of(what: &'a What, past: &'a Past) -> Option<Self> {
        let What::Changed { by: By::Request(number), change } = what else { return None };
        let request = past.request(*number);
        let started = request.and_then(|request| past.cases.started(request.started?));
        Some(Self { number: *number, change, request, started })
    }

    fn plan(&self) -> Option<&'a Plan> {
        self.started?.plan.as_deref()
    }

    fn write(&self) -> Option<&'a Write> {
        match &self.request?.call {
            Call::Write(write) => Some(write),
            Call::Read(_) | Call::Token => None,
        }
    }

    /// The user whom the request pushed.
    fn pushed(&self) -> Option<&'a str> {
        match self.write()? {
            Write::Push { user } | Write::PushMember { user, .. } => Some(user),
            Write::Join { .. } => Some(self.plan()?.subject.as_str()),
            Write::SetAddress { .. } | Write::RemoveRecords { .. } | Write::DeleteRecord { .. } | Write::Other(_) => {
                None
            }
        }
    }

    fn purpose(&self) -> Option<Purpose> {
        self.started?.act.purpose()
    }

    /// From when on somebody else's change was no news any more to whoever sent the request.
    fn known_since(&self) -> Timestamp {
        self.request.map_or(Timestamp::MAX, |request| earlier_s(request.sent_at, RACE_S))
    }

    /// The record of a push, if somebody else changed what it is tied to after the last look: then the provider may do
    /// what nobody could foresee.
    fn overtaken(&self, past: &Past) -> Option<&'a str> {
        let plan = self.plan()?;
        self.pushed()?;
        self.tied_meanwhile(past, &plan.record).then_some(plan.record.as_str())
    }

    /// Whether a removal took a record with it that somebody else tied to its account after the last look.
    fn took_with_it(&self, past: &Past, record: &str) -> bool {
        matches!(self.write(), Some(Write::RemoveRecords { .. })) && self.tied_meanwhile(past, record)
    }

    fn tied_meanwhile(&self, past: &Past, record: &str) -> bool {
        past.model.record(record).is_some_and(|record| record.tied_at > self.known_since())
    }
}

/// What a law says.
#[derive(Debug)]
pub(crate) struct Say<'w> {
    law: Law,
    at: Timestamp,
    breaches: &'w mut Vec<Breach>,
    checked: &'w mut BTreeMap<Law, u64>,
}

impl<'w> Say<'w> {
    pub(crate) const fn new(
        law: Law,
        at: Timestamp,
        breaches: &'w mut Vec<Breach>,
        checked: &'w mut BTreeMap<Law, u64>,
    ) -> Self {
        Self { law, at, breaches, checked }
    }

    /// It looked at something that it is about.
    fn checked(&mut self) {
        let count = self.checked.entry(self.law).or_default();
        *count = count.saturating_add(1);
    }

    /// It is broken.
    fn breach(&mut self, why: impl Into<String>) {
        self.breaches.push(Breach { law: self.law, at: self.at, why: why.into() });
    }
}

/// Whether a person was called to a case.
const fn is_flagged(case: &Case) -> bool {
    matches!(case.state.as_bytes(), b"stuck")
}

/// A write in words.
fn told(write: &Write) -> String {
    match write {
        Write::SetAddress { account, to } => format!("setting the address of account {account} to {to}"),
        Write::RemoveRecords { account } => format!("removing the records of account {account}"),
        Write::DeleteRecord { record } => format!("deleting record {record}"),
        Write::Push { user } => format!("the push of user {user}"),
        Write::Join { record } => format!("adding record {record} to a group"),
        Write::PushMember { user, group } => format!("the push of user {user} as a member of group {group}"),
        Write::Other(what) => format!("the request {what}"),
    }
}
