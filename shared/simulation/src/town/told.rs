//! The sandbox's own ledger and log, in the words of the laws.
//!
//! It knows nothing of why anything happened.

use super::truth::account;
use untwin_laws::{Change, Life};
use untwin_sandbox::World;
use untwin_sandbox::atlassian::{Change as Noted, Mutation};
use untwin_sandbox::entra::{LogRecord, Verdict};

/// A change that the organization's ledger shows, as the laws call it; `None` for what is no law's business. `world`
/// is the world right after it.
pub fn told(mutation: &Mutation, world: &World) -> Option<Change> {
    let life = |account: &untwin_core::domain::AccountId, to| Change::Life { account: account.to_string(), to };
    Some(match &mutation.change {
        Noted::AccountCreated { account: id } => {
            let is = account(world.organization.account(id)?, mutation.at);
            Change::AccountMade { account: id.to_string(), is }
        }
        // The same address spelled otherwise is the same address.
        Noted::AddressChanged { account, from, to } if from == to => {
            Change::AccountTouched { account: account.to_string() }
        }
        Noted::AddressChanged { account, from, to } => {
            Change::Address { account: account.to_string(), from: from.folded(), to: to.folded() }
        }
        Noted::NameChanged { account }
        | Noted::SessionsEnded { account, .. }
        | Noted::Claimed { account }
        | Noted::TokenDeleted { account, .. } => Change::AccountTouched { account: account.to_string() },
        Noted::Deactivated { account } => life(account, Life::Deactivated),
        Noted::Reactivated { account } | Noted::DeletionCancelled { account } => life(account, Life::Active),
        Noted::MarkedForDeletion { account } => life(account, Life::ForDeletion),
        Noted::Closed { account } => life(account, Life::Closed),
        Noted::RecordCreated { directory, record } => {
            Change::RecordMade { record: record.to_string(), directory: directory.to_string() }
        }
        Noted::RecordChanged { record, .. } => Change::RecordTouched { record: record.to_string() },
        Noted::RecordDeleted { record, .. } => Change::RecordGone { record: record.to_string() },
        Noted::Linked { record, account, .. } => {
            Change::Linked { record: record.to_string(), account: account.to_string() }
        }
        Noted::Unlinked { record, .. } => Change::Unlinked { record: record.to_string() },
        Noted::MemberAdded { group, record } => Change::Joined { record: record.to_string(), group: group.to_string() },
        Noted::MemberRemoved { group, record } => Change::Left { record: record.to_string(), group: group.to_string() },
        Noted::GroupCreated { .. } | Noted::GroupDeleted { .. } => return None,
    })
}

/// The uniqueness failures of users that stand in the provider's log from this index on.
pub fn failures(world: &World, from_log_index: usize) -> Vec<Change> {
    let new = world.tenant.log().iter().skip(from_log_index);
    new.filter(|record| is_uniqueness(record)).map(|record| Change::Failed { user: record.source.id.clone() }).collect()
}

/// Whether a record tells that a user could not be pushed because something is taken.
pub(super) fn is_uniqueness(record: &LogRecord) -> bool {
    let refused = match &record.verdict {
        Verdict::Failure { reason, .. } => reason.contains("[USER]") && reason.contains("already exists"),
        Verdict::Success | Verdict::Skipped { .. } => false,
    };
    refused && record.source.identity_type == "User"
}
