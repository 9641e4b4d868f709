//! Time passes in the demo: what is due is driven, as a timer would do it, and nobody waits for it.

use super::play::Delivered;
use super::stage::Stage;
use crate::render::outcome_words;
use crate::report::{CallCounts, CaseEntry, Report};
use jiff::{SignedDuration, Timestamp};
use untwin_core::domain::{CaseId, Outcome};
use untwin_core::saga::later_s;
use untwin_workflow::ports::{Clock as _, Ports as _, Store as _};
use untwin_workflow::{Handled, Placeholders, SWEEP_CASES_MAX, placeholders, report, sweep};

/// Rounds in which something was due, at most: far more than a fortnight has.
const ROUNDS_MAX: usize = 1_000;
/// The shortest pause between two rounds, in seconds: a timer does not run without one.
const PAUSE_S: i64 = 1;
/// How long one round may take, in seconds of the world's clock.
const ROUND_S_MAX: i64 = 3_600;
/// Cases looked through for what is due next.
const CASES_MAX: usize = 1_000;

/// A case that stands otherwise than before.
#[derive(Debug, Clone)]
pub(super) struct Moved {
    pub at: Timestamp,
    pub case: CaseEntry,
}

/// Lets so much time pass, and drives what becomes due; `report` is brought up to date.
pub(super) async fn pass(
    stage: &Stage,
    time: SignedDuration,
    report: &mut Report,
    mut say: impl FnMut(&Moved),
) -> anyhow::Result<Vec<Moved>> {
    let end = stage.ground.clock.now().checked_add(time)?;
    let mut moved = Vec::new();
    for _ in 0..ROUNDS_MAX {
        let Some(due) = next_due(stage).await?.filter(|due| *due <= end) else { break };
        stage.ground.clock.advance_to(due.max(later_s(stage.ground.clock.now(), PAUSE_S)));
        let deadline = later_s(stage.ports.clock().now(), ROUND_S_MAX);
        let swept = Box::pin(sweep(&stage.ports, &stage.setup, deadline)).await?;
        anyhow::ensure!(swept.failed.is_empty(), "a case that was due could not be driven");
        anyhow::ensure!(swept.handled.len() < SWEEP_CASES_MAX, "more is due than one sweep drives");
        for handled in &swept.handled {
            if let Some(step) = taken_in(stage, report, handled)? {
                say(&step);
                moved.push(step);
            }
        }
    }
    stage.ground.clock.advance_to(end);
    report.queue = Report::waiting(&report.cases);
    Ok(moved)
}

/// The fortnight after the show: who was looked at again, and which renamed accounts live on.
#[derive(Debug, Clone)]
pub(super) struct Late {
    /// Cases that stand otherwise than at its beginning.
    pub moved: Vec<Moved>,
    /// What the daily look of a sweep finds at its end.
    pub living: Placeholders,
}

impl Late {
    /// Lets it pass. What is told of the cases stays what it was.
    pub(super) async fn of(stage: &Stage, so_far: &Report, say: &impl Fn(&str)) -> anyhow::Result<Self> {
        say("A fortnight passes: each repair is looked at again after an hour, a day and a week.");
        let moved = pass(stage, super::LATE, &mut so_far.clone(), |_| {}).await?;
        Ok(Self { moved, living: living_on(stage).await? })
    }
}

async fn living_on(stage: &Stage) -> anyhow::Result<Placeholders> {
    let deadline = later_s(stage.ports.clock().now(), ROUND_S_MAX);
    Ok(placeholders(&stage.ports, deadline).await?.unwrap_or_default())
}

async fn next_due(stage: &Stage) -> anyhow::Result<Option<Timestamp>> {
    let cases = stage.ports.store().list(CASES_MAX).await?;
    Ok(cases.iter().filter_map(|case| case.due_at).min())
}

/// The case as it stands now takes the place of what was told of it; something is told where it moved.
fn taken_in(stage: &Stage, so_far: &mut Report, handled: &Handled) -> anyhow::Result<Option<Moved>> {
    let told = report(&handled.case, &stage.setup.policy, handled.calls)?;
    let Some(known) = so_far.cases.iter_mut().find(|known| known.id == told.id) else { return Ok(None) };
    let now = CaseEntry::new(told, known.source);
    // What a repair cost is what was asked until it stood; the looks after it are another matter.
    let calls = if known.outcome == Outcome::Repaired { known.calls } else { summed(known.calls, now.calls) };
    let case = CaseEntry { calls, ..now };
    let moved = (case.outcome, case.cause) != (known.outcome, known.cause);
    known.clone_from(&case);
    Ok(moved.then(|| Moved { at: stage.ground.clock.now(), case }))
}

const fn summed(one: CallCounts, other: CallCounts) -> CallCounts {
    CallCounts {
        evidence: one.evidence.saturating_add(other.evidence),
        fence: one.fence.saturating_add(other.fence),
        write: one.write.saturating_add(other.write),
        verify: one.verify.saturating_add(other.verify),
        idp: one.idp.saturating_add(other.idp),
    }
}

impl Moved {
    /// One line.
    pub(super) fn words(&self, told: &[Delivered]) -> String {
        let name = name_of(told, &self.case.id);
        format!("{}  {name}: {}", self.at.strftime("%Y-%m-%d %H:%M"), outcome_words(self.case.outcome).1)
    }
}

/// Whose case it is.
pub(super) fn name_of<'t>(told: &'t [Delivered], case: &CaseId) -> &'t str {
    told.iter().find(|delivered| delivered.case() == Some(case)).map_or("somebody", Delivered::name)
}
