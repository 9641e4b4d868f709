//! Holding the leases of a running plan: taken, renewed, kept over a wait, and given back.

use super::Work;
use crate::accept::lease_s;
use crate::diagnose::WorkError;
use crate::ledger::Ledger;
use crate::ports::{Leased, Ports, Store, StoreError};
use jiff::Timestamp;
use untwin_core::saga::later_s;

impl<P: Ports> Work<'_, P> {
    /// Takes or renews the leases of the running plan. Where somebody else has them, the case is theirs: nothing is written,
    /// because even a note in its row would stop them.
    pub(crate) async fn hold_the_lease(&mut self) -> Result<bool, WorkError> {
        let (now, store) = (self.now(), self.ports.store());
        let until = later_s(now, lease_s(&self.setup.policy.limits));
        if let Some(lease) = &self.lease {
            self.lease = Some(store.renew(lease, now, until).await?);
            return Ok(true);
        }
        let Some(run) = &self.ledger.view.run else { return Ok(false) };
        match store.lease(&self.ledger.case.id, &run.plan.objects, now, until).await? {
            Leased::Granted(lease) => {
                self.lease = Some(lease);
                // Whoever had the leases before may have moved the case since it was loaded.
                self.ledger = Ledger::load(store, &self.ledger.case.id, &self.setup.policy.limits).await?;
                Ok(true)
            }
            Leased::Held { .. } => {
                tracing::info!(case.id = %self.ledger.case.id, "another worker is at the objects of this case");
                Ok(false)
            }
        }
    }

    /// Gives the leases back, unless a request of ours is unresolved: until it has settled nobody writes to its objects.
    pub(crate) async fn leave(&mut self) -> Result<(), StoreError> {
        let Some(lease) = self.lease.take() else { return Ok(()) };
        let Some(open) = self.ledger.view.open_request() else { return self.ports.store().release(&lease).await };
        let settled = later_s(open.not_after, self.setup.policy.limits.settle_s.into());
        let until = open.settle_until.unwrap_or(settled);
        match self.ports.store().renew(&lease, self.now(), until).await {
            // Whoever has it now holds it for the same objects.
            Ok(_) | Err(StoreError::LeaseLost) => Ok(()),
            Err(error) => Err(error),
        }
    }

    pub(super) async fn keep_lease(&mut self, moment: Timestamp) -> Result<(), WorkError> {
        if let Some(lease) = &self.lease {
            let until = later_s(moment, lease_s(&self.setup.policy.limits));
            self.lease = Some(self.ports.store().renew(lease, self.now(), until).await?);
        }
        Ok(())
    }
}
