//! A journal as text: what a store keeps of each record, and how it is held to the record before it, in both directions.
//!
//! The hash that a record carries is that of the text that is kept, so a store has to keep the text as it is.

use super::{RECORD_VERSION, Record};
use crate::domain::{CaseId, sha256_hex};
use serde_json::Value;

/// Where a journal ends, and so what the next record has to carry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JournalEnd {
    /// The number of the next record.
    pub next_seq: u64,
    /// The hash that it carries; empty at the beginning.
    pub hash: String,
}

/// Why a record cannot be written or read. It quotes nothing of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The record does not continue the journal.
    Gap(u64),
    /// The record has no text.
    Unwritable(u64),
    /// A newer program wrote it.
    Newer(u64),
    /// The text is no record. The number is that of the record that was looked for.
    Damaged(u64),
}

impl JournalEnd {
    /// The text of a record that continues the journal, which ends with it from here on.
    pub fn append(&mut self, record: &Record) -> Result<String, Unfit> {
        if record.version != RECORD_VERSION {
            return Err(Unfit::Gap(record.seq));
        }
        self.check(record, record.seq)?;
        let text = serde_json::to_string(record).map_err(|_| Unfit::Unwritable(record.seq))?;
        *self = Self { next_seq: record.seq + 1, hash: sha256_hex(text.as_bytes()) };
        Ok(text)
    }

    /// The record in a text that continues the journal, which ends with it from here on.
    pub fn read(&mut self, text: &str) -> Result<Record, Unfit> {
        let record = parse(text, self.next_seq)?;
        self.check(&record, self.next_seq)?;
        *self = Self { next_seq: record.seq + 1, hash: sha256_hex(text.as_bytes()) };
        Ok(record)
    }

    /// The end of a journal whose last record has this text.
    pub fn after(text: &str) -> Result<Self, Unfit> {
        let record = parse(text, 0)?;
        Ok(Self { next_seq: record.seq + 1, hash: sha256_hex(text.as_bytes()) })
    }

    fn check(&self, record: &Record, named: u64) -> Result<(), Unfit> {
        let continues = record.seq == self.next_seq && record.prev_hash == self.hash;
        if continues { Ok(()) } else { Err(Unfit::Gap(named)) }
    }
}

impl Unfit {
    /// The fault in words, for the journal of a case.
    pub fn in_words(&self, case: &CaseId) -> String {
        match self {
            Self::Gap(seq) => format!("record {seq} does not continue the journal of {case}"),
            Self::Unwritable(seq) => format!("record {seq} of {case} cannot be written"),
            Self::Newer(version) => {
                format!("a record of {case} has version {version}, this program reads up to {RECORD_VERSION}")
            }
            Self::Damaged(seq) => format!("a record of {case} is unreadable (at or after {seq})"),
        }
    }
}

/// The version is looked at first: a record of a newer program is named as such, not as damage.
fn parse(text: &str, seq: u64) -> Result<Record, Unfit> {
    let value: Value = serde_json::from_str(text).map_err(|_| Unfit::Damaged(seq))?;
    match value.get("version").and_then(Value::as_u64) {
        Some(version) if version > u64::from(RECORD_VERSION) => Err(Unfit::Newer(version)),
        // The error's own text could quote the record.
        Some(_) | None => serde_json::from_value(value).map_err(|_| Unfit::Damaged(seq)),
    }
}
