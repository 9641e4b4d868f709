//! `untwin scan`: what is wrong already. It writes nothing at all.

use crate::exit::{Exit, Stop};
use crate::render::{ScannedPage, scanned_page};
use crate::terminal::{Format, Terminal};
use untwin_core::saga::later_s;
use untwin_workflow::ports::{Clock, Ports};
use untwin_workflow::{Scanned, Setup};

/// How long it looks, in seconds.
const SCAN_S_MAX: i64 = 1_800;

/// Looks through the organization.
pub(crate) async fn scan<P: Ports>(ports: &P, setup: &Setup, terminal: &Terminal) -> Result<Exit, Stop> {
    let until = later_s(ports.clock().now(), SCAN_S_MAX);
    let scanned = untwin_workflow::scan(ports, setup, until, |what| terminal.progress(what)).await;
    terminal.progress_over();
    let scanned = scanned?;
    let page = ScannedPage::from(&scanned);
    match terminal.format() {
        Format::Json => {
            terminal.put_json(&page)?;
            page.gaps.iter().map(|gap| format!("not looked at: {gap}")).for_each(|line| terminal.say(&line));
        }
        Format::Table => terminal.put(&scanned_page(&page, terminal.paint()))?,
    }
    Ok(exit(&scanned))
}

/// Where no account was listed and something was in the way, nothing was scanned.
fn exit(scanned: &Scanned) -> Exit {
    if scanned.accounts == 0 && !scanned.gaps.is_empty() {
        return Exit::DependencyDown;
    }
    if scanned.findings.is_empty() { Exit::NothingToDo } else { Exit::Done }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_organization_that_could_not_be_listed_is_no_clean_one() {
        let gaps = vec!["accounts were not all listed".to_owned()];
        assert_eq!(exit(&Scanned { gaps: gaps.clone(), ..Scanned::default() }), Exit::DependencyDown);
        assert_eq!(exit(&Scanned { gaps, accounts: 3, ..Scanned::default() }), Exit::NothingToDo);
    }
}
