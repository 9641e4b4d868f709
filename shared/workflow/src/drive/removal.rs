//! A record that was taken away, and a group that was brought back: how their requests are closed.

use super::closing::{READ_BACKS_MAX, READ_PAUSE_S};
use super::{Driver, Turn};
use crate::diagnose::WorkError;
use crate::ledger::Ledger;
use crate::ports::{Clock, Eyes, Lease, OrganizationReads, Performed, Phase, Ports, Pushed, Rejection, Store};
use jiff::Timestamp;
use untwin_core::domain::{Account, Fact, Liveness, NotAlive, Why};
use untwin_core::saga::{Act, ActResult, Answered, Event, OpenRequest, Removal, later_s};

/// The pause between two looks for an answered removal to show, in seconds.
const SHOWS_PAUSE_S: i64 = 60;

/// What reading says of a record that was to go.
enum Gone {
    Yes,
    No,
    Unreadable(Why),
}

impl<P: Ports> Driver<'_, P> {
    pub(super) async fn close_removal(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        performed: Performed<()>,
    ) -> Result<Turn, WorkError> {
        match performed {
            Performed::Done(()) => {
                if self.seen_gone(ledger).await? {
                    let read_back = "the record is not there any more".to_owned();
                    let turn = self.finish(ledger, lease, step, (ActResult::Done, read_back)).await?;
                    self.note_how_it_was_left(ledger, lease).await?;
                    return Ok(turn);
                }
                let detail = "answered as done, but the organization still shows the record".to_owned();
                self.ambiguous(ledger, lease, (step, not_after), (detail, Answered::AsDone)).await
            }
            // What an account without a record answers is not documented: reading tells whether somebody was faster.
            Performed::Refused(Rejection::Refused { status: 404, detail }) => {
                if self.seen_gone(ledger).await? {
                    let read_back = "the record was not there any more".to_owned();
                    return self.finish(ledger, lease, step, (ActResult::Seen, read_back)).await;
                }
                self.rejected(ledger, lease, step, Rejection::Refused { status: 404, detail }).await
            }
            Performed::Refused(rejection) => self.rejected(ledger, lease, step, rejection).await,
            Performed::Ambiguous(detail) => {
                self.ambiguous(ledger, lease, (step, not_after), (detail, Answered::NotReadably)).await
            }
        }
    }

    /// The fence saw the account alive a moment ago: that it is deactivated now is the removal's doing.
    async fn note_how_it_was_left(&self, ledger: &mut Ledger<'_, P::Store>, lease: &Lease) -> Result<(), WorkError> {
        let Some(account) = removal_of(ledger).and_then(|removal| removal.account) else { return Ok(()) };
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let left = eyes.organization.account(&account).await.known().map(Account::liveness);
        if left == Some(Liveness::NotAlive(NotAlive::Deactivated)) {
            self.write(ledger, lease, Event::LeftDeactivated { account }).await?;
        }
        Ok(())
    }

    async fn seen_gone(&self, ledger: &Ledger<'_, P::Store>) -> Result<bool, WorkError> {
        let Some(removal) = removal_of(ledger) else { return Ok(false) };
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let mut pause_s = READ_PAUSE_S;
        for _ in 0..READ_BACKS_MAX {
            if matches!(self.look(&eyes, &removal).await, Gone::Yes) {
                return Ok(true);
            }
            self.ports.clock().sleep_until(later_s(self.now(), pause_s)).await;
            pause_s *= 2;
        }
        Ok(false)
    }

    /// After it settled, reading says whether the record went.
    pub(super) async fn resolve_removal(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
    ) -> Result<Turn, WorkError> {
        let Some(removal) = removal_of(ledger) else { return Ok(Turn::Done) };
        let eyes = self.eyes(ledger, Phase::Verify)?;
        match self.look(&eyes, &removal).await {
            Gone::Yes => self.resolved(ledger, lease, open, ActResult::Seen).await,
            // Where it was answered as done, the readings are old until they show it.
            Gone::No if open.answered == Answered::AsDone && self.now() < self.shows_by(open) => {
                Ok(Turn::WaitUntil(later_s(self.now(), SHOWS_PAUSE_S)))
            }
            Gone::No if open.answered == Answered::AsDone => self.unreadable(ledger, lease, (open, None)).await,
            Gone::No => self.resolved(ledger, lease, open, ActResult::NotSeen).await,
            Gone::Unreadable(why) => self.unreadable(ledger, lease, (open, Some(&why))).await,
        }
    }

    /// Nothing is in anybody's way while an answered removal does not show yet, so it is waited for as long as a push.
    fn shows_by(&self, open: &OpenRequest) -> Timestamp {
        later_s(open.started_at, i64::from(self.setup.policy.limits.sync_wait_max_min) * 60)
    }

    /// An account whose records go shows by its links; a record that nobody is behind by itself.
    async fn look(&self, eyes: &Eyes<P::Organization, P::Idp>, removal: &Removal) -> Gone {
        let organization = &eyes.organization;
        match &removal.account {
            Some(account) => match organization.links_of(account).await {
                Fact::Known(links, _) if links.iter().any(|link| link.record == removal.record) => Gone::No,
                // Other records may have come: this one is gone, and whether to go on is for the next fence to say.
                Fact::Known(..) | Fact::Absent(_) => Gone::Yes,
                Fact::Unavailable(why) => Gone::Unreadable(why),
            },
            None => match organization.scim_record(&removal.directory, &removal.record).await {
                Fact::Absent(_) => Gone::Yes,
                Fact::Known(..) => Gone::No,
                Fact::Unavailable(why) => Gone::Unreadable(why),
            },
        }
    }

    /// How the provider says that a membership was pushed. Whether it shows is looked at with everything else.
    pub(super) async fn close_group(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        performed: Performed<Pushed>,
    ) -> Result<Turn, WorkError> {
        let (result, read_back) = match performed {
            Performed::Done(Pushed::Accepted) => (ActResult::Done, "the provider says that it was exported"),
            Performed::Done(Pushed::NothingToDo) => (ActResult::Done, "the provider says that there is nothing to do"),
            Performed::Done(Pushed::SameConflict) => (ActResult::SameConflict, "the group's name is taken"),
            Performed::Done(Pushed::Failed(detail)) => (ActResult::Refused { detail }, ""),
            Performed::Done(Pushed::Unclear(detail)) | Performed::Ambiguous(detail) => {
                return self.ambiguous(ledger, lease, (step, not_after), (detail, Answered::NotReadably)).await;
            }
            Performed::Refused(rejection) => return self.rejected(ledger, lease, step, rejection).await,
        };
        self.finish(ledger, lease, step, (result, read_back.to_owned())).await
    }

    /// The same where the directory's key gave it.
    pub(super) async fn close_joining(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, not_after): (usize, Timestamp),
        performed: Performed<()>,
    ) -> Result<Turn, WorkError> {
        match performed {
            Performed::Done(()) => {
                let read_back = "the directory says that it is a member".to_owned();
                self.finish(ledger, lease, step, (ActResult::Done, read_back)).await
            }
            Performed::Refused(rejection) => self.rejected(ledger, lease, step, rejection).await,
            Performed::Ambiguous(detail) => {
                self.ambiguous(ledger, lease, (step, not_after), (detail, Answered::NotReadably)).await
            }
        }
    }

    /// A membership that was pushed without a readable answer: the original's groups say whether it came.
    pub(super) async fn resolve_group(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        open: &OpenRequest,
    ) -> Result<Turn, WorkError> {
        let Some(plan) = ledger.view.run.as_ref().map(|run| run.plan.clone()) else { return Ok(Turn::Done) };
        let (Act::PushGroup { group, .. } | Act::JoinGroup { group, .. }) = &open.act else { return Ok(Turn::Done) };
        let name = plan.groups.iter().find(|known| known.id == group.as_str()).and_then(|known| known.name.as_deref());
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let read = eyes.organization.account(&plan.target.account).await;
        let Some(groups) = read.known().and_then(|account| account.groups.as_ref()) else {
            return self.unreadable(ledger, lease, (open, read.unavailable())).await;
        };
        let shows = groups.iter().filter_map(|group| group.name.as_deref()).any(|own| Some(own) == name);
        self.resolved(ledger, lease, open, if shows { ActResult::Seen } else { ActResult::NotSeen }).await
    }
}

fn removal_of<S: Store>(ledger: &Ledger<'_, S>) -> Option<Removal> {
    ledger.view.run.as_ref().and_then(|run| run.plan.removal.clone())
}
