//! How a rename and a push are closed: what was answered, what was read back, and what is said of both in the journal.

use super::{Driver, Turn, looks};
use crate::diagnose::WorkError;
use crate::ledger::Ledger;
use crate::ports::{Clock, Lease, Performed, Phase, Ports, Pushed, Rejection};
use jiff::Timestamp;
use untwin_core::domain::{AccountId, EmailAddress};
use untwin_core::saga::{ActResult, Answered, Event, later_s, push_until};

/// How long a throttled rename back is waited for before it is tried again, in seconds.
const BACK_WAIT_S_MAX: i64 = 300;
/// How often something is read back after it was answered as done.
pub(super) const READ_BACKS_MAX: u32 = 4;
/// First pause between two readings, in seconds; it doubles.
pub(super) const READ_PAUSE_S: i64 = 1;

impl<P: Ports> Driver<'_, P> {
    pub(super) async fn close_rename(
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
                    return self.ambiguous(ledger, lease, (step, not_after), (detail, Answered::AsDone)).await;
                }
                let read_back = format!("account {account} has the address that it was given");
                self.finish(ledger, lease, step, (ActResult::Done, read_back)).await
            }
            Performed::Refused(rejection) => self.rejected(ledger, lease, step, rejection).await,
            Performed::Ambiguous(detail) => {
                self.ambiguous(ledger, lease, (step, not_after), (detail, Answered::NotReadably)).await
            }
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
            if looks::address_of(&eyes.organization, account).await.known() == Some(to) {
                return Ok(true);
            }
            self.ports.clock().sleep_until(later_s(self.now(), pause_s)).await;
            pause_s *= 2;
        }
        Ok(false)
    }

    pub(super) async fn close_push(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        performed: Performed<Pushed>,
    ) -> Result<Turn, WorkError> {
        let (result, read_back) = match performed {
            Performed::Done(Pushed::Accepted) => (ActResult::Done, "the provider says that it was exported"),
            Performed::Done(Pushed::NothingToDo) => return self.nothing_pushed(ledger, lease, step).await,
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

    /// Nothing was exported: that is right only where the original has the address already.
    pub(super) async fn nothing_pushed(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
    ) -> Result<Turn, WorkError> {
        let (result, read_back) = if self.original_has_it(ledger).await? {
            (ActResult::Seen, "the provider says that both sides match, and they do")
        } else {
            let detail = "the provider says that there is nothing to export".to_owned();
            (ActResult::Refused { detail }, "the original does not have the wanted address")
        };
        self.finish(ledger, lease, step, (result, read_back.to_owned())).await
    }

    /// The provider did not say how the push ended. Atlassian may already show it; otherwise it has to settle first.
    pub(super) async fn unclear_push(
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
        self.ambiguous(ledger, lease, at, (detail, Answered::NotReadably)).await
    }

    pub(super) async fn rejected(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
        rejection: Rejection,
    ) -> Result<Turn, WorkError> {
        let (result, wait_until) = match rejection {
            Rejection::Throttled { until } => (ActResult::NotSent { detail: "throttled".to_owned() }, until),
            Rejection::NotSent(detail) => (ActResult::NotSent { detail }, Some(later_s(self.now(), READ_PAUSE_S))),
            Rejection::KeyRefused { detail, until } => {
                let detail = format!("the key was refused; {detail}");
                (ActResult::NotSent { detail }, until.or_else(|| Some(later_s(self.now(), READ_PAUSE_S))))
            }
            Rejection::Refused { status, detail } => {
                (ActResult::Refused { detail: format!("HTTP {status} {detail}") }, None)
            }
        };
        self.finish(ledger, lease, step, (result, String::new())).await?;
        // Only a wait that leaves time to push is worth it; otherwise the next move gives the address back at once. Giving it back,
        // and groups, are worth a wait of their own: their attempts are few.
        let run = ledger.view.run.as_ref();
        let patient = run.is_some_and(|run| run.back.attempts > 0 || run.in_place.is_some());
        let last = if patient {
            Some(later_s(self.now(), BACK_WAIT_S_MAX))
        } else {
            run.and_then(|run| push_until(run, &self.setup.policy.limits))
        };
        let worth = wait_until.zip(last).filter(|(until, last)| until < last);
        Ok(worth.map_or(Turn::Done, |(until, _)| Turn::WaitUntil(until)))
    }

    pub(super) async fn ambiguous(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        (detail, answered): (String, Answered),
    ) -> Result<Turn, WorkError> {
        let settle_until = later_s(not_after, self.setup.policy.limits.settle_s.into());
        self.write(ledger, lease, Event::Ambiguous { step, settle_until, detail, answered }).await?;
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
}
