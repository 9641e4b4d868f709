//! `untwin replay`: what would have been done about the conflicts of the last weeks. It writes nothing at all.

use crate::args::Span;
use crate::exit::{Exit, Stop};
use crate::render::{ReplayedPage, replayed_page};
use crate::terminal::{Format, Terminal};
use untwin_workflow::ports::{Clock, Ports};
use untwin_workflow::{Replayed, Setup};

/// Replays the provider's log.
pub(crate) async fn replay<P: Ports>(ports: &P, setup: &Setup, since: Span, terminal: &Terminal) -> Result<Exit, Stop> {
    let since = since.before(ports.clock().now());
    terminal.progress("reading the provider's log");
    let told = |at: untwin_workflow::Progress| terminal.progress(&format!("conflict {} of {}", at.done, at.of));
    let replayed = untwin_workflow::replay(ports, setup, since, told).await;
    terminal.progress_over();
    let replayed = replayed?;
    let page = ReplayedPage::of(&replayed, since);
    match terminal.format() {
        Format::Json => {
            terminal.put_json(&page)?;
            for log in &page.unreadable {
                terminal.say(&format!("the log for directory {} could not be read: {}", log.directory, log.why));
            }
        }
        Format::Table => terminal.put(&replayed_page(&page, terminal.paint()))?,
    }
    if let Some(first) = page.conflicts.first() {
        terminal.suggest(&format!("untwin explain {}", first.person));
    }
    Ok(exit(&replayed))
}

const fn exit(replayed: &Replayed) -> Exit {
    if !replayed.unreadable.is_empty() {
        return Exit::DependencyDown;
    }
    if replayed.conflicts.is_empty() { Exit::NothingToDo } else { Exit::Done }
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_core::domain::{DirectoryId, Why};

    #[test]
    fn a_log_that_could_not_be_read_is_no_quiet_month() {
        assert_eq!(exit(&Replayed::default()), Exit::NothingToDo);
        let unreadable = vec![(DirectoryId::parse("d-1").unwrap(), Why::NotConfigured("no log".to_owned()))];
        assert_eq!(exit(&Replayed { unreadable, ..Replayed::default() }), Exit::DependencyDown);
    }
}
