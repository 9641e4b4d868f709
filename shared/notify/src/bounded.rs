//! Making a message small enough for a channel: texts are clipped and lists cut before anything is left out.

use crate::foreign::clipped;
use crate::message::{AccountCard, Labelled, List, Message};
use serde_json::Value;

/// How long a text and a list may be, from roomy to tight.
const TRIES: [(usize, usize); 5] = [(2_000, 40), (800, 20), (300, 10), (120, 5), (60, 2)];

/// The roomiest writing of a message that fits; the tightest one, where none does.
pub(crate) fn fitting(message: &Message, bytes_max: usize, write: impl Fn(&Message) -> Value) -> Value {
    let mut written = Value::Null;
    for (chars_max, items_max) in TRIES {
        written = write(&shortened(message, chars_max, items_max));
        if written.to_string().len() <= bytes_max {
            break;
        }
    }
    written
}

/// The same message, with shorter texts and lists. Commands are never cut: half a command is another one.
pub(crate) fn shortened(message: &Message, chars_max: usize, items_max: usize) -> Message {
    let texts = |texts: &[String]| items(texts, chars_max, items_max);
    let labelled = |rows: &[Labelled]| -> Vec<Labelled> {
        rows.iter().map(|row| Labelled { label: row.label, text: clipped(&row.text, chars_max) }).collect()
    };
    let card = |card: &AccountCard| AccountCard { title: card.title.clone(), rows: labelled(&card.rows) };
    let list = |list: &List| List { heading: clipped(&list.heading, chars_max), items: texts(&list.items) };
    Message {
        title: clipped(&message.title, chars_max),
        sentences: texts(&message.sentences),
        accounts: message.accounts.iter().map(card).collect(),
        facts: labelled(&message.facts),
        lists: message.lists.iter().map(list).collect(),
        ..message.clone()
    }
}

/// What is left out is counted.
fn items(texts: &[String], chars_max: usize, items_max: usize) -> Vec<String> {
    let more = texts.len().saturating_sub(items_max);
    let kept = texts.iter().take(items_max).map(|text| clipped(text, chars_max));
    let left_out = (more > 0).then(|| format!("and {more} more: open the case"));
    kept.chain(left_out).collect()
}
