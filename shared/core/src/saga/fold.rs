//! The state of a case as the fold of its journal. Every illegal transition is an error.

use super::{Act, ActResult, CaseView, Effective, Event, Record, Run};
use crate::domain::CaseState;

/// Why a journal cannot be folded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FoldError {
    /// A journal begins with a failure.
    #[error("the journal does not begin with a failure that was seen")]
    NoBeginning,
    /// The event is not possible in this state.
    #[error("record {seq}: {event} cannot follow in state {state:?}")]
    Illegal {
        /// Which record.
        seq: u64,
        /// The event's name.
        event: &'static str,
        /// The state before it.
        state: CaseState,
    },
    /// The chain of hashes or numbers is broken.
    #[error("record {0} does not continue the journal")]
    BrokenChain(u64),
    /// The record is of a format that this version does not know.
    #[error("record {seq} has format {version}, which this version does not know")]
    UnknownVersion {
        /// Which record.
        seq: u64,
        /// Its format.
        version: u32,
    },
}

/// Folds a whole journal.
pub fn fold(journal: &[Record]) -> Result<CaseView, FoldError> {
    let (first, rest) = journal.split_first().ok_or(FoldError::NoBeginning)?;
    check_chain(journal)?;
    let mut view = begin(first)?;
    for record in rest {
        view.apply(record)?;
    }
    Ok(view)
}

fn begin(first: &Record) -> Result<CaseView, FoldError> {
    let Event::FailureSeen { record, failed_at } = &first.event else {
        return Err(FoldError::NoBeginning);
    };
    Ok(CaseView {
        state: CaseState::Received,
        record: record.clone(),
        failed_at: *failed_at,
        failures: 1,
        openings: 1,
        runs_since_opening: 0,
        deferrals: 0,
        diagnosis: None,
        original: None,
        stray: None,
        why: None,
        stopped_by: None,
        withheld: None,
        asked: None,
        deferred_until: None,
        run: None,
        doubt: None,
        repaired_at: None,
        opened_at: first.at,
        undone_at: None,
        closed_at: None,
        pushes: Vec::new(),
    })
}

fn check_chain(journal: &[Record]) -> Result<(), FoldError> {
    let mut prev_hash = String::new();
    for (seq, record) in (0_u64..).zip(journal) {
        if record.version > super::RECORD_VERSION {
            return Err(FoldError::UnknownVersion { seq, version: record.version });
        }
        if record.seq != seq || record.prev_hash != prev_hash {
            return Err(FoldError::BrokenChain(seq));
        }
        prev_hash = record.hash();
    }
    Ok(())
}

impl CaseView {
    /// The view after one more record.
    pub fn apply(&mut self, record: &Record) -> Result<(), FoldError> {
        let state = self.after(record).ok_or_else(|| FoldError::Illegal {
            seq: record.seq,
            event: record.event.name(),
            state: self.state,
        })?;
        self.note(record);
        self.state = state;
        Ok(())
    }

