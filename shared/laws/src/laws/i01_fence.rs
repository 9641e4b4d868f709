//! I1. Right before a write everything that it could harm is read again, and says what the plan says.
//!
//! Checked for each write that belongs to a plan: each fact of the list below was read by the same worker after the last thing that it did
//! (its write before was answered, or it wrote something else down), not longer than [`FRESH_S`] ago, and its last reading told something. Where that reading was
//! truthful, the model at the moment when the question reached the vendor has to agree with the plan.
//!
//! Allowed: an old answer (nobody can see that it is old); the profile of an account unreadable, if the search for its id
//! was asked after that; what the search says of something that changed less than [`LAG_S`] ago, as searches may lag.

use super::{Monitor, Now, Say, Sending, told};
use crate::past::{Act, Plan, Purpose, Reading, Seen, Telling, Worker, earlier_s, telling};
use crate::{Law, Life, Topic};
use jiff::Timestamp;

/// How old a reading of a fence may be, in seconds.
const FRESH_S: i64 = 150;
/// By how much a search may lag, in seconds; the vendors name no bound.
const LAG_S: i64 = 3_600;

#[derive(Debug)]
pub(super) struct Fence;

/// Something that has to be read, and what it has to say.
struct Demand<'a> {
    topic: Topic,
    must: Must<'a>,
}

