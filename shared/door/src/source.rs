//! Who may hand documents in: each source has a path of its own.

use crate::bucket::Flow;
use crate::secret::{PathSecret, SigningSecret};
use std::fmt;

/// The longest name of a source.
const NAME_CHARS_MAX: usize = 64;

/// One source of documents.
#[derive(Debug, Clone)]
pub struct Source {
    /// Its name: its path is `/hooks/NAME`, with the secret behind it where it cannot sign.
    pub name: SourceName,
    /// How it proves itself.
    pub authenticity: Authenticity,
    /// Whether it may send text beside JSON.
    pub plain_text: PlainText,
    /// How much it may send.
    pub flow: Flow,
}

/// How a source proves itself. Several secrets are for the time in which one replaces another.
#[derive(Debug, Clone)]
pub enum Authenticity {
    /// By the last segment of its path: Azure Monitor's action groups can neither sign nor send headers of their own.
    SecretPath(Vec<PathSecret>),
    /// By a signature of Standard Webhooks.
    Signed(Vec<SigningSecret>),
}

/// Whether a source may send text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlainText {
    /// JSON alone.
    Refused,
    /// Text as people paste it, too.
    Accepted,
}

/// The name of a source, fit for a path and for logs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceName(String);

/// Why a text is no name of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a name has 1 to {NAME_CHARS_MAX} small letters, digits and hyphens")]
pub struct SourceNameFault;

impl SourceName {
    /// Reads a name.
    pub fn parse(text: &str) -> Result<Self, SourceNameFault> {
        let fits = (1..=NAME_CHARS_MAX).contains(&text.len());
        let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        if fits && plain { Ok(Self(text.to_owned())) } else { Err(SourceNameFault) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
