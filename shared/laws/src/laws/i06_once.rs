//! I6. One record of a journal, one request; and while it is unresolved nobody else touches its objects.
//!
//! Checked for each write that is sent: it claims a record that its own worker wrote, that no request used before and that
//! is not closed, and it leaves before that record's `not_after`; and no other write is unresolved (sent, and not finished
//! in its journal) that names the same account, user or address. Each request reaches its vendor once at most.
//!
//! Allowed: a difference of some seconds between a worker's clock and the world's. Where there is no record at all, I10
//! speaks.

use super::{Monitor, Now, Say, Sending, told};
use crate::past::{Act, Claim, Plan, Started, later_s};
use crate::{Law, What};

/// By how much a worker's clock may be behind the world's, in seconds.
const CLOCK_S: i64 = 5;

#[derive(Debug)]
pub(super) struct Once;

impl Monitor for Once {
    fn law(&self) -> Law {
        Law::I6
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        if let Some(sending) = &now.sending {
            say.checked();
            claims_its_record(now, sending, say);
            leaves_alone_what_is_unresolved(now, sending, say);
        }
        if let What::Reached { request } = now.what {
            match now.past.request(*request) {
                None => say.breach(format!("request {request} reached its vendor and was never sent")),
                Some(sent) if sent.reached > 0 => say.breach(format!("request {request} reached its vendor again")),
                Some(_) => {}
            }
        }
    }
}

fn claims_its_record(now: &Now<'_>, sending: &Sending<'_>, say: &mut Say<'_>) {
    let Some(started) = sending.started else { return };
    let what = told(sending.write);
    match sending.claim {
        Claim::Own(_) | Claim::Nothing => {}
        Claim::Used(_) => say.breach(format!("{what} was sent once more than case {} started it", started.case)),
        Claim::Foreign(_) => {
            let (sender, writer) = (sending.worker, started.worker);
            say.breach(format!("{what} was sent by worker {sender}, and worker {writer} started it"));
        }
    }
    if now.at > later_s(started.not_after, CLOCK_S) {
        say.breach(format!("{what} was sent after {}, when it had to be over", started.not_after));
    }
    if matches!(sending.claim, Claim::Own(_)) && started.ended.is_some() {
        say.breach(format!("{what} was sent after its record was closed"));
    }
}

fn leaves_alone_what_is_unresolved(now: &Now<'_>, sending: &Sending<'_>, say: &mut Say<'_>) {
    let Some(mine) = sending.started else { return };
    for (index, other) in now.past.cases.unresolved() {
        if Some(index) == sending.claim.index() {
            continue;
        }
        if let Some(object) = common(mine, other) {
            let what = told(sending.write);
            say.breach(format!("{what} was sent while a request of case {} is unresolved for {object}", other.case));
        }
    }
}

fn common<'a>(mine: &'a Started, other: &Started) -> Option<&'a str> {
    let others: Vec<&str> = objects(other).flatten().collect();
    objects(mine).flatten().find(|object| others.contains(object))
}

/// Accounts, users and addresses that a request touches.
fn objects(started: &Started) -> impl Iterator<Item = Option<&str>> {
    let plan = started.plan.as_deref();
    match &started.act {
        Act::SetAddress { account, from, to, .. } => [Some(account.as_str()), Some(from), Some(to)],
        Act::RemoveRecords { account, record } => [Some(account.as_str()), Some(record), None],
        Act::DeleteRecord { record } => [Some(record.as_str()), None, None],
        Act::JoinGroup { record } => [Some(record.as_str()), plan.map(|plan| plan.original.as_str()), None],
        Act::PushGroup { subject, .. } => {
            [Some(subject.as_str()), plan.map(|plan| plan.record.as_str()), plan.map(|plan| plan.original.as_str())]
        }
        Act::Push { subject } => {
            let wanted = plan.map(|plan: &Plan| plan.wanted.as_str());
            [Some(subject.as_str()), wanted, plan.map(|plan| plan.original.as_str())]
        }
    }
    .into_iter()
}
