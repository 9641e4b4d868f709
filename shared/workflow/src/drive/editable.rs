//! Waiting until the address of an account may be set, once its SCIM record is gone.

use super::{Driver, Turn};
use crate::diagnose::WorkError;
use crate::ledger::Ledger;
use crate::ports::{Lease, OrganizationReads, Phase, Ports};
use futures_util::join;
use jiff::Timestamp;
use untwin_core::domain::{AccountId, Fact, Manageability, Permission};
use untwin_core::saga::{Act, Event, Purpose, Rename, later_s};

/// The shortest and the longest pause between two looks, in seconds; in between it grows with the time that has passed.
const PAUSE_S: (i64, i64) = (5, 300);

impl<P: Ports> Driver<'_, P> {
    /// Only an answer that says yes goes on. Whatever else it says is asked again, until the plan gives up waiting.
    pub(super) async fn await_editable(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        lease: &Lease,
        account: AccountId,
    ) -> Result<Turn, WorkError> {
        let eyes = self.eyes(ledger, Phase::Fence)?;
        let (read, links) = join!(eyes.organization.manageability(&account), eyes.organization.links_of(&account));
        if links.known().is_some_and(|links| !links.is_empty()) {
            return self.came_back(ledger, lease).await;
        }
        if is_editable(&read) {
            self.write(ledger, lease, Event::Editable { account }).await?;
            return Ok(Turn::Done);
        }
        Ok(Turn::WaitUntil(self.look_again_at(ledger)))
    }

    /// Somebody has synced the account again: the plan ends.
    async fn came_back(&self, ledger: &mut Ledger<'_, P::Store>, lease: &Lease) -> Result<Turn, WorkError> {
        let rename = ledger.view.run.as_ref().and_then(|run| run.plan.rename.clone());
        let Some(Rename { account, from, to }) = rename else { return Ok(Turn::Done) };
        let step = ledger.view.run.as_ref().map_or(0, |run| run.plan.steps.len());
        let act = Act::SetAddress { account, from, to, purpose: Purpose::Step };
        let why = "a SCIM record is linked to the account again".to_owned();
        self.write(ledger, lease, Event::Refrained { step, act, why }).await?;
        Ok(Turn::Done)
    }

    fn look_again_at(&self, ledger: &Ledger<'_, P::Store>) -> Timestamp {
        let now = self.now();
        let removed_at = ledger.view.run.as_ref().and_then(|run| run.removal.ended_at).unwrap_or(now);
        let (shortest_s, longest_s) = PAUSE_S;
        later_s(now, (now.duration_since(removed_at).as_secs() / 2).clamp(shortest_s, longest_s))
    }
}

fn is_editable(read: &Fact<Manageability>) -> bool {
    matches!(read.known(), Some(Manageability::Rules(rules)) if rules.set_address == Permission::Allowed)
}
