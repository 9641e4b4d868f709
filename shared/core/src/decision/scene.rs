//! What a guard looks at: the steps of a plan beside the evidence, the policy and the circumstances.
//!
//! Holder and original are the accounts that the steps name, never what somebody thinks they are.

use super::{Circumstances, Policy, Step};
use crate::domain::{AccountFile, AccountId, DirectoryId, EmailAddress, Evidence, GroupId, ScimUserId};
use std::collections::BTreeSet;

/// A plan's steps, and everything that is known.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) policy: &'a Policy,
    pub(crate) circumstances: &'a Circumstances,
    /// The address that the plan is about.
    pub(crate) wanted: &'a EmailAddress,
    pub(crate) steps: &'a [Step],
}

/// The rename of a plan.
pub(crate) struct Renamed<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) to: &'a EmailAddress,
}

/// The removal of an account's record.
pub(crate) struct Removed<'a> {
    pub(crate) account: &'a AccountId,
    pub(crate) record: &'a (DirectoryId, ScimUserId),
}

/// The push of a plan.
pub(crate) struct Push<'a> {
    pub(crate) directory: &'a DirectoryId,
    pub(crate) record: &'a ScimUserId,
}

impl<'a> Scene<'a> {
    /// The account that the plan renames.
    pub(crate) fn renamed(&self) -> Option<Renamed<'a>> {
        self.steps.iter().find_map(|step| {
            if let Step::RenameToPlaceholder { account, to, .. } = step { Some(Renamed { account, to }) } else { None }
        })
    }

    /// The removal that the plan makes.
    pub(crate) fn removed(&self) -> Option<Removed<'a>> {
        self.steps.iter().find_map(|step| {
            if let Step::RemoveScimRecords { account, record } = step {
                Some(Removed { account, record })
            } else {
                None
            }
        })
    }

    /// The record without an account that the plan deletes.
    pub(crate) fn deleted(&self) -> Option<(&'a DirectoryId, &'a ScimUserId)> {
        self.steps.iter().find_map(|step| {
            if let Step::DeleteScimRecord { directory, record } = step { Some((directory, record)) } else { None }
        })
    }

    /// The groups that the plan brings back.
    pub(crate) fn brought_back(&self) -> &'a [GroupId] {
        let groups = self
            .steps
            .iter()
            .find_map(|step| if let Step::PushGroups { groups, .. } = step { Some(groups.as_slice()) } else { None });
        groups.unwrap_or_default()
    }

    /// The push that the plan asks for.
    pub(crate) fn push(&self) -> Option<Push<'a>> {
        self.steps.iter().find_map(|step| {
            if let Step::PushAgain { record: (directory, record), .. } = step {
                Some(Push { directory, record })
            } else {
                None
            }
        })
    }

    /// The account that must end with the address.
    pub(crate) fn original(&self) -> Option<&'a AccountId> {
        self.steps.iter().find_map(|step| {
            if let Step::PushAgain { original, .. } | Step::Verify { original, .. } = step {
                Some(original)
            } else {
                None
            }
        })
    }

    /// What the evidence knows of an account that a step names.
    pub(crate) fn file(&self, id: &AccountId) -> Option<&'a AccountFile> {
        [&self.evidence.holder, &self.evidence.original].into_iter().flatten().find(|file| file.id == *id)
    }

    /// What the evidence knows of the account that the plan renames.
    pub(crate) fn holder_file(&self) -> Option<&'a AccountFile> {
        self.renamed().and_then(|renamed| self.file(renamed.account))
    }

    /// What the evidence knows of the account that must end with the address.
    pub(crate) fn original_file(&self) -> Option<&'a AccountFile> {
        self.original().and_then(|id| self.file(id))
    }

    /// Every account that a step names.
    pub(crate) fn accounts(&self) -> BTreeSet<&'a AccountId> {
        self.steps.iter().filter_map(named_account).collect()
    }

    /// People that the plan touches: the subject, and everybody whose account is written to.
    pub(crate) fn people(&self) -> u32 {
        let written: BTreeSet<_> = self.accounts().into_iter().filter(|id| Some(*id) != self.original()).collect();
        u32::try_from(written.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}

const fn named_account(step: &Step) -> Option<&AccountId> {
    match step {
        Step::SnapshotGroups { account }
        | Step::RemoveScimRecords { account, .. }
        | Step::AwaitEditable { account }
        | Step::RenameToPlaceholder { account, .. }
        | Step::SetAddress { account, .. }
        | Step::CancelDeletion { account }
        | Step::DisableAccount { account }
        | Step::DeleteAccount { account }
        | Step::PushAgain { original: account, .. }
        | Step::Verify { original: account, .. } => Some(account),
        Step::DeleteScimRecord { .. }
        | Step::UnassignFromApp { .. }
        | Step::AwaitDeprovisioned { .. }
        | Step::AssignToApp { .. }
        | Step::RemoveFromIdpGroups { .. }
        | Step::ReturnToIdpGroups { .. }
        | Step::PushGroups { .. } => None,
    }
}
