//! Counting: each request once, where it belongs.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Reads before the decision, whichever vendor.
    Evidence,
    /// Re-reading a precondition right before a write.
    Fence,
    /// A write to the organization.
    Write,
    /// Reading back and verifying.
    Verify,
    /// Pushes at the identity provider, and tokens.
    Idp,
}

impl Phase {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Evidence, Self::Fence, Self::Write, Self::Verify, Self::Idp];

    /// Its name in the log and in metrics.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Evidence => "evidence",
            Self::Fence => "fence",
            Self::Write => "write",
            Self::Verify => "verify",
            Self::Idp => "idp",
        }
    }
}

/// Requests of one case, by phase.
#[derive(Debug, Default)]
pub struct Tally {
    evidence: AtomicU32,
    fence: AtomicU32,
    write: AtomicU32,
    verify: AtomicU32,
    idp: AtomicU32,
}

/// The numbers of a [`Tally`] at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "each is the phase of the same name")]
pub struct Calls {
    pub evidence: u32,
    pub fence: u32,
    pub write: u32,
    pub verify: u32,
    pub idp: u32,
}

impl Calls {
    /// All requests together.
    pub fn total(&self) -> u64 {
        [self.evidence, self.fence, self.write, self.verify, self.idp].into_iter().map(u64::from).sum()
    }
}

impl Tally {
    /// Counts one request.
    pub fn count(&self, phase: Phase) {
        self.counter(phase).fetch_add(1, Ordering::Relaxed);
    }

    /// The numbers now.
    pub fn calls(&self) -> Calls {
        let read = |phase| self.counter(phase).load(Ordering::Relaxed);
        Calls {
            evidence: read(Phase::Evidence),
            fence: read(Phase::Fence),
            write: read(Phase::Write),
            verify: read(Phase::Verify),
            idp: read(Phase::Idp),
        }
    }

    const fn counter(&self, phase: Phase) -> &AtomicU32 {
        match phase {
            Phase::Evidence => &self.evidence,
            Phase::Fence => &self.fence,
            Phase::Write => &self.write,
            Phase::Verify => &self.verify,
            Phase::Idp => &self.idp,
        }
    }
}
