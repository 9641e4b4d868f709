//! A rename that was read as without effect and has one after all, later than anybody promised: when to look again.
//!
//! It knows of no clock and no store; whoever drives a case asks it what is due.

use super::{ActResult, Came, Record, Rename, Run, later_s};
use jiff::Timestamp;

/// When the holder is looked at first after such a rename was given up, in seconds. It doubles, so an effect is found after
/// as long again as it was late, at most.
const FIRST_LATE_LOOK_S: i64 = 600;
/// How often it is looked at: for most of a day. No vendor keeps a request for longer.
const LATE_LOOKS_MAX: u32 = 8;

/// A rename that may still take effect, though its plan has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// The plan that has ended, as it stood.
    pub run: Box<Run>,
    /// When it ended.
    pub since: Timestamp,
    /// Looks made since.
    pub looks: u32,
}

impl Doubt {
    /// What is in doubt after a plan ended: only a rename that was sent, and that reading did not show.
    pub(super) fn after(run: Option<&Run>, record: &Record) -> Option<Self> {
        let run = run.filter(|run| run.rename.last == Some(ActResult::NotSeen))?;
        Some(Self { run: Box::new(run.clone()), since: record.at, looks: 0 })
    }

    /// The rename.
    pub const fn rename(&self) -> Option<&Rename> {
        self.run.plan.rename.as_ref()
    }

    /// When to look again; `None` once every look was made.
    pub fn due_at(&self) -> Option<Timestamp> {
        (self.looks < LATE_LOOKS_MAX).then(|| later_s(self.since, FIRST_LATE_LOOK_S << self.looks))
    }

    /// The run as it stands once the effect was seen: the holder is renamed, too late for a push, so it gets its address back.
    pub(super) fn come_true(&self, at: Timestamp) -> Run {
        let mut run = self.run.as_ref().clone();
        run.rename.last = Some(ActResult::Seen);
        run.rename.ended_at = Some(at);
        run.address_freed_at = Some(at);
        run.came = Came::Late;
        run.give_up_pushing("the rename took effect long after it was given up", at);
        run
    }
}