enum Must<'a> {
    /// The account has this address.
    HaveAddress(&'a str),
    /// No record is linked to the account.
    HaveNoLink,
    /// Exactly this record is linked to the account.
    HaveLink(&'a str),
    /// The provider pushes this address for the user.
    PushAddress(&'a str),
    /// Nobody has the address, except perhaps one of these.
    BeOn(&'a [&'a str]),
    /// The provider knows no such user.
    BeNobody,
    /// The account is in use.
    BeActive,
    /// The model knows nothing of it: that it was read has to do.
    BeRead,
}

impl Monitor for Fence {
    fn law(&self) -> Law {
        Law::I1
    }

    fn look(&mut self, now: &Now<'_>, say: &mut Say<'_>) {
        let Some(sending) = &now.sending else { return };
        let Some((act, plan)) = sending.act() else { return };
        say.checked();
        let faults = faults(now, sending, (act, plan));
        if !faults.is_empty() {
            say.breach(format!("{} was sent although {}", told(sending.write), faults.join("; ")));
        }
    }
}

fn faults(now: &Now<'_>, sending: &Sending<'_>, (act, plan): (&Act, &Plan)) -> Vec<String> {
    let Some(worker) = now.past.worker(sending.worker) else {
        return vec!["its worker read nothing".to_owned()];
    };
    let original = [plan.original.as_str()];
    let either = [Some(plan.original.as_str()), plan.rename.as_ref().map(|rename| rename.account.as_str())];
    let either: Vec<&str> = either.into_iter().flatten().collect();
    let may_have: &[&str] = match act {
        Act::Push { .. } if plan.rename.is_some() => &either,
        Act::DeleteRecord { .. } | Act::PushGroup { .. } | Act::JoinGroup { .. } | Act::Push { .. } => &original,
        Act::RemoveRecords { account, .. } | Act::SetAddress { account, .. } => &[account.as_str()],
    };
    let demands = demands((act, plan), may_have);
    demands.iter().filter_map(|demand| fault(worker, demand, now.at).err()).collect()
}

fn demands<'a>((act, plan): (&'a Act, &'a Plan), may_have: &'a [&'a str]) -> Vec<Demand<'a>> {
    let at_address = |address: &str| demand(Topic::AtAddress(address.to_owned()), Must::BeOn(may_have));
    let mut list = Vec::new();
    match act {
        Act::SetAddress { account, from, purpose: Purpose::Step, .. } => {
            holder(&mut list, (account, from), Must::HaveNoLink);
            of_the_original(&mut list, plan);
            // Whether the removal of its record leaves an account active is not settled.
            let alive = if plan.removal.is_some() { Must::BeRead } else { Must::BeActive };
            list.push(demand(Topic::Account(account.clone()), alive));
            list.push(demand(Topic::Manageability(account.clone()), Must::BeRead));
            of_the_provider(&mut list, plan);
        }
        Act::SetAddress { account, from, to, purpose: Purpose::Compensate | Purpose::Undo } => {
            holder(&mut list, (account, from), Must::HaveNoLink);
            list.push(at_address(to));
        }
        Act::RemoveRecords { account, record } => {
            holder(&mut list, (account, &plan.wanted), Must::HaveLink(record));
            list.push(demand(Topic::Account(account.clone()), Must::BeActive));
            list.push(demand(Topic::Manageability(account.clone()), Must::BeRead));
            of_the_original(&mut list, plan);
            of_the_provider(&mut list, plan);
            of_the_record(&mut list, plan);
        }
        Act::DeleteRecord { .. } => {
            of_the_original(&mut list, plan);
            list.push(at_address(&plan.wanted));
            of_the_provider(&mut list, plan);
            of_the_record(&mut list, plan);
        }
        Act::JoinGroup { .. } => of_the_original(&mut list, plan),
        Act::PushGroup { .. } => {
            of_the_original(&mut list, plan);
            list.push(demand(Topic::Job, Must::BeRead));
        }
        Act::Push { .. } => {
            of_the_original(&mut list, plan);
            list.push(at_address(&plan.wanted));
            match &plan.rename {
                Some(rename) => holder(&mut list, (&rename.account, &rename.to), Must::HaveNoLink),
                // After a rename the job was read right before that one, in the same go.
                None => list.push(demand(Topic::Job, Must::BeRead)),
            }
        }
    }
    list
}

fn of_the_original<'a>(list: &mut Vec<Demand<'a>>, plan: &'a Plan) {
    list.push(demand(Topic::Account(plan.original.clone()), Must::BeActive));
    list.push(demand(Topic::Links(plan.original.clone()), Must::HaveLink(&plan.record)));
    list.push(demand(Topic::User(plan.subject.clone()), Must::PushAddress(&plan.wanted)));
    list.push(demand(Topic::Assignments, Must::BeRead));
}

fn holder<'a>(list: &mut Vec<Demand<'a>>, (account, has): (&str, &'a str), links: Must<'a>) {
    list.push(demand(Topic::Profile(account.to_owned()), Must::HaveAddress(has)));
    list.push(demand(Topic::Links(account.to_owned()), links));
}

fn of_the_provider(list: &mut Vec<Demand<'_>>, plan: &Plan) {
    list.push(demand(Topic::Owners(plan.wanted.clone()), Must::BeRead));
    list.push(demand(Topic::OwnerGroups(plan.wanted.clone()), Must::BeRead));
    list.push(demand(Topic::Job, Must::BeRead));
}

/// One that a person vouched for cannot be read, unless nobody is behind it.
fn of_the_record(list: &mut Vec<Demand<'_>>, plan: &Plan) {
    let Some(removal) = &plan.removal else { return };
    if !removal.vouched || removal.account.is_none() {
        list.push(demand(Topic::Record(removal.record.clone()), Must::BeRead));
    }
    if let Some(gone) = &removal.gone {
        list.push(demand(Topic::User(gone.clone()), Must::BeNobody));
    }
}

const fn demand(topic: Topic, must: Must<'_>) -> Demand<'_> {
    Demand { topic, must }
}

fn fault(worker: &Worker, demand: &Demand<'_>, at: Timestamp) -> Result<(), String> {
    let reading = worker.fresh(&demand.topic).ok_or_else(|| format!("{:?} was not read again", demand.topic))?;
    if reading.sent_at < earlier_s(at, FRESH_S) {
        return Err(format!("{:?} was read at {}, too long before", demand.topic, reading.sent_at));
    }
    match reading.answer.map(|answer| telling(&demand.topic, answer)) {
        Some(Telling::Yes) => {}
        Some(Telling::No) | None => return searched_instead(worker, &demand.topic, reading),
    }
    reading.seen.as_ref().map_or(Ok(()), |seen| compare(&demand.topic, &demand.must, (seen, reading.sent_at)))
}

/// Where the profile tells nothing, the search for the account's id may say its address.
fn searched_instead(worker: &Worker, topic: &Topic, reading: &Reading) -> Result<(), String> {
    if let Topic::Profile(account) = topic {
        let topic = Topic::Account(account.clone());
        let search = worker.fresh(&topic).filter(|search| search.order > reading.order);
        if search.and_then(|search| search.answer).map(|answer| telling(&topic, answer)) == Some(Telling::Yes) {
            return Ok(());
        }
    }
    Err(format!("the last reading of {topic:?} told nothing: {:?}", reading.answer))
}

fn compare(topic: &Topic, must: &Must<'_>, (seen, at): (&Seen, Timestamp)) -> Result<(), String> {
    let is_as_planned = match (must, seen) {
        (Must::HaveAddress(address), Seen::Address(found)) | (Must::PushAddress(address), Seen::UserAddress(found)) => {
            found.as_deref() == Some(*address)
        }
        (Must::BeNobody, Seen::UserAddress(found)) => found.is_none(),
        (Must::HaveNoLink, Seen::Links(found)) => found.is_empty(),
        (Must::HaveLink(record), Seen::Links(found)) => matches!(found.as_slice(), [only] if only == record),
        (Must::BeOn(allowed), Seen::At(Some((found, since)))) => {
            allowed.contains(&found.as_str()) || *since > earlier_s(at, LAG_S)
        }
        (Must::BeActive, Seen::Life(life, since)) => *life == Life::Active || *since > earlier_s(at, LAG_S),
        // Nothing to compare: the fact is not in the model.
        _ => true,
    };
    if is_as_planned { Ok(()) } else { Err(format!("{topic:?} said otherwise: {seen:?}")) }
}
