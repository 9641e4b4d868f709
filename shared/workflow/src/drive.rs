//! Carrying out one move of a plan: snapshot, wait until editable, send under a fence, resolve by reading, verify.
//!
//! A plan leaves nothing to choose here. What was sent and what became of it is in the journal before anything else happens.

mod closing;
mod editable;
mod late;
mod looks;
mod removal;
mod resolve;
mod send;

use crate::diagnose::WorkError;
use crate::ledger::{Ledger, With};
use crate::ports::{Clock, Eyes, Lease, OrganizationReads, Phase, Ports};
use crate::repair::Shift;
use crate::setup::Setup;
use jiff::Timestamp;
use untwin_core::domain::{CaseState, GroupId};
use untwin_core::saga::{
    Effective, Event, Looks, Move, Run, SnapshotGroup, Verification, groups_bound, lacking_groups, verify,
};

/// Carries out moves for one worker.
pub(crate) struct Driver<'d, P: Ports> {
    pub(crate) ports: &'d P,
    pub(crate) setup: &'d Setup,
    pub(crate) shift: &'d Shift,
}

/// What became of a move.
pub(crate) enum Turn {
    /// It is in the journal.
    Done,
    /// Nothing before then.
    WaitUntil(Timestamp),
    /// The shift is too short for it.
    NoTime,
}

impl<P: Ports> Driver<'_, P> {
    pub(crate) async fn turn(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: Lease,
        movement: Move,
    ) -> Result<Turn, WorkError> {
        match movement {
            Move::Snapshot => self.snapshot(ledger, &lease).await,
            Move::AwaitEditable(account) => self.await_editable(ledger, &lease, account).await,
            Move::Send { step, act } => self.send(ledger, &lease, step, act).await,
            Move::Resolve(open) => self.resolve(ledger, &lease, &open).await,
            Move::Verify { ordinal } => self.verify(ledger, &lease, ordinal).await,
            Move::Diagnose
            | Move::LookBack(_)
            | Move::Unwind { .. }
            | Move::FinishUndo
            | Move::FlagStuck { .. }
            | Move::LapseApproval
            | Move::Close
            | Move::WaitUntil(_)
            | Move::Rest => Ok(Turn::Done),
        }
    }

    /// The groups of both accounts before the first write: what is missing afterwards is listed.
    async fn snapshot(&self, ledger: &mut Ledger<'_, P::Store>, lease: &Lease) -> Result<Turn, WorkError> {
        let Some(target) = ledger.view.run.as_ref().map(|run| run.plan.target.clone()) else { return Ok(Turn::Done) };
        let eyes = self.eyes(ledger, Phase::Fence)?;
        let account = OrganizationReads::account(&eyes.organization, &target.account).await;
        let groups = account.known().and_then(|account| account.groups.as_ref());
        let groups = groups.map(|groups| groups.iter().map(SnapshotGroup::from).collect());
        let of_holder = self.groups_of_the_holder(ledger, &eyes).await;
        let event = Event::GroupsSnapshot { account: target.account, groups, of_holder };
        self.write(ledger, lease, event).await?;
        Ok(Turn::Done)
    }

    /// They are lost with its record, and never given to anybody else.
    async fn groups_of_the_holder(
        &self,
        ledger: &Ledger<'_, P::Store>,
        eyes: &Eyes<P::Organization, P::Idp>,
    ) -> Option<Vec<SnapshotGroup>> {
        let holder = ledger.view.run.as_ref()?.plan.removal.as_ref()?.account.clone()?;
        let account = OrganizationReads::account(&eyes.organization, &holder).await;
        let groups = account.known()?.groups.as_ref()?;
        Some(groups.iter().map(SnapshotGroup::from).collect())
    }

    async fn verify(&self, ledger: &mut Ledger<'_, P::Store>, lease: &Lease, ordinal: u32) -> Result<Turn, WorkError> {
        let Some(run) = ledger.view.run.clone() else { return Ok(Turn::Done) };
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let looks = looks::look(&eyes, &run.plan).await;
        let event = match verify(&run.plan, run.snapshot.as_ref(), &looks) {
            Verification::Holds { findings } => {
                self.groups_first((&run, ledger.view.state), &looks).unwrap_or(Event::Verified { ordinal, findings })
            }
            Verification::DoesNotShow { missing } if ledger.view.state == CaseState::Repaired => Event::Stuck {
                why: format!("look {ordinal} after the repair: {}", missing.join("; ")),
                reached: "it was repaired, and something changed it since".to_owned(),
            },
            Verification::DoesNotShow { missing } => Event::NotYetVisible { missing },
            Verification::Unreadable(why) if ledger.view.state == CaseState::Repaired => {
                tracing::info!(case.id = %ledger.case.id, "a look after a repair could not be made: {why}");
                return Ok(Turn::WaitUntil(untwin_core::saga::later_s(self.now(), 3_600)));
            }
            Verification::Unreadable(why) => Event::NotYetVisible { missing: vec![format!("not readable: {why}")] },
        };
        self.write(ledger, lease, event).await?;
        Ok(Turn::Done)
    }

    /// Once the address is where it belongs, the groups of the plan that are lacking are brought back and waited for. What does
    /// not come back in time is a finding: the repair holds without it.
    fn groups_first(&self, (run, state): (&Run, CaseState), looks: &Looks) -> Option<Event> {
        // Where a person was called already, what is lacking is a finding.
        if state != CaseState::AwaitingSync || run.verified.is_some() || run.plan.groups.is_empty() {
            return None;
        }
        let lacking = lacking_groups(&run.plan, looks);
        let Some(in_place) = &run.in_place else {
            // Groups that cannot be read are pushed: a member that is one already stays one.
            return Some(Event::InPlace { lacking: lacking.unwrap_or_else(|| run.plan.groups.clone()) });
        };
        let pushed =
            |group: &SnapshotGroup| GroupId::parse(&group.id).is_ok_and(|id| run.gave_back(&id) == Effective::Yes);
        let coming: Vec<String> =
            lacking?.into_iter().filter(pushed).map(|group| group.name.unwrap_or(group.id)).collect();
        let wait = !coming.is_empty() && self.now() < groups_bound(run, in_place);
        wait.then(|| Event::NotYetVisible { missing: coming.iter().map(|name| format!("group {name}")).collect() })
    }

    async fn write(&self, ledger: &mut Ledger<'_, P::Store>, lease: &Lease, event: Event) -> Result<(), WorkError> {
        let with = With { lease: Some(lease), ..With::default() };
        Ok(ledger.write(vec![event], self.now(), with).await?)
    }

    fn eyes(&self, ledger: &Ledger<'_, P::Store>, phase: Phase) -> Result<Eyes<P::Organization, P::Idp>, WorkError> {
        let directory = &ledger.case.directory;
        let eyes = self.ports.eyes(directory, &self.shift.tally, phase);
        eyes.ok_or_else(|| WorkError::NoSuchDirectory(directory.to_string()))
    }

    fn now(&self) -> Timestamp {
        self.ports.clock().now()
    }
}
