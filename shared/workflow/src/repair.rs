//! Driving one case: a bounded loop over the pure next move. It may be killed at any await and taken up again.

mod follow;
mod hold;

pub(crate) use follow::told;

use crate::accept::{NotAccepted, Warrant, accept};
use crate::diagnose::{Diagnosis, WorkError, diagnose};
use crate::drive::{Driver, Turn};
use crate::ledger::{Ledger, With};
use crate::news::{tell_breaker, tell_lease_lost, tell_open_breakers};
use crate::ports::{Calls, Clock, Lease, Ports, Store, StoreError, StoredCase, Tally};
use crate::setup::Setup;
use follow::{DEFER_S, FollowUp, Patience, follow_up};
use jiff::Timestamp;
use std::sync::Arc;
use untwin_core::decision::{Breaker, Complaint, Shadow};
use untwin_core::domain::{CaseId, CaseState};
use untwin_core::saga::{Authority, Effective, Event, Move, Then, gone, later_s, next};

/// Moves in one go, at most: far more than any plan needs.
const MOVES_MAX: u32 = 64;
/// How much longer than the gap a request that settles may be waited for in place, in seconds.
const GAP_MARGIN_S: i64 = 120;
/// After how long a spent budget has room again, in seconds.
const BUDGET_S: i64 = 3_600;
/// Plans in one opening of a case, at most; then a person.
const RUNS_MAX: u32 = 3;

/// A case after it was driven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// As stored now.
    pub case: StoredCase,
    /// Requests made for it, by phase.
    pub calls: Calls,
}

/// Until when this worker may go on, and what it counts on.
#[derive(Debug, Clone)]
pub struct Shift {
    /// Nothing is started that would not be over by then.
    pub deadline: Timestamp,
    /// Counts the requests of this case.
    pub tally: Arc<Tally>,
}

/// Drives a case until it is settled, waits for something, or the shift ends.
pub async fn handle<P: Ports>(ports: &P, setup: &Setup, id: &CaseId, shift: &Shift) -> Result<Handled, WorkError> {
    let mut work = Work::load(ports, setup, id, shift).await?;
    let result = work.run().await;
    work.leave().await?;
    match result {
        // Somebody else changed the case or took the leases: whatever they do is right, and ours has stopped.
        Err(WorkError::Store(StoreError::LeaseLost)) => tell_lease_lost(id),
        Err(WorkError::Store(StoreError::Conflict)) | Ok(()) => {}
        Err(error) => return Err(error),
    }
    let case = ports.store().load(id).await?.ok_or(StoreError::NoSuchCase)?;
    Ok(Handled { case, calls: shift.tally.calls() })
}

/// One case in the hands of one worker.
pub(crate) struct Work<'w, P: Ports> {
    pub(crate) ports: &'w P,
    pub(crate) setup: &'w Setup,
    pub(crate) shift: &'w Shift,
    pub(crate) ledger: Ledger<'w, P::Store>,
    pub(crate) lease: Option<Lease>,
}

enum Go {
    On,
    Stop,
}

impl<'w, P: Ports> Work<'w, P> {
    pub(crate) async fn load(
        ports: &'w P,
        setup: &'w Setup,
        id: &CaseId,
        shift: &'w Shift,
    ) -> Result<Self, StoreError> {
        let ledger = Ledger::load(ports.store(), id, &setup.policy.limits).await?;
        Ok(Self { ports, setup, shift, ledger, lease: None })
    }

    pub(crate) async fn run(&mut self) -> Result<(), WorkError> {
        let waiting = self.ledger.view.state == CaseState::HandedOver && self.ledger.view.withheld.is_some();
        let withheld = waiting && self.setup.policy.shadow == Shadow::Off;
        if withheld && matches!(self.diagnose().await?, Go::Stop) {
            return Ok(());
        }
        for _ in 0..MOVES_MAX {
            match self.turn().await? {
                Go::On => {}
                Go::Stop => return Ok(()),
            }
        }
        let now = self.now();
        let due_at = Some(later_s(now, DEFER_S));
        tracing::warn!(case.id = %self.ledger.case.id, "a case took more moves than any plan needs and was set aside");
        let with = With { due_at, lease: self.lease.as_ref(), ..With::default() };
        Ok(self.ledger.write(Vec::new(), now, with).await?)
    }

    /// The same after a diagnosis at once, whatever the case waits for.
    pub(crate) async fn run_afresh(&mut self) -> Result<(), WorkError> {
        match self.diagnose().await? {
            Go::On => self.run().await,
            Go::Stop => Ok(()),
        }
    }

