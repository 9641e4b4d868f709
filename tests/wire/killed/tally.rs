//! What was killed when, and how everybody ended.

use super::life::{Life, Moment, Program};
use fastrand::Rng;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt;
use untwin_core::domain::{CaseState, Outcome};
use untwin_core::saga::{Act, Effective, Run, fold};
use untwin_startup::SystemClock;
use untwin_workflow::ports::{Clock as _, StoredCase};

/// Where a death hit, as the journals tell it afterwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hit {
    BeforeItsFirstRequest,
    WhileTakingIn,
    WhileDiagnosing,
    BetweenPlanAndRename,
    RenameOpen,
    BetweenRenameAndPush,
    PushOpen,
    WhileChecking,
    GivingBack,
    AfterAnUnwoundPlan,
    AfterTheEnd,
}

/// What a program needs that nobody kills.
#[derive(Debug, Clone, Copy)]
pub struct Usual {
    /// Requests for one person.
    pub requests: u32,
    /// How long it takes to start, and to end.
    pub start_us: u64,
    /// How much passes from one request to the next.
    pub request_us: u64,
}

/// One of so many moments comes before the first request.
const ONE_IN: u8 = 12;

/// The counts of one test.
pub struct Tally {
    pub kills: u32,
    pub lives: u32,
    program: Program,
    usual: Usual,
    began: Timestamp,
    towns: u32,
    hits: BTreeMap<Hit, u32>,
    outcomes: BTreeMap<String, u32>,
}

impl Tally {
    /// Nothing yet.
    pub fn new(program: Program, usual: Usual) -> Self {
        let (hits, outcomes) = (BTreeMap::new(), BTreeMap::new());
        Self { kills: 0, lives: 0, program, usual, began: SystemClock.now(), towns: 0, hits, outcomes }
    }

    /// A moment anywhere in a life. A message is first only read about, so rather late than early; a sweep takes over what
    /// others began, so rather early than late.
    pub fn moment(&self, life: Life, random: &mut Rng) -> Moment {
        let Usual { requests, start_us, request_us } = self.usual;
        if random.u8(0..ONE_IN) == 0 {
            return Moment { requests: 0, then_us: random.u64(0..=start_us) };
        }
        let two = [random.u32(1..=requests), random.u32(1..=requests)];
        let requests = match life {
            Life::Message(..) => two[0].max(two[1]),
            Life::Sweep => two[0].min(two[1]),
        };
        Moment { requests, then_us: random.u64(0..=2 * request_us) }
    }

    pub fn kill(&mut self, hit: Hit) {
        self.kills += 1;
        *self.hits.entry(hit).or_default() += 1;
    }

    pub fn town(&mut self, outcomes: &[Outcome]) {
        self.towns += 1;
        for outcome in outcomes {
            *self.outcomes.entry(format!("{outcome:?}")).or_default() += 1;
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let took_s = SystemClock.now().duration_since(self.began).as_secs();
        let Self { program, kills, lives, towns, usual, .. } = self;
        writeln!(f, "{program:?}: {kills} of {lives} lives ended by SIGKILL, in {towns} towns, in {took_s} s")?;
        writeln!(f, "  undisturbed: {usual:?}")?;
        writeln!(f, "  killed: {:?}", self.hits)?;
        write!(f, "  people: {:?}", self.outcomes)
    }
}

impl Hit {
    /// From the journal of the case that was at work.
    pub fn of(case: &StoredCase) -> Self {
        let view = fold(&case.journal).expect("a journal that folds");
        match (view.state, &view.run) {
            (CaseState::Executing | CaseState::Undoing, Some(run)) => Self::of_run(run),
            (CaseState::AwaitingSync, _) => Self::WhileChecking,
            (_, Some(_)) => Self::AfterAnUnwoundPlan,
            (_, None) => Self::WhileDiagnosing,
        }
    }

    fn of_run(run: &Run) -> Self {
        match run.open.as_ref().map(|open| &open.act) {
            _ if run.back.attempts > 0 => Self::GivingBack,
            Some(Act::SetAddress { .. }) => Self::RenameOpen,
            Some(Act::Push { .. }) => Self::PushOpen,
            Some(
                Act::RemoveRecords { .. } | Act::DeleteRecord { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. },
            ) => Self::WhileChecking,
            None if run.rename.effective() == Effective::Yes => Self::BetweenRenameAndPush,
            None => Self::BetweenPlanAndRename,
        }
    }
}
