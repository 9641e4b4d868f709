//! The journal's machine, exhaustively: which event may follow in which state, and what comes next.

mod fence;
mod moves;
mod transitions;

use super::*;
use crate::decision::{Cause, Harm, Limits, Object, PlanHash};
use crate::domain::{AccountId, DirectoryId, EmailAddress, EventId, IdpUserId, ScimUserId};
use jiff::Timestamp;

pub(super) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub(super) fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(super) fn hash() -> PlanHash {
    PlanHash::parse(&"a".repeat(64)).unwrap()
}

pub(super) fn plan() -> AcceptedPlan {
    let holder = AccountId::parse("holder").unwrap();
    let original = AccountId::parse("original").unwrap();
    AcceptedPlan {
        hash: hash(),
        cause: Cause::DuplicateUnlinked,
        subject: IdpUserId::parse("subject").unwrap(),
        wanted: address("ada@example.com"),
        objects: [Object::Account(holder.clone()), Object::Account(original.clone())].into(),
        removal: None,
        rename: Some(Rename {
            account: holder,
            from: address("ada@example.com"),
            to: address("ada_duplicate_1@example.com"),
        }),
        target: Target {
            account: original,
            directory: DirectoryId::parse("directory").unwrap(),
            record: ScimUserId::parse("record").unwrap(),
        },
        user_rule: "rule".to_owned(),
        group_rule: None,
        groups_through: None,
        groups: Vec::new(),
        tokens_in_use: [].into(),
        groups_unsaid: false,
        wanted_from: Some("mail".to_owned()),
        steps: ["snapshot_groups", "rename_to_placeholder", "push_again", "verify"].map(str::to_owned).to_vec(),
        pivot: 2,
        harm: Harm::default(),
        authority: Authority::Auto,
        overridden: Vec::new(),
    }
}

pub(super) fn seen() -> Event {
    Event::FailureSeen { record: EventId::parse("event-1").unwrap(), failed_at: at(-60) }
}

pub(super) fn diagnosed() -> Event {
    Event::Diagnosed {
        cause: Cause::DuplicateUnlinked,
        sentence: String::new(),
        proof: Vec::new(),
        advice: Vec::new(),
        guards: Vec::new(),
        plan: Some(hash()),
        original: None,
        stray: None,
    }
}

pub(super) fn rename(purpose: Purpose) -> Act {
    let rename = plan().rename.unwrap();
    let (from, to) = match purpose {
        Purpose::Step => (rename.from, rename.to),
        Purpose::Compensate | Purpose::Undo => (rename.to, rename.from),
    };
    Act::SetAddress { account: rename.account, from, to, purpose }
}

pub(super) fn push() -> Act {
    Act::Push { subject: plan().subject }
}

pub(super) fn started(act: Act, second: i64) -> Event {
    let step = if matches!(act, Act::Push { .. }) { 2 } else { 1 };
    Event::Started { step, attempt: 1, act, not_after: at(second) }
}

pub(super) fn finished(result: ActResult) -> Event {
    Event::Finished { step: 1, result, read_back: String::new() }
}

pub(super) fn accepted() -> Vec<Event> {
    vec![seen(), diagnosed(), Event::PlanAccepted(Box::new(plan()))]
}

pub(super) fn snapshot() -> Event {
    Event::GroupsSnapshot { account: plan().target.account, groups: Some(Vec::new()), of_holder: None }
}

/// Accepted, snapshot taken, rename done.
pub(super) fn renamed() -> Vec<Event> {
    let mut events = accepted();
    events.extend([snapshot(), started(rename(Purpose::Step), 20), finished(ActResult::Done)]);
    events
}

/// The same, and the push accepted.
pub(super) fn pushed() -> Vec<Event> {
    let mut events = renamed();
    events.extend([started(push(), 40), finished(ActResult::Done)]);
    events
}

/// One record a second.
pub(super) fn journal(events: &[Event]) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for (seq, event) in (0_u64..).zip(events) {
        let prev_hash = records.last().map(Record::hash).unwrap_or_default();
        let second = i64::try_from(seq).unwrap();
        records.push(Record { version: RECORD_VERSION, seq, at: at(second), prev_hash, event: event.clone() });
    }
    records
}

pub(super) fn view(events: &[Event]) -> CaseView {
    fold(&journal(events)).unwrap()
}

pub(super) fn next_move(events: &[Event], second: i64) -> Move {
    next(&view(events), at(second), &Limits::shipped())
}
