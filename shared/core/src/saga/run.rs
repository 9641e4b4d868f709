//! One accepted plan and how far it got.

use super::{ATTEMPTS_MAX, AcceptedPlan, Act, ActResult, Answered, Event, Purpose, Record, SnapshotGroup, later_s};
use crate::domain::GroupId;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// An accepted plan with everything that was done for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The plan.
    pub plan: AcceptedPlan,
    /// When it was accepted.
    pub accepted_at: Timestamp,
    /// The groups before the first write; `None` until the snapshot was taken.
    pub snapshot: Option<Snapshot>,
    /// The request that is open: started and not finished.
    pub open: Option<OpenRequest>,
    /// Requests made, by whether they had an effect: the removal of a record.
    pub removal: Progress,
    /// How the removal left the holder.
    pub left: Left,
    /// When the holder was seen to be editable after that.
    pub editable_at: Option<Timestamp>,
    /// The rename.
    pub rename: Progress,
    /// The push.
    pub push: Progress,
    /// The compensating or undoing rename.
    pub back: Progress,
    /// When the address was seen where it belongs, and the groups to bring back that were lacking then.
    pub in_place: Option<InPlace>,
    /// How having the provider push them went, by group.
    pub groups: BTreeMap<GroupId, Progress>,
    /// How giving them back through the directory went, where the provider did not.
    pub joined: BTreeMap<GroupId, Progress>,
    /// When the first effect on the address was possible: from then on the address may be on nobody.
    pub address_freed_at: Option<Timestamp>,
    /// Verifications passed since the push, as ordinals.
    pub verified: Option<u32>,
    /// When the last verification was made, passed or not.
    pub looked_at: Option<Timestamp>,
    /// How often the repair was looked for and not seen since the push.
    pub not_visible: u32,
    /// Whether its rename took effect in time.
    pub came: Came,
    /// What verification found missing, though the repair holds.
    pub findings: Vec<String>,
}

/// When the effect of a rename came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Came {
    /// While its plan ran, or not at all.
    InTime,
    /// Long after it was given up: it is taken back, and a person looks.
    Late,
}

/// How the removal of its record left an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Left {
    /// Alive, as far as was seen.
    #[default]
    AsItWas,
    /// Deactivated, which it was not right before.
    Deactivated,
}

/// Groups before the first write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// `None` where the organization did not say them.
    pub groups: Option<Vec<SnapshotGroup>>,
}

/// The address is where it belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InPlace {
    /// Since when that is known.
    pub at: Timestamp,
    /// Groups of the plan that were lacking then.
    pub lacking: Vec<SnapshotGroup>,
}

/// How one kind of request went so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Progress {
    /// Attempts started.
    pub attempts: u32,
    /// How the newest attempt ended.
    pub last: Option<ActResult>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// A request that was started and is not finished.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenRequest {
    /// Index of the step.
    pub step: usize,
    /// What was sent.
    pub act: Act,
    /// When it was started.
    pub started_at: Timestamp,
    /// The request timed out before this.
    pub not_after: Timestamp,
    /// From when on reading resolves it, where its answer was not readable.
    pub settle_until: Option<Timestamp>,
    /// Whether it was answered as done, though reading does not show it.
    pub answered: Answered,
}

/// How long a request that cannot be resolved is read again after it was flagged, in seconds.
const UNRESOLVED_S_MAX: i64 = 86_400;

impl OpenRequest {
    /// From when on nobody reads it any more: it will never be resolved.
    pub fn given_up_at(&self) -> Timestamp {
        later_s(self.settle_until.unwrap_or(self.not_after), UNRESOLVED_S_MAX)
    }
}

impl ActResult {
    /// Whether the request took effect.
    pub const fn effective(&self) -> Effective {
        match self {
            Self::Done | Self::Seen => Effective::Yes,
            Self::Refused { .. } | Self::NotSent { .. } | Self::SameConflict | Self::NotSeen => Effective::No,
        }
    }
}

impl Progress {
    /// Whether it took effect.
    pub fn effective(&self) -> Effective {
        self.last.as_ref().map_or(Effective::No, ActResult::effective)
    }
}

/// Whether a kind of request took effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effective {
    /// It did.
    Yes,
    /// It did not, or was not made.
    No,
}

impl Run {
    pub(super) fn accepted(plan: AcceptedPlan, at: Timestamp) -> Self {
        Self {
            plan,
            accepted_at: at,
            snapshot: None,
            open: None,
            removal: Progress::default(),
            left: Left::AsItWas,
            editable_at: None,
            rename: Progress::default(),
            push: Progress::default(),
            back: Progress::default(),
            in_place: None,
            groups: BTreeMap::new(),
            joined: BTreeMap::new(),
            address_freed_at: None,
            verified: None,
            looked_at: None,
            not_visible: 0,
            came: Came::InTime,
            findings: Vec::new(),
        }
    }

    /// Whether the holder can still get its address back: it was renamed, and no push was accepted.
    pub fn can_undo(&self) -> bool {
        self.rename.effective() == Effective::Yes
            && self.push.effective() == Effective::No
            && self.back.effective() == Effective::No
    }

