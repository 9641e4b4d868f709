//! `untwin sweep`: what is due now.

use super::heal::print;
use super::shift::DOCUMENT_S_MAX;
use crate::exit::{Exit, Stop};
use crate::render::totals;
use crate::report::Report;
use crate::terminal::Terminal;
use untwin_core::saga::later_s;
use untwin_workflow::ports::{Clock, Ports};
use untwin_workflow::{Placeholders, SWEEP_CASES_MAX, Setup, placeholders};

/// Drives the cases that are due.
pub(crate) async fn sweep<P: Ports>(ports: &P, setup: &Setup, terminal: &Terminal) -> Result<Exit, Stop> {
    let deadline = later_s(ports.clock().now(), DOCUMENT_S_MAX);
    let swept = untwin_workflow::sweep(ports, setup, deadline).await?;
    let mut report = Report::of_handled(&swept.handled, &setup.policy)?;
    let looked = placeholders(ports, deadline).await;
    if let Ok(Some(found)) = &looked {
        report.placeholders = found.living.iter().map(Into::into).collect();
        say_unread(found, terminal);
    }
    // What was driven is told first, whatever came of the look.
    print(&report, terminal)?;
    looked?;
    for (case, error) in &swept.failed {
        terminal.say(&format!("{case} could not be driven and is tried again in an hour: {error}"));
    }
    if !swept.failed.is_empty() {
        return Ok(Exit::DependencyDown);
    }
    if report.cases.is_empty() && report.placeholders.is_empty() {
        terminal.say("no case is due");
        return Ok(Exit::NothingToDo);
    }
    terminal.say(&totals(&report));
    if swept.handled.len() >= SWEEP_CASES_MAX {
        terminal.suggest("untwin sweep");
    } else if let Some(first) = report.queue.first() {
        terminal.suggest(&format!("untwin cases show {first}"));
    }
    Ok(Exit::Done)
}

/// What was not seen is not said to be in order.
fn say_unread(found: &Placeholders, terminal: &Terminal) {
    for (unread, why) in &found.unread {
        terminal.say(&format!("renamed account {} of {} cannot be read: {why}", unread.account, unread.case));
    }
    if found.left > 0 {
        terminal.say(&format!("{} more renamed accounts were not looked at today", found.left));
    }
}
