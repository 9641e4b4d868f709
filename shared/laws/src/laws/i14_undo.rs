//! I14. An undo gives the address back and names what is lost; after an accepted push there is none.
//!
//! Checked when a person is told that a case was undone: the holder has the address again, and the journal names what
//! stays lost. Checked for each address that is given back: no push of the plan is known to be accepted, neither from the
//! journal nor, for an undo, from what the fence could see: that the original has the wanted address.
//!
//! Allowed: somebody else moving the holder right after the undo; a search that lags behind a push of the last hour, where
//! the vendor itself refuses the address that is taken.

use super::{Monitor, Now, RACE_S, Say, Sending};
use crate::past::{Act, Plan, Purpose, Seen, Whose, earlier_s};
use crate::{Law, Topic, Undone, What};

/// By how much a search may lag, in seconds; the vendors name no bound.
const LAG_S: i64 = 3_600;

#[derive(Debug)]
pub(super) struct Undo;

impl Monitor for Undo {
    fn law(&self) -> Law {
        Law::I14
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        if let What::UndoEnded { case, undone: Undone::Yes } = now.what {
            said_to_be_undone(now, case, say);
        }
        let Some(sending) = &now.sending else { return };
        if let Some((Act::SetAddress { purpose: Purpose::Compensate | Purpose::Undo, .. }, plan)) = sending.act() {
            say.checked();
            given_back(now, (sending, plan), say);
        }
    }
}

fn said_to_be_undone(now: &Now<'_>, id: &str, say: &mut Say<'_>) {
    say.checked();
    let case = now.past.cases.case(id);
    if case.and_then(|case| case.lost).is_none_or(|lost| lost == 0) {
        say.breach(format!("case {id} is said to be undone, and its journal does not name what is lost"));
    }
    let Some(rename) = case.and_then(|case| case.plan.as_ref()?.rename.as_ref()) else {
        say.breach(format!("case {id} is said to be undone, and it never took an address"));
        return;
    };
    let holder = now.past.model.account(&rename.account);
    let has_it = holder.is_some_and(|holder| holder.is.address == rename.from);
    let moved = holder.is_some_and(|it| it.address_by == Whose::Others && it.address_since > earlier_s(now.at, RACE_S));
    if !has_it && !moved {
        say.breach(format!("case {id} is said to be undone, and account {} has not its address", rename.account));
    }
}

fn given_back(now: &Now<'_>, (sending, plan): (&Sending<'_>, &Plan), say: &mut Say<'_>) {
    let Some(started) = sending.started else { return };
    let pushed = now.past.cases.case(&started.case).and_then(|case| case.pushed);
    if let Some(at) = pushed {
        say.breach(format!("case {} gives the address back, and its push was accepted at {at}", started.case));
        return;
    }
    let worker = now.past.worker(sending.worker);
    let reading = worker.and_then(|worker| worker.fresh(&Topic::AtAddress(plan.wanted.clone())));
    let Some(Seen::At(Some((holder, since)))) = reading.and_then(|reading| reading.seen.as_ref()) else { return };
    if *holder == plan.original && *since <= earlier_s(now.at, LAG_S) {
        say.breach(format!("case {} gives the address back, and the original has it since {since}", started.case));
    }
}
