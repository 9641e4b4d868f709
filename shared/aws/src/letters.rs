//! Unreadable input, kept for a person for a while.

use crate::fault::{broken, unless_refused};
use crate::item::{CHANGED_AT, EXPIRES_AT, Item, Key, LISTED, PK, SK, Stored, bytes, number, text, time};
use crate::table::Table;
use crate::transaction::Expression;
use untwin_core::domain::{DeadLetter, KEPT_BYTES_MAX, sha256_hex};
use untwin_workflow::ports::StoreError;

/// The kind under which letters are listed, and their partition.
const LETTER: &str = "letter";
/// How long a letter is kept, in seconds: 90 days.
const KEPT_S: i64 = 90 * 24 * 3_600;
/// A reason is a sentence or two; more than this is cut.
const REASON_CHARS_MAX: usize = 2_000;

impl Table {
    /// The same input with the same reason is kept once, as it came last: a message that comes again must not crowd out the
    /// others.
    pub(crate) async fn bury(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        let reason: String = letter.reason.chars().take(REASON_CHARS_MAX).collect();
        let head: Vec<u8> = letter.head.iter().copied().take(KEPT_BYTES_MAX).collect();
        let length = i128::try_from(letter.length_bytes).unwrap_or(i128::MAX);
        let item = Item::new(&key(&letter.sha256, &reason))
            .with("head", bytes(head))
            .with("length_bytes", number(length))
            .with("sha256", text(&letter.sha256))
            .with("reason", text(reason))
            .with(LISTED, text(LETTER))
            .with(CHANGED_AT, time(letter.at))
            .with(EXPIRES_AT, number(letter.at.as_second().saturating_add(KEPT_S)));
        let request = self.client.put_item().table_name(&self.name).set_item(Some(item.into_attributes()));
        request.send().await.map(drop).map_err(|error| broken("putting a dead letter aside", &error))
    }

    /// Letters, newest first.
    pub(crate) async fn newest_letters(&self, limit: usize) -> Result<Vec<DeadLetter>, StoreError> {
        let mut letters = Vec::new();
        for found in self.listed(LETTER, limit).await? {
            let found = Stored::new(&found, "a listed letter");
            let key = Key::of(found.text(PK)?, found.text(SK)?);
            // The index may still show one that was taken out.
            let Some(item) = self.get(&key, "reading a dead letter").await? else { continue };
            let stored = Stored::new(&item, "a dead letter");
            letters.push(DeadLetter {
                head: stored.bytes("head")?,
                length_bytes: stored.number("length_bytes")?,
                sha256: stored.text("sha256")?.to_owned(),
                reason: stored.text("reason")?.to_owned(),
                at: stored.time(CHANGED_AT)?,
            });
        }
        Ok(letters)
    }

    /// Takes a letter out, if it still is there as it was read.
    pub(crate) async fn exhume(&self, letter: &DeadLetter) -> Result<(), StoreError> {
        let as_read = Expression::new("changed_at = :at").with(":at", time(letter.at));
        let key = key(&letter.sha256, &letter.reason);
        let request = self.client.delete_item().table_name(&self.name).set_key(Some(key.attributes()));
        let request = request.condition_expression(as_read.text()).set_expression_attribute_values(as_read.values());
        unless_refused("taking a dead letter out", request.send().await).map(drop)
    }
}

fn key(sha256: &str, reason: &str) -> Key {
    Key::of(LETTER, format!("{sha256}#{}", sha256_hex(reason.as_bytes())))
}
