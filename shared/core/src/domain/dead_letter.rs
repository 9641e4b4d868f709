//! Input that could not be read: kept with its reason, bounded, for a person to look at.

use super::sha256_hex;
use jiff::Timestamp;

/// How much of an unreadable input is kept, in bytes.
pub const KEPT_BYTES_MAX: usize = 64 * 1024;

/// An input, or a part of one, that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its first [`KEPT_BYTES_MAX`] bytes.
    pub head: Vec<u8>,
    /// Its whole length, in bytes.
    pub length_bytes: usize,
    /// SHA-256 of the whole of it, in hex.
    pub sha256: String,
    /// Why it could not be read: names the field and the fix.
    pub reason: String,
    /// When it arrived.
    pub at: Timestamp,
}

impl DeadLetter {
    /// Keeps the head, the length and the digest of an input.
    pub fn new(input: &[u8], reason: impl Into<String>, at: Timestamp) -> Self {
        Self {
            head: input.iter().copied().take(KEPT_BYTES_MAX).collect(),
            length_bytes: input.len(),
            sha256: sha256_hex(input),
            reason: reason.into(),
            at,
        }
    }
}