    async fn turn(&mut self) -> Result<Go, WorkError> {
        if self.runs_a_plan() && !self.hold_the_lease().await? {
            return Ok(Go::Stop);
        }
        let movement = next(&self.ledger.view, self.now(), &self.setup.policy.limits);
        match movement {
            Move::Diagnose => self.diagnose().await,
            Move::LookBack(rename) => {
                let driver = Driver { ports: self.ports, setup: self.setup, shift: self.shift };
                let turn = driver.look_back(&mut self.ledger, &rename).await?;
                // Another plan may run from here on: it takes its own objects.
                self.leave().await?;
                self.after(turn).await
            }
            Move::WaitUntil(moment) => self.wait(moment).await,
            Move::Rest => self.rest().await,
            Move::LapseApproval => {
                let why = "the approval that was asked for lapsed".to_owned();
                self.write(Event::HandedOver { stopped_by: None, why }).await
            }
            Move::Close => self.write(Event::Closed { why: "verified for good".to_owned() }).await,
            Move::FinishUndo => {
                let lost = self.lost();
                self.write(Event::Undone { lost }).await
            }
            Move::FlagStuck { why } => {
                let reached = self.reached();
                self.write(Event::Stuck { why, reached }).await
            }
            Move::Unwind { why, then } => self.unwind(why, then).await,
            act @ (Move::Snapshot
            | Move::AwaitEditable(_)
            | Move::Send { .. }
            | Move::Resolve(_)
            | Move::Verify { .. }) => self.act(act).await,
        }
    }

    /// Nobody is waited for any more: the row says so, or every sweep would take the case up again.
    async fn rest(&mut self) -> Result<Go, WorkError> {
        if self.ledger.case.due_at.is_some() {
            let with = With { lease: self.lease.as_ref(), ..With::default() };
            self.ledger.write(Vec::new(), self.now(), with).await?;
        }
        Ok(Go::Stop)
    }

    /// Whether a plan has begun whose objects must be in our hands before anything is done or even noted.
    fn runs_a_plan(&self) -> bool {
        let running = matches!(
            self.ledger.view.state,
            CaseState::Executing
                | CaseState::Undoing
                | CaseState::AwaitingSync
                | CaseState::Stuck
                | CaseState::Repaired
        );
        running && self.ledger.view.run.is_some()
    }

    async fn act(&mut self, act: Move) -> Result<Go, WorkError> {
        let Some(lease) = self.lease.clone() else { return Ok(Go::Stop) };
        let driver = Driver { ports: self.ports, setup: self.setup, shift: self.shift };
        // The futures of all moves together are large: they live on the heap.
        let turn = Box::pin(driver.turn(&mut self.ledger, lease, act)).await?;
        self.after(turn).await
    }

    async fn after(&mut self, turn: Turn) -> Result<Go, WorkError> {
        match turn {
            Turn::Done => Ok(Go::On),
            Turn::WaitUntil(moment) => self.wait(moment).await,
            Turn::NoTime => self.hand_to_the_next_shift().await,
        }
    }

    /// The next worker takes it up at once: a plan that runs is never left for later.
    async fn hand_to_the_next_shift(&mut self) -> Result<Go, WorkError> {
        let now = self.now();
        let with = With { due_at: Some(now), lease: self.lease.as_ref(), ..With::default() };
        self.ledger.write(Vec::new(), now, with).await?;
        Ok(Go::Stop)
    }

    /// Waits in place only while the address may be on nobody or a push has just been made, and no longer than that takes;
    /// anything longer has its `due_at` in the row, so that one case never keeps others waiting.
    async fn wait(&mut self, moment: Timestamp) -> Result<Go, WorkError> {
        if self.worth_waiting_until().is_some_and(|until| moment <= until) && moment < self.shift.deadline {
            self.keep_lease(moment).await?;
            self.ports.clock().sleep_until(moment).await;
            return Ok(Go::On);
        }
        if self.ledger.case.due_at != Some(moment) {
            let with = With { due_at: Some(moment), lease: self.lease.as_ref(), ..With::default() };
            self.ledger.write(Vec::new(), self.now(), with).await?;
        }
        Ok(Go::Stop)
    }

    fn worth_waiting_until(&self) -> Option<Timestamp> {
        let run = self.ledger.view.run.as_ref()?;
        let running =
            matches!(self.ledger.view.state, CaseState::Executing | CaseState::Undoing | CaseState::AwaitingSync);
        let since = run.address_freed_at.or(run.push.ended_at).unwrap_or(run.accepted_at);
        let span_s = i64::from(self.setup.policy.limits.address_gap_max_s) + GAP_MARGIN_S;
        running.then(|| later_s(since, span_s))
    }

