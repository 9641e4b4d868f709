//! `untwin dlq`: what could not be read, and in AWS what no function could work off, with the reason; what it held only where
//! that is asked for; and taking it in again.

mod queues;

pub(crate) use queues::redrive_queue;

use super::shift::DOCUMENT_S_MAX;
use crate::exit::{Exit, Stop};
use crate::render::{
    DeadQueueRow, LetterRow, MessageRow, RedrivenRow, dead_queue_table, letter_page, letter_table, message_page,
    redriven_table,
};
use crate::session::StoreSession;
use crate::terminal::{Format, Terminal};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use untwin_core::domain::DeadLetter;
use untwin_core::saga::later_s;
use untwin_startup::{Redriven, Stays, redrive};
use untwin_workflow::Setup;
use untwin_workflow::ports::{Clock, Ports, Store};

/// Letters listed, at most.
const LETTERS_MAX: usize = 10_000;

/// Lists every dead letter.
pub(crate) async fn list_dead_letters(open: &StoreSession, terminal: &Terminal) -> Result<Exit, Stop> {
    let letters = open.store.dead_letters(LETTERS_MAX).await?;
    let letters: Vec<LetterRow> = letters.iter().map(LetterRow::from).collect();
    let queues = queues::rows(open).await;
    match terminal.format() {
        Format::Json => terminal.put_json(&Listed { dead_letters: &letters, queues: &queues })?,
        Format::Table => put_tables(&letters, &queues, terminal)?,
    }
    for queue in &queues {
        terminal.say(&queue.sum());
    }
    if let Some(newest) = letters.first() {
        terminal.suggest(&format!("untwin dlq show {}", newest.short()));
    } else if let Some(queue) = queues.iter().find(|queue| queue.count > 0 && queue.queue != "events") {
        terminal.suggest(&format!("untwin dlq redrive --queue {}", queue.queue));
    }
    let all_seen = queues.iter().all(|queue| queue.unreachable.is_none());
    Ok(if all_seen { Exit::Done } else { Exit::DependencyDown })
}

fn put_tables(letters: &[LetterRow], queues: &[DeadQueueRow], terminal: &Terminal) -> Result<(), Stop> {
    if letters.is_empty() {
        terminal.say("no dead letters");
    } else {
        terminal.put(&letter_table(letters, terminal.paint()))?;
    }
    if queues.iter().any(|queue| !queue.messages.is_empty()) {
        terminal.put(&dead_queue_table(queues, terminal.paint()))?;
    }
    Ok(())
}

/// Shows one letter, without what it holds.
pub(crate) async fn show_dead_letter(open: &StoreSession, digest: &str, terminal: &Terminal) -> Result<Exit, Stop> {
    let Some(letter) = the_one(&open.store, digest).await? else {
        return show_message(open, digest, terminal).await;
    };
    let row = LetterRow::from(&letter);
    match terminal.format() {
        Format::Json => terminal.put_json(&row)?,
        Format::Table => terminal.put(&letter_page(&row, terminal.paint()))?,
    }
    terminal.suggest(&format!("untwin dlq redrive {}", row.short()));
    Ok(Exit::Done)
}

async fn show_message(open: &StoreSession, digest: &str, terminal: &Terminal) -> Result<Exit, Stop> {
    let (of, message) = queues::the_one(open, digest).await?.ok_or_else(|| nobody(digest))?;
    let row = MessageRow::from(&message);
    match terminal.format() {
        Format::Json => terminal.put_json(&row)?,
        Format::Table => terminal.put(&message_page(of, &row, terminal.paint()))?,
    }
    Ok(Exit::Done)
}

/// Writes what was kept of a letter to standard output, byte by byte.
pub(crate) async fn write_dead_letter(open: &StoreSession, digest: &str, terminal: &Terminal) -> Result<Exit, Stop> {
    let Some(letter) = the_one(&open.store, digest).await? else {
        let (_, message) = queues::the_one(open, digest).await?.ok_or_else(|| nobody(digest))?;
        terminal.put_bytes(&message.content)?;
        return Ok(Exit::Done);
    };
    if letter.length_bytes > letter.head.len() {
        terminal.say(&format!("only its first {} of {} bytes were kept", letter.head.len(), letter.length_bytes));
    }
    terminal.put_bytes(&letter.head)?;
    Ok(Exit::Done)
}

