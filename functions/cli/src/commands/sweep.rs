//! `untwin sweep`: what is due now.

use super::heal::print;
use super::shift::DOCUMENT_S_MAX;
use crate::exit::{Exit, Stop};
use crate::render::totals;
use crate::report::Report;
use crate::terminal::Terminal;
use untwin_core::saga::later_s;
use untwin_workflow::ports::{Clock, Ports};
use untwin_workflow::{SWEEP_CASES_MAX, Setup};

/// Drives the cases that are due.
pub(crate) async fn sweep<P: Ports>(ports: &P, setup: &Setup, terminal: &Terminal) -> Result<Exit, Stop> {
    let deadline = later_s(ports.clock().now(), DOCUMENT_S_MAX);
    let swept = untwin_workflow::sweep(ports, setup, deadline).await?;
    let report = Report::of_handled(&swept.handled, &setup.policy)?;
    print(&report, terminal)?;
    for (case, error) in &swept.failed {
        terminal.say(&format!("{case} could not be driven and is tried again in an hour: {error}"));
    }
    if !swept.failed.is_empty() {
        return Ok(Exit::DependencyDown);
    }
    if report.cases.is_empty() {
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