    /// The state after an event, or `None` where the event is illegal: the whole table of transitions.
    fn after(&self, record: &Record) -> Option<CaseState> {
        use CaseState::{
            AwaitingApproval, AwaitingSync, Closed, Deferred, Diagnosed, Executing, HandedOver, Ignored, Received,
            Repaired, Stuck, Undoing, Undone,
        };
        let run = self.run.as_ref();
        let idle = run.is_none_or(|run| run.open.is_none());
        let asking = matches!(self.state, Received | Diagnosed | Deferred | AwaitingApproval | HandedOver);
        match &record.event {
            Event::FailureSeen { .. } => Some(self.state),
            Event::Reopened { .. } => matches!(self.state, Repaired | Undone | Closed | Ignored).then_some(Received),
            Event::Diagnosed { .. } => asking.then_some(Diagnosed),
            Event::Deferred { .. } => asking.then_some(Deferred),
            Event::HandedOver { .. } => (asking || self.state == AwaitingSync && idle).then_some(HandedOver),
            Event::Withheld { .. } => (self.state == Diagnosed).then_some(HandedOver),
            Event::ApprovalAsked { .. } => (self.state == Diagnosed).then_some(AwaitingApproval),
            Event::Ignored { .. } => matches!(self.state, Received | Diagnosed | Deferred).then_some(Ignored),
            Event::PlanAccepted(_) => matches!(self.state, Diagnosed | AwaitingApproval).then_some(Executing),
            Event::GroupsSnapshot { .. } | Event::Editable { .. } | Event::LeftDeactivated { .. } => {
                (self.state == Executing && idle).then_some(Executing)
            }
            Event::InPlace { .. } => (self.state == AwaitingSync && idle).then_some(AwaitingSync),
            Event::Started { act, .. } | Event::Refrained { act, .. } => {
                (self.may_send(act) && idle).then_some(self.state)
            }
            Event::PushSeen { .. } => (matches!(self.state, Executing | Undoing) && idle).then_some(AwaitingSync),
            Event::Ambiguous { .. } => (!idle).then_some(self.state),
            Event::Finished { result, .. } => (!idle).then(|| self.after_finish(result)),
            Event::Verified { .. } => {
                matches!(self.state, AwaitingSync | Repaired | Stuck | Diagnosed).then_some(Repaired).filter(|_| idle)
            }
            Event::NotYetVisible { .. } => (idle && matches!(self.state, AwaitingSync | Stuck)).then_some(self.state),
            Event::Stuck { .. } => matches!(self.state, Executing | AwaitingSync | Undoing | Repaired).then_some(Stuck),
            Event::Unwound { .. } => (self.state == Executing && idle).then_some(Received),
            Event::LookedBack { .. } => self.in_doubt().then_some(self.state),
            Event::LateEffect { .. } => self.in_doubt().then_some(if self.pushed() { Stuck } else { Executing }),
            Event::UndoAsked { .. } => {
                let undo = matches!(self.state, Executing | Stuck | Closed) && run.is_some_and(Run::can_undo);
                let stop = self.state == Executing && run.is_some_and(Run::can_stop);
                (idle && (undo || stop)).then_some(Undoing)
            }
            Event::Undone { .. } => (self.state == Undoing && idle).then_some(Undone),
            Event::Closed { .. } => {
                matches!(self.state, Repaired | HandedOver | AwaitingApproval | Stuck | Undone | Ignored | Deferred)
                    .then_some(Closed)
            }
        }
    }

    /// Groups come after everything else: the push was accepted by then.
    const fn may_send(&self, act: &Act) -> bool {
        match self.state {
            CaseState::Executing | CaseState::Undoing => !brings_back(act),
            CaseState::AwaitingSync => brings_back(act),
            CaseState::Received
            | CaseState::Diagnosed
            | CaseState::AwaitingApproval
            | CaseState::Repaired
            | CaseState::HandedOver
            | CaseState::Ignored
            | CaseState::Deferred
            | CaseState::Stuck
            | CaseState::Undone
            | CaseState::Closed => false,
        }
    }

    /// Whether a rename of an ended plan may still take effect, and nothing keeps from looking.
    fn in_doubt(&self) -> bool {
        self.doubt.is_some() && self.may_look_back()
    }

    fn after_finish(&self, result: &ActResult) -> CaseState {
        let pushed = self.run.as_ref().is_some_and(Run::push_is_open);
        match result.effective() {
            Effective::Yes if pushed => CaseState::AwaitingSync,
            Effective::Yes | Effective::No => self.state,
        }
    }
}

/// Whether an act brings a group back.
const fn brings_back(act: &Act) -> bool {
    matches!(act, Act::PushGroup { .. } | Act::JoinGroup { .. })
}

impl Event {
    /// Its name, for people and for errors.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::FailureSeen { .. } => "failure_seen",
            Self::Reopened { .. } => "reopened",
            Self::Diagnosed { .. } => "diagnosed",
            Self::Deferred { .. } => "deferred",
            Self::HandedOver { .. } => "handed_over",
            Self::Withheld { .. } => "withheld",
            Self::ApprovalAsked { .. } => "approval_asked",
            Self::Ignored { .. } => "ignored",
            Self::PlanAccepted(_) => "plan_accepted",
            Self::GroupsSnapshot { .. } => "groups_snapshot",
            Self::Editable { .. } => "editable",
            Self::LeftDeactivated { .. } => "left_deactivated",
            Self::InPlace { .. } => "in_place",
            Self::Started { .. } => "started",
            Self::Refrained { .. } => "refrained",
            Self::PushSeen { .. } => "push_seen",
            Self::Ambiguous { .. } => "ambiguous",
            Self::Finished { .. } => "finished",
            Self::Verified { .. } => "verified",
            Self::NotYetVisible { .. } => "not_yet_visible",
            Self::Stuck { .. } => "stuck",
            Self::Unwound { .. } => "unwound",
            Self::LookedBack { .. } => "looked_back",
            Self::LateEffect { .. } => "late_effect",
            Self::UndoAsked { .. } => "undo_asked",
            Self::Undone { .. } => "undone",
            Self::Closed { .. } => "closed",
        }
    }
}
