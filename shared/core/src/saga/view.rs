//! What the journal of a case says, all in all: one view, changed by one record at a time.
//!
//! Whether a record may follow is not decided here; the table in `fold.rs` is asked first.

use super::{ActResult, Doubt, Effective, Event, OpenRequest, Record, Run};
use crate::decision::{Cause, Guard, OwnPush, PlanHash, PushResult, StrayBefore};
use crate::domain::{AccountId, CaseState, EventId, ScimUserId};
use jiff::Timestamp;

/// What the journal of a case says, all in all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseView {
    /// Where it stands.
    pub state: CaseState,
    /// The newest failing record that was seen.
    pub record: EventId,
    /// When that failure happened.
    pub failed_at: Timestamp,
    /// How many failures it absorbed, the first one included.
    pub failures: u32,
    /// How often it was opened: 1, and one more for each relapse.
    pub openings: u32,
    /// Plans accepted since it was opened last.
    pub runs_since_opening: u32,
    /// How often in a row it had to wait for something that passes by itself.
    pub deferrals: u32,
    /// The newest diagnosis.
    pub diagnosis: Option<Told>,
    /// The account that the first diagnosis since the opening found behind the failing push's record.
    pub original: Option<AccountId>,
    /// The SCIM record without an account that it met first since the opening.
    pub stray: Option<StrayBefore>,
    /// Why it is where it is, in words, where something said so.
    pub why: Option<String>,
    /// The guard that stopped it.
    pub stopped_by: Option<Guard>,
    /// The plan that only shadow mode kept from being carried out.
    pub withheld: Option<PlanHash>,
    /// The plan that waits for an approval, and until when.
    pub asked: Option<(PlanHash, Timestamp)>,
    /// Until when it waits, where it was deferred.
    pub deferred_until: Option<Timestamp>,
    /// The newest accepted plan and how far it got; `None` once it ended with the world as before.
    pub run: Option<Run>,
    /// A rename of a plan that has ended, which may still take effect.
    pub doubt: Option<Doubt>,
    /// When it was verified for the first time after its newest repair.
    pub repaired_at: Option<Timestamp>,
    /// When it was opened, or reopened last.
    pub opened_at: Timestamp,
    /// When a person undid it last.
    pub undone_at: Option<Timestamp>,
    /// When it was closed last, in whatever way: a failure newer than that is news.
    pub closed_at: Option<Timestamp>,
    /// Every push of ours whose end is known.
    pub pushes: Vec<OwnPush>,
}

/// What a diagnosis said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The cause.
    pub cause: Cause,
    /// One sentence.
    pub sentence: String,
    /// When.
    pub at: Timestamp,
}

impl CaseView {
    /// Takes a record in, whose event was found legal.
    pub(super) fn note(&mut self, record: &Record) {
        self.note_failures(record);
        self.note_decisions(record);
        self.note_endings(record);
        self.note_pushes(record);
        if let Some(run) = self.run.as_mut() {
            run.note(record);
        }
        // Nothing unwinds a stuck case, so what it gave up is kept in mind here.
        if self.state == CaseState::Stuck && matches!(record.event, Event::Finished { .. }) {
            self.doubt = Doubt::after(self.run.as_ref(), record).or_else(|| self.doubt.take());
        }
    }