    async fn diagnose(&mut self) -> Result<Go, WorkError> {
        if self.ledger.view.runs_since_opening >= RUNS_MAX {
            let why = format!("{RUNS_MAX} plans did not repair it");
            return self.write(Event::HandedOver { stopped_by: None, why }).await;
        }
        let diagnosis = Box::pin(diagnose(self.ports, self.setup, &self.ledger.case, &self.shift.tally)).await?;
        tell_open_breakers(&self.ledger.case.id, &diagnosis, &self.setup.policy.limits);
        let told = told(&diagnosis);
        match follow_up(&diagnosis.decision, self.setup, self.patience()) {
            FollowUp::Record(events) => {
                let events = std::iter::once(told).chain(events).collect();
                self.ledger.write(events, self.now(), With::default()).await?;
                Ok(Go::On)
            }
            FollowUp::Act => self.begin(&diagnosis, told).await,
        }
    }

    async fn begin(&mut self, diagnosis: &Diagnosis, told: Event) -> Result<Go, WorkError> {
        let events = vec![told.clone()];
        let result = match Warrant::issue(diagnosis, self.setup, &[], Authority::Auto) {
            Ok(warrant) => accept(self.ports, self.setup, &mut self.ledger, warrant, (diagnosis, events)).await?,
            Err(complaints) => Err(NotAccepted::Refused(complaints)),
        };
        let now = self.now();
        let event = match result {
            Ok(lease) => {
                self.lease = Some(lease);
                return Ok(Go::On);
            }
            Err(NotAccepted::Refused(complaints)) => self.refused(&complaints),
            Err(NotAccepted::Held(until)) => {
                self.patience().defer(Some(until), "another case works on the same objects".to_owned())
            }
            Err(NotAccepted::BudgetSpent) => {
                tell_breaker(&self.ledger.case.id, Breaker::Budget);
                let until = later_s(now, BUDGET_S);
                self.patience().defer(Some(until), "the budget for people touched is spent".to_owned())
            }
        };
        self.ledger.write(vec![told, event], now, With::default()).await?;
        Ok(Go::Stop)
    }

    /// What the independent check said: it waits where that passes by itself, and a person looks otherwise.
    fn refused(&self, complaints: &[Complaint]) -> Event {
        let said = complaints.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let why = format!("the independent check refused the plan: {said}");
        if !complaints.is_empty() && complaints.iter().all(Complaint::passes_by_itself) {
            return self.patience().defer(None, why);
        }
        Event::HandedOver { stopped_by: None, why }
    }

    fn patience(&self) -> Patience {
        Patience { deferrals: self.ledger.view.deferrals, now: self.now() }
    }

    /// The world is as before the plan: say so, and then either a person looks or it is diagnosed again later.
    async fn unwind(&mut self, why: String, then: Then) -> Result<Go, WorkError> {
        let now = self.now();
        let follow = match then {
            Then::DiagnoseNow => None,
            Then::HandOver => Some(Event::HandedOver { stopped_by: None, why: why.clone() }),
            Then::DiagnoseLater => Some(self.patience().defer(None, why.clone())),
        };
        let go = if follow.is_some() { Go::Stop } else { Go::On };
        let events = std::iter::once(Event::Unwound { why }).chain(follow).collect();
        let with = With { lease: self.lease.as_ref(), ..With::default() };
        self.ledger.write(events, now, with).await?;
        // The plan is over: its objects are free for the next one.
        self.leave().await?;
        Ok(go)
    }

    async fn write(&mut self, event: Event) -> Result<Go, WorkError> {
        let now = self.now();
        let with = With { lease: self.lease.as_ref(), ..With::default() };
        self.ledger.write(vec![event], now, with).await?;
        Ok(Go::On)
    }

    /// What an undo does not give back.
    fn lost(&self) -> Vec<String> {
        let run = self.ledger.view.run.as_ref();
        let sessions =
            run.is_some_and(|run| run.rename.attempts > 0).then(|| "the sessions of the former holder".to_owned());
        let removal = run.filter(|run| run.removed() == Effective::Yes).and_then(|run| run.plan.removal.as_ref());
        sessions.into_iter().chain(removal.map(gone)).collect()
    }

    /// What state was reached, for the person who comes.
    fn reached(&self) -> String {
        let Some(run) = &self.ledger.view.run else { return "nothing was written".to_owned() };
        let moved = match (&run.plan.rename, run.rename.effective(), run.back.effective()) {
            (None, _, _) => "no account was renamed".to_owned(),
            (Some(rename), Effective::No, _) => format!("account {} was not renamed", rename.account),
            (Some(rename), Effective::Yes, Effective::Yes) => {
                format!("account {} has its address back", rename.account)
            }
            (Some(rename), Effective::Yes, Effective::No) => format!("account {} has its placeholder", rename.account),
        };
        let pushed = match run.push.effective() {
            Effective::Yes => "the push was accepted",
            Effective::No => "no push was accepted",
        };
        let removal = run.plan.removal.as_ref().filter(|_| run.removed() == Effective::Yes).map(gone);
        removal.into_iter().chain([moved, pushed.to_owned()]).collect::<Vec<_>>().join("; ")
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.ports.clock().now()
    }
}
