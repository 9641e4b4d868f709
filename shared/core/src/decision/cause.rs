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
    /// 4: another account holds the address, and a SCIM record of the same person locks it.
    DuplicateLinked,
    /// 7: a SCIM record without an account has the address, the userName or the externalId.
    UnusableRecord,
    /// 10: the holder's address was never verified.
    HolderUnverified,
    /// 11: the account that holds the address is not managed here.
    HolderUnmanaged,
    /// 12: every look-up proves absent, and a push still gets the same 409.
    HolderInvisible,
    /// 13: the wanted address is on a domain that is not verified here, or on which no account was claimed.
    DomainNotClaimed,
    /// 14: the person's own account is not managed here.
    OriginalUnmanaged,
    /// 16: the address, or the account that holds it, is another living person's.
    AnotherPerson,
    /// 22: throttled or unavailable on any input.
    Transient,
    /// 24: another key than the address is taken by a record that has an account.
    OtherKeyTaken,
    /// 25: contradiction, several candidates, or evidence of a cause that is not built yet.
    Undetermined,
}

impl Cause {
    /// Every cause, in the order of the catalogue.
    pub const ALL: [Self; 14] = [
        Self::NotAUniquenessConflict,
        Self::AlreadyHealed,
        Self::DuplicateUnlinked,
        Self::DuplicateLinked,
        Self::UnusableRecord,
        Self::HolderUnverified,
        Self::HolderUnmanaged,
        Self::HolderInvisible,
        Self::DomainNotClaimed,
        Self::OriginalUnmanaged,
        Self::AnotherPerson,
        Self::Transient,
        Self::OtherKeyTaken,
        Self::Undetermined,
    ];

    /// Its number in the catalogue.
    pub const fn number(self) -> u8 {
        match self {
            Self::NotAUniquenessConflict => 1,
            Self::AlreadyHealed => 2,
            Self::DuplicateUnlinked => 3,
            Self::DuplicateLinked => 4,
            Self::UnusableRecord => 7,
            Self::HolderUnverified => 10,
            Self::HolderUnmanaged => 11,
            Self::HolderInvisible => 12,
            Self::DomainNotClaimed => 13,
            Self::OriginalUnmanaged => 14,
            Self::AnotherPerson => 16,
            Self::Transient => 22,
            Self::OtherKeyTaken => 24,
            Self::Undetermined => 25,
        }
    }

    /// Its name as settings, reports and `docs/CAUSES.md` spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NotAUniquenessConflict => "not_a_uniqueness_conflict",
            Self::AlreadyHealed => "already_healed",
            Self::DuplicateUnlinked => "duplicate_unlinked",
            Self::DuplicateLinked => "duplicate_linked",
            Self::UnusableRecord => "unusable_record",
            Self::HolderUnverified => "holder_unverified",
            Self::HolderUnmanaged => "holder_unmanaged",
            Self::HolderInvisible => "holder_invisible",
            Self::DomainNotClaimed => "domain_not_claimed",
            Self::OriginalUnmanaged => "original_unmanaged",
            Self::AnotherPerson => "another_person",
            Self::Transient => "transient",
            Self::OtherKeyTaken => "other_key_taken",
            Self::Undetermined => "undetermined",
        }
    }
}
