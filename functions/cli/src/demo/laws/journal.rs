//! Laws over the journals: what the product wrote down, compared with what the world saw.

use super::Look;
use super::requests::{address_puts, names, push_orders, removals_sent};
use http::Method;
use jiff::Timestamp;
use untwin_core::domain::{CaseState, Outcome};
use untwin_core::saga::{Act, Event, Record, fold};
use untwin_sandbox::SeenRequest;
use untwin_workflow::outcome;
use untwin_workflow::ports::StoredCase;

/// A request that a journal says was started.
struct Written<'j> {
    act: &'j Act,
    from: Timestamp,
    not_after: Timestamp,
    closed: Closed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Closed {
    Yes,
    No,
}

pub(super) fn writes(look: &Look<'_>) -> Vec<String> {
    let mut written: Vec<Written<'_>> = look.cases.iter().flat_map(|case| started(&case.journal)).collect();
    let open = written.iter().filter(|written| written.closed == Closed::No).count();
    let mut breaches = Vec::new();
    if open > 0 {
        breaches.push(format!("{open} writes were begun in a journal and not closed"));
    }
    for request in address_puts(look).chain(push_orders(look)).chain(removals_sent(look)) {
        match written.iter().position(|written| written.covers(request)) {
            Some(found) => drop(written.swap_remove(found)),
            None => breaches.push(format!("no journal holds the {} at {}", request.method, request.at)),
        }
    }
    breaches
        .extend(written.iter().map(|written| format!("a journal holds a write at {} that was not sent", written.from)));
    breaches
}

fn started(journal: &[Record]) -> impl Iterator<Item = Written<'_>> {
    journal.iter().enumerate().filter_map(|(index, record)| match &record.event {
        Event::Started { act, not_after, .. } => {
            let closed = match journal.get(index.saturating_add(1)).map(|next| &next.event) {
                Some(Event::Finished { .. } | Event::Ambiguous { .. }) => Closed::Yes,
                Some(_) | None => Closed::No,
            };
            Some(Written { act, from: record.at, not_after: *not_after, closed })
        }
        _ => None,
    })
}

impl Written<'_> {
    fn covers(&self, request: &SeenRequest) -> bool {
        let in_time = self.from <= request.at && request.at <= self.not_after;
        in_time
            && match self.act {
                Act::SetAddress { account, .. } => request.method == Method::PUT && names(request, account),
                Act::Push { .. } | Act::PushGroup { .. } => request.path.contains("provisionOnDemand"),
                Act::JoinGroup { .. } => request.path.contains("/Groups/"),
                Act::RemoveRecords { account, .. } => is_removal(request) && names(request, account),
                Act::DeleteRecord { record, .. } => is_removal(request) && request.path.contains(record.as_str()),
            }
    }
}

fn is_removal(request: &SeenRequest) -> bool {
    request.method == Method::DELETE
}

pub(super) fn endings(look: &Look<'_>) -> Vec<String> {
    let open = look.cases.iter().filter(|case| match case.state {
        CaseState::Received
        | CaseState::Diagnosed
        | CaseState::Executing
        | CaseState::AwaitingSync
        | CaseState::Deferred
        | CaseState::Undoing
        | CaseState::AwaitingApproval => case.due_at.is_none(),
        CaseState::Repaired
        | CaseState::HandedOver
        | CaseState::Ignored
        | CaseState::Stuck
        | CaseState::Undone
        | CaseState::Closed => false,
    });
    open.map(|case| format!("case {} waits for nothing", case.id)).collect()
}

/// A repair that was looked at for the last time is closed, and still one.
fn is_told_repaired(journal: &[Record]) -> bool {
    fold(journal).is_ok_and(|view| outcome(&view) == Outcome::Repaired)
}

pub(super) fn told(look: &Look<'_>) -> Vec<String> {
    let says_repaired = |user: &str| {
        let own = |case: &&StoredCase| case.key.subject.as_str() == user;
        look.cases.iter().filter(own).any(|case| is_told_repaired(&case.journal))
    };
    let is_repaired = |user: &str| look.repaired().any(|scene| scene.person.user == user);
    let differ = look.people().filter(|scene| says_repaired(&scene.person.user) != is_repaired(&scene.person.user));
    differ.map(|scene| format!("the case of {} tells another story than the world", scene.name)).collect()
}
