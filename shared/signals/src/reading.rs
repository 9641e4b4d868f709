//! What was read out of a document, and what could not be read.

use serde_json::Value;
use std::fmt;
use untwin_core::domain::Failure;

/// The records of one document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// The records, in the order of the document. Successes and other errors are records too.
    pub failures: Vec<Failure>,
    /// What could not be read, in the order of the document; what stands beside it was read all the same.
    pub unreadable: Vec<Unreadable>,
    /// How many objects were understood and are none of ours (another category of the same export, say).
    pub passed_over: usize,
}

/// Whether a document holds anything to act upon or to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Contents {
    /// An empty batch, or a document that speaks of something else: nothing to do, and no error.
    NothingToDo,
    /// At least one record, or something that could not be read.
    Something,
}

impl Reading {
    /// Whether there is anything in it.
    pub const fn contents(&self) -> Contents {
        if self.failures.is_empty() && self.unreadable.is_empty() { Contents::NothingToDo } else { Contents::Something }
    }

    /// Takes one record in, or the reason why it cannot be read with the record itself.
    pub(crate) fn take(&mut self, place: &str, record: &Value, read: Result<Failure, Fault>) {
        match read {
            Ok(failure) => self.failures.push(failure),
            Err(fault) => self.refuse(place, serde_json::to_vec(record).unwrap_or_default(), fault),
        }
    }

    /// Keeps what cannot be read.
    pub(crate) fn refuse(&mut self, place: &str, bytes: impl Into<Vec<u8>>, fault: Fault) {
        self.unreadable.push(Unreadable { reason: fault.0, place: place.to_owned(), bytes: bytes.into() });
    }
}

/// A document, or one record of it, that could not be read.
#[derive(Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Names the field and the fix, and holds no personal data.
    pub reason: String,
    /// Where in the document: `document`, `line 3`, `records[2]`, `tables[0].rows[5]`.
    pub place: String,
    /// The record itself, to be kept for a person: byte for byte where it is a line or the whole document,
    /// and written out again, as compact JSON or without escapes, where it stood inside a larger one.
    pub bytes: Vec<u8>,
}

/// The bytes are somebody's data: debug output says only how many there are.
impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Unreadable({}: {}, {} bytes)", self.place, self.reason, self.bytes.len())
    }
}

/// Why one record cannot be read: names the field and the fix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Fault(String);

impl Fault {
    /// `problem` says what is wrong with the field, and `fix` what to do.
    pub(crate) fn new(field: &str, problem: &str, fix: &str) -> Self {
        Self(format!("{field}: {problem}; {fix}"))
    }
}
