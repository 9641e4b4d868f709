//! The causes, by name. Each built one has a file in `causes/` and a page in `docs/CAUSES.md`.

use serde::{Deserialize, Serialize};

/// A cause of the catalogue that this version can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// 1: another status, type or text.
    NotAUniquenessConflict,
    /// 2: the original is linked and has the wanted address.
    AlreadyHealed,
    /// 3: another account holds the address, and no SCIM link locks it.
    DuplicateUnlinked,
    /// 10: the holder's address was never verified.
    HolderUnverified,
    /// 12: every look-up proves absent, and a push still gets the same 409.
    HolderInvisible,
    /// 22: throttled or unavailable on any input.
    Transient,
    /// 25: contradiction, several candidates, or evidence of a cause that is not built yet.
    Undetermined,
}

impl Cause {
    /// Every cause, in the order of the catalogue.
    pub const ALL: [Self; 7] = [
        Self::NotAUniquenessConflict,
        Self::AlreadyHealed,
        Self::DuplicateUnlinked,
        Self::HolderUnverified,
        Self::HolderInvisible,
        Self::Transient,
        Self::Undetermined,
    ];

    /// Its number in the catalogue.
    pub const fn number(self) -> u8 {
        match self {
            Self::NotAUniquenessConflict => 1,
            Self::AlreadyHealed => 2,
            Self::DuplicateUnlinked => 3,
            Self::HolderUnverified => 10,
            Self::HolderInvisible => 12,
            Self::Transient => 22,
            Self::Undetermined => 25,
        }
    }

    /// Its name as settings, reports and `docs/CAUSES.md` spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAUniquenessConflict => "not_a_uniqueness_conflict",
            Self::AlreadyHealed => "already_healed",
            Self::DuplicateUnlinked => "duplicate_unlinked",
            Self::HolderUnverified => "holder_unverified",
            Self::HolderInvisible => "holder_invisible",
            Self::Transient => "transient",
            Self::Undetermined => "undetermined",
        }
    }
}
