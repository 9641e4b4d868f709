//! The names of events: what an alarm, a query or a metric matches. They are an interface, and stay as they are.

use std::fmt;

/// Something that a line of the log tells under a stable name, in its field `event`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LogEvent {
    /// The settings cannot be used, so nothing was started; `report` has every fault with its fix.
    SettingsRefused,
    /// What is needed beside the settings could not be opened, so nothing was started.
    NotStarted,
    /// The function is ready for its first event.
    Ready,
    /// The store does not work.
    StoreBroken,
    /// A lease ended or was taken over, so the work under it stopped.
    LeaseLost,
    /// Work ended with an error that has no name of its own here; it is tried again.
    WorkFailed,
    /// A vendor refused a key, or the key lacks a permission.
    Unauthorised,
    /// A panic, told by its place alone.
    Panic,
    /// A panic ended the work on one record; the others went on.
    PanicInRecord,
    /// A failure opened a case, or opened it again.
    CaseOpened,
    /// An open case took a repeated failure in.
    CaseAbsorbed,
    /// A case was diagnosed: `cause` says as what.
    CaseDecided,
    /// A case waits for a person: `stopped_by` says which guard stopped it, if one did.
    CaseHandedOver,
    /// A repair was verified for the first time.
    CaseRepaired,
    /// A person must come: a case is neither as before nor repaired.
    Stuck,
    /// A write got no readable answer; nobody writes to its objects until that is resolved by reading.
    Ambiguous,
    /// A limit keeps plans from starting: `breaker` says which.
    BreakerOpen,
    /// An input was put aside because nothing can be done with it.
    DeadLetter,
    /// The door refused a request: `reason` says why.
    DoorRefused,
    /// A request went to a vendor: `phase` says what for.
    Request,
    /// A key ends on a known day, `days_left` from now.
    KeyExpires,
}

impl LogEvent {
    /// All of them, in the order of `docs/LOGGING.md`.
    pub const ALL: [Self; 21] = [
        Self::SettingsRefused,
        Self::NotStarted,
        Self::Ready,
        Self::StoreBroken,
        Self::LeaseLost,
        Self::WorkFailed,
        Self::Unauthorised,
        Self::Panic,
        Self::PanicInRecord,
        Self::CaseOpened,
        Self::CaseAbsorbed,
        Self::CaseDecided,
        Self::CaseHandedOver,
        Self::CaseRepaired,
        Self::Stuck,
        Self::Ambiguous,
        Self::BreakerOpen,
        Self::DeadLetter,
        Self::DoorRefused,
        Self::Request,
        Self::KeyExpires,
    ];

    /// Its name in the field `event`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SettingsRefused => "settings_refused",
            Self::NotStarted => "not_started",
            Self::Ready => "ready",
            Self::StoreBroken => "store_broken",
            Self::LeaseLost => "lease_lost",
            Self::WorkFailed => "work_failed",
            Self::Unauthorised => "unauthorised",
            Self::Panic => "panic",
            Self::PanicInRecord => "panic_in_record",
            Self::CaseOpened => "case_opened",
            Self::CaseAbsorbed => "case_absorbed",
            Self::CaseDecided => "case_decided",
            Self::CaseHandedOver => "case_handed_over",
            Self::CaseRepaired => "case_repaired",
            Self::Stuck => "stuck",
            Self::Ambiguous => "ambiguous",
            Self::BreakerOpen => "breaker_open",
            Self::DeadLetter => "dead_letter",
            Self::DoorRefused => "door_refused",
            Self::Request => "request",
            Self::KeyExpires => "key_expires",
        }
    }

    /// The event of a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.name() == name)
    }
}

impl fmt::Display for LogEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
