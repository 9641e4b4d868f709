//! What people read in the end: the table, one repair in full, the manual queue, what was put aside, the laws.
//!
//! Pure: it looks at nothing but its arguments.

mod accounts;
mod after;
mod calls;
mod queue;
mod repair;

pub(super) use accounts::{Pair, Portrait};
pub(super) use repair::Repair;

use super::later::{Late, Moved};
use super::laws::Law;
use super::play::{Delivered, Fate};
use crate::render::{Cell, Page, Paint, Table, Tone, outcome_words};
use crate::report::Report;
use untwin_core::decision::Cause;
use untwin_core::domain::Outcome;
use untwin_notify::Message;

/// Everything that is shown.
pub(super) struct Shown<'s> {
    pub told: &'s [Delivered],
    pub report: &'s Report,
    /// What moved within the next hours.
    pub soon: &'s [Moved],
    /// What chat would say.
    pub messages: &'s [Message],
    /// The fortnight after that, where the show has one.
    pub late: Option<&'s Late>,
    pub laws: &'s [Law],
    /// One repair, to be told in full.
    pub repair: &'s Repair,
}

/// The whole page.
pub(super) fn page(shown: &Shown<'_>, paint: Paint) -> String {
    let mut page = Page::new(paint);
    page.heading("What arrived, and what became of it");
    page.block(&table(shown.told).text(paint));
    waiting(&mut page, shown.told);
    after::tell_soon(&mut page, shown, paint);
    calls::tell(&mut page, shown, paint);
    repair::tell(&mut page, shown.repair, paint);
    for message in shown.messages {
        page.heading("The chat message, as it would read");
        page.block(&untwin_notify::plain(message));
    }
    queue::tell(&mut page, shown);
    page.list("Not ours to repair", shown.report.ignored.iter().map(|entry| entry.why.as_str()));
    page.list("Dead letters: put aside, with the reason", shown.report.unreadable.iter().map(String::as_str));
    after::tell_late(&mut page, shown);
    laws(&mut page, shown.laws);
    page.into_text()
}

fn table(told: &[Delivered]) -> Table {
    let mut table = Table::new(["  PERSON", "ARRIVED AS", "CAUSE", "OUTCOME", "STOPPED BY", "REQUESTS"]);
    for delivered in told {
        let (case, outcome) = match &delivered.fate {
            Fate::Case(case) => (Some(case), toned(case.outcome)),
            Fate::KnownAlready(case) => (Some(case), Cell::toned(Tone::Faint, "known already")),
            Fate::Ignored => (None, toned(Outcome::Ignored)),
            Fate::Later => (None, Cell::toned(Tone::Attention, "to be sent again")),
            Fate::PutAside => (None, Cell::toned(Tone::Attention, "put aside")),
        };
        table.row([
            format!("  {}", delivered.name()).into(),
            delivered.payload.words().into(),
            case.and_then(|case| case.cause).map(Cause::name).into(),
            outcome,
            case.and_then(|case| case.stopped_by).into(),
            case.map(|case| case.calls.total().to_string()).into(),
        ]);
    }
    table
}

fn toned(outcome: Outcome) -> Cell {
    let (tone, words) = outcome_words(outcome);
    Cell::toned(tone, words)
}

/// Whoever's case waits for time and not for a person.
fn waiting(page: &mut Page, told: &[Delivered]) {
    let waiting = told.iter().filter_map(|delivered| match &delivered.fate {
        Fate::Case(case) if case.outcome == Outcome::Deferred => {
            let until = case.due_at.map(|at| format!(" (again at {})", at.strftime("%H:%M:%S"))).unwrap_or_default();
            Some(format!("{}: {}{until}", delivered.name(), case.why.as_deref().unwrap_or("no reason told")))
        }
        Fate::Case(_) | Fate::KnownAlready(_) | Fate::Ignored | Fate::Later | Fate::PutAside => None,
    });
    let waiting: Vec<String> = waiting.collect();
    page.list("Waiting, and looked at again later", waiting.iter().map(String::as_str));
}

fn laws(page: &mut Page, laws: &[Law]) {
    page.heading("The laws, held against the simulated world as it is now");
    for law in laws {
        let (tone, word) = if law.breaches.is_empty() { (Tone::Good, "holds ") } else { (Tone::Alarm, "BROKEN") };
        page.line(tone, &format!("  {word}  {:<4} {}", law.id, law.says));
        for breach in &law.breaches {
            page.line(Tone::Alarm, &format!("               {breach}"));
        }
    }
}
