//! `untwin cases`: what the store holds.

use super::next;
use crate::args::CasesFilter;
use crate::exit::{Exit, Stop};
use crate::render::{CasePage, CaseRow, case_page, case_table};
use crate::report::CaseEntry;
use crate::terminal::{Format, Terminal};
use jiff::Timestamp;
use serde::Serialize;
use untwin_core::decision::Policy;
use untwin_core::domain::CaseId;
use untwin_workflow::ports::{Calls, Store, StoreError, StoredCase};
use untwin_workflow::{CaseReport, report};

/// Cases listed, at most.
const CASES_MAX: usize = 10_000;

/// Lists every case that fits.
pub(crate) async fn list_cases(
    store: &impl Store,
    policy: &Policy,
    (filter, now): (&CasesFilter, Timestamp),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let cases = store.list(CASES_MAX).await?;
    let rows: Vec<CaseRow> = cases.iter().filter(fitting(filter, now)).map(|case| row(case, policy)).collect();
    match terminal.format() {
        Format::Json => terminal.put_json(&Listed { cases: &rows })?,
        Format::Table if rows.is_empty() => {}
        Format::Table => terminal.put(&case_table(&rows, terminal.paint()))?,
    }
    match rows.first() {
        Some(newest) => terminal.suggest(&format!("untwin cases show {}", newest.id)),
        None if cases.is_empty() => terminal.say("no cases"),
        None => terminal.say(&format!("none of {} cases fits", cases.len())),
    }
    Ok(Exit::Done)
}

/// Whether a case fits every flag that was given.
fn fitting(filter: &CasesFilter, now: Timestamp) -> impl Fn(&&StoredCase) -> bool {
    let (states, causes) = (filter.state.clone(), filter.cause.clone());
    let opened_until = filter.older_than.map(|span| span.before(now));
    let opened_from = filter.newer_than.map(|span| span.before(now));
    move |case| {
        (states.is_empty() || states.contains(&case.state))
            && (causes.is_empty() || case.cause.is_some_and(|cause| causes.contains(&cause)))
            && opened_until.is_none_or(|until| case.opened_at <= until)
            && opened_from.is_none_or(|from| case.opened_at >= from)
    }
}

/// Shows one case.
pub(crate) async fn show_case(
    store: &impl Store,
    policy: &Policy,
    id: &CaseId,
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let case = store.load(id).await?.ok_or(StoreError::NoSuchCase)?;
    print_case(&case, policy, terminal)
}

/// Prints a case in full, and what to type next.
pub(super) fn print_case(case: &StoredCase, policy: &Policy, terminal: &Terminal) -> Result<Exit, Stop> {
    let page = page(report(case, policy, Calls::default())?);
    match terminal.format() {
        Format::Json => terminal.put_json(&page)?,
        Format::Table => terminal.put(&case_page(&page, terminal.paint()))?,
    }
    terminal.suggest(&page.next);
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Listed<'r> {
    cases: &'r [CaseRow],
}

/// One broken journal does not hide the other cases.
fn row(case: &StoredCase, policy: &Policy) -> CaseRow {
    CaseRow {
        id: case.id.clone(),
        person: case.key.wanted.clone(),
        cause: case.cause,
        state: case.state,
        outcome: report(case, policy, Calls::default()).ok().map(|told| told.outcome),
        opened_at: case.opened_at,
        changed_at: case.changed_at,
        due_at: case.due_at,
    }
}

fn page(told: CaseReport) -> CasePage {
    CasePage {
        state: told.state,
        subject: told.subject.clone(),
        proof: told.proof.clone(),
        timeline: told.timeline.iter().map(Into::into).collect(),
        next: next::after(told.outcome, &told.id),
        entry: CaseEntry::new(told, None),
    }
}
