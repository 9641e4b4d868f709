//! Which guards each kind of step requires, and which of them an approval may override.
//!
//! A step alone does not say whether its account is the holder or the original; where the rows differ by that,
//! the step requires the guards of all of them.

use super::{Effect, Guard, Step};
use std::collections::BTreeSet;

/// The guards that must pass, not concern the plan, or be overridden by name before this step may run.
pub fn required_guards(step: &Step) -> BTreeSet<Guard> {
    let any: &[Guard] = match step.effect() {
        Effect::None => &[],
        Effect::Write => &Step::ANY_WRITE,
    };
    any.iter().chain(of_its_own(step)).copied().collect()
}

/// Who may override a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overridable {
    /// Nobody.
    No,
    /// One approval that names it.
    ByOneApproval,
    /// Two people; before people and roles are configured, nobody.
    ByTwoPeople,
    /// One approval, and only where this is the sole reason for which the guard does not pass.
    OnlyWhere(&'static str),
}

impl Guard {
    /// Who may override it.
    pub const fn overridable(self) -> Overridable {
        match self {
            Self::StillWanted
            | Self::Distinct
            | Self::Editable
            | Self::DomainsClaimed
            | Self::OriginalManaged
            | Self::Allowed
            | Self::Fresh
            | Self::PushIsSafe => Overridable::No,
            Self::HolderIsFree => Overridable::OnlyWhere("a guest with the address is the sole reason"),
            Self::AddressIsTheirs => {
                Overridable::OnlyWhere("a deleted user or a guest with the address is the sole reason")
            }
            Self::NotProtected => Overridable::ByTwoPeople,
            Self::Idle
            | Self::OneAttribute
            | Self::GroupsCanReturn
            | Self::NotARelapse
            | Self::NoStorm
            | Self::NoHistory
            | Self::AddressSettled
            | Self::SamePerson => Overridable::ByOneApproval,
        }
    }
}

const RENAME: [Guard; 7] = [
    Guard::Distinct,
    Guard::Editable,
    Guard::HolderIsFree,
    Guard::Idle,
    Guard::DomainsClaimed,
    Guard::NoHistory,
    Guard::SamePerson,
];

/// The rows for the holder, for a holder that is the original, and for the original, together.
const REMOVE_RECORDS: [Guard; 7] = [
    Guard::Distinct,
    Guard::HolderIsFree,
    Guard::Idle,
    Guard::OriginalManaged,
    Guard::GroupsCanReturn,
    Guard::NoHistory,
    Guard::SamePerson,
];

const SET_ADDRESS: [Guard; 5] =
    [Guard::Distinct, Guard::Editable, Guard::DomainsClaimed, Guard::OriginalManaged, Guard::OneAttribute];

const PUSH: [Guard; 4] = [Guard::DomainsClaimed, Guard::OriginalManaged, Guard::OneAttribute, Guard::PushIsSafe];

const fn of_its_own(step: &Step) -> &'static [Guard] {
    match step {
        Step::SnapshotGroups { .. }
        | Step::AwaitEditable { .. }
        | Step::AwaitDeprovisioned { .. }
        | Step::Verify { .. }
        | Step::CancelDeletion { .. }
        | Step::DisableAccount { .. }
        | Step::DeleteAccount { .. } => &[],
        Step::RenameToPlaceholder { .. } => &RENAME,
        Step::RemoveScimRecords { .. } => &REMOVE_RECORDS,
        Step::DeleteScimRecord { .. } => &[Guard::HolderIsFree, Guard::GroupsCanReturn],
        Step::SetAddress { .. } => &SET_ADDRESS,
        Step::PushAgain { .. } => &PUSH,
        Step::UnassignFromApp { .. }
        | Step::AssignToApp { .. }
        | Step::RemoveFromIdpGroups { .. }
        | Step::ReturnToIdpGroups { .. }
        | Step::PushGroups { .. } => &[Guard::OriginalManaged, Guard::GroupsCanReturn, Guard::PushIsSafe],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::AccountId;

    #[test]
    fn a_step_that_only_reads_requires_no_guard() {
        let step = Step::SnapshotGroups { account: AccountId::parse("acc-1").unwrap() };
        assert!(required_guards(&step).is_empty());
    }

    #[test]
    fn every_write_requires_the_guards_of_any_write() {
        let step = Step::DisableAccount { account: AccountId::parse("acc-1").unwrap() };
        assert_eq!(required_guards(&step), BTreeSet::from(Step::ANY_WRITE));
    }

    #[test]
    fn no_guard_over_facts_of_the_domain_or_the_push_can_be_overridden() {
        for guard in [Guard::StillWanted, Guard::Editable, Guard::DomainsClaimed, Guard::PushIsSafe, Guard::Fresh] {
            assert_eq!(guard.overridable(), Overridable::No, "{}", guard.name());
        }
    }
}
