//! A request without a readable answer, after it settled: reading says whether it took effect.

use super::{Driver, Turn, looks};
use crate::diagnose::WorkError;
use crate::ledger::Ledger;
use crate::ports::{Eyes, Lease, OrganizationReads, Phase, Ports};
use jiff::Timestamp;
use untwin_core::domain::{CaseState, Fact, Why};
use untwin_core::saga::{Act, ActResult, Answered, Event, OpenRequest, later_s};

/// How long an unreadable state is waited for before a person is called, in seconds after settling.
const UNREADABLE_S_MAX: i64 = 120;
/// The longest pause between two readings once a person was called, in seconds.
const RARELY_S_MAX: i64 = 3_600;
/// The pause between two readings, in seconds.
const READ_PAUSE_S: i64 = 15;

impl<P: Ports> Driver<'_, P> {
    pub(super) async fn resolve(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
    ) -> Result<Turn, WorkError> {
        match &open.act {
            Act::SetAddress { account, from, to, .. } => {
                let eyes = self.eyes(ledger, Phase::Verify)?;
                let read = looks::address_of(&eyes.organization, account).await;
                if matches!(read, Fact::Absent(_)) {
                    let detail = "the account is not there any more".to_owned();
                    return self.resolved(ledger, lease, open, ActResult::Refused { detail }).await;
                }
                match read.known().cloned() {
                    Some(shown) if shown == *to => self.resolved(ledger, lease, open, ActResult::Seen).await,
                    Some(shown) if shown == *from => self.seems_without_effect(ledger, lease, open, &eyes).await,
                    Some(_) => self.neither(ledger, lease, open).await,
                    None => self.unreadable(ledger, lease, (open, read.unavailable())).await,
                }
            }
            Act::Push { .. } => self.resolve_push(ledger, lease, open).await,
            Act::RemoveRecords { .. } | Act::DeleteRecord { .. } => self.resolve_removal(ledger, lease, open).await,
            Act::PushGroup { .. } | Act::JoinGroup { .. } => self.resolve_group(ledger, lease, open).await,
        }
    }

    /// The account still shows its old address. One reading may be old, so a second one of another kind has to agree; and where
    /// the request was answered as done, the readings are old until they show it.
    async fn seems_without_effect(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
        eyes: &Eyes<P::Organization, P::Idp>,
    ) -> Result<Turn, WorkError> {
        let Act::SetAddress { account, from, .. } = &open.act else { return Ok(Turn::Done) };
        if open.answered == Answered::AsDone {
            return self.unreadable(ledger, lease, (open, None)).await;
        }
        let by_address = eyes.organization.accounts_by_address(from).await;
        match by_address.entries() {
            Ok(found) if found.iter().any(|found| found.id == *account) => {
                self.resolved(ledger, lease, open, ActResult::NotSeen).await
            }
            Ok(_) => self.unreadable(ledger, lease, (open, None)).await,
            Err(why) => self.unreadable(ledger, lease, (open, Some(why))).await,
        }
    }

    async fn resolve_push(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
    ) -> Result<Turn, WorkError> {
        let Some(plan) = ledger.view.run.as_ref().map(|run| run.plan.clone()) else { return Ok(Turn::Done) };
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let looks = looks::look(&eyes, &plan).await;
        match looks.original_address.known().cloned() {
            Some(address) if address == plan.wanted => self.resolved(ledger, lease, open, ActResult::Seen).await,
            Some(_) => self.resolved(ledger, lease, open, ActResult::NotSeen).await,
            None => self.unreadable(ledger, lease, (open, looks.original_address.unavailable())).await,
        }
    }

    pub(super) async fn resolved(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
        result: ActResult,
    ) -> Result<Turn, WorkError> {
        let read_back = "read after it settled".to_owned();
        self.finish(ledger, lease, open.step, (result, read_back)).await
    }

    async fn neither(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
    ) -> Result<Turn, WorkError> {
        if ledger.view.state != CaseState::Stuck {
            let why = "the account has neither the address before nor the one that it was to get".to_owned();
            let reached = "somebody else changed it meanwhile".to_owned();
            self.write(ledger, lease, Event::Stuck { why, reached }).await?;
        }
        Ok(Turn::WaitUntil(self.rarely(open)))
    }

    /// A person knows already: it is read again more and more rarely, and every hour at least.
    fn rarely(&self, open: &OpenRequest) -> Timestamp {
        let settled_at = open.settle_until.unwrap_or(open.not_after);
        let since_s = self.now().duration_since(settled_at).as_secs();
        later_s(self.now(), (since_s / 2).clamp(UNREADABLE_S_MAX, RARELY_S_MAX))
    }

    /// Not readable: read again, and call a person within a bounded time.
    pub(super) async fn unreadable(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (open, why): (&OpenRequest, Option<&Why>),
    ) -> Result<Turn, WorkError> {
        let settled_at = open.settle_until.unwrap_or(open.not_after);
        let flagged = ledger.view.state == CaseState::Stuck;
        if self.now() >= later_s(settled_at, UNREADABLE_S_MAX) && !flagged {
            let said = why.map_or_else(|| "the readings contradict each other".to_owned(), ToString::to_string);
            let why = format!("whether the last request took effect cannot be read: {said}");
            self.write(ledger, lease, Event::Stuck { why, reached: "a request is unresolved".to_owned() }).await?;
        }
        Ok(Turn::WaitUntil(if flagged { self.rarely(open) } else { later_s(self.now(), READ_PAUSE_S) }))
    }
}
