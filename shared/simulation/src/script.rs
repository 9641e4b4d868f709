//! What a run consists of, as plain data: the town, what is done in it, what arrives, and what goes wrong.
//!
//! A script is drawn from a seed, shrunk when it breaks a law, and told as a story. It knows nothing of how it is run.

use crate::town::TownPlan;

/// Everything that happens in one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Script {
    /// The seed that it was drawn from; it also decides who goes first where several could.
    pub seed: u64,
    /// The town.
    pub town: TownPlan,
    /// What people do by hand.
    pub deeds: Vec<Planned>,
    /// What arrives for the program, beyond the first failure of everybody.
    pub arrivals: Vec<Arrival>,
    /// What goes wrong.
    pub faults: Vec<Fault>,
    /// Workers that take documents at the same time.
    pub workers: u8,
}

/// Something that a person does at a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    /// When.
    pub when: When,
    /// What.
    pub deed: Deed,
}

/// A moment in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// So many seconds after the beginning.
    AtSecond(u32),
    /// Right before this call of the program reaches a vendor, counted from 1.
    BeforeCall(u32),
    /// Right before this write of the program reaches a vendor, counted from 1.
    BeforeWrite(u32),
    /// Right after this write took effect or was refused, counted from 1.
    AfterWrite(u32),
}

/// What a person does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// An administrator of Atlassian or of the provider changes the world. It concerns this person of the town.
    ByHand {
        /// Index of the person in the town.
        person: u8,
        /// What.
        act: crate::town::ByHand,
    },
    /// The provider runs a cycle now, whatever its schedule says.
    Cycle,
    /// An operator of the program does something about this person's case.
    Operator {
        /// Index of the person in the town.
        person: u8,
        /// What.
        act: Operation,
    },
}

/// What an operator of the program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Explains the conflict: a dry run.
    Explain,
    /// Looks at the plan and applies it.
    Apply,
    /// Applies the plan that was shown some time ago.
    ApplyOldPlan,
    /// Undoes the case.
    Undo,
    /// Throws the kill switch.
    Pause,
    /// Releases it.
    Resume,
}

/// A document that arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrival {
    /// So many seconds after the beginning.
    pub at_s: u32,
    /// Whose failure it tells. Index of the person in the town.
    pub person: u8,
    /// What it is.
    pub document: Document,
}

/// What arrives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Document {
    /// The newest failure in the provider's log, as a page of that log.
    Newest,
    /// The oldest failure in the provider's log.
    Oldest,
    /// The newest failure, as the tenant's diagnostic settings export it.
    Exported,
    /// A record that the provider never wrote, about another address.
    Forged,
    /// A record of this person with the ids of another.
    Crossed,
    /// Half of a document.
    Half,
}

/// Something that goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub at: Place,
    /// What.
    pub kind: FaultKind,
}

/// Which call or point goes wrong, counted from 1 over the whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// These calls of the program to vendors: the first, and how many in a row.
    Calls(u32, u32),
    /// This write of the program.
    Write(u32),
    /// So many requests of the provider to Atlassian, from this one on.
    Pushes(u32, u32),
    /// This point at which a worker waits for anything.
    Point(u32),
    /// This change that a worker asks the store for.
    Keep(u32),
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultKind {
    /// The connection is refused: nothing is sent.
    Refused,
    /// Nothing arrives, and no answer comes.
    TimeoutBefore,
    /// It takes effect in time, and no answer comes.
    TimeoutAfter,
    /// It takes effect after the sender gave up, within the time to settle.
    LateEffect,
    /// It takes effect long after that.
    VeryLateEffect,
    /// The answer takes almost as long as it may.
    Slow,
    /// A gateway answers with this status and its own JSON, without effect.
    Status(u16),
    /// 429 with `Retry-After`.
    ThrottledUntil,
    /// 429 without.
    Throttled,
    /// It takes effect, and half of the answer arrives.
    Truncated,
    /// A page for people comes instead of the answer, without effect.
    HtmlPage,
    /// It takes effect, and a word in the answer is one that nobody knows.
    UnknownWord,
    /// It has no effect, and the answer says 200 with an error inside.
    ErrorInside,
    /// The answer is what it was before the latest changes (reads only).
    StaleRead,
    /// The store says that somebody changed the case meanwhile.
    StoreConflict,
    /// The store does not work.
    StoreBroken,
    /// The store keeps it, and says that it does not work.
    StoreUnsure,
    /// The clock of this worker jumps forward.
    ClockJump,
    /// The worker is killed.
    Kill,
    /// The worker is frozen for longer than its lease, and then thaws.
    Freeze,
}

impl FaultKind {
    /// What can happen to a request of the program.
    pub const ON_THE_WIRE: &[Self] = &[
        Self::Refused,
        Self::TimeoutBefore,
        Self::TimeoutAfter,
        Self::LateEffect,
        Self::VeryLateEffect,
        Self::Slow,
        Self::Status(401),
        Self::Status(403),
        Self::Status(404),
        Self::Status(409),
        Self::Status(500),
        Self::Status(503),
        Self::ThrottledUntil,
        Self::Throttled,
        Self::Truncated,
        Self::HtmlPage,
        Self::UnknownWord,
        Self::ErrorInside,
        Self::StaleRead,
    ];
    /// What can happen to what the store is asked to keep.
    pub const OF_THE_STORE: &[Self] = &[Self::StoreConflict, Self::StoreBroken, Self::StoreUnsure];

    /// What it is called in a table.
    pub fn name(self) -> String {
        match self {
            Self::Refused => "connection refused".to_owned(),
            Self::TimeoutBefore => "timeout, no effect".to_owned(),
            Self::TimeoutAfter => "timeout after the effect".to_owned(),
            Self::LateEffect => "effect within the time to settle".to_owned(),
            Self::VeryLateEffect => "effect long after that".to_owned(),
            Self::Slow => "slow answer".to_owned(),
            Self::Status(status) => format!("status {status}"),
            Self::ThrottledUntil => "429 with Retry-After".to_owned(),
            Self::Throttled => "429 without".to_owned(),
            Self::Truncated => "half an answer".to_owned(),
            Self::HtmlPage => "a page for people".to_owned(),
            Self::UnknownWord => "unknown word".to_owned(),
            Self::ErrorInside => "200 with an error inside".to_owned(),
            Self::StaleRead => "stale read".to_owned(),
            Self::StoreConflict => "store conflict".to_owned(),
            Self::StoreBroken => "store broken".to_owned(),
            Self::StoreUnsure => "store kept it and failed".to_owned(),
            Self::ClockJump => "clock jump".to_owned(),
            Self::Kill => "killed".to_owned(),
            Self::Freeze => "frozen and thawed".to_owned(),
        }
    }
}
