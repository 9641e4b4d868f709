//! Dead letters of queues, for people and for programs; never what they hold.

use super::table::{Cell, Table};
use super::words::{counted, moment};
use super::{HASH_CHARS, Page, Paint};
use jiff::Timestamp;
use serde::Serialize;
use untwin_workflow::ports::{DeadMessage, StoreError};

/// The dead letters of a queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct DeadQueueRow {
    /// Whose they are.
    pub queue: String,
    /// How many there are, as far as the queue knows.
    pub count: u64,
    /// Some of them, the oldest first.
    pub messages: Vec<MessageRow>,
    /// Why it cannot be looked at; none, where it was.
    pub unreachable: Option<String>,
}

/// One dead letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MessageRow {
    /// SHA-256 of its body.
    pub sha256: String,
    /// What it is.
    pub kind: Option<String>,
    /// When it was put into its queue.
    pub sent_at: Option<Timestamp>,
    /// When somebody received it first.
    pub first_received_at: Option<Timestamp>,
    /// How often it was received.
    pub receives: u32,
    /// The length of its body.
    pub length_bytes: usize,
}

/// What a redrive did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct MovedRow {
    /// Whose dead letters.
    pub queue: String,
    /// How many are in their queue again.
    pub moved: u64,
    /// How many stay.
    pub left: u64,
}

impl DeadQueueRow {
    pub(crate) fn new(of: &str, looked: Result<(u64, Vec<DeadMessage>), StoreError>) -> Self {
        let (count, mut messages, unreachable) = match looked {
            Ok((count, messages)) => (count, messages, None),
            Err(why) => (0, Vec::new(), Some(why.to_string())),
        };
        messages.sort_by_key(|message| message.sent_at);
        let messages = messages.iter().map(MessageRow::from).collect();
        Self { queue: of.to_owned(), count, messages, unreachable }
    }

    /// In a line.
    pub(crate) fn sum(&self) -> String {
        let Self { queue, count, messages, unreachable } = self;
        match unreachable {
            Some(why) => format!("dead letters of the queue {queue}: {why}"),
            None if *count == 0 => format!("dead letters of the queue {queue}: none"),
            None => format!("dead letters of the queue {queue}: {count}, of which {} are shown", messages.len()),
        }
    }
}

impl From<&DeadMessage> for MessageRow {
    fn from(message: &DeadMessage) -> Self {
        Self {
            sha256: message.sha256.clone(),
            kind: message.kind.clone(),
            sent_at: message.sent_at,
            first_received_at: message.first_received_at,
            receives: message.receives,
            length_bytes: message.length_bytes,
        }
    }
}

/// One row per message of every queue.
pub(crate) fn dead_queue_table(queues: &[DeadQueueRow], paint: Paint) -> String {
    let mut table = Table::new(["QUEUE", "KIND", "SENT", "FIRST RECEIVED", "RECEIVES", "BYTES", "SHA-256"]);
    for DeadQueueRow { queue, messages, .. } in queues {
        for message in messages {
            let [sent, first] = [message.sent_at, message.first_received_at].map(|at| Cell::from(at.map(moment)));
            let digest: String = message.sha256.chars().take(HASH_CHARS).collect();
            let [receives, bytes] = [message.receives.to_string(), message.length_bytes.to_string()].map(Cell::from);
            table.row([
                queue.as_str().into(),
                message.kind.as_deref().into(),
                sent,
                first,
                receives,
                bytes,
                digest.into(),
            ]);
        }
    }
    table.text(paint)
}

/// One message in full, without what it holds.
pub(crate) fn message_page(of: &str, message: &MessageRow, paint: Paint) -> String {
    let mut page = Page::new(paint);
    page.heading(&message.sha256);
    page.labelled("dead letter of the queue", Some(of));
    page.labelled("kind", message.kind.as_deref());
    page.labelled("sent", message.sent_at.map(moment).as_deref());
    page.labelled("first received", message.first_received_at.map(moment).as_deref());
    page.labelled("receives", Some(&message.receives.to_string()));
    page.labelled("length", Some(&counted(message.length_bytes, "byte", "bytes")));
    page.into_text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_of_a_queue_is_listed_without_what_it_holds() {
        let message = DeadMessage {
            sha256: "b5fc85e55755aa".to_owned(),
            kind: Some("document".to_owned()),
            length_bytes: 15,
            sent_at: "2026-03-01T12:00:00Z".parse().ok(),
            first_received_at: None,
            receives: 5,
            content: b"ada@example.com".to_vec(),
        };
        let row = DeadQueueRow::new("conflicts", Ok((3, vec![message])));
        insta::assert_snapshot!(dead_queue_table(std::slice::from_ref(&row), Paint::Plain), @r"
        QUEUE      KIND      SENT                  FIRST RECEIVED  RECEIVES  BYTES  SHA-256
        conflicts  document  2026-03-01 12:00:00Z  -               5         15     b5fc85e55755
        ");
        assert!(!serde_json::to_string(&row).unwrap().contains("ada"));
        assert_eq!(row.sum(), "dead letters of the queue conflicts: 3, of which 1 are shown");
    }
}
