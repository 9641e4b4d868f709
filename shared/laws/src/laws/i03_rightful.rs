//! I3. Whoever gets the address is its rightful account, and no account is made or linked otherwise.
//!
//! Checked: for each push that is sent, that the plan's original is the subject's own account; for each address that is
//! taken away, that the account is nobody's own; and for each effect of ours, that whoever gets an address is the pushed
//! user's own account, or the one that it was taken from; that no account is made; and that a record is linked to the
//! pushed user's own account only.
//!
//! Allowed: renaming somebody's own account where a person approved it, overriding a guard, and the address is another
//! user's by now; any effect of a push whose record somebody else moved after the last look; and a push for an account that
//! somebody else had tied the record to before the case was diagnosed first: who it belongs to is their word.

use super::{Monitor, Now, Ours, RACE_S, Say, Sending};
use crate::past::{Authority, Past, Plan, Purpose, Started, earlier_s};
use crate::{Change, Law, Write};
use jiff::Timestamp;

#[derive(Debug)]
pub(super) struct Rightful;

impl Monitor for Rightful {
    fn law(&self) -> Law {
        Law::I3
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
    let model = &now.past.model;
    if let (Write::Push { user }, Some(plan)) = (sending.write, sending.plan()) {
        say.checked();
        let by_others = sending.started.is_some_and(|started| tied_before(now.past, &started.case, plan));
        if model.rightful_of(user) != Some(plan.original.as_str()) && !by_others {
            say.breach(format!("user {user} is pushed for account {}, which is not theirs", plan.original));
        }
    }
    if let Write::DeleteRecord { record } = sending.write {
        say.checked();
        let found = model.record(record).filter(|found| found.tied_at <= earlier_s(now.at, RACE_S));
        if let Some(account) = found.and_then(|found| found.is.account.as_ref()) {
            say.breach(format!("record {record} is deleted, and account {account} is behind it"));
        }
    }
    let Some(account) = sending.taken_from() else { return };
    say.checked();
    let Some(owner) = model.owner_of(account) else { return };
    let allowed = sending.plan().is_some_and(|plan| {
        let wanted_by_another = model.user(&plan.subject).is_some_and(|user| user.address == plan.wanted);
        !owner.eq_ignore_ascii_case(&plan.subject) && wanted_by_another && was_overridden(plan)
    });
    if !allowed {
        say.breach(format!("account {account} is renamed away, and it is the own account of user {owner}"));
    }
}

/// Whether somebody else tied the plan's record to the plan's original, before the case knew of anything.
fn tied_before(past: &Past, case: &str, plan: &Plan) -> bool {
    let (Some(record), Some(case)) = (past.model.record(&plan.record), past.cases.case(case)) else { return false };
    let tied = record.tied_at > Timestamp::MIN && record.is.account.as_ref() == Some(&plan.original);
    tied && case.diagnosed_first.is_some_and(|first| record.tied_at <= first)
}

fn was_overridden(plan: &Plan) -> bool {
    plan.authority == Authority::Approved && !plan.overridden.is_empty()
}

fn effect(now: &Now<'_>, ours: &Ours<'_>, say: &mut Say<'_>) {
    let fault = match ours.change {
        Change::Address { account, to, .. } => got_address(now, ours, (account, to)),
        Change::AccountMade { account, .. } => Some(format!("account {account} was made")),
        Change::Linked { record, account } => linked(now, ours, (record, account)),
        _ => return,
    };
    say.checked();
    let by_others = |started: &Started, plan| ours.pushed().is_some() && tied_before(now.past, &started.case, plan);
    let theirs = ours.started.zip(ours.plan()).is_some_and(|(started, plan)| by_others(started, plan));
    if let Some(fault) = fault.filter(|_| ours.overtaken(now.past).is_none() && !theirs) {
        say.breach(format!("request {}: {fault}", ours.number));
    }
}

fn got_address(now: &Now<'_>, ours: &Ours<'_>, (account, to): (&str, &str)) -> Option<String> {
    let is_right = match (ours.pushed(), ours.plan(), ours.purpose()) {
        (Some(user), ..) => now.past.model.rightful_of(user) == Some(account),
        (None, Some(plan), Some(Purpose::Step)) => {
            plan.rename.as_ref().is_some_and(|rename| rename.account == account && rename.to == to)
        }
        (None, Some(plan), Some(Purpose::Compensate | Purpose::Undo)) => {
            plan.rename.as_ref().is_some_and(|rename| rename.account == account && rename.from == to)
        }
        (None, ..) => false,
    };
    (!is_right).then(|| format!("account {account} got {to}, which is neither its own nor was taken from it"))
}

fn linked(now: &Now<'_>, ours: &Ours<'_>, (record, account): (&str, &str)) -> Option<String> {
    let rightful = ours.pushed().and_then(|user| now.past.model.rightful_of(user));
    (rightful != Some(account)).then(|| format!("record {record} was linked to account {account}, which is not theirs"))
}
