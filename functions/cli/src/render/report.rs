//! A run for people: the table of its cases, then whatever needs them.

use super::table::{Cell, Table};
use super::words::{counted, moment};
use super::{Page, Paint, outcome_words};
use crate::report::{CaseEntry, Report};
use std::collections::BTreeMap;
use untwin_core::decision::Cause;

/// The whole run.
pub(crate) fn report_page(report: &Report, paint: Paint) -> String {
    let mut page = Page::new(paint);
    if !report.cases.is_empty() {
        page.block(&table(&report.cases).text(paint));
    }
    let waiting = report.cases.iter().filter(|case| report.queue.contains(&case.id));
    for case in waiting {
        told(&mut page, case);
    }
    let ignored = report.ignored.iter().map(|entry| format!("{} ({}): {}", entry.dedup_key, entry.source, entry.why));
    list(&mut page, "Not ours to repair", ignored);
    let later = report.later.iter().map(|entry| match entry.until {
        Some(until) => format!("{}: {}, from {} on", entry.dedup_key, entry.why, moment(until)),
        None => format!("{}: {}", entry.dedup_key, entry.why),
    });
    list(&mut page, "To be sent again later", later);
    list(&mut page, "Could not be read", report.unreadable.iter().cloned());
    let living = report.placeholders.iter().map(|living| {
        let since = moment(living.repaired_at);
        format!(
            "{}: account {} ({}), renamed by a repair of {since}: disable it",
            living.case, living.account, living.address
        )
    });
    list(&mut page, "Renamed accounts that still live a fortnight after their repair", living);
    list(&mut page, "Broken laws", report.laws.broken.iter().cloned());
    page.into_text()
}

/// One line: how many cases ended how.
pub(crate) fn totals(report: &Report) -> String {
    let mut by_outcome: BTreeMap<_, usize> = BTreeMap::new();
    for case in &report.cases {
        *by_outcome.entry(case.outcome).or_default() += 1;
    }
    let cases = counted(report.cases.len(), "case", "cases");
    let outcomes = by_outcome.iter().map(|(outcome, count)| format!("{count} {}", outcome_words(*outcome).1));
    let others = [
        (report.ignored.len(), "not ours"),
        (report.later.len(), "to be sent again"),
        (report.unreadable.len(), "unreadable"),
    ];
    let others = others.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
    let parts: Vec<String> = std::iter::once(cases).chain(outcomes).chain(others).collect();
    parts.join(", ")
}

fn table(cases: &[CaseEntry]) -> Table {
    let mut table = Table::new(["CASE", "PERSON", "CAUSE", "MODE", "OUTCOME", "STOPPED BY", "REQUESTS"]);
    for case in cases {
        let (tone, outcome) = outcome_words(case.outcome);
        table.row([
            case.id.as_str().into(),
            case.person.as_str().into(),
            case.cause.map(Cause::name).into(),
            case.mode.into(),
            Cell::toned(tone, outcome),
            case.stopped_by.into(),
            case.calls.total().to_string().into(),
        ]);
    }
    table
}

fn told(page: &mut Page, case: &CaseEntry) {
    page.heading(&format!("{}  {}: {}", case.id, case.person, outcome_words(case.outcome).1));
    if let Some(sentence) = &case.sentence {
        page.item(sentence);
    }
    page.labelled("why", case.why_beside_sentence());
    for advice in &case.advice {
        page.labelled("do", Some(advice));
    }
    for finding in &case.findings {
        page.labelled("found", Some(finding));
    }
}

fn list(page: &mut Page, heading: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.collect();
    page.list(heading, items.iter().map(String::as_str));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::entry;
    use crate::report::{IgnoredEntry, LaterEntry};
    use untwin_core::domain::Outcome;

    fn report() -> Report {
        let mut waiting = entry("case-2", Outcome::HandedOver);
        waiting.stopped_by = Some("Idle");
        waiting.why = Some("the holder was active 3 days ago".to_owned());
        waiting.advice = vec!["Ask the person which account is theirs.".to_owned()];
        Report {
            queue: vec![waiting.id.clone()],
            cases: vec![entry("case-1", Outcome::Repaired), waiting],
            ignored: vec![IgnoredEntry {
                dedup_key: "e-3".to_owned(),
                source: "entra-graph",
                why: "the target answered with status 400, not 409".to_owned(),
            }],
            later: vec![LaterEntry {
                dedup_key: "e-4".to_owned(),
                until: Some("2026-03-01T12:00:00Z".parse().unwrap()),
                why: "throttled by Microsoft Graph".to_owned(),
            }],
            unreadable: vec!["id: missing; every record has one".to_owned()],
            ..Report::default()
        }
    }

    #[test]
    fn a_run_is_a_table_and_then_whatever_needs_a_person() {
        insta::assert_snapshot!(report_page(&report(), Paint::Plain), @r"
        CASE    PERSON           CAUSE               MODE  OUTCOME      STOPPED BY  REQUESTS
        case-1  ada@example.com  duplicate_unlinked  auto  repaired     -           27
        case-2  ada@example.com  duplicate_unlinked  auto  handed over  Idle        27

        case-2  ada@example.com: handed over
          Another account holds the address, and no SCIM link locks it.
          why: the holder was active 3 days ago
          do: Ask the person which account is theirs.

        Not ours to repair
          e-3 (entra-graph): the target answered with status 400, not 409

        To be sent again later
          e-4: throttled by Microsoft Graph, from 2026-03-01 12:00:00Z on

        Could not be read
          id: missing; every record has one
        ");
    }

    #[test]
    fn totals_are_one_line() {
        assert_eq!(
            totals(&report()),
            "2 cases, 1 repaired, 1 handed over, 1 not ours, 1 to be sent again, 1 unreadable"
        );
    }
}
