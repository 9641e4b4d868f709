//! What would have been done about the failures of the provider's log, by cause.

use super::table::Table;
use super::words::{counted, moment};
use super::{Page, Paint};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use untwin_core::decision::{Cause, Guard};
use untwin_core::domain::CaseId;
use untwin_workflow::{Replay, Replayed, Would};

/// A whole replay.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct ReplayedPage {
    /// From when on the logs were read.
    pub since: Timestamp,
    /// Failed operations in them.
    pub failures: usize,
    /// Those of them that are no conflict over an address.
    pub others: usize,
    /// Conflicts that were too many to look into.
    pub left_out: usize,
    /// Counts, by cause.
    pub causes: Vec<CauseCount>,
    /// Each conflict, the one that failed last first.
    pub conflicts: Vec<ConflictRow>,
    /// Directories whose provider's log could not be read.
    pub unreadable: Vec<UnreadableLog>,
}

/// What would have been done about the conflicts of one cause.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub(crate) struct Counts {
    /// Conflicts.
    pub conflicts: usize,
    /// Repaired by itself.
    pub would_repair: usize,
    /// An approval would have been asked for.
    pub would_ask: usize,
    /// A person would have got it.
    pub would_hand_over: usize,
    /// It would have waited.
    pub would_wait: usize,
    /// Healed already, or not ours.
    pub nothing: usize,
    /// How often each guard was the one that stopped it.
    pub stopped_by: BTreeMap<&'static str, usize>,
}

/// The counts of a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CauseCount {
    /// The cause.
    pub cause: Cause,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// One conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ConflictRow {
    /// The case that it is, or would be.
    pub case: CaseId,
    /// The wanted address.
    pub person: String,
    /// When it failed last.
    pub failed_at: Timestamp,
    /// How often.
    pub failures: u32,
    /// The cause.
    pub cause: Cause,
    /// What would have been done.
    pub would: &'static str,
    /// The guard that stopped it.
    pub stopped_by: Option<&'static str>,
    /// One sentence of the diagnosis.
    pub sentence: String,
}

/// A log that could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct UnreadableLog {
    /// Whose.
    pub directory: String,
    /// Why.
    pub why: String,
}

impl ReplayedPage {
    /// A replay as it is told.
    pub(crate) fn of(replayed: &Replayed, since: Timestamp) -> Self {
        let mut counts: BTreeMap<&'static str, (Cause, Counts)> = BTreeMap::new();
        for conflict in &replayed.conflicts {
            let new = || (conflict.cause, Counts::default());
            counts.entry(conflict.cause.name()).or_insert_with(new).1.add(conflict);
        }
        let mut causes: Vec<CauseCount> =
            counts.into_values().map(|(cause, counts)| CauseCount { cause, counts }).collect();
        causes.sort_by_key(|count| std::cmp::Reverse(count.counts.conflicts));
        let unreadable = replayed.unreadable.iter();
        Self {
            since,
            failures: replayed.failures,
            others: replayed.others,
            left_out: replayed.left_out,
            causes,
            conflicts: replayed.conflicts.iter().map(ConflictRow::from).collect(),
            unreadable: unreadable
                .map(|(directory, why)| UnreadableLog { directory: directory.to_string(), why: why.to_string() })
                .collect(),
        }
    }
}

impl Counts {
    fn add(&mut self, conflict: &Replay) {
        self.conflicts += 1;
        *match conflict.would {
            Would::Repair => &mut self.would_repair,
            Would::Ask => &mut self.would_ask,
            Would::HandOver => &mut self.would_hand_over,
            Would::Wait => &mut self.would_wait,
            Would::Nothing => &mut self.nothing,
        } += 1;
        if let Some(guard) = conflict.stopped_by {
            *self.stopped_by.entry(guard.name()).or_default() += 1;
        }
    }
}

impl From<&Replay> for ConflictRow {
    fn from(conflict: &Replay) -> Self {
        Self {
            case: conflict.case.clone(),
            person: conflict.wanted.clone(),
            failed_at: conflict.failed_at,
            failures: conflict.failures,
            cause: conflict.cause,
            would: would(conflict.would),
            stopped_by: conflict.stopped_by.map(Guard::name),
            sentence: conflict.sentence.clone(),
        }
    }
}

