//! Facts: read, proved absent, or not readable. These three never mix.
//!
//! There is no `Default`, no conversion to `Option` and no fallback value on purpose: whoever uses a
//! fact says what happens in each of the three cases.

use super::Question;
use jiff::Timestamp;

/// One thing that was asked of the outside world.
#[derive(Debug, Clone, PartialEq)]
pub enum Fact<T> {
    /// It was read. For lists: at least one entry.
    Known(T, ReadAt),
    /// It was asked for in a way that proves that it is not there. For lists: nothing matched.
    Absent(AbsenceProof),
    /// It could not be read. This never leads to a write.
    Unavailable(Why),
}

/// Where and when a fact was read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadAt {
    /// The question that was answered.
    pub question: Question,
    /// When the answer arrived.
    pub at: Timestamp,
}

/// The questions whose answers prove an absence, and when the last of them was answered.
#[derive(Debug, Clone, PartialEq)]
pub struct AbsenceProof {
    asked: Vec<Question>,
    at: Timestamp,
}

impl AbsenceProof {
    /// A proof rests on at least one question.
    pub fn new(first: Question, others: impl IntoIterator<Item = Question>, at: Timestamp) -> Self {
        Self { asked: std::iter::once(first).chain(others).collect(), at }
    }

    /// What was asked.
    pub fn asked(&self) -> &[Question] {
        &self.asked
    }

    /// When the last answer arrived.
    pub const fn at(&self) -> Timestamp {
        self.at
    }
}

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    /// The vendor throttled us; reading again makes sense from this moment on, if one was named.
    #[error("throttled by {vendor}")]
    Throttled {
        /// Which vendor said so.
        vendor: &'static str,
        /// When to come back, if the answer says it.
        until: Option<Timestamp>,
    },
    /// Timeout, connection fault or a 5xx answer: it may work later.
    #[error("{vendor} does not answer ({detail})")]
    NoAnswer {
        /// Which vendor.
        vendor: &'static str,
        /// What happened, without personal data.
        detail: String,
    },
    /// The key was refused or lacks a permission: a person must fix it.
    #[error("{vendor} refused the key (HTTP {status}: {detail})")]
    KeyRefused {
        /// Which vendor.
        vendor: &'static str,
        /// HTTP status.
        status: u16,
        /// The vendor's error code, without personal data.
        detail: String,
    },
    /// The answer was outside everything that is documented.
    #[error("unexpected answer of {vendor}: {detail}")]
    Unexpected {
        /// Which vendor.
        vendor: &'static str,
        /// What was unexpected, without personal data.
        detail: String,
    },
    /// It needs something that the settings do not give (an optional SCIM key, say).
    #[error("not configured: {0}")]
    NotConfigured(String),
    /// It could not be asked because something else, that it depends on, is not known.
    #[error("not asked: {0}")]
    NotAsked(String),
}

impl Why {
    /// Whether waiting may help (cause 22), as opposed to a person.
    pub const fn passes_by_itself(&self) -> bool {
        match self {
            Self::Throttled { .. } | Self::NoAnswer { .. } => true,
            Self::KeyRefused { .. } | Self::Unexpected { .. } | Self::NotConfigured(_) | Self::NotAsked(_) => false,
        }
    }
}

impl<T> Fact<T> {
    /// The value, where it is known. Absence and ignorance stay apart: see [`Fact::known_or_absent`].
    pub const fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value, _) => Some(value),
            Self::Absent(_) | Self::Unavailable(_) => None,
        }
    }

    /// `Ok(Some)` known, `Ok(None)` proved absent, `Err` not readable: for use with `?`.
    pub const fn known_or_absent(&self) -> Result<Option<&T>, &Why> {
        match self {
            Self::Known(value, _) => Ok(Some(value)),
            Self::Absent(_) => Ok(None),
            Self::Unavailable(why) => Err(why),
        }
    }

    /// When it was read, whether known or proved absent.
    pub const fn read_at(&self) -> Option<Timestamp> {
        match self {
            Self::Known(_, read) => Some(read.at),
            Self::Absent(proof) => Some(proof.at),
            Self::Unavailable(_) => None,
        }
    }

    /// The reason, where it could not be read.
    pub const fn unavailable(&self) -> Option<&Why> {
        match self {
            Self::Unavailable(why) => Some(why),
            Self::Known(..) | Self::Absent(_) => None,
        }
    }

    /// The same fact about a part of the value.
    pub fn map<U>(self, part: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value, read) => Fact::Known(part(value), read),
            Self::Absent(proof) => Fact::Absent(proof),
            Self::Unavailable(why) => Fact::Unavailable(why),
        }
    }
}

impl<T> Fact<Vec<T>> {
    /// The entries, where the list is known; the empty slice, where it is proved empty; else why not.
    pub fn entries(&self) -> Result<&[T], &Why> {
        match self {
            Self::Known(list, _) => Ok(list),
            Self::Absent(_) => Ok(&[]),
            Self::Unavailable(why) => Err(why),
        }
    }

    /// Makes a list fact: nothing found is an absence with its proof.
    pub fn list(found: Vec<T>, question: Question, at: Timestamp) -> Self {
        if found.is_empty() {
            Self::Absent(AbsenceProof::new(question, [], at))
        } else {
            Self::Known(found, ReadAt { question, at })
        }
    }
}
