//! Every metric: name, unit, dimension, and how several of its values become one.

use crate::dimension::Dimension;

/// A metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Cases that a failure opened, or opened again.
    CasesOpened,
    /// Repeated failures that an open case took in.
    CasesAbsorbed,
    /// Diagnoses.
    CasesDecided,
    /// Repairs that were verified for the first time.
    CasesRepaired,
    /// Cases that began to wait for a person.
    CasesHandedOver,
    /// Cases that are neither as before nor repaired: a person must come.
    CasesStuck,
    /// Writes without a readable answer.
    AmbiguousWrites,
    /// Plans that a limit kept from starting.
    BreakerOpen,
    /// Leases that ended or were taken over during work.
    LeasesLost,
    /// Faults of the store.
    StoreFaults,
    /// Pieces of work that ended with any other error.
    WorkFailures,
    /// Refusals of a key by a vendor.
    KeysRefused,
    /// Panics.
    Panics,
    /// Inputs that were put aside.
    DeadLetters,
    /// Requests that the door refused.
    DoorRefusals,
    /// Requests to vendors.
    VendorRequests,
    /// Days until the first key of its kind ends; below zero once it has.
    KeyDaysLeft,
    /// Starts that the settings, or what they name, made impossible.
    StartsRefused,
    /// From the start of the process until it is ready.
    ColdStart,
    /// From the failure being taken in to the diagnosis.
    EventToDecision,
    /// From the opening of a case to its verified repair.
    OpenedToRepaired,
}

/// A unit, as `CloudWatch` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// How many.
    Count,
    /// Thousandths of a second.
    Milliseconds,
    /// A number that has none of the units that `CloudWatch` knows.
    None,
}

/// How the values between two flushes become what is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// They are added up.
    Sum,
    /// Each of them is written.
    Each,
    /// The least of them is.
    Least,
}

impl Metric {
    /// All of them, in the order of `docs/LOGGING.md`.
    pub const ALL: [Self; 21] = [
        Self::CasesOpened,
        Self::CasesAbsorbed,
        Self::CasesDecided,
        Self::CasesRepaired,
        Self::CasesHandedOver,
        Self::CasesStuck,
        Self::AmbiguousWrites,
        Self::BreakerOpen,
        Self::LeasesLost,
        Self::StoreFaults,
        Self::WorkFailures,
        Self::KeysRefused,
        Self::Panics,
        Self::DeadLetters,
        Self::DoorRefusals,
        Self::VendorRequests,
        Self::KeyDaysLeft,
        Self::StartsRefused,
        Self::ColdStart,
        Self::EventToDecision,
        Self::OpenedToRepaired,
    ];

    /// Its name in `CloudWatch`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CasesOpened => "CasesOpened",
            Self::CasesAbsorbed => "CasesAbsorbed",
            Self::CasesDecided => "CasesDecided",
            Self::CasesRepaired => "CasesRepaired",
            Self::CasesHandedOver => "CasesHandedOver",
            Self::CasesStuck => "CasesStuck",
            Self::AmbiguousWrites => "AmbiguousWrites",
            Self::BreakerOpen => "BreakerOpen",
            Self::LeasesLost => "LeasesLost",
            Self::StoreFaults => "StoreFaults",
            Self::WorkFailures => "WorkFailures",
            Self::KeysRefused => "KeysRefused",
            Self::Panics => "Panics",
            Self::DeadLetters => "DeadLetters",
            Self::DoorRefusals => "DoorRefusals",
            Self::VendorRequests => "VendorRequests",
            Self::KeyDaysLeft => "KeyDaysLeft",
            Self::StartsRefused => "StartsRefused",
            Self::ColdStart => "ColdStart",
            Self::EventToDecision => "EventToDecision",
            Self::OpenedToRepaired => "OpenedToRepaired",
        }
    }

    /// What its values are told apart by, if by anything.
    pub const fn dimension(self) -> Option<Dimension> {
        match self {
            Self::CasesDecided => Some(Dimension::Cause),
            Self::BreakerOpen => Some(Dimension::Breaker),
            Self::DoorRefusals => Some(Dimension::Reason),
            Self::VendorRequests => Some(Dimension::Phase),
            Self::KeyDaysLeft => Some(Dimension::Key),
            Self::CasesOpened
            | Self::CasesAbsorbed
            | Self::CasesRepaired
            | Self::CasesHandedOver
            | Self::CasesStuck
            | Self::AmbiguousWrites
            | Self::LeasesLost
            | Self::StoreFaults
            | Self::WorkFailures
            | Self::KeysRefused
            | Self::Panics
            | Self::DeadLetters
            | Self::StartsRefused
            | Self::ColdStart
            | Self::EventToDecision
            | Self::OpenedToRepaired => None,
        }
    }

    /// Its unit.
    pub const fn unit(self) -> Unit {
        match self.kind() {
            Kind::Sum => Unit::Count,
            Kind::Each => Unit::Milliseconds,
            Kind::Least => Unit::None,
        }
    }

    /// How its values become one.
    pub const fn kind(self) -> Kind {
        match self {
            Self::ColdStart | Self::EventToDecision | Self::OpenedToRepaired => Kind::Each,
            Self::KeyDaysLeft => Kind::Least,
            Self::CasesOpened
            | Self::CasesAbsorbed
            | Self::CasesDecided
            | Self::CasesRepaired
            | Self::CasesHandedOver
            | Self::CasesStuck
            | Self::AmbiguousWrites
            | Self::BreakerOpen
            | Self::LeasesLost
            | Self::StoreFaults
            | Self::WorkFailures
            | Self::KeysRefused
            | Self::Panics
            | Self::DeadLetters
            | Self::DoorRefusals
            | Self::VendorRequests
            | Self::StartsRefused => Kind::Sum,
        }
    }
}

impl Unit {
    /// Its name in `CloudWatch`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
            Self::None => "None",
        }
    }
}