/// Takes letters in again, the oldest first.
pub(crate) async fn redrive_letters<P: Ports>(
    ports: &P,
    setup: &Setup,
    (digests, per_minute): (&[String], u32),
    terminal: &Terminal,
) -> Result<Exit, Stop> {
    let letters = chosen(ports.store(), digests).await?;
    if letters.is_empty() {
        terminal.say("no dead letters");
        return Ok(Exit::NothingToDo);
    }
    let pause = SignedDuration::from_mins(1) / i32::try_from(per_minute.max(1)).unwrap_or(i32::MAX);
    let deadline = later_s(ports.clock().now(), DOCUMENT_S_MAX);
    let (of, mut rows) = (letters.len(), Vec::new());
    for (done, letter) in letters.iter().enumerate() {
        if ports.clock().now() >= deadline {
            terminal.say("time is up; the other letters stay as they are");
            break;
        }
        terminal.progress(&format!("letter {} of {of}", done + 1));
        let next_at = ports.clock().now().saturating_add(pause).unwrap_or(Timestamp::MAX);
        rows.push(RedrivenRow::of(letter, &redrive(ports, setup, letter, deadline).await?));
        if done + 1 < of {
            ports.clock().sleep_until(next_at).await;
        }
    }
    terminal.progress_over();
    print(&rows, terminal)
}

fn print(rows: &[RedrivenRow], terminal: &Terminal) -> Result<Exit, Stop> {
    match terminal.format() {
        Format::Json => terminal.put_json(&Tried { letters: rows })?,
        Format::Table => terminal.put(&redriven_table(rows, terminal.paint()))?,
    }
    let taken_in = rows.iter().filter(|row| row.taken_in()).count();
    terminal.say(&format!("{taken_in} of {} letters taken in; the others stay", rows.len()));
    match rows.iter().flat_map(|row| &row.cases).next() {
        Some(case) => terminal.suggest(&format!("untwin cases show {case}")),
        None => terminal.suggest("untwin dlq ls"),
    }
    Ok(exit(rows))
}

/// Unfit letters are bad input; where the others only have to come again later, something is down.
fn exit(rows: &[RedrivenRow]) -> Exit {
    let stays = || rows.iter().filter_map(|row| row.stays.as_ref());
    if stays().any(|why| matches!(why, Stays::Cut | Stays::Unfit(_))) {
        return Exit::Usage;
    }
    if stays().next().is_some() { Exit::DependencyDown } else { Exit::Done }
}

async fn chosen(store: &impl Store, digests: &[String]) -> Result<Vec<DeadLetter>, Stop> {
    let mut letters = store.dead_letters(LETTERS_MAX).await?;
    letters.reverse();
    if digests.is_empty() {
        return Ok(letters);
    }
    for digest in digests {
        if !letters.iter().any(|letter| letter.sha256.starts_with(digest.as_str())) {
            return Err(nobody(digest));
        }
    }
    letters.retain(|letter| digests.iter().any(|digest| letter.sha256.starts_with(digest.as_str())));
    Ok(letters)
}

/// The newest letter whose digest begins so, if all that do hold the same.
async fn the_one(store: &impl Store, digest: &str) -> Result<Option<DeadLetter>, Stop> {
    let mut letters = store.dead_letters(LETTERS_MAX).await?;
    letters.retain(|letter| letter.sha256.starts_with(digest));
    let mut letters = letters.into_iter();
    let Some(newest) = letters.next() else { return Ok(None) };
    if letters.any(|other| other.sha256 != newest.sha256) {
        return Err(Stop::new(Exit::Usage, format!("several dead letters begin with {digest}; write more digits")));
    }
    Ok(Some(newest))
}

fn nobody(digest: &str) -> Stop {
    Stop::new(Exit::Usage, format!("no dead letter begins with {digest}"))
}

impl RedrivenRow {
    fn of(letter: &DeadLetter, redriven: &Redriven) -> Self {
        let (cases, stays) = match redriven {
            Redriven::TakenIn(healed) => (healed.cases.iter().map(|met| met.case.id.clone()).collect(), None),
            Redriven::Stays(stays) => (Vec::new(), Some(stays.clone())),
        };
        Self { sha256: letter.sha256.clone(), cases, stays }
    }
}

#[derive(Serialize)]
struct Listed<'r> {
    dead_letters: &'r [LetterRow],
    queues: &'r [DeadQueueRow],
}

#[derive(Serialize)]
struct Tried<'r> {
    letters: &'r [RedrivenRow],
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(stays: Option<Stays>) -> RedrivenRow {
        RedrivenRow { sha256: "a".repeat(64), cases: Vec::new(), stays }
    }

    #[test]
    fn a_letter_that_can_never_be_read_outweighs_one_that_comes_again() {
        let later = || row(Some(Stays::Later("throttled".to_owned())));
        assert_eq!(exit(&[row(None)]), Exit::Done);
        assert_eq!(exit(&[row(None), later()]), Exit::DependencyDown);
        assert_eq!(exit(&[later(), row(Some(Stays::Cut))]), Exit::Usage);
    }
}
