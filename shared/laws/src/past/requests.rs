//! Requests: who sent them, what became of them, and what the vendor knew when a read reached it.

use super::Model;
use crate::{Answer, Call, Life, Search, Topic};
use jiff::Timestamp;

/// A request that was sent.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) worker: u32,
    pub(crate) call: Call,
    pub(crate) sent_at: Timestamp,
    /// How often it reached the vendor.
    pub(crate) reached: u32,
    /// The journal's record that it belongs to.
    pub(crate) started: Option<usize>,
    pub(super) seen: Option<Seen>,
}

/// What a truthful answer said, as the model was when the question reached the vendor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Seen {
    /// The address of an account; `None` where there is no such account.
    Address(Option<String>),
    /// The records that were linked to an account.
    Links(Vec<String>),
    /// The address that the provider pushes for a user; `None` where there is no such user.
    UserAddress(Option<String>),
    /// The managed account that had the address, and since when.
    At(Option<(String, Timestamp)>),
    /// How alive an account was, and since when.
    Life(Life, Timestamp),
    /// The model has nothing to say about it.
    Nothing,
}

/// Whether an answer tells something about its topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Telling {
    Yes,
    No,
}

impl Request {
    pub(super) const fn sent(worker: u32, call: Call, sent_at: Timestamp, started: Option<usize>) -> Self {
        Self { worker, call, sent_at, reached: 0, started, seen: None }
    }
}

/// A success tells; so does "not found" about links, where that is how their absence is said.
pub(crate) const fn telling(topic: &Topic, answer: Answer) -> Telling {
    let (Answer::Whole(status) | Answer::Old(status)) = answer else { return Telling::No };
    match (topic, status) {
        (_, 200..=299) | (Topic::Links(_) | Topic::User(_), 404) => Telling::Yes,
        _ => Telling::No,
    }
}

pub(super) fn seen(model: &Model, topic: &Topic) -> Seen {
    match topic {
        Topic::Profile(account) => Seen::Address(model.address_of(account).map(str::to_owned)),
        Topic::Links(account) => Seen::Links(model.links_of(account).map(str::to_owned).collect()),
        Topic::User(user) => Seen::UserAddress(model.user(user).map(|user| user.address.clone())),
        Topic::AtAddress(address) => Seen::At(visible_holder(model, address)),
        Topic::Account(account) => {
            model.account(account).map_or(Seen::Nothing, |account| Seen::Life(account.is.life, account.life_since))
        }
        Topic::Manageability(_)
        | Topic::Record(_)
        | Topic::Owners(_)
        | Topic::OwnerGroups(_)
        | Topic::Assignments
        | Topic::Job
        | Topic::Other(_) => Seen::Nothing,
    }
}

/// Accounts that are not managed here may be invisible to us, so their absence in an answer is no lie.
fn visible_holder(model: &Model, address: &str) -> Option<(String, Timestamp)> {
    if model.search() == Search::HidesSome {
        return None;
    }
    let holder = model.holder_of(address)?;
    let account = model.account(holder).filter(|account| account.is.managed)?;
    Some((holder.to_owned(), account.address_since.max(account.touched_at.unwrap_or(Timestamp::MIN))))
}
