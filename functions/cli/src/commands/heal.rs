//! `untwin heal`: a document from the door to its cases.

use super::document::read_document;
use super::next;
use super::shift::DOCUMENT_S_MAX;
use crate::args::HealArgs;
use crate::exit::{Exit, Stop};
use crate::render::{report_page, totals};
use crate::report::Report;
use crate::terminal::{Format, Terminal};
use untwin_core::decision::{Policy, Shadow};
use untwin_core::saga::later_s;
use untwin_startup::{Healed, heal_document};
use untwin_workflow::Setup;
use untwin_workflow::ports::{Clock, Ports};

/// Heals a document.
pub(crate) async fn heal<P: Ports>(
    ports: &P,
    setup: &Setup,
    args: &HealArgs,
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let document = read_document(&args.input)?;
    let setup = if args.dry_run { shadowed(setup, terminal) } else { setup.clone() };
    let deadline = later_s(ports.clock().now(), DOCUMENT_S_MAX);
    let healed = heal_document(ports, &setup, &document, deadline).await?;
    let report = Report::of_document(&healed, &setup.policy)?;
    print(&report, terminal)?;
    if healed.records == 0 && healed.unreadable.is_empty() {
        terminal.say("the document holds no record");
    } else {
        terminal.say(&totals(&report));
    }
    if let Some(command) = next::after_run(&report) {
        terminal.suggest(&command);
    }
    Ok(exit(&healed))
}

/// A run as a page or as one JSON document.
pub(super) fn print(report: &Report, terminal: &Terminal) -> Result<(), Stop> {
    match terminal.format() {
        Format::Json => terminal.put_json(report),
        Format::Table => terminal.put(&report_page(report, terminal.paint())),
    }
}

fn shadowed(setup: &Setup, terminal: &Terminal) -> Setup {
    terminal.say("dry run: shadow mode for this run, nothing is written to any account");
    Setup { policy: Policy { shadow: Shadow::On, ..setup.policy.clone() }, ..setup.clone() }
}

/// Bad as soon as one record is; down where nothing but "later" came out; done whatever the outcomes are.
fn exit(healed: &Healed) -> Exit {
    if !healed.unreadable.is_empty() {
        return Exit::Usage;
    }
    if healed.records == 0 {
        return Exit::NothingToDo;
    }
    let only_later = !healed.later.is_empty() && healed.cases.is_empty() && healed.ignored.is_empty();
    if only_later { Exit::DependencyDown } else { Exit::Done }
}

#[cfg(test)]
mod tests {
    use super::*;
    use untwin_startup::{Later, Passed};

    fn healed(records: usize) -> Healed {
        Healed { cases: Vec::new(), ignored: Vec::new(), later: Vec::new(), unreadable: Vec::new(), records }
    }

    fn later() -> Later {
        Later { dedup_key: "e-1".to_owned(), until: None, why: "throttled".to_owned() }
    }

    #[test]
    fn one_bad_record_is_bad_input_whatever_the_others_were() {
        let unreadable = vec!["id: missing; every record has one".to_owned()];
        assert_eq!(exit(&Healed { unreadable, later: vec![later()], ..healed(3) }), Exit::Usage);
    }

    #[test]
    fn nothing_but_later_means_that_something_is_down() {
        assert_eq!(exit(&Healed { later: vec![later()], ..healed(1) }), Exit::DependencyDown);
        let passed = Passed { dedup_key: "e-2".to_owned(), source: "entra-graph", why: "a success".to_owned() };
        assert_eq!(exit(&Healed { later: vec![later()], ignored: vec![passed], ..healed(2) }), Exit::Done);
    }

    #[test]
    fn a_document_without_records_is_nothing_to_do() {
        assert_eq!(exit(&healed(0)), Exit::NothingToDo);
    }
}
