//! The guards, by name, and what each may answer.

use serde::{Deserialize, Serialize};

/// A guard of the catalogue (`docs/POLICY.md`), by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[expect(missing_docs, reason = "each is a page of its own in guards/, where its sentence stands")]
pub enum Guard {
    StillWanted = 1,
    Distinct = 2,
    Editable = 3,
    HolderIsFree = 4,
    NotProtected = 5,
    Idle = 6,
    DomainsClaimed = 7,
    OriginalManaged = 8,
    OneAttribute = 9,
    GroupsCanReturn = 10,
    NotARelapse = 11,
    NoStorm = 12,
    Allowed = 13,
    Fresh = 14,
    AddressIsTheirs = 15,
    NoHistory = 16,
    PushIsSafe = 17,
    AddressSettled = 18,
    SamePerson = 19,
}

impl Guard {
    /// Every guard, in its order.
    pub const ALL: [Self; 19] = [
        Self::StillWanted,
        Self::Distinct,
        Self::Editable,
        Self::HolderIsFree,
        Self::NotProtected,
        Self::Idle,
        Self::DomainsClaimed,
        Self::OriginalManaged,
        Self::OneAttribute,
        Self::GroupsCanReturn,
        Self::NotARelapse,
        Self::NoStorm,
        Self::Allowed,
        Self::Fresh,
        Self::AddressIsTheirs,
        Self::NoHistory,
        Self::PushIsSafe,
        Self::AddressSettled,
        Self::SamePerson,
    ];

    /// The name in reports (`Guard::Idle` is `Idle`).
    pub const fn name(self) -> &'static str {
        match self {
            Self::StillWanted => "StillWanted",
            Self::Distinct => "Distinct",
            Self::Editable => "Editable",
            Self::HolderIsFree => "HolderIsFree",
            Self::NotProtected => "NotProtected",
            Self::Idle => "Idle",
            Self::DomainsClaimed => "DomainsClaimed",
            Self::OriginalManaged => "OriginalManaged",
            Self::OneAttribute => "OneAttribute",
            Self::GroupsCanReturn => "GroupsCanReturn",
            Self::NotARelapse => "NotARelapse",
            Self::NoStorm => "NoStorm",
            Self::Allowed => "Allowed",
            Self::Fresh => "Fresh",
            Self::AddressIsTheirs => "AddressIsTheirs",
            Self::NoHistory => "NoHistory",
            Self::PushIsSafe => "PushIsSafe",
            Self::AddressSettled => "AddressSettled",
            Self::SamePerson => "SamePerson",
        }
    }
}

/// What a guard answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// It passes.
    Pass,
    /// It does not concern this plan, and why.
    NotConcerned(NotConcerned),
    /// A person has to decide, and why.
    NeedsPerson(String),
    /// It could not be checked, and why.
    Unknown(String),
}

/// The only reasons for which a guard may not concern a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NotConcerned {
    /// Guards 2 and 8: the plan names no original, and that is proved.
    NoOriginalProvedAbsent,
    /// Guard 10: the plan drops none of the subject's groups.
    DropsNoGroups,
    /// The plan has no step that requires this guard.
    NoStepRequiresIt,
}

/// A guard with its answer and the value that it looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuardReport {
    /// Which guard.
    pub guard: Guard,
    /// What it says.
    pub answer: Answer,
    /// What it looked at, in words for people.
    pub looked_at: String,
}