    /// Whether it can be stopped: a record was taken away, and no address was asked to be moved since.
    pub fn can_stop(&self) -> bool {
        let untouched = self.rename.attempts == 0 && self.push.attempts == 0;
        self.plan.rename.is_some() && self.removed() == Effective::Yes && untouched
    }

    /// Whether a group was given back, by whichever way, as far as the answers say.
    pub fn gave_back(&self, group: &GroupId) -> Effective {
        let ways = [self.groups.get(group), self.joined.get(group)];
        if ways.into_iter().flatten().any(|way| way.effective() == Effective::Yes) {
            Effective::Yes
        } else {
            Effective::No
        }
    }

    /// Whether a record was taken away, which nobody can give back.
    pub fn removed(&self) -> Effective {
        self.removal.effective()
    }

    pub(super) fn push_is_open(&self) -> bool {
        self.open.as_ref().is_some_and(|open| matches!(open.act, Act::Push { .. }))
    }

    pub(super) fn note(&mut self, record: &Record) {
        match &record.event {
            Event::GroupsSnapshot { groups, .. } => self.snapshot = Some(Snapshot { groups: groups.clone() }),
            Event::Editable { .. } => self.editable_at = Some(record.at),
            Event::LeftDeactivated { .. } => self.left = Left::Deactivated,
            Event::InPlace { lacking } => {
                self.in_place = Some(InPlace { at: record.at, lacking: lacking.clone() });
                self.looked_at = Some(record.at);
                self.not_visible = 0;
            }
            Event::Started { step, act, not_after, .. } => self.start(*step, act, *not_after, record.at),
            Event::Ambiguous { settle_until, answered, .. } => {
                if let Some(open) = self.open.as_mut() {
                    open.settle_until = Some(*settle_until);
                    open.answered = *answered;
                }
            }
            Event::Finished { result, .. } => self.finish(result, record.at),
            // What kept an earlier rename back from happening says nothing about the one that a person asks for now.
            Event::UndoAsked { .. } => self.back = Progress::default(),
            Event::Refrained { act, why, .. } => self.refrain(act, why, record.at),
            Event::PushSeen { .. } => {
                self.push.last = Some(ActResult::Seen);
                self.push.ended_at = Some(record.at);
            }
            Event::Verified { ordinal, findings } => {
                self.verified = Some(*ordinal);
                self.looked_at = Some(record.at);
                self.findings.clone_from(findings);
            }
            Event::NotYetVisible { .. } => {
                self.looked_at = Some(record.at);
                self.not_visible = self.not_visible.saturating_add(1);
            }
            Event::FailureSeen { .. }
            | Event::Reopened { .. }
            | Event::Diagnosed { .. }
            | Event::Deferred { .. }
            | Event::HandedOver { .. }
            | Event::Withheld { .. }
            | Event::ApprovalAsked { .. }
            | Event::Ignored { .. }
            | Event::PlanAccepted(_)
            | Event::Stuck { .. }
            | Event::Unwound { .. }
            | Event::LookedBack { .. }
            | Event::LateEffect { .. }
            | Event::Undone { .. }
            | Event::Closed { .. } => {}
        }
    }

    fn start(&mut self, step: usize, act: &Act, not_after: Timestamp, at: Timestamp) {
        self.progress(act).attempts += 1;
        if self.address_freed_at.is_none() && matches!(act, Act::SetAddress { .. }) {
            self.address_freed_at = Some(at);
        }
        self.open = Some(OpenRequest {
            step,
            act: act.clone(),
            started_at: at,
            not_after,
            settle_until: None,
            answered: Answered::NotReadably,
        });
    }

    /// Nothing is pushed any more.
    pub(super) fn give_up_pushing(&mut self, why: &str, at: Timestamp) {
        let last = Some(ActResult::NotSent { detail: why.to_owned() });
        self.push = Progress { attempts: ATTEMPTS_MAX, last, ended_at: Some(at) };
    }

    /// A fence that did not let an act through ends the attempts of its kind.
    fn refrain(&mut self, act: &Act, why: &str, at: Timestamp) {
        let progress = self.progress(act);
        progress.attempts = ATTEMPTS_MAX;
        progress.last = Some(ActResult::NotSent { detail: why.to_owned() });
        progress.ended_at = Some(at);
    }

    fn finish(&mut self, result: &ActResult, at: Timestamp) {
        let Some(open) = self.open.take() else { return };
        let progress = self.progress(&open.act);
        progress.last = Some(result.clone());
        progress.ended_at = Some(at);
        if self.rename.effective() == Effective::No {
            self.address_freed_at = None;
        }
    }

    fn progress(&mut self, act: &Act) -> &mut Progress {
        match act {
            Act::RemoveRecords { .. } | Act::DeleteRecord { .. } => &mut self.removal,
            Act::PushGroup { group, .. } => self.groups.entry(group.clone()).or_default(),
            Act::JoinGroup { group, .. } => self.joined.entry(group.clone()).or_default(),
            Act::SetAddress { purpose: Purpose::Step, .. } => &mut self.rename,
            Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. } => &mut self.back,
            Act::Push { .. } => &mut self.push,
        }
    }
}
