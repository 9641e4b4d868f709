//! What can be wrong with a plan, each a case of its own.

use crate::decision::{Answer, Cause, Guard, Object};
use crate::domain::GroupId;

/// One thing that is wrong with a plan.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Complaint {
    /// Shadow mode is on.
    #[error("shadow mode is on: nothing is written")]
    Shadow,
    /// The policy leaves the cause to a person, turns it off, or gives it no mode at all.
    #[error("the policy lets no plan of this cause run")]
    ModeForbids,
    /// The policy asks for an approval, and there is none.
    #[error("the policy asks for an approval of every plan of this cause")]
    NotApproved,
    /// The steps are not those of a plan of this cause, or the cause may have no plan.
    #[error("the steps are not those of {}", .cause.name())]
    StepsDoNotFit {
        /// What the plan says it repairs.
        cause: Cause,
    },
    /// The failure is not the newest word of the provider's log about the subject.
    #[error("the provider's log has something newer than this failure, or cannot be read")]
    NewerRecord,
    /// A guard that a step requires does not pass, and no approval overrides it.
    #[error("{} does not pass", .guard.name())]
    NotPassed {
        /// The guard.
        guard: Guard,
        /// What it answers now.
        answer: Answer,
    },
    /// A guard does not pass, and the approval overrides it, but nobody may do that here.
    #[error("{} does not pass and cannot be overridden here", .guard.name())]
    NotOverridable {
        /// The guard.
        guard: Guard,
        /// What it answers now.
        answer: Answer,
    },
    /// The answer that stands in the plan is not what the guard says now, or none stands there.
    #[error("the plan holds another answer of {} than the guard gives", .guard.name())]
    AnswersDiffer {
        /// The guard.
        guard: Guard,
    },
    /// No steps.
    #[error("the plan is empty")]
    Empty,
    /// More steps than any plan may have.
    #[error("the plan has {steps} steps")]
    TooManySteps {
        /// How many.
        steps: usize,
    },
    /// This version cannot carry the step out.
    #[error("this version cannot carry out step {step}")]
    NotBuilt {
        /// Index of the step.
        step: usize,
    },
    /// A kind of step appears twice.
    #[error("step {step} repeats an earlier one")]
    Repeated {
        /// Index of the second one.
        step: usize,
    },
    /// The plan has no push.
    #[error("the plan has no push")]
    NoPush,
    /// A rename stands without a snapshot before the first write.
    #[error("no snapshot of groups stands before the first write")]
    NoSnapshotFirst,
    /// The rename stands after the push.
    #[error("the rename stands after the push")]
    RenameAfterPush,
    /// Something follows the verification, or there is none.
    #[error("the plan does not end with its verification")]
    VerifyNotLast,
    /// The verification looks for something else than the other steps do.
    #[error("the verification does not look for what the plan does")]
    VerifyDiffers,
    /// The pivot is not the first step that cannot be wholly undone.
    #[error("the pivot is step {pivot}, which is not the first one that cannot be undone")]
    PivotWrong {
        /// What the plan names.
        pivot: usize,
    },
    /// A step names an object that the plan does not declare.
    #[error("step {step} names an object that the plan does not declare")]
    Undeclared {
        /// Index of the step.
        step: usize,
        /// The object.
        object: Object,
    },
    /// The plan declares an object that no step names.
    #[error("the plan declares an object that no step names")]
    DeclaredInVain {
        /// The object.
        object: Object,
    },
    /// A step is about another wanted address than the plan or the evidence.
    #[error("the plan, its steps and the evidence are not about one wanted address")]
    WantedDiffers,
    /// A step is about another subject than the plan or the evidence.
    #[error("the plan, its steps and the evidence are not about one subject")]
    SubjectDiffers,
    /// The account to be renamed is not the one account that has the address.
    #[error("the account to be renamed is not the only one that has the address")]
    HolderDiffers,
    /// Holder and original are one account.
    #[error("holder and original are one account")]
    HolderIsOriginal,
    /// The record that goes is not the one that the evidence shows, or not one that may go.
    #[error("the record that goes is not the one that was read, or is the one that the push updates")]
    RecordDiffers,
    /// A group that is brought back is not granted by the provider.
    #[error("the provider does not grant group {group} directly")]
    GroupNotGranted {
        /// The group.
        group: GroupId,
    },
    /// The original or its record is not what the targeted record is linked to.
    #[error("the original is not the account that the targeted record is linked to")]
    OriginalDiffers,
    /// Something is wrong with the placeholder.
    #[error("the placeholder is not acceptable: {0}")]
    Placeholder(PlaceholderFault),
    /// The hash does not cover something that the verdict relies on.
    #[error("the hash does not cover {missing}")]
    HashIncomplete {
        /// What is missing.
        missing: String,
    },
    /// The plan states less harm than its steps do.
    #[error("the plan states less harm than its steps do")]
    HarmUnderstated,
    /// Writes are paused, or a freeze is on.
    #[error("no plan may start now")]
    NotNow,
    /// The budget has no room for the people that the plan touches.
    #[error("the plan touches {people} people, for whom the budget has no room")]
    OverBudget {
        /// How many.
        people: u32,
    },
    /// The provider is about to push by itself.
    #[error("a cycle or an announced retry is too close")]
    NearACycle,
}

impl Complaint {
    /// Whether waiting may help, as opposed to a person: the plan came at a bad moment.
    pub const fn passes_by_itself(&self) -> bool {
        match self {
            Self::NotNow | Self::OverBudget { .. } | Self::NearACycle => true,
            Self::NotPassed { guard, .. } | Self::NotOverridable { guard, .. } | Self::AnswersDiffer { guard } => {
                matches!(guard, Guard::Allowed | Guard::Fresh)
            }
            Self::Shadow
            | Self::ModeForbids
            | Self::NotApproved
            | Self::StepsDoNotFit { .. }
            | Self::NewerRecord
            | Self::Empty
            | Self::TooManySteps { .. }
            | Self::NotBuilt { .. }
            | Self::Repeated { .. }
            | Self::NoPush
            | Self::NoSnapshotFirst
            | Self::RenameAfterPush
            | Self::VerifyNotLast
            | Self::VerifyDiffers
            | Self::PivotWrong { .. }
            | Self::Undeclared { .. }
            | Self::DeclaredInVain { .. }
            | Self::WantedDiffers
            | Self::SubjectDiffers
            | Self::HolderDiffers
            | Self::HolderIsOriginal
            | Self::RecordDiffers
            | Self::GroupNotGranted { .. }
            | Self::OriginalDiffers
            | Self::Placeholder(_)
            | Self::HashIncomplete { .. }
            | Self::HarmUnderstated => false,
        }
    }
}

/// What can be wrong with a placeholder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlaceholderFault {
    /// Its domain is not verified here, or no managed account is on it.
    #[error("its domain is not claimed here")]
    DomainNotClaimed,
    /// It is not on the holder's own domain.
    #[error("it is not on the holder's own domain")]
    AnotherDomain,
    /// Somebody has this address already.
    #[error("an object in the evidence has this address")]
    Taken,
    /// What stands before a `+` is a mailbox, and the holder is not proved to be the subject's own.
    #[error("it reaches a mailbox by its +")]
    ReachesAMailbox,
}
