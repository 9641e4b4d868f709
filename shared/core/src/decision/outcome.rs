//! What a decision is: a diagnosis, every guard's answer, a plan if there is one, and what follows.

use super::{Cause, Guard, GuardReport, Plan, Proposed};
use jiff::Timestamp;

/// The decision about a case.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The cause, with its proof.
    pub finding: Finding,
    /// Every guard with its answer; empty where no plan is possible.
    pub guards: Vec<GuardReport>,
    /// The plan, where the cause has one.
    pub plan: Option<Plan<Proposed>>,
    /// What follows.
    pub verdict: Verdict,
}

/// A cause with its proof.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Which cause.
    pub cause: Cause,
    /// One sentence for people.
    pub sentence: String,
    /// Each fact that it rests on, with its value and where it was read.
    pub proof: Vec<String>,
    /// What a person should do, where a person must.
    pub advice: Vec<String>,
    /// What lies behind it and has to be put right first, whatever the cause: then a person does it.
    pub roots: Vec<Cause>,
}

/// What follows from a decision.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// Carry the plan out now.
    Act,
    /// The plan waits for an approval; the guards that it must override are named.
    AskApproval {
        /// Guards that an approval would have to override.
        overrides: Vec<Guard>,
        /// Why it asks.
        why: String,
    },
    /// A person does it.
    HandOver {
        /// The guard that stopped it, if one did.
        stopped_by: Option<Guard>,
        /// Why.
        why: String,
    },
    /// Shadow mode: it would have done this.
    WouldAct,
    /// Wait, then diagnose again.
    Defer {
        /// Until when, if something names a time.
        until: Option<Timestamp>,
        /// Why.
        why: String,
    },
    /// Healthy at Atlassian, and the provider shows no error any more: only verify.
    VerifyOnly,
    /// Count it and do nothing.
    Ignore {
        /// Why.
        why: String,
    },
}
