//! The steps that a plan may have: a closed set, each with concrete ids and both addresses.

use super::Guard;
use crate::domain::{AccountId, DirectoryId, EmailAddress, GroupId, IdpUserId, ScimUserId};
use serde::Serialize;

/// One step of a plan. It leaves nothing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Remembers the groups of the original before the first write.
    SnapshotGroups {
        /// The account.
        account: AccountId,
    },
    /// Removes every SCIM record of an account, in every directory; the account itself stays as it is.
    RemoveScimRecords {
        /// The account.
        account: AccountId,
        /// The only record that it has.
        record: (DirectoryId, ScimUserId),
    },
    /// Deletes one SCIM record that has no account behind it.
    DeleteScimRecord {
        /// Its directory.
        directory: DirectoryId,
        /// Its id.
        record: ScimUserId,
    },
    /// Waits until the organization may set the address of an account.
    AwaitEditable {
        /// The account.
        account: AccountId,
    },
    /// Renames the holder, which frees the wanted address.
    RenameToPlaceholder {
        /// The holder.
        account: AccountId,
        /// The wanted address, which it has now.
        from: EmailAddress,
        /// The placeholder.
        to: EmailAddress,
    },
    /// Sets the address of the original.
    SetAddress {
        /// The original.
        account: AccountId,
        /// What it has now.
        from: EmailAddress,
        /// The wanted address.
        to: EmailAddress,
    },
    /// Cancels a pending deletion (this reactivates the account).
    CancelDeletion {
        /// The account.
        account: AccountId,
    },
    /// Deactivates an account.
    DisableAccount {
        /// The account.
        account: AccountId,
    },
    /// Marks an account for deletion.
    DeleteAccount {
        /// The account.
        account: AccountId,
    },
    /// Takes the subject out of the app.
    UnassignFromApp {
        /// The subject.
        subject: IdpUserId,
        /// The directory that the app pushes to.
        directory: DirectoryId,
    },
    /// Waits until the directory has processed that.
    AwaitDeprovisioned {
        /// The subject.
        subject: IdpUserId,
        /// The directory.
        directory: DirectoryId,
    },
    /// Puts the subject back into the app.
    AssignToApp {
        /// The subject.
        subject: IdpUserId,
        /// The directory.
        directory: DirectoryId,
    },
    /// Takes the subject out of groups at the identity provider.
    RemoveFromIdpGroups {
        /// The subject.
        subject: IdpUserId,
        /// The groups.
        groups: Vec<GroupId>,
    },
    /// Puts the subject back into them.
    ReturnToIdpGroups {
        /// The subject.
        subject: IdpUserId,
        /// The groups.
        groups: Vec<GroupId>,
    },
    /// Has the provider push the subject now.
    PushAgain {
        /// The subject.
        subject: IdpUserId,
        /// The wanted address.
        wanted: EmailAddress,
        /// The record that the push must update.
        record: (DirectoryId, ScimUserId),
        /// The account that must end with the address.
        original: AccountId,
    },
    /// Has the provider push groups that it grants.
    PushGroups {
        /// The subject.
        subject: IdpUserId,
        /// The groups.
        groups: Vec<GroupId>,
    },
    /// Reads from Atlassian whether the world is as the plan promised.
    Verify {
        /// The account that must have the wanted address and the link.
        original: AccountId,
        /// The record that must be linked to it.
        record: (DirectoryId, ScimUserId),
        /// The wanted address.
        wanted: EmailAddress,
        /// The former holder and the placeholder that it must have, if the plan renames one.
        moved: Option<(AccountId, EmailAddress)>,
    },
}

/// What a step does to the world, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It reads or waits.
    None,
    /// It changes something at Atlassian or at the identity provider.
    Write,
}

impl Step {
    /// Whether the step writes.
    pub const fn effect(&self) -> Effect {
        match self {
            Self::SnapshotGroups { .. }
            | Self::AwaitEditable { .. }
            | Self::AwaitDeprovisioned { .. }
            | Self::Verify { .. } => Effect::None,
            Self::RemoveScimRecords { .. }
            | Self::DeleteScimRecord { .. }
            | Self::RenameToPlaceholder { .. }
            | Self::SetAddress { .. }
            | Self::CancelDeletion { .. }
            | Self::DisableAccount { .. }
            | Self::DeleteAccount { .. }
            | Self::UnassignFromApp { .. }
            | Self::AssignToApp { .. }
            | Self::RemoveFromIdpGroups { .. }
            | Self::ReturnToIdpGroups { .. }
            | Self::PushAgain { .. }
            | Self::PushGroups { .. } => Effect::Write,
        }
    }

    /// Its name, as plans and journals spell it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::SnapshotGroups { .. } => "snapshot_groups",
            Self::RemoveScimRecords { .. } => "remove_scim_records",
            Self::DeleteScimRecord { .. } => "delete_scim_record",
            Self::AwaitEditable { .. } => "await_editable",
            Self::RenameToPlaceholder { .. } => "rename_to_placeholder",
            Self::SetAddress { .. } => "set_address",
            Self::CancelDeletion { .. } => "cancel_deletion",
            Self::DisableAccount { .. } => "disable_account",
            Self::DeleteAccount { .. } => "delete_account",
            Self::UnassignFromApp { .. } => "unassign_from_app",
            Self::AwaitDeprovisioned { .. } => "await_deprovisioned",
            Self::AssignToApp { .. } => "assign_to_app",
            Self::RemoveFromIdpGroups { .. } => "remove_from_idp_groups",
            Self::ReturnToIdpGroups { .. } => "return_to_idp_groups",
            Self::PushAgain { .. } => "push_again",
            Self::PushGroups { .. } => "push_groups",
            Self::Verify { .. } => "verify",
        }
    }

    /// The guards that any write requires.
    pub const ANY_WRITE: [Guard; 8] = [
        Guard::StillWanted,
        Guard::NotProtected,
        Guard::NotARelapse,
        Guard::NoStorm,
        Guard::Allowed,
        Guard::Fresh,
        Guard::AddressIsTheirs,
        Guard::AddressSettled,
    ];
}
