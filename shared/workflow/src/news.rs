//! What became of a case, told to the log once it is in the store: ids, names out of closed lists, and durations.
//!
//! An outcome of a case is never an error of the program, so even the worst of them is no more than a warning; alarms match its name.

use crate::diagnose::{Diagnosis, WorkError};
use crate::ports::StoreError;
use jiff::Timestamp;
use untwin_core::decision::{Breaker, Cause, Guard, Limits, Plan};
use untwin_core::domain::{CaseId, DirectoryId};
use untwin_core::saga::{CaseView, Event, Record};
use untwin_telemetry::LogEvent;

/// A failure opened a case.
pub(crate) fn tell_opened(case: &CaseId, directory: &DirectoryId) {
    tracing::info!(event = LogEvent::CaseOpened.name(), case.id = %case, directory.id = %directory, "a case was opened");
}

/// Records were appended, and took a case from one view to the next.
pub(crate) fn tell_appended(case: &CaseId, (before, after): (&CaseView, &CaseView), records: &[Record]) {
    for record in records {
        tell_event(case, (before, after), record);
    }
    if let Some(at) = after.repaired_at.filter(|at| before.repaired_at != Some(*at)) {
        let duration_ms = since(after.opened_at, at);
        tracing::info!(
            event = LogEvent::CaseRepaired.name(),
            case.id = %case,
            cause = cause(after),
            duration_ms,
            "a case was repaired"
        );
    }
}

fn tell_event(case: &CaseId, (before, after): (&CaseView, &CaseView), record: &Record) {
    match &record.event {
        Event::FailureSeen { .. } => {
            tracing::info!(event = LogEvent::CaseAbsorbed.name(), case.id = %case, "a case took a repeated failure in");
        }
        Event::Reopened { .. } => {
            tracing::info!(event = LogEvent::CaseOpened.name(), case.id = %case, "a case was opened again");
        }
        Event::Diagnosed { cause, .. } => {
            // Only the first diagnosis says how long a failure waited for one.
            let first = before.diagnosis.as_ref().is_none_or(|told| told.at < after.opened_at);
            let duration_ms = first.then(|| since(after.opened_at, record.at));
            tracing::info!(
                event = LogEvent::CaseDecided.name(),
                case.id = %case,
                cause = cause.name(),
                duration_ms,
                "a case was diagnosed"
            );
        }
        Event::HandedOver { .. } | Event::Withheld { .. } | Event::ApprovalAsked { .. } => tracing::info!(
            event = LogEvent::CaseHandedOver.name(),
            case.id = %case,
            cause = cause(after),
            stopped_by = after.stopped_by.map(Guard::name),
            "a case waits for a person"
        ),
        Event::Stuck { .. } => tracing::warn!(
            event = LogEvent::Stuck.name(),
            case.id = %case,
            cause = cause(after),
            "a case is neither as before nor repaired: a person must come"
        ),
        Event::Ambiguous { step, .. } => tracing::warn!(
            event = LogEvent::Ambiguous.name(),
            case.id = %case,
            step,
            "a write got no readable answer, and is resolved by reading"
        ),
        Event::Deferred { .. }
        | Event::Ignored { .. }
        | Event::Editable { .. }
        | Event::LeftDeactivated { .. }
        | Event::InPlace { .. }
        | Event::PlanAccepted(_)
        | Event::GroupsSnapshot { .. }
        | Event::Started { .. }
        | Event::Refrained { .. }
        | Event::PushSeen { .. }
        | Event::Finished { .. }
        | Event::Verified { .. }
        | Event::NotYetVisible { .. }
        | Event::Unwound { .. }
        | Event::LookedBack { .. }
        | Event::LateEffect { .. }
        | Event::UndoAsked { .. }
        | Event::Undone { .. }
        | Event::Closed { .. } => {}
    }
}

/// The limits that keep the plan of a diagnosis from starting.
pub(crate) fn tell_open_breakers(case: &CaseId, diagnosis: &Diagnosis, limits: &Limits) {
    let seen = &diagnosis.circumstances;
    let people = diagnosis.decision.plan.as_ref().map(Plan::body).map_or(0, |plan| plan.harm.people);
    let open = [seen.storm(limits), seen.spent(people, limits)].into_iter().flatten();
    open.for_each(|breaker| tell_breaker(case, breaker));
}

/// A limit kept a plan from starting.
pub(crate) fn tell_breaker(case: &CaseId, breaker: Breaker) {
    tracing::info!(
        event = LogEvent::BreakerOpen.name(),
        case.id = %case,
        breaker = breaker.name(),
        "a limit keeps a plan from starting"
    );
}

/// Somebody else has the leases now, so this worker stopped.
pub(crate) fn tell_lease_lost(case: &CaseId) {
    tracing::info!(event = LogEvent::LeaseLost.name(), case.id = %case, "the leases of a case are no longer ours");
}

impl StoreError {
    /// What the log calls it.
    pub const fn event(&self) -> LogEvent {
        match self {
            Self::Broken(_) => LogEvent::StoreBroken,
            Self::LeaseLost => LogEvent::LeaseLost,
            Self::Conflict | Self::BudgetSpent | Self::NoSuchCase => LogEvent::WorkFailed,
        }
    }
}

impl WorkError {
    /// What the log calls it.
    pub const fn event(&self) -> LogEvent {
        match self {
            Self::Store(error) => error.event(),
            Self::NoSuchDirectory(_) => LogEvent::WorkFailed,
            Self::Panicked => LogEvent::PanicInRecord,
        }
    }
}

fn cause(view: &CaseView) -> Option<&'static str> {
    view.diagnosis.as_ref().map(|told| told.cause).map(Cause::name)
}

fn since(from: Timestamp, until: Timestamp) -> i64 {
    i64::try_from(until.duration_since(from).as_millis()).unwrap_or(i64::MAX)
}
