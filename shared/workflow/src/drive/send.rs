//! One write: fence, journal, send, read back, close. Sent once per journal record.

use super::{Driver, Turn, looks};
use crate::diagnose::WorkError;
use crate::ledger::{Fence, Ledger};
use crate::ports::{
    Clock, Hands, IdpWrites, Lease, OrganizationReads, OrganizationWrites, Performed, Phase, Ports, Pushed, Rejection,
    Started, Store,
};
use jiff::Timestamp;
use untwin_core::decision::Limits;
use untwin_core::domain::{Account, AccountId, EmailAddress, Fact};
use untwin_core::saga::{Act, ActResult, Event, Mismatch, PreconditionHolds, Purpose, Run, holds, later_s};

/// How often a fence that could not be read is read again while nobody has the address.
const FENCE_READS_MAX: u32 = 3;
/// How often the address is read back after a rename that was answered as done.
const READ_BACKS_MAX: u32 = 4;
/// First pause between two readings, in seconds; it doubles.
const READ_PAUSE_S: i64 = 1;

impl<P: Ports> Driver<'_, P> {
    pub(super) async fn send(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
        act: Act,
    ) -> Result<Turn, WorkError> {
        if !self.time_left_for(&act) {
            return Ok(Turn::NoTime);
        }
        let holds = match self.fence(ledger, &act).await? {
            Ok(holds) => holds,
            Err(mismatches) => return self.refrain(ledger, lease, (step, act), &mismatches).await,
        };
        // The kill switch is read beside the precondition, after everything else.
        let writes = self.ports.store().writes().await?;
        let now = self.now();
        let limits = &self.setup.policy.limits;
        let lease = self.ports.store().renew(lease, now, later_s(now, crate::accept::lease_s(limits))).await?;
        let Some(fence) = Fence::closed(&lease, &holds, writes) else {
            return self
                .refrain(ledger, &lease, (step, act), &[Mismatch::Changed("writes are paused".to_owned())])
                .await;
        };
        let not_after = later_s(now, limits.request_timeout_s.into());
        let started = ledger.start(fence, (step, act.clone()), (now, not_after)).await?;
        self.perform(ledger, &lease, (step, act), started).await
    }

    /// A write starts only if the shift covers it, its read-back, the journal, and what would have to take it back.
    fn time_left_for(&self, act: &Act) -> bool {
        let limits: &Limits = &self.setup.policy.limits;
        let requests = match act {
            Act::SetAddress { purpose: Purpose::Step, .. } => 3,
            Act::Push { .. } => 2,
            Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. } => 1,
        };
        let needed_s = requests * i64::from(limits.request_timeout_s) + 5;
        later_s(self.now(), needed_s) <= self.shift.deadline
    }

    /// Reads what the act demands. Before the first write one reading decides; while nobody has the address, a reading that
    /// failed is repeated within a bound, because standing still is harm too.
    async fn fence(
        &self,
        ledger: &Ledger<'_, P::Store>,
        act: &Act,
    ) -> Result<Result<PreconditionHolds, Vec<Mismatch>>, WorkError> {
        let Some(run) = ledger.view.run.clone() else {
            return Ok(Err(vec![Mismatch::Changed("no plan is running".to_owned())]));
        };
        let eyes = self.eyes(ledger, Phase::Fence)?;
        let mut pause_s = READ_PAUSE_S;
        for _ in 1..FENCE_READS_MAX {
            let result = holds(act, &run.plan, &looks::readings(&eyes, act, &run.plan).await);
            match result {
                Err(mismatches) if run.address_freed_at.is_some() && all_unreadable(&mismatches) => {}
                decided => return Ok(decided),
            }
            self.ports.clock().sleep_until(later_s(self.now(), pause_s)).await;
            pause_s *= 2;
        }
        Ok(holds(act, &run.plan, &looks::readings(&eyes, act, &run.plan).await))
    }

    /// Nothing was sent. A compensation whose fence says that the original has the address met a push that took effect late.
    async fn refrain(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, act): (usize, Act),
        mismatches: &[Mismatch],
    ) -> Result<Turn, WorkError> {
        if matches!(act, Act::SetAddress { purpose: Purpose::Compensate, .. }) && self.original_has_it(ledger).await? {
            let read_back = "the original has the wanted address".to_owned();
            self.write(ledger, lease, Event::PushSeen { read_back }).await?;
            return Ok(Turn::Done);
        }
        let why = mismatches.iter().map(text).collect::<Vec<_>>().join("; ");
        self.write(ledger, lease, Event::Refrained { step, act, why }).await?;
        Ok(Turn::Done)
    }

    pub(super) async fn original_has_it(&self, ledger: &Ledger<'_, P::Store>) -> Result<bool, WorkError> {
        let Some(run) = &ledger.view.run else { return Ok(false) };
        let eyes = self.eyes(ledger, Phase::Fence)?;
        let account = eyes.organization.account(&run.plan.target.account).await;
        Ok(account.known().and_then(|account| account.address.as_ref()) == Some(&run.plan.wanted))
    }

    async fn perform(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, act): (usize, Act),
        started: Started,
    ) -> Result<Turn, WorkError> {
        let not_after = started.not_after();
        let hands = self.hands(ledger)?;
        match act {
            Act::SetAddress { account, to, .. } => {
                let performed = hands.organization.set_address(started, &account, &to).await;
                self.close_rename(ledger, lease, (step, not_after), (&account, &to, performed)).await
            }
            Act::Push { subject } => {
                let rule = ledger.view.run.as_ref().map(|run| run.plan.user_rule.clone()).unwrap_or_default();
                let performed = hands.idp.push_user(started, &subject, &rule).await;
                self.close_push(ledger, lease, (step, not_after), performed).await
            }
        }
    }

    async fn close_rename(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        (account, to, performed): (&AccountId, &EmailAddress, Performed<()>),
    ) -> Result<Turn, WorkError> {
        match performed {
            Performed::Done(()) => {
                let seen = self.read_back(ledger, account, to).await?;
                if !seen {
                    // Answered as done and not shown: as unclear as no answer at all.
                    let detail = "answered as done, but the organization does not show it".to_owned();
                    return self.ambiguous(ledger, lease, (step, not_after), detail).await;
                }
                let read_back = format!("account {account} has the address that it was given");
                self.finish(ledger, lease, step, (ActResult::Done, read_back)).await
            }
            Performed::Refused(rejection) => self.rejected(ledger, lease, step, rejection).await,
            Performed::Ambiguous(detail) => self.ambiguous(ledger, lease, (step, not_after), detail).await,
        }
    }

    async fn read_back(
        &self,
        ledger: &Ledger<'_, P::Store>,
        account: &AccountId,
        to: &EmailAddress,
    ) -> Result<bool, WorkError> {
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let mut pause_s = READ_PAUSE_S;
        for _ in 0..READ_BACKS_MAX {
            if has(&eyes.organization.account(account).await, to) {
                return Ok(true);
            }
            self.ports.clock().sleep_until(later_s(self.now(), pause_s)).await;
            pause_s *= 2;
        }
        Ok(false)
    }

    async fn close_push(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        performed: Performed<Pushed>,
    ) -> Result<Turn, WorkError> {
        let (result, read_back) = match performed {
            Performed::Done(Pushed::Accepted) => (ActResult::Done, "the provider says that it was exported"),
            Performed::Done(Pushed::NothingToDo) => (ActResult::Done, "the provider says that both sides match"),
            Performed::Done(Pushed::SameConflict) => (ActResult::SameConflict, "the provider met the same conflict"),
            Performed::Done(Pushed::Failed(detail)) => {
                return self.finish(ledger, lease, step, (ActResult::Refused { detail }, String::new())).await;
            }
            Performed::Done(Pushed::Unclear(detail)) | Performed::Ambiguous(detail) => {
                return self.unclear_push(ledger, lease, (step, not_after), detail).await;
            }
            Performed::Refused(rejection) => return self.rejected(ledger, lease, step, rejection).await,
        };
        self.finish(ledger, lease, step, (result, read_back.to_owned())).await
    }

    /// The provider did not say how the push ended. Atlassian may already show it; otherwise it has to settle first.
    async fn unclear_push(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        at: (usize, Timestamp),
        detail: String,
    ) -> Result<Turn, WorkError> {
        if self.original_has_it(ledger).await? {
            let read_back = "the original has the wanted address".to_owned();
            return self.finish(ledger, lease, at.0, (ActResult::Seen, read_back)).await;
        }
        self.ambiguous(ledger, lease, at, detail).await
    }

    async fn rejected(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
        rejection: Rejection,
    ) -> Result<Turn, WorkError> {
        let (result, wait_until) = match rejection {
            Rejection::Throttled { until } => (ActResult::NotSent { detail: "throttled".to_owned() }, until),
            Rejection::NotSent(detail) => (ActResult::NotSent { detail }, Some(later_s(self.now(), READ_PAUSE_S))),
            Rejection::Refused { status, detail } => {
                (ActResult::Refused { detail: format!("HTTP {status} {detail}") }, None)
            }
        };
        self.finish(ledger, lease, step, (result, String::new())).await?;
        let freed = ledger.view.run.as_ref().is_some_and(|run: &Run| run.address_freed_at.is_some());
        Ok(wait_until.filter(|_| freed).map_or(Turn::Done, Turn::WaitUntil))
    }

    pub(super) async fn ambiguous(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        detail: String,
    ) -> Result<Turn, WorkError> {
        let settle_until = later_s(not_after, self.setup.policy.limits.settle_s.into());
        self.write(ledger, lease, Event::Ambiguous { step, settle_until, detail }).await?;
        Ok(Turn::Done)
    }

    pub(super) async fn finish(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
        (result, read_back): (ActResult, String),
    ) -> Result<Turn, WorkError> {
        self.write(ledger, lease, Event::Finished { step, result, read_back }).await?;
        Ok(Turn::Done)
    }

    fn hands(&self, ledger: &Ledger<'_, P::Store>) -> Result<Hands<P::OrganizationHand, P::IdpHand>, WorkError> {
        let directory = &ledger.case.directory;
        let hands = self.ports.hands(directory, &self.shift.tally);
        hands.ok_or_else(|| WorkError::NoSuchDirectory(directory.to_string()))
    }
}

pub(super) fn has(account: &Fact<Account>, address: &EmailAddress) -> bool {
    account.known().and_then(|account| account.address.as_ref()) == Some(address)
}

fn all_unreadable(mismatches: &[Mismatch]) -> bool {
    mismatches.iter().all(|mismatch| matches!(mismatch, Mismatch::Unreadable(_)))
}

fn text(mismatch: &Mismatch) -> String {
    match mismatch {
        Mismatch::Changed(text) | Mismatch::Unreadable(text) => text.clone(),
    }
}
