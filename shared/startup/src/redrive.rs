//! A dead letter again at the door: what could not be read or vouched for may be readable or vouched for by now.

use crate::heal::{Healed, heal_document};
use jiff::Timestamp;
use untwin_core::domain::DeadLetter;
use untwin_signals::read;
use untwin_workflow::ports::{Clock, Ports, Store};
use untwin_workflow::{Setup, WorkError};

/// How many letters are looked through for the one that came back.
const LETTERS_MAX: usize = 10_000;

/// What became of a letter.
#[derive(Debug, Clone, PartialEq)]
pub enum Redriven {
    /// Every record in it was taken in, and the letter is gone.
    TakenIn(Box<Healed>),
    /// It stays where it is.
    Stays(Stays),
}

/// Why a letter stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stays {
    /// Only its beginning was kept.
    Cut,
    /// It still cannot be read, or the provider's log still does not vouch for it.
    Unfit(String),
    /// What it needs could not be read now.
    Later(String),
}

/// Takes the kept bytes of a letter in, exactly as [`heal_document`] takes a document in. The letter goes only once all
/// of it was taken in.
pub async fn redrive<P: Ports>(
    ports: &P,
    setup: &Setup,
    letter: &DeadLetter,
    deadline: Timestamp,
) -> Result<Redriven, WorkError> {
    if let Some(stays) = unfit(letter) {
        return Ok(Redriven::Stays(stays));
    }
    let began_at = ports.clock().now();
    let healed = heal_document(ports, setup, &letter.head, deadline).await?;
    if let Some(again) = buried_again(ports.store(), letter, began_at).await? {
        if again.reason != letter.reason {
            // The same bytes lie there with the newer reason.
            ports.store().exhume(letter).await?;
        }
        return Ok(Redriven::Stays(Stays::Unfit(again.reason)));
    }
    if let Some(later) = healed.later.first() {
        return Ok(Redriven::Stays(Stays::Later(later.why.clone())));
    }
    ports.store().exhume(letter).await?;
    Ok(Redriven::TakenIn(Box::new(healed)))
}

/// What can be said of it before anything is done: nothing of a letter is taken in unless all of it can be read.
fn unfit(letter: &DeadLetter) -> Option<Stays> {
    if letter.length_bytes > letter.head.len() {
        return Some(Stays::Cut);
    }
    let reading = read(&letter.head);
    if let Some(part) = reading.unreadable.first() {
        return Some(Stays::Unfit(part.reason.clone()));
    }
    reading.failures.is_empty().then(|| Stays::Unfit("it holds no record".to_owned()))
}

async fn buried_again<S: Store>(
    store: &S,
    letter: &DeadLetter,
    began_at: Timestamp,
) -> Result<Option<DeadLetter>, WorkError> {
    let letters = store.dead_letters(LETTERS_MAX).await?;
    Ok(letters.into_iter().find(|found| found.sha256 == letter.sha256 && found.at >= began_at))
}
