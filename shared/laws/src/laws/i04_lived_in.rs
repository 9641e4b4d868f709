//! I4. An account that somebody lives in is not given another address, nor made less alive.
//!
//! Checked when an address is taken away, and when a request of ours makes an account less alive.
//!
//! Allowed: a life that began within the last [`super::RACE_S`] seconds; taking the address where a person approved it and
//! overrode the guard on idleness or history by name; giving an address back; and what a push does to the pushed user's
//! own account, which is the provider's word about that user (it gets its new address, and somebody whom the provider
//! disabled meanwhile is disabled).

use super::{Monitor, Now, Ours, RACE_S, Say, Sending};
use crate::past::{Authority, Past, Plan, earlier_s};
use crate::{Change, Law};
use jiff::Timestamp;

/// The guards that look at whether somebody lives in an account.
const GUARDS: [&str; 2] = ["idle", "no_history"];

#[derive(Debug)]
pub(super) struct LivedIn;

impl Monitor for LivedIn {
    fn law(&self) -> Law {
        Law::I4
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        if let Some(sending) = &now.sending {
            sent(now, sending, say);
        }
        if let Some(ours) = &now.ours {
            effect(now, ours, say);
        }
    }
}

fn sent(now: &Now<'_>, sending: &Sending<'_>, say: &mut Say<'_>) {
    let Some(account) = sending.taken_from() else { return };
    say.checked();
    let lived_in = is_lived_in(now.past, account, earlier_s(now.at, RACE_S));
    if lived_in && !sending.plan().is_some_and(was_overridden) {
        say.breach(format!("the address of account {account} is taken, and somebody lives in it"));
    }
}

fn was_overridden(plan: &Plan) -> bool {
    plan.authority == Authority::Approved && GUARDS.iter().any(|guard| plan.overridden.contains(*guard))
}

fn effect(now: &Now<'_>, ours: &Ours<'_>, say: &mut Say<'_>) {
    let Change::Life { account, to } = ours.change else { return };
    let model = &now.past.model;
    let own = ours.pushed().and_then(|user| model.rightful_of(user)) == Some(account.as_str());
    let less = model.account(account).is_some_and(|before| *to < before.is.life);
    if own || !less {
        return;
    }
    say.checked();
    if is_lived_in(now.past, account, ours.known_since()) {
        say.breach(format!("request {} made account {account} less alive, and somebody lives in it", ours.number));
    }
}

fn is_lived_in(past: &Past, account: &str, known_since: Timestamp) -> bool {
    past.model.account(account).and_then(|account| account.lived_in_since).is_some_and(|since| since <= known_since)
}
