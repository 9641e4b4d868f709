//! A synchronization job as a [`Job`].

use crate::wire::job::{CODES, STATES, Schedule, Status};
use crate::wire::{self, Word};
use jiff::{Span, SpanRelativeTo, Timestamp};
use untwin_core::domain::{Job, JobId, JobState};

/// "Never" is spelt as a moment in the year 1.
const NEVER_BEFORE: Timestamp = Timestamp::UNIX_EPOCH;
/// An interval of more than a month is no interval of a running job.
const INTERVAL_S_MAX: i64 = 31 * 24 * 3600;

/// Reads a job whose id was checked.
pub(crate) fn parse(id: &JobId, job: &wire::job::Job) -> Job {
    let status = job.status.as_ref();
    let began = status.and_then(|s| s.last_execution.as_ref()).and_then(|e| e.time_began.as_deref());
    Job {
        id: id.clone(),
        state: state(job.schedule.as_ref(), status),
        last_cycle_at: began.and_then(moment),
        interval_s: job.schedule.as_ref().and_then(|s| s.interval.as_deref()).and_then(seconds),
    }
}

/// The most forbidding word wins. Only words that we know make a job active.
fn state(schedule: Option<&Schedule>, status: Option<&Status>) -> JobState {
    let code = word(status.and_then(|s| s.code.as_ref()), CODES);
    let schedule = word(schedule.and_then(|s| s.state.as_ref()), STATES);
    let quarantined = status.is_some_and(|s| s.quarantine.is_some());
    match (schedule.as_str(), code.as_str()) {
        (_, "quarantine") => JobState::Quarantined,
        (_, _) if quarantined => JobState::Quarantined,
        ("paused" | "disabled", _) | (_, "paused") => JobState::Paused,
        ("active", "active") if is_steady(status) => JobState::Active,
        ("active", "active") => JobState::InitialCycle,
        ("active", other) | (other, _) => JobState::Other(other.to_owned()),
    }
}

/// The job has once got through everything, so it is past its initial cycle.
fn is_steady(status: Option<&Status>) -> bool {
    status.and_then(|s| s.steady_state_first_achieved_time.as_deref()).and_then(moment).is_some()
}

fn word(word: Option<&Word>, in_order: &[&str]) -> String {
    word.map_or_else(|| "not said".to_owned(), |word| word.named(in_order))
}

fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().filter(|moment| *moment > NEVER_BEFORE)
}

/// An ISO 8601 duration in whole seconds. A disabled job has one of millions of days, which says nothing.
fn seconds(text: &str) -> Option<i64> {
    let span: Span = text.parse().ok()?;
    let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
    Some(duration.as_secs()).filter(|seconds| (1..=INTERVAL_S_MAX).contains(seconds))
}

#[cfg(test)]
mod tests;
