//! `untwin dlq ls`: what could not be read, with the reason; never what it held.

use crate::exit::{Exit, Stop};
use crate::render::{LetterRow, letter_table};
use crate::terminal::{Format, Terminal};
use serde::Serialize;
use untwin_workflow::ports::Store;

/// Letters listed, at most.
const LETTERS_MAX: usize = 10_000;

/// Lists every dead letter.
pub(crate) async fn list_dead_letters(store: &impl Store, terminal: &Terminal) -> Result<Exit, Stop> {
    let letters = store.dead_letters(LETTERS_MAX).await?;
    let rows: Vec<LetterRow> = letters.iter().map(LetterRow::from).collect();
    match terminal.format() {
        Format::Json => terminal.put_json(&Listed { dead_letters: &rows })?,
        Format::Table if rows.is_empty() => terminal.say("no dead letters"),
        Format::Table => terminal.put(&letter_table(&rows, terminal.paint()))?,
    }
    Ok(Exit::Done)
}

#[derive(Serialize)]
struct Listed<'r> {
    dead_letters: &'r [LetterRow],
}
