//! The laws by name, and what it is to break one.

use jiff::Timestamp;
use std::fmt;

/// A law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the laws are named and explained in `Law::says`")]
pub enum Law {
    I1,
    I2,
    I3,
    I4,
    I5,
    I6,
    I7,
    I8,
    I9,
    I10,
    I11,
    I12,
    I13,
    I14,
    I15,
    I16,
    I17,
}

impl Law {
    /// Every law, in its order.
    pub const ALL: [Self; 17] = [
        Self::I1,
        Self::I2,
        Self::I3,
        Self::I4,
        Self::I5,
        Self::I6,
        Self::I7,
        Self::I8,
        Self::I9,
        Self::I10,
        Self::I11,
        Self::I12,
        Self::I13,
        Self::I14,
        Self::I15,
        Self::I16,
        Self::I17,
    ];

    /// The law in one sentence.
    pub const fn says(self) -> &'static str {
        match self {
            Self::I1 => {
                "Right before a write everything that it could harm is read again, and says what the plan says."
            }
            Self::I2 => "What could not be read is not taken as absent: no plan is accepted on it.",
            Self::I3 => "Whoever gets the address is its rightful account, and no account is made or linked otherwise.",
            Self::I4 => "An account that somebody lives in is not given another address, nor made less alive.",
            Self::I5 => "An address that was taken from somebody ends on an account, or the case is flagged, in time.",
            Self::I6 => {
                "One record of a journal, one request; and while it is unresolved nobody else touches its objects."
            }
            Self::I7 => {
                "The subject keeps the groups that the provider grants, or they are listed; nobody gets others."
            }
            Self::I8 => "Nothing changes that the plan does not name.",
            Self::I9 => "A dry run sends no write.",
            Self::I10 => "Every write stands in a journal before it is sent, and is closed there afterwards.",
            Self::I11 => "Protected accounts are left alone.",
            Self::I12 => "Budgets hold, and the kill switch stops every worker within one step.",
            Self::I13 => "Every case ends, in bounded steps.",
            Self::I14 => "An undo gives the address back and names what is lost; after an accepted push there is none.",
            Self::I15 => "No key, address or name reaches a log.",
            Self::I16 => "Nobody is more alive than before through us.",
            Self::I17 => {
                "Nothing out of an event reaches a write, and only whose failure the provider logged is pushed."
            }
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::I1 => "I1",
            Self::I2 => "I2",
            Self::I3 => "I3",
            Self::I4 => "I4",
            Self::I5 => "I5",
            Self::I6 => "I6",
            Self::I7 => "I7",
            Self::I8 => "I8",
            Self::I9 => "I9",
            Self::I10 => "I10",
            Self::I11 => "I11",
            Self::I12 => "I12",
            Self::I13 => "I13",
            Self::I14 => "I14",
            Self::I15 => "I15",
            Self::I16 => "I16",
            Self::I17 => "I17",
        }
    }
}

impl fmt::Display for Law {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A broken law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which.
    pub law: Law,
    /// When it was seen.
    pub at: Timestamp,
    /// What speaks against it, in words, with ids.
    pub why: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}: {}", self.law, self.at, self.why)
    }
}
