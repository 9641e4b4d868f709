//! I8. Nothing changes that the plan does not name.
//!
//! Checked for each effect of a request of ours: it belongs to a write whose journal's plan names the account, the record
//! or the user that changed; and a setting of an address gives that account that address.
//!
//! Allowed: a push also touches whatever account the subject's record is linked to, and leaves a failure of the subject in
//! the provider's log; what nobody could foresee because somebody else moved that record after the last look; and a record
//! that somebody else tied to an account after the last look before all of its records were removed.

use super::{Monitor, Now, Ours, Say};
use crate::past::{Past, Plan};
use crate::{Change, Law, Write};

#[derive(Debug)]
pub(super) struct Objects;

/// What changed.
enum Thing<'a> {
    Account(&'a str),
    Record(&'a str),
    User(&'a str),
}

impl Monitor for Objects {
    fn law(&self) -> Law {
        Law::I8
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let Some(ours) = &now.ours else { return };
        say.checked();
        let number = ours.number;
        let Some(write) = ours.write() else {
            say.breach(format!("request {number} is no write that was sent, and changed something: {:?}", ours.change));
            return;
        };
        let Some(plan) = ours.plan() else {
            say.breach(format!("request {number} belongs to no plan, and changed something: {:?}", ours.change));
            return;
        };
        if let (Write::SetAddress { account, to }, Change::Address { account: changed, to: given, .. }) =
            (write, ours.change)
            && (account, to) != (changed, given)
        {
            say.breach(format!("request {number} was to give {account} {to}, and {changed} got {given}"));
        }
        let things = things(ours.change);
        let stray = things.iter().find(|thing| !is_named(now.past, ours, (plan, thing)));
        if stray.is_some() && ours.overtaken(now.past).is_none() {
            say.breach(format!("request {number} changed what its plan does not name: {:?}", ours.change));
        }
    }
}

fn things(change: &Change) -> Vec<Thing<'_>> {
    match change {
        Change::AccountMade { account, .. }
        | Change::Address { account, .. }
        | Change::Life { account, .. }
        | Change::AccountTouched { account }
        | Change::LivedIn { account }
        | Change::Protected { account } => vec![Thing::Account(account)],
        Change::Linked { record, account } => vec![Thing::Record(record), Thing::Account(account)],
        Change::RecordMade { record, .. }
        | Change::RecordTouched { record }
        | Change::RecordGone { record }
        | Change::Unlinked { record }
        | Change::Joined { record, .. }
        | Change::Left { record, .. } => vec![Thing::Record(record)],
        Change::UserAddress { user, .. }
        | Change::UserGone { user }
        | Change::Granted { user, .. }
        | Change::Revoked { user, .. }
        | Change::Failed { user } => vec![Thing::User(user)],
    }
}

fn is_named(past: &Past, ours: &Ours<'_>, (plan, thing): (&Plan, &Thing<'_>)) -> bool {
    match thing {
        Thing::Record(record) if ours.took_with_it(past, record) => true,
        Thing::Account(account) => {
            let record = past.model.record(&plan.record).filter(|_| ours.pushed().is_some());
            let behind = record.and_then(|record| record.is.account.as_deref());
            plan.objects.accounts.contains(*account) || behind == Some(account)
        }
        Thing::Record(record) => plan.objects.records.contains(*record),
        Thing::User(user) => {
            let failed = matches!(ours.change, Change::Failed { .. });
            failed && plan.objects.users.iter().any(|named| named.eq_ignore_ascii_case(user))
        }
    }
}
