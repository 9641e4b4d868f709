//! I16. Nobody is more alive than before through us.
//!
//! Checked for each change of a life that a request of ours made.
//!
//! Allowed: an account that somebody else made less alive after the last look, as a push cannot know of that.

use super::{Monitor, Now, Say};
use crate::past::Whose;
use crate::{Change, Law};

#[derive(Debug)]
pub(super) struct Alive;

impl Monitor for Alive {
    fn law(&self) -> Law {
        Law::I16
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let Some(ours) = &now.ours else { return };
        let Change::Life { account, to } = ours.change else { return };
        say.checked();
        let Some(before) = now.past.model.account(account) else { return };
        let overtaken = before.life_by == Whose::Others && before.life_since > ours.known_since();
        if *to > before.is.life && !overtaken {
            let (number, was) = (ours.number, before.is.life);
            say.breach(format!("account {account} was {was:?}, and is {to:?} by request {number}"));
        }
    }
}