const fn would(would: Would) -> &'static str {
    match would {
        Would::Repair => "repair",
        Would::Ask => "ask",
        Would::HandOver => "hand_over",
        Would::Wait => "wait",
        Would::Nothing => "nothing",
    }
}

/// The page: the causes first, then each conflict.
pub(crate) fn replayed_page(told: &ReplayedPage, paint: Paint) -> String {
    let mut page = Page::new(paint);
    let failures = counted(told.failures, "failure", "failures");
    let conflicts = counted(told.conflicts.len(), "conflict", "conflicts");
    page.heading(&format!("{failures} since {}: {conflicts} over an address", moment(told.since)));
    if told.others > 0 {
        page.item(&format!("no conflict over an address: {}", counted(told.others, "failure", "failures")));
    }
    if told.left_out > 0 {
        page.item(&format!("not looked into: {}", counted(told.left_out, "conflict", "conflicts")));
    }
    if !told.causes.is_empty() {
        page.heading("By cause");
        page.block(&by_cause(&told.causes).text(paint));
        page.heading("Each");
        page.block(&each(&told.conflicts).text(paint));
    }
    let unreadable: Vec<String> =
        told.unreadable.iter().map(|log| format!("directory {}: {}", log.directory, log.why)).collect();
    page.list("Logs that could not be read", unreadable.iter().map(String::as_str));
    page.into_text()
}

fn by_cause(causes: &[CauseCount]) -> Table {
    let mut table = Table::new(["CAUSE", "CONFLICTS", "REPAIR", "ASK", "HAND OVER", "WAIT", "NOTHING", "STOPPED BY"]);
    for CauseCount { cause, counts } in causes {
        let stopped: Vec<String> = counts.stopped_by.iter().map(|(guard, count)| format!("{guard} {count}")).collect();
        table.row([
            cause.name().into(),
            counts.conflicts.to_string().into(),
            counts.would_repair.to_string().into(),
            counts.would_ask.to_string().into(),
            counts.would_hand_over.to_string().into(),
            counts.would_wait.to_string().into(),
            counts.nothing.to_string().into(),
            Some(stopped.join(", ")).filter(|stopped| !stopped.is_empty()).into(),
        ]);
    }
    table
}

fn each(conflicts: &[ConflictRow]) -> Table {
    let mut table = Table::new(["CASE", "PERSON", "CAUSE", "WOULD", "STOPPED BY", "FAILED LAST", "TIMES"]);
    for row in conflicts {
        table.row([
            row.case.as_str().into(),
            row.person.as_str().into(),
            row.cause.name().into(),
            row.would.replace('_', " ").into(),
            row.stopped_by.into(),
            moment(row.failed_at).into(),
            row.failures.to_string().into(),
        ]);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conflict(case: &str, would: Would, stopped_by: Option<Guard>) -> Replay {
        Replay {
            case: CaseId::parse(case).unwrap(),
            wanted: "ada@example.com".to_owned(),
            failed_at: "2026-03-01T12:00:00Z".parse().unwrap(),
            failures: 3,
            cause: Cause::DuplicateUnlinked,
            would,
            stopped_by,
            sentence: "Another account holds the address.".to_owned(),
        }
    }

    #[test]
    fn a_replay_counts_by_cause_and_names_the_guards() {
        let replayed = Replayed {
            failures: 9,
            others: 3,
            conflicts: vec![conflict("case-1", Would::Repair, None), conflict("case-2", Would::Ask, Some(Guard::Idle))],
            ..Replayed::default()
        };
        let page = ReplayedPage::of(&replayed, "2026-02-01T00:00:00Z".parse().unwrap());
        insta::assert_snapshot!(replayed_page(&page, Paint::Plain), @r"
        9 failures since 2026-02-01 00:00:00Z: 2 conflicts over an address
          no conflict over an address: 3 failures

        By cause
        CAUSE               CONFLICTS  REPAIR  ASK  HAND OVER  WAIT  NOTHING  STOPPED BY
        duplicate_unlinked  2          1       1    0          0     0        Idle 1

        Each
        CASE    PERSON           CAUSE               WOULD   STOPPED BY  FAILED LAST           TIMES
        case-1  ada@example.com  duplicate_unlinked  repair  -           2026-03-01 12:00:00Z  3
        case-2  ada@example.com  duplicate_unlinked  ask     Idle        2026-03-01 12:00:00Z  3
        ");
    }
}
