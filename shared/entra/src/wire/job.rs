//! `synchronizationJob`: schedule and status.

use super::Word;
use serde::Deserialize;
use serde_json::Value;

/// Members of `synchronizationStatusCode`, in the order of their numbers.
pub(crate) const CODES: &[&str] = &["notconfigured", "notrun", "active", "paused", "quarantine"];
/// Members of `synchronizationScheduleState`, in the order of their numbers.
pub(crate) const STATES: &[&str] = &["active", "disabled", "paused"];

#[derive(Deserialize)]
pub(crate) struct Job {
    pub(crate) id: Option<String>,
    pub(crate) schedule: Option<Schedule>,
    pub(crate) status: Option<Status>,
}

#[derive(Deserialize)]
pub(crate) struct Schedule {
    pub(crate) interval: Option<String>,
    pub(crate) state: Option<Word>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Status {
    pub(crate) code: Option<Word>,
    pub(crate) last_execution: Option<Execution>,
    /// Any object here is a quarantine, whatever it holds.
    pub(crate) quarantine: Option<Value>,
    pub(crate) steady_state_first_achieved_time: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Execution {
    pub(crate) time_began: Option<String>,
}
