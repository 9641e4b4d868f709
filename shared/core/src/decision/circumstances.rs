//! What the decision needs beside evidence and policy: the time, and what our own store knows.

use crate::decision::Limits;
use crate::domain::{AccountId, ScimUserId};
use jiff::Timestamp;

/// The circumstances of a decision; all of it comes out of the clock and the store.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstances {
    /// Now.
    pub now: Timestamp,
    /// When this case was repaired last, if ever.
    pub last_repaired_at: Option<Timestamp>,
    /// When a person undid this case last, if ever.
    pub last_undone_at: Option<Timestamp>,
    /// When this case was closed last (repaired, closed, undone), if ever; a failure newer than that is a relapse.
    pub last_closed_at: Option<Timestamp>,
    /// Cases opened within the storm window around this case's own opening, this one included: waiting does not drain it.
    pub cases_in_storm_window: u32,
    /// People touched in the last hour.
    pub people_last_hour: u32,
    /// People touched in the last day.
    pub people_last_day: u32,
    /// Whether writes are enabled (`untwin pause`).
    pub writes: Writes,
    /// When evidence collection began: the plan is as old as its oldest fact.
    pub evidence_began_at: Timestamp,
    /// The account that this case found first behind the failing push's record, since it was opened.
    pub original_before: Option<AccountId>,
    /// The SCIM record without an account that this case met first since it was opened.
    pub stray_before: Option<StrayBefore>,
    /// Pushes of this case that were made by us, newest last: when each ended, and whether it got the same 409.
    pub own_pushes: Vec<OwnPush>,
}

/// A SCIM record without an account, as it was met first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StrayBefore {
    /// The record.
    pub record: ScimUserId,
    /// When.
    pub seen_at: Timestamp,
}

/// A push that this case made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OwnPush {
    /// When its answer was read.
    pub at: Timestamp,
    /// What it ended with.
    pub result: PushResult,
}

/// What a push of ours ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushResult {
    /// Accepted.
    Accepted,
    /// The same 409 again.
    SameConflict,
    /// Anything else.
    Other,
}

/// The kill switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// Writes may happen.
    Enabled,
    /// Paused by an operator.
    Paused,
}

/// A limit that keeps plans from starting, for all cases at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breaker {
    /// The people whose harm is in the budget.
    Budget,
    /// Many cases at once.
    Storm,
}

impl Breaker {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Budget, Self::Storm];

    /// Its name in the log and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Storm => "storm",
        }
    }
}

impl Circumstances {
    /// Whether a plan that touches so many people finds the budget spent.
    pub fn spent(&self, people: u32, limits: &Limits) -> Option<Breaker> {
        let spent = self.people_last_hour.saturating_add(people) > limits.people_per_hour
            || self.people_last_day.saturating_add(people) > limits.people_per_day;
        spent.then_some(Breaker::Budget)
    }

    /// Whether too many cases came at once.
    pub fn storm(&self, limits: &Limits) -> Option<Breaker> {
        (self.cases_in_storm_window >= limits.storm_cases).then_some(Breaker::Storm)
    }
}
