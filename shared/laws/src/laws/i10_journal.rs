//! I10. Every write stands in a journal before it is sent, and is closed there afterwards.
//!
//! Checked for each write that is sent: some journal holds a record of it, written before. (Whose record, and how often it
//! was used, is I6's business.) At rest each such record is closed, or its case is stuck.
//!
//! Allowed: a record whose request was never sent, as a worker may die in between; it has to be closed all the same.

use super::{Monitor, Now, Say, is_flagged, told};
use crate::past::Claim;
use crate::{Law, What};

#[derive(Debug)]
pub(super) struct Journal;

impl Monitor for Journal {
    fn law(&self) -> Law {
        Law::I10
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        if let Some(sending) = &now.sending {
            say.checked();
            if sending.claim == Claim::Nothing {
                say.breach(format!("no journal holds {}, which worker {} sent", told(sending.write), sending.worker));
            }
        }
        if matches!(now.what, What::AtRest) {
            at_rest(now, say);
        }
    }
}

fn at_rest(now: &Now<'_>, say: &mut Say<'_>) {
    for started in now.past.cases.all_started() {
        say.checked();
        let flagged = now.past.cases.case(&started.case).is_some_and(is_flagged);
        if started.ended.is_none() && !flagged {
            say.breach(format!("case {} started {:?} and never closed it", started.case, started.act));
        }
    }
}
