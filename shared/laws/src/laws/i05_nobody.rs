//! I5. An address that was taken from somebody ends on an account, or the case is flagged, in time.
//!
//! Checked whenever anything happens: no address that a request of ours took is on nobody for longer than
//! [`NOBODY_S_MAX`], unless its case is stuck or undone; and none is when the run has come to rest. Whoever takes it, it is
//! on nobody no longer, and what becomes of it after that is not our doing.
//!
//! What a request did later than the program was promised that it could may stay for as long again as it was late: a case
//! that was given up is looked at more and more rarely.
//!
//! Allowed: what a push leaves behind (the former address of whoever got a new one); what a request did more than
//! [`KEPT_S_MAX`] late, since nobody is left to look; and another address than the one that the plan names:
//! somebody gave it to the account by hand after the last look, and it was not the plan that anybody waits for.

use super::{Monitor, Now, Ours, Say, is_flagged};
use crate::past::{Act, Past, Purpose, Started, later_s};
use crate::{Change, Law, Life, What, Write};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How long an address may be on nobody without anybody being called, in seconds: workers may die, and the next one comes
/// when a lease has ended.
const NOBODY_S_MAX: i64 = 1_800;
/// No vendor keeps a request for longer, in seconds.
const KEPT_S_MAX: i64 = 72_000;
/// By how much the clocks of workers differ from the world's, in seconds.
const CLOCKS_S: i64 = 60;

/// Addresses that were taken and are on nobody.
#[derive(Debug, Default)]
pub(super) struct Nobody {
    loose: BTreeMap<String, Loose>,
}

#[derive(Debug)]
struct Loose {
    case: String,
    since: Timestamp,
    /// For how long it may be, in seconds.
    bound_s: i64,
    told: Told,
}

#[derive(Debug, PartialEq, Eq)]
enum Told {
    Yes,
    No,
}

impl Monitor for Nobody {
    fn law(&self) -> Law {
        Law::I5
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        self.overdue(now, say);
        match now.what {
            What::Changed { change, .. } => self.changed(now, change, say),
            What::Case { case, state, .. } => self.moved(now, (case, state)),
            _ => {}
        }
    }
}

impl Nobody {
    fn overdue(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let at_rest = matches!(now.what, What::AtRest);
        for (address, loose) in &mut self.loose {
            let late = at_rest || now.at > later_s(loose.since, loose.bound_s);
            let flagged = now.past.cases.case(&loose.case).is_some_and(is_flagged);
            if late && !flagged && loose.told == Told::No {
                loose.told = Told::Yes;
                say.breach(format!("{address} is on nobody since {}, case {} is not stuck", loose.since, loose.case));
            }
        }
    }

    fn changed(&mut self, now: &Now<'_>, change: &Change, say: &mut Say<'_>) {
        match change {
            Change::Address { from, to, .. } => {
                self.loose.remove(to);
                if let Some(ours) = &now.ours {
                    self.taken(now, ours, (from, say));
                }
            }
            Change::AccountMade { is, .. } if is.life != Life::Closed => drop(self.loose.remove(&is.address)),
            _ => {}
        }
    }

    fn taken(&mut self, now: &Now<'_>, ours: &Ours<'_>, (from, say): (&str, &mut Say<'_>)) {
        let taken = matches!(ours.write(), Some(Write::SetAddress { .. }));
        if !taken || !matches!(ours.purpose(), Some(Purpose::Step) | None) {
            return;
        }
        say.checked();
        let late_s = late_s(now, ours);
        if late_s > KEPT_S_MAX || ours.started.is_some_and(|started| !takes(started, from)) {
            return;
        }
        let case = ours.started.map(|started| started.case.clone()).unwrap_or_default();
        self.loose
            .insert(from.to_owned(), Loose { case, since: now.at, bound_s: NOBODY_S_MAX.max(late_s), told: Told::No });
    }

    /// A case that leaves the flag behind is worked on again; one that was undone says so to a person.
    fn moved(&mut self, now: &Now<'_>, (case, state): (&str, &str)) {
        if state == "undone" {
            self.loose.retain(|_, loose| loose.case != case);
            return;
        }
        if state != "stuck" && was_flagged(now.past, case) {
            self.loose.values_mut().filter(|loose| loose.case == case).for_each(|loose| loose.since = now.at);
        }
    }
}

fn was_flagged(past: &Past, case: &str) -> bool {
    past.cases.case(case).is_some_and(is_flagged)
}

fn takes(started: &Started, address: &str) -> bool {
    matches!(&started.act, Act::SetAddress { from, .. } if from == address)
}

/// By how much a request took effect later than promised, in seconds.
fn late_s(now: &Now<'_>, ours: &Ours<'_>) -> i64 {
    let promised_s = now.past.promises.settle_s + CLOCKS_S;
    ours.started.map_or(0, |started| now.at.duration_since(later_s(started.not_after, promised_s)).as_secs())
}
