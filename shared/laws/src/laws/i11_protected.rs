//! I11. Protected accounts are left alone.
//!
//! Checked for each write that is sent, by the account that it takes an address from or that its push would update, and
//! for each effect of ours on any other account. This version knows no approval that lifts the protection.
//!
//! Allowed: protection that began within the last [`super::RACE_S`] seconds; giving an account back the address that we took
//! before it was protected, as the law on addresses needs that; and what a push did because somebody else tied the
//! subject's record to another account after the last look.

use super::{Monitor, Now, RACE_S, Say, Sending, told};
use crate::past::{Past, Purpose, earlier_s};
use crate::{Change, Law, Write};
use jiff::Timestamp;

#[derive(Debug)]
pub(super) struct Protected;

impl Monitor for Protected {
    fn law(&self) -> Law {
        Law::I11
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        if let Some(sending) = &now.sending {
            sent(now, sending, say);
        }
        effect(now, say);
    }
}

fn sent(now: &Now<'_>, sending: &Sending<'_>, say: &mut Say<'_>) {
    let pushed = match sending.write {
        Write::Push { .. } | Write::PushMember { .. } | Write::Join { .. } => {
            sending.plan().map(|plan| plan.original.as_str())
        }
        Write::SetAddress { .. } | Write::RemoveRecords { .. } | Write::DeleteRecord { .. } | Write::Other(_) => None,
    };
    let Some(account) = sending.taken_from().or(pushed) else { return };
    say.checked();
    if is_protected(now.past, account, earlier_s(now.at, RACE_S)) {
        say.breach(format!("{} was sent, and account {account} is protected", told(sending.write)));
    }
}

fn effect(now: &Now<'_>, say: &mut Say<'_>) {
    let Some(ours) = &now.ours else { return };
    let (Change::Address { account, .. }
    | Change::Life { account, .. }
    | Change::AccountTouched { account }
    | Change::Linked { account, .. }) = ours.change
    else {
        return;
    };
    // What was sent about these was judged when it was sent.
    let judged = match ours.write() {
        Some(Write::SetAddress { account, .. } | Write::RemoveRecords { account }) => Some(account.as_str()),
        Some(Write::Push { .. } | Write::PushMember { .. } | Write::Join { .. }) => {
            ours.plan().map(|plan| plan.original.as_str())
        }
        Some(Write::DeleteRecord { .. } | Write::Other(_)) | None => None,
    };
    let given_back = matches!(ours.purpose(), Some(Purpose::Compensate | Purpose::Undo));
    if given_back || judged == Some(account) {
        return;
    }
    say.checked();
    if is_protected(now.past, account, ours.known_since()) && ours.overtaken(now.past).is_none() {
        say.breach(format!("request {} touched account {account}, which is protected", ours.number));
    }
}

fn is_protected(past: &Past, account: &str, known_since: Timestamp) -> bool {
    past.model.account(account).and_then(|account| account.protected_since).is_some_and(|since| since <= known_since)
}
