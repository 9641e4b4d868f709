//! `untwin classify`: what the records of a document are. It reads nothing else, keeps nothing and needs no settings.

use super::document::read_document;
use crate::args::Input;
use crate::exit::{Exit, Stop};
use crate::render::classified_table;
use crate::terminal::{Format, Terminal};
use untwin_signals::{Classified, Contents, Reading, classified, read};

/// Classifies a document.
pub(crate) fn classify(input: &Input, terminal: &Terminal) -> Result<Exit, Stop> {
    let reading = read(&read_document(input)?);
    let records: Vec<Classified> = reading.failures.iter().map(classified).collect();
    match terminal.format() {
        Format::Json => terminal.put_json_lines(&records)?,
        Format::Table if records.is_empty() => {}
        Format::Table => terminal.put(&classified_table(&records, terminal.paint()))?,
    }
    for part in &reading.unreadable {
        terminal.say(&placed(&part.place, &part.reason));
    }
    if reading.contents() == Contents::NothingToDo {
        terminal.say("the document holds no record");
    }
    Ok(exit(&reading))
}

/// A fault of the whole document names it as its field already.
fn placed(place: &str, reason: &str) -> String {
    if reason.starts_with(place) { reason.to_owned() } else { format!("{place}: {reason}") }
}

/// Bad as soon as one record is; nothing to do where there is none.
fn exit(reading: &Reading) -> Exit {
    match reading.contents() {
        Contents::NothingToDo => Exit::NothingToDo,
        Contents::Something if reading.unreadable.is_empty() => Exit::Done,
        Contents::Something => Exit::Usage,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_batch_is_nothing_to_do() {
        assert_eq!(exit(&read(br#"{"value":[]}"#)), Exit::NothingToDo);
    }

    #[test]
    fn a_fault_names_its_place_once() {
        assert_eq!(placed("document", "document: no JSON; send JSON"), "document: no JSON; send JSON");
        assert_eq!(placed("line 3", "id: missing; send it"), "line 3: id: missing; send it");
    }

    #[test]
    fn a_conflict_is_read_and_something_else_is_bad_input() {
        assert_eq!(exit(&read(b"Resource [USER]: with email[ada@example.com] already exists.")), Exit::Done);
        assert_eq!(exit(&read(br#"{"value":["#)), Exit::Usage);
    }
}
