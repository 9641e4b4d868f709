//! One write: fence, journal, send, read back, close. Sent once per journal record.

use super::closing::READ_PAUSE_S;
use super::{Driver, Turn, looks};
use crate::accept::lease_s;
use crate::diagnose::WorkError;
use crate::ledger::{Fence, Ledger};
use crate::ports::{
    Clock, Hands, IdpWrites, Lease, OrganizationReads, OrganizationWrites, Performed, Phase, Ports, Rejection, Started,
    Store,
};
use jiff::Timestamp;
use untwin_core::decision::{Limits, Shadow};
use untwin_core::saga::{
    Act, Effective, Event, Mismatch, PreconditionHolds, Purpose, Readings, Run, holds, later_s, push_until,
};

/// The longest pause between two readings of a fence, in seconds.
const FENCE_PAUSE_S_MAX: i64 = 8;
/// What a fence and a reading back usually take together, in seconds.
const READING_S: i64 = 10;

impl<P: Ports> Driver<'_, P> {
    pub(super) async fn send(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
        act: Act,
    ) -> Result<Turn, WorkError> {
        let act = self.with_the_group(ledger, act).await?;
        if !self.time_left_for(&act) {
            return self.no_time(ledger, lease, step, act).await;
        }
        let holds = match self.fence(ledger, lease, &act).await? {
            Ok(holds) => holds,
            Err(mismatches) => return self.refrain(ledger, lease, (step, act), &mismatches).await,
        };
        if let Some(why) = self.not_now(ledger, &act) {
            return self.refrain(ledger, lease, (step, act), &[Mismatch::Changed(why)]).await;
        }
        // The kill switch is read beside the precondition, after everything else.
        let writes = self.ports.store().writes().await?;
        let now = self.now();
        let limits = &self.setup.policy.limits;
        let lease = self.ports.store().renew(lease, now, later_s(now, lease_s(limits))).await?;
        let Some(fence) = Fence::closed(&lease, &holds, writes) else {
            let paused = Mismatch::Changed("writes are paused".to_owned());
            return self.refrain(ledger, &lease, (step, act), &[paused]).await;
        };
        let not_after = later_s(now, limits.request_timeout_s.into());
        let started = ledger.start(fence, (step, act.clone()), (now, not_after)).await?;
        self.perform(ledger, &lease, (step, act), started).await
    }

    /// A group is found by its name before the fence, which then has to find the same one: the journal says which one was meant.
    async fn with_the_group(&self, ledger: &Ledger<'_, P::Store>, act: Act) -> Result<Act, WorkError> {
        let Act::JoinGroup { group, name, directory, record, .. } = act else { return Ok(act) };
        let eyes = self.eyes(ledger, Phase::Fence)?;
        let found = eyes.organization.scim_group_by_name(&directory, (&name, &group)).await;
        let group_there = found.known().map(|found| found.id.clone());
        Ok(Act::JoinGroup { group, name, directory, record, group_there })
    }

    /// A push that does not fit into the shift any more gives the address back, if that still fits; anything else is the
    /// next shift's.
    async fn no_time(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        step: usize,
        act: Act,
    ) -> Result<Turn, WorkError> {
        let freed = ledger.view.run.as_ref().is_some_and(|run| run.address_freed_at.is_some());
        if freed && matches!(act, Act::Push { .. }) {
            let why = "there is no time left to push".to_owned();
            self.write(ledger, lease, Event::Refrained { step, act, why }).await?;
            return Ok(Turn::Done);
        }
        Ok(Turn::NoTime)
    }

    /// What the fence does not read: whether the reading took too long, and whether the policy still lets a plan begin.
    fn not_now(&self, ledger: &Ledger<'_, P::Store>, act: &Act) -> Option<String> {
        let run = ledger.view.run.as_ref()?;
        let late = push_until(run, &self.setup.policy.limits).is_some_and(|until| self.now() >= until);
        if late && matches!(act, Act::Push { .. }) {
            return Some("reading the precondition took too long to push safely".to_owned());
        }
        if run.address_freed_at.is_some() && run.push.effective() == Effective::No {
            return None;
        }
        if self.setup.policy.shadow == Shadow::On {
            return Some("shadow mode is on".to_owned());
        }
        self.freeze().map(|reason| format!("a freeze is on: {reason}"))
    }

    /// A freeze that began after the decision keeps a plan from beginning. Once the address is on nobody, standing still
    /// would be the greater harm, so the plan goes on or takes itself back.
    fn freeze(&self) -> Option<&str> {
        let now = self.now();
        let on = self.setup.policy.freezes.iter().find(|freeze| freeze.from <= now && now < freeze.until);
        on.map(|freeze| freeze.reason.as_str())
    }

    /// A write starts only if the shift covers it, its read-back, the journal, and what would have to take it back.
    fn time_left_for(&self, act: &Act) -> bool {
        let limits: &Limits = &self.setup.policy.limits;
        let (requests, reading_s) = match act {
            // What follows a removal should not be left to another shift, unless the account unlocks late.
            Act::RemoveRecords { .. } => (4, 5 * READING_S),
            Act::DeleteRecord { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. } => (1, 2 * READING_S),
            Act::SetAddress { purpose: Purpose::Step, .. } => (3, 3 * READING_S),
            Act::Push { .. } => (2, 2 * READING_S),
            Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. } => (1, READING_S),
        };
        let needed_s = requests * i64::from(limits.request_timeout_s) + reading_s;
        later_s(self.now(), needed_s) <= self.shift.deadline
    }

    /// Reads what the act demands. Before the first write one reading decides. While nobody has the address, standing still is
    /// harm too: what could not be read is read again for as long as the act would still be in time.
    async fn fence(
        &self,
        ledger: &Ledger<'_, P::Store>,
        lease: &Lease,
        act: &Act,
    ) -> Result<Result<PreconditionHolds, Vec<Mismatch>>, WorkError> {
        let Some(run) = ledger.view.run.clone() else {
            return Ok(Err(vec![Mismatch::Changed("no plan is running".to_owned())]));
        };
        let eyes = self.eyes(ledger, Phase::Fence)?;
        let again_until = self.fence_again_until(&run, act);
        let mut pause_s = READ_PAUSE_S;
        loop {
            let read = looks::readings(&eyes, act, &run.plan).await;
            let result =
                holds(act, &run.plan, &Readings { accepted_at: Some(run.accepted_at), left: run.left, ..read });
            let next_at = later_s(self.now(), pause_s);
            match result {
                Err(mismatches) if all_unreadable(&mismatches) && again_until.is_some_and(|until| next_at < until) => {}
                decided => return Ok(decided),
            }
            let until = later_s(next_at, lease_s(&self.setup.policy.limits));
            self.ports.store().renew(lease, self.now(), until).await?;
            self.ports.clock().sleep_until(next_at).await;
            pause_s = (pause_s * 2).min(FENCE_PAUSE_S_MAX);
        }
    }

    /// Until when an unreadable fence is read again; `None` before the first write.
    fn fence_again_until(&self, run: &Run, act: &Act) -> Option<Timestamp> {
        let limits = &self.setup.policy.limits;
        // Once a record is gone, giving up for one unreadable answer would be the greater harm, too.
        let since = run.address_freed_at.or_else(|| run.editable_at.filter(|_| run.removed() == Effective::Yes));
        let freed_at = since?;
        let until = match act {
            Act::Push { .. } => push_until(run, limits)?,
            Act::SetAddress { purpose: Purpose::Undo, .. } => later_s(self.now(), limits.address_gap_max_s.into()),
            Act::SetAddress { .. } => later_s(freed_at, limits.address_gap_max_s.into()),
            Act::RemoveRecords { .. } | Act::DeleteRecord { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. } => {
                return None;
            }
        };
        Some(until.min(self.shift.deadline))
    }

    /// Nothing was sent. A compensation whose fence says that the original has the address met a push that took effect late.
    async fn refrain(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        (step, act): (usize, Act),
        mismatches: &[Mismatch],
    ) -> Result<Turn, WorkError> {
        if goes_back(&act) && self.original_has_it(ledger).await? {
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
        let address = looks::address_of(&eyes.organization, &run.plan.target.account).await;
        Ok(address.known() == Some(&run.plan.wanted))
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
            Act::SetAddress { ref account, ref to, .. } => {
                let performed = hands.organization.set_address(started, account, to).await;
                let refused = matches!(performed, Performed::Refused(_));
                let turn = self.close_rename(ledger, lease, (step, not_after), (account, to, performed)).await?;
                // A late push may have taken the address in the meantime; then there is nothing to give back.
                if refused && goes_back(&act) && self.original_has_it(ledger).await? {
                    let read_back = "the original has the wanted address".to_owned();
                    self.write(ledger, lease, Event::PushSeen { read_back }).await?;
                }
                Ok(turn)
            }
            Act::Push { subject } => {
                let rule = ledger.view.run.as_ref().map(|run| run.plan.user_rule.clone()).unwrap_or_default();
                let performed = hands.idp.push_user(started, &subject, &rule).await;
                self.close_push(ledger, lease, (step, not_after), performed).await
            }
            Act::RemoveRecords { ref account, .. } => {
                let performed = hands.organization.remove_records(started, account).await;
                self.close_removal(ledger, lease, (step, not_after), performed).await
            }
            Act::DeleteRecord { ref directory, ref record } => {
                let performed = hands.organization.delete_record(started, directory, record).await;
                self.close_removal(ledger, lease, (step, not_after), performed).await
            }
            Act::JoinGroup { ref directory, ref record, ref group_there, .. } => {
                let performed = match group_there {
                    Some(group) => hands.organization.add_member(started, directory, (group, record)).await,
                    None => Performed::Refused(Rejection::NotSent("the group of the directory is not seen".to_owned())),
                };
                self.close_joining(ledger, lease, (step, not_after), performed).await
            }
            Act::PushGroup { ref subject, ref group } => {
                let rule = ledger.view.run.as_ref().and_then(|run| run.plan.group_rule.clone()).unwrap_or_default();
                let performed = hands.idp.push_member(started, group, (subject, &rule)).await;
                self.close_group(ledger, lease, (step, not_after), performed).await
            }
        }
    }

    fn hands(&self, ledger: &Ledger<'_, P::Store>) -> Result<Hands<P::OrganizationHand, P::IdpHand>, WorkError> {
        let directory = &ledger.case.directory;
        let hands = self.ports.hands(directory, &self.shift.tally);
        hands.ok_or_else(|| WorkError::NoSuchDirectory(directory.to_string()))
    }
}

/// Whether an act gives the address back.
const fn goes_back(act: &Act) -> bool {
    matches!(act, Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. })
}

fn all_unreadable(mismatches: &[Mismatch]) -> bool {
    mismatches.iter().all(|mismatch| matches!(mismatch, Mismatch::Unreadable(_)))
}

fn text(mismatch: &Mismatch) -> String {
    match mismatch {
        Mismatch::Changed(text) | Mismatch::Unreadable(text) => text.clone(),
    }
}
