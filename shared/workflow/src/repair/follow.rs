//! What follows from a decision, as events of the journal: a plan, a question, a person, or a wait.

use crate::diagnose::Diagnosis;
use crate::setup::Setup;
use jiff::Timestamp;
use untwin_core::decision::{Decision, Plan, Verdict};
use untwin_core::saga::{Event, later_s};

/// How long a case waits where nothing names a time, in seconds; it doubles with each wait in a row.
pub(super) const DEFER_S: i64 = 300;
/// The longest such wait, in seconds.
const DEFER_S_MAX: i64 = 21_600;
/// Waits in a row, at most: some days; then a person.
const DEFERRALS_MAX: u32 = 24;

/// A diagnosis as the journal keeps it.
pub(crate) fn told(diagnosis: &Diagnosis) -> Event {
    let decision = &diagnosis.decision;
    Event::Diagnosed {
        cause: decision.finding.cause,
        sentence: decision.finding.sentence.clone(),
        proof: decision.finding.proof.clone(),
        advice: decision.finding.advice.clone(),
        guards: decision.guards.clone(),
        plan: decision.plan.as_ref().map(Plan::hash),
        original: diagnosis.evidence.original.as_ref().map(|file| file.id.clone()),
        stray: diagnosis
            .evidence
            .stray_link
            .known()
            .filter(|link| link.account.is_none())
            .map(|link| link.record.clone()),
    }
}

pub(super) enum FollowUp {
    Record(Vec<Event>),
    Act,
}

/// How long a case has waited already, and what that means for the next wait.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub(super) deferrals: u32,
    pub(super) now: Timestamp,
}

impl Patience {
    /// Wait until a named moment, or a while; in the end a person looks, because every case ends.
    pub(super) fn defer(self, until: Option<Timestamp>, why: String) -> Event {
        if self.deferrals >= DEFERRALS_MAX {
            return Event::HandedOver { stopped_by: None, why: format!("it waited {DEFERRALS_MAX} times: {why}") };
        }
        let pause_s = (DEFER_S << self.deferrals.min(10)).min(DEFER_S_MAX);
        let until = until.filter(|until| *until > self.now).unwrap_or_else(|| later_s(self.now, pause_s));
        Event::Deferred { until, why }
    }
}

pub(super) fn follow_up(decision: &Decision, setup: &Setup, patience: Patience) -> FollowUp {
    let now = patience.now;
    let hand_over = |stopped_by, why: String| FollowUp::Record(vec![Event::HandedOver { stopped_by, why }]);
    match &decision.verdict {
        Verdict::Act => FollowUp::Act,
        Verdict::HandOver { stopped_by, why } => hand_over(*stopped_by, why.clone()),
        Verdict::WouldAct => match decision.plan.as_ref().map(Plan::hash) {
            Some(plan) => FollowUp::Record(vec![Event::Withheld { plan }]),
            None => hand_over(None, "there is no plan to carry out".to_owned()),
        },
        Verdict::Ignore { why } => FollowUp::Record(vec![Event::Ignored { why: why.clone() }]),
        Verdict::Defer { until, why } => FollowUp::Record(vec![patience.defer(*until, why.clone())]),
        Verdict::VerifyOnly => FollowUp::Record(vec![Event::Verified { ordinal: 0, findings: Vec::new() }]),
        Verdict::AskApproval { overrides, why } => {
            let Some(plan) = decision.plan.as_ref().map(Plan::hash) else {
                return hand_over(overrides.first().copied(), why.clone());
            };
            let expires_at = later_s(now, i64::from(setup.policy.limits.approval_ttl_h) * 3_600);
            let (overrides, why) = (overrides.clone(), why.clone());
            FollowUp::Record(vec![Event::ApprovalAsked { plan, overrides, expires_at, why }])
        }
    }
}
