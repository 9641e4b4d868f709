//! Looking back at a rename that was given up: whether it took effect after all.

use super::{Driver, Turn, looks};
use crate::diagnose::WorkError;
use crate::ledger::{Ledger, With};
use crate::ports::{Phase, Ports};
use jiff::Timestamp;
use untwin_core::saga::{Event, Rename, later_s};

/// The pause after a look that could not be made, in seconds.
const PAUSE_S: i64 = 300;
/// For how long a look that cannot be made is tried again, in seconds.
const LOOK_S_MAX: i64 = 21_600;

impl<P: Ports> Driver<'_, P> {
    /// No object is in our hands here: another case may be at work on the same holder, so this only reads. Whatever follows
    /// from it is done under a lease.
    pub(crate) async fn look_back(
        &self,
        ledger: &mut Ledger<'_, P::Store>,
        rename: &Rename,
    ) -> Result<Turn, WorkError> {
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let holder = looks::address_of(&eyes.organization, &rename.account).await;
        let event = match (holder.known(), holder.unavailable()) {
            (Some(address), _) if *address == rename.to => self.late(ledger).await?,
            (Some(_), _) => Event::LookedBack { read_back: "the holder does not have the placeholder".to_owned() },
            (None, Some(why)) if self.may_look_again(ledger) => {
                tracing::info!(case.id = %ledger.case.id, "looking back at a rename could not be done: {why}");
                return Ok(Turn::WaitUntil(later_s(self.now(), PAUSE_S)));
            }
            (None, Some(why)) => Event::LookedBack { read_back: format!("not readable for hours: {why}") },
            (None, None) => Event::LookedBack { read_back: "the holder is gone".to_owned() },
        };
        ledger.write(vec![event], self.now(), With::default()).await?;
        Ok(Turn::Done)
    }

    /// The holder has the placeholder. That is right where the original has the address by now, and else nobody has it.
    async fn late(&self, ledger: &Ledger<'_, P::Store>) -> Result<Event, WorkError> {
        let Some(doubt) = &ledger.view.doubt else {
            return Ok(Event::LookedBack { read_back: "nothing is in doubt".to_owned() });
        };
        let eyes = self.eyes(ledger, Phase::Verify)?;
        let plan = &doubt.run.plan;
        let original = looks::address_of(&eyes.organization, &plan.target.account).await;
        Ok(if original.known() == Some(&plan.wanted) {
            Event::LookedBack { read_back: "the holder has the placeholder, and the original the address".to_owned() }
        } else {
            Event::LateEffect {
                read_back: "the holder has the placeholder, and nobody is seen with the address".to_owned(),
            }
        })
    }

    fn may_look_again(&self, ledger: &Ledger<'_, P::Store>) -> bool {
        let due: Option<Timestamp> = ledger.view.doubt.as_ref().and_then(untwin_core::saga::Doubt::due_at);
        due.is_some_and(|due| self.now() < later_s(due, LOOK_S_MAX))
    }
}
