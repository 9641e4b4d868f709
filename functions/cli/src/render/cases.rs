//! Cases: the list, and one in full with its timeline.

use super::journal::happened;
use super::table::{Cell, Table};
use super::words::moment;
use super::{Page, Paint, Tone, guard_table, outcome_words};
use crate::report::{CaseEntry, NextMove};
use jiff::Timestamp;
use serde::Serialize;
use untwin_core::decision::Cause;
use untwin_core::domain::{CaseId, CaseState, Outcome};
use untwin_core::saga::{Event, Record};

/// A case in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct CaseRow {
    /// Its id.
    pub id: CaseId,
    /// The wanted address.
    pub person: String,
    /// The cause, once diagnosed.
    pub cause: Option<Cause>,
    /// Where it stands.
    pub state: CaseState,
    /// The outcome; none where its journal cannot be read.
    pub outcome: Option<Outcome>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it changed last.
    pub changed_at: Timestamp,
    /// When it is looked at again.
    pub due_at: Option<Timestamp>,
}

/// One row per case.
pub(crate) fn case_table(rows: &[CaseRow], paint: Paint) -> String {
    let mut table = Table::new(["CASE", "PERSON", "CAUSE", "OUTCOME", "CHANGED", "DUE"]);
    for row in rows {
        let (tone, outcome) = row.outcome.map_or((Tone::Alarm, "journal broken"), outcome_words);
        table.row([
            row.id.as_str().into(),
            row.person.as_str().into(),
            row.cause.map(Cause::name).into(),
            Cell::toned(tone, outcome),
            moment(row.changed_at).into(),
            row.due_at.map(moment).into(),
        ]);
    }
    table.text(paint)
}

/// A case in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct CasePage {
    /// As in every report.
    #[serde(flatten)]
    pub entry: CaseEntry,
    /// Where it stands.
    pub state: CaseState,
    /// The person, by the provider's id.
    pub subject: String,
    /// The facts of the newest diagnosis.
    pub proof: Vec<String>,
    /// The journal in words.
    pub timeline: Vec<TimelineEntry>,
    /// What to type next.
    pub next: String,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// The event's name in the journal.
    pub event: &'static str,
    /// What, in words.
    pub words: String,
}

impl From<&Record> for TimelineEntry {
    fn from(record: &Record) -> Self {
        Self { at: record.at, event: Event::name(&record.event), words: happened(&record.event) }
    }
}

/// The page of a case.
pub(crate) fn case_page(case: &CasePage, paint: Paint) -> String {
    let entry = &case.entry;
    let mut page = Page::new(paint);
    let (tone, outcome) = outcome_words(entry.outcome);
    page.heading(&format!("{}  {}", entry.id, entry.person));
    page.line(tone, &format!("  {outcome}"));
    if let Some(sentence) = &entry.sentence {
        page.item(sentence);
    }
    page.labelled("why", entry.why_beside_sentence());
    page.labelled("stopped by", entry.stopped_by);
    page.labelled("cause", entry.cause.map(Cause::name));
    page.labelled("mode", entry.mode);
    page.labelled("plan", entry.plan.as_ref().map(untwin_core::decision::PlanHash::as_str));
    page.labelled("due", entry.due_at.map(moment).as_deref());
    match entry.next_move() {
        NextMove::Person => page.list("What to do", entry.advice.iter().map(String::as_str)),
        NextMove::NoPerson => {}
    }
    page.list("What was found missing", entry.findings.iter().map(String::as_str));
    after_the_repair(&mut page, entry);
    page.list("Proof", case.proof.iter().map(String::as_str));
    if !entry.guards.is_empty() {
        page.heading("Guards");
        page.block(&guard_table(&entry.guards, paint));
    }
    let timeline: Vec<String> =
        case.timeline.iter().map(|told| format!("{}  {}", moment(told.at), told.words)).collect();
    page.list("Timeline", timeline.iter().map(String::as_str));
    page.into_text()
}

/// What is proposed about the renamed account, what it can do, and when the repair is looked at again.
fn after_the_repair(page: &mut Page, entry: &CaseEntry) {
    let Some(after) = &entry.after else { return };
    page.heading("After the repair");
    if let Some(renamed) = &after.renamed {
        page.labelled("renamed account", Some(&format!("{} ({})", renamed.address, renamed.account)));
        renamed.proposal.iter().for_each(|proposal| page.labelled("proposal", Some(proposal)));
        renamed.known.iter().for_each(|known| page.labelled("its access, as read", Some(known)));
    }
    let looks: Vec<String> = after.looks.iter().map(|at| moment(*at)).collect();
    let looks = if looks.is_empty() { "not any more".to_owned() } else { looks.join(", ") };
    page.labelled("looked at again", Some(&looks));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::entry;

    #[test]
    fn a_case_tells_what_is_what_happened_and_what_to_do() {
        let mut told = entry("case-1", Outcome::HandedOver);
        told.why = Some("shadow mode: it would have carried the plan out".to_owned());
        told.advice = vec!["Turn shadow mode off once you agree.".to_owned()];
        let event = Event::HandedOver { stopped_by: None, why: "shadow mode".to_owned() };
        let at = "2026-03-01T12:00:00Z".parse().unwrap();
        let record = Record { version: 1, seq: 0, at, prev_hash: String::new(), event };
        let page = CasePage {
            entry: told,
            state: CaseState::HandedOver,
            subject: "u-1".to_owned(),
            proof: vec!["holder = acc-2 (organization search)".to_owned()],
            timeline: vec![TimelineEntry::from(&record)],
            next: "untwin plan case-1 -o plan.json".to_owned(),
        };
        insta::assert_snapshot!(case_page(&page, Paint::Plain), @r"
        case-1  ada@example.com
          handed over
          Another account holds the address, and no SCIM link locks it.
          why: shadow mode: it would have carried the plan out
          cause: duplicate_unlinked
          mode: auto

        What to do
          Turn shadow mode off once you agree.

        Proof
          holder = acc-2 (organization search)

        Timeline
          2026-03-01 12:00:00Z  handed over: shadow mode
        ");
    }

    #[test]
    fn a_case_whose_journal_is_broken_is_still_listed() {
        let at: Timestamp = "2026-03-01T12:00:00Z".parse().unwrap();
        let row = CaseRow {
            id: CaseId::parse("case-1").unwrap(),
            person: "ada@example.com".to_owned(),
            cause: None,
            state: CaseState::Executing,
            outcome: None,
            opened_at: at,
            changed_at: at,
            due_at: None,
        };
        assert!(case_table(&[row], Paint::Plain).contains("journal broken"));
    }
}
