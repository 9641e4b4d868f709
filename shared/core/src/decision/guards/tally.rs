//! How a guard collects what it saw, and what that adds up to: a definite no outweighs an unknown, and both outweigh a pass.
//!
//! Reasons hold no time of reading and no activity, so that the hash of a plan survives a second reading; what was looked at may hold both.

use crate::decision::{Answer, NotConcerned};
use crate::domain::{Fact, Why};
use jiff::{SignedDuration, Timestamp};
use std::fmt::Display;

/// What a guard answers, and what it looked at.
pub(crate) struct Reply {
    pub(crate) answer: Answer,
    pub(crate) looked_at: String,
}

impl Reply {
    /// The guard does not concern the plan.
    pub(super) fn not_concerned(why: NotConcerned, looked_at: &str) -> Self {
        Self { answer: Answer::NotConcerned(why), looked_at: looked_at.to_owned() }
    }
}

/// What a guard has seen so far.
#[derive(Default)]
pub(super) struct Tally {
    seen: Vec<String>,
    asks: Vec<String>,
    unknown: Vec<String>,
}

impl Tally {
    /// Something that was looked at.
    pub(super) fn saw(&mut self, what: impl Into<String>) {
        self.seen.push(what.into());
    }

    /// A reason for a person to decide.
    pub(super) fn ask(&mut self, why: impl Into<String>) {
        self.asks.push(why.into());
    }

    /// Something that could not be checked.
    pub(super) fn unsure(&mut self, why: impl Into<String>) {
        self.unknown.push(why.into());
    }

    /// Something that could not be read.
    pub(super) fn unread(&mut self, what: &str, why: &Why) {
        self.unsure(format!("{what} could not be read: {why}"));
    }

    /// The value of a fact that must be there: absence asks, ignorance is unknown.
    pub(super) fn must<'f, T>(&mut self, fact: &'f Fact<T>, what: &str) -> Option<&'f T> {
        match fact {
            Fact::Known(value, _) => Some(value),
            Fact::Absent(_) => {
                self.ask(format!("{what}: proved not to be there"));
                None
            }
            Fact::Unavailable(why) => {
                self.unread(what, why);
                None
            }
        }
    }

    /// The entries of a list; a proved empty list has none.
    pub(super) fn entries<'f, T>(&mut self, fact: &'f Fact<Vec<T>>, what: &str) -> Option<&'f [T]> {
        fact.entries().map_err(|why| self.unread(what, why)).ok()
    }

    /// Whether nothing was found so far that would not pass.
    pub(super) const fn is_clear(&self) -> bool {
        self.asks.is_empty() && self.unknown.is_empty()
    }

    /// What it adds up to.
    pub(super) fn reply(self) -> Reply {
        let answer = if !self.asks.is_empty() {
            Answer::NeedsPerson(self.asks.join("; "))
        } else if !self.unknown.is_empty() {
            Answer::Unknown(self.unknown.join("; "))
        } else {
            Answer::Pass
        };
        let looked_at = if self.seen.is_empty() { "nothing could be read".to_owned() } else { self.seen.join("; ") };
        Reply { answer, looked_at }
    }
}

/// Whether a moment lies less than a span before now; a moment ahead of us counts as just now.
pub(super) fn within(now: Timestamp, at: Timestamp, span: SignedDuration) -> Recency {
    if now.duration_since(at) < span { Recency::Within } else { Recency::Before }
}

/// Where a moment lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recency {
    /// Less than the span ago.
    Within,
    /// Longer ago.
    Before,
}

/// Days as a span.
pub(super) fn days(count: u32) -> SignedDuration {
    SignedDuration::from_hours(i64::from(count) * 24)
}

/// A moment for people: the day.
pub(super) fn day(at: Timestamp) -> String {
    at.to_string().chars().take(10).collect()
}

/// A moment that may never have been.
pub(super) fn day_or_never(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), day)
}

/// Things in a row, for people.
pub(super) fn row<T: Display>(things: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<String> = things.into_iter().map(|thing| thing.to_string()).collect();
    if texts.is_empty() { "none".to_owned() } else { texts.join(", ") }
}