    fn note_failures(&mut self, record: &Record) {
        let (Event::FailureSeen { record: id, failed_at } | Event::Reopened { record: id, failed_at }) = &record.event
        else {
            return;
        };
        self.failures = self.failures.saturating_add(1);
        if *failed_at >= self.failed_at {
            self.record = id.clone();
            self.failed_at = *failed_at;
        }
        if matches!(record.event, Event::Reopened { .. }) {
            self.openings += 1;
            self.opened_at = record.at;
            self.runs_since_opening = 0;
            self.deferrals = 0;
            self.run = None;
            self.original = None;
            self.stray = None;
            self.forget_reasons();
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "each of these four takes its own events; the fold's table is exhaustive"
    )]
    fn note_decisions(&mut self, record: &Record) {
        match &record.event {
            Event::Diagnosed { cause, sentence, original, stray, .. } => {
                self.forget_reasons();
                // Only a record that was without an account every time since counts as seen before.
                let same = self.stray.take().filter(|before| stray.as_ref() == Some(&before.record));
                let seen_at = record.at;
                let met = |record: &ScimUserId| StrayBefore { record: record.clone(), seen_at };
                self.stray = same.or_else(|| stray.as_ref().map(met));
                self.original = self.original.take().or_else(|| original.clone());
                self.diagnosis = Some(Told { cause: *cause, sentence: sentence.clone(), at: record.at });
            }
            Event::Deferred { until, why } => {
                self.deferred_until = Some(*until);
                self.deferrals = self.deferrals.saturating_add(1);
                self.why = Some(why.clone());
            }
            Event::HandedOver { stopped_by, why } => {
                self.stopped_by = *stopped_by;
                self.why = Some(why.clone());
            }
            Event::Withheld { plan } => {
                self.withheld = Some(plan.clone());
                self.why = Some("shadow mode: it would have carried the plan out".to_owned());
            }
            Event::ApprovalAsked { plan, overrides, expires_at, why } => {
                self.stopped_by = overrides.first().copied();
                self.why = Some(why.clone());
                self.asked = Some((plan.clone(), *expires_at));
            }
            Event::PlanAccepted(plan) => {
                self.runs_since_opening += 1;
                self.deferrals = 0;
                self.forget_reasons();
                self.run = Some(Run::accepted(plan.as_ref().clone(), record.at));
            }
            _ => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "each of these four takes its own events; the fold's table is exhaustive"
    )]
    fn note_endings(&mut self, record: &Record) {
        match &record.event {
            Event::Unwound { why } => {
                // The world is as before the plan, so nothing may be looked at, resumed or undone by it any more.
                self.doubt = Doubt::after(self.run.as_ref(), record).or_else(|| self.doubt.take());
                self.run = None;
                self.why = Some(why.clone());
            }
            Event::Stuck { why, .. } => self.why = Some(why.clone()),
            Event::Ignored { why } | Event::Closed { why } => {
                self.why = Some(why.clone());
                self.closed_at = Some(record.at);
            }
            Event::Undone { .. } => {
                self.undone_at = Some(record.at);
                self.closed_at = Some(record.at);
            }
            Event::LookedBack { .. } => {
                if let Some(doubt) = self.doubt.as_mut() {
                    doubt.looks += 1;
                }
            }
            Event::LateEffect { .. } => {
                // The doubt stays: the same rename may have been sent more than once.
                if let Some(doubt) = self.doubt.as_mut() {
                    doubt.looks += 1;
                }
                if !self.pushed() {
                    self.run = self.doubt.as_ref().map(|doubt| doubt.come_true(record.at));
                }
                self.why = Some("a rename took effect long after it was given up".to_owned());
            }
            Event::Verified { .. } => {
                self.why = None;
                // Where the repair holds, the holder has its placeholder by right.
                self.doubt = None;
                if self.state != CaseState::Repaired {
                    self.repaired_at = Some(record.at);
                }
                self.closed_at = Some(record.at);
            }
            _ => {}
        }
    }

    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "each of these four takes its own events; the fold's table is exhaustive"
    )]
    fn note_pushes(&mut self, record: &Record) {
        let result = match &record.event {
            Event::PushSeen { .. } => PushResult::Accepted,
            Event::Finished { result, .. } if self.run.as_ref().is_some_and(Run::push_is_open) => match result {
                ActResult::Done | ActResult::Seen => PushResult::Accepted,
                ActResult::SameConflict => PushResult::SameConflict,
                ActResult::Refused { .. } => PushResult::Other,
                // No push was made, or none that anybody can tell of: there is nothing to learn from it.
                ActResult::NotSent { .. } | ActResult::NotSeen => return,
            },
            _ => return,
        };
        self.pushes.push(OwnPush { at: record.at, result });
    }

    fn forget_reasons(&mut self) {
        self.why = None;
        self.stopped_by = None;
        self.withheld = None;
        self.asked = None;
    }

    /// Whether a push of the plan that runs was accepted: then nothing is taken back any more.
    pub(super) fn pushed(&self) -> bool {
        self.run.as_ref().is_some_and(|run| run.push.effective() == Effective::Yes)
    }

    /// Whether an earlier rename can be looked back at: no plan runs, or one that renames nobody, or that is over; and no
    /// request is open.
    pub(super) fn may_look_back(&self) -> bool {
        let Some(run) = &self.run else { return true };
        let over = match self.state {
            CaseState::Undone | CaseState::Closed => true,
            CaseState::Stuck => run.rename.effective() == Effective::No,
            CaseState::Received
            | CaseState::Diagnosed
            | CaseState::AwaitingApproval
            | CaseState::Executing
            | CaseState::AwaitingSync
            | CaseState::Repaired
            | CaseState::HandedOver
            | CaseState::Ignored
            | CaseState::Deferred
            | CaseState::Undoing => false,
        };
        run.open.is_none() && (run.plan.rename.is_none() || over)
    }

    /// Whether a request is open that may still be resolved by reading.
    pub fn is_resolving(&self, now: Timestamp) -> bool {
        self.open_request().is_some_and(|open| self.state != CaseState::Stuck || now < open.given_up_at())
    }

    /// The request that is open, if one is.
    pub fn open_request(&self) -> Option<&OpenRequest> {
        self.run.as_ref().and_then(|run| run.open.as_ref())
    }
}
