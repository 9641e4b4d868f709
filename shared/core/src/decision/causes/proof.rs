//! How a proof reads: what was seen, and which question was answered.

use super::seen::KnownAccount;
use crate::domain::{AccountStatus, Claim, Fact, Link};
use std::fmt::Display;

/// Something that was read, with the question behind it.
pub(super) fn read<T>(what: impl Display, fact: &Fact<T>) -> String {
    match fact {
        Fact::Known(_, read) => format!("{what} [{}]", read.question),
        Fact::Absent(proof) => {
            let asked: Vec<String> = proof.asked().iter().map(ToString::to_string).collect();
            format!("{what} [{}]", asked.join("; "))
        }
        Fact::Unavailable(why) => format!("{what} [not read: {why}]"),
    }
}

/// An account in one line.
pub(super) fn account(role: &str, known: &KnownAccount<'_>) -> String {
    let address = known.account.address.as_ref().map_or_else(|| "no shown address".to_owned(), ToString::to_string);
    let state = format!("{}, {}", claim(&known.account.claim), status(&known.account.status));
    read(format!("{role}: account {} with {address}, {state}", known.file.id), &known.file.account)
}

/// A link in words.
pub(super) fn link(link: &Link) -> String {
    let account = link.account.as_ref().map_or_else(|| "no account".to_owned(), |id| format!("account {id}"));
    format!("record {} in directory {} is linked to {account}", link.record, link.directory)
}

const fn claim(claim: &Claim) -> &'static str {
    match claim {
        Claim::Managed => "managed here",
        Claim::Unmanaged => "not managed here",
        Claim::Other(_) => "managed or not is not said",
    }
}

const fn status(status: &AccountStatus) -> &'static str {
    match status {
        AccountStatus::Active => "active",
        AccountStatus::Suspended => "suspended in a directory",
        AccountStatus::NotInvited => "in no directory",
        AccountStatus::Deactivated => "deactivated",
        AccountStatus::ForDeletion => "marked for deletion",
        AccountStatus::Other(_) => "in a status that is not known here",
    }
}
