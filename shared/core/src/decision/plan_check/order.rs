//! The steps among themselves: which ones, in which order, with which pivot, over which objects.

use super::{Bench, Complaint, STEPS_MAX};
use crate::decision::{Cause, Effect, Object, Step};
use std::collections::BTreeSet;

pub(super) fn shape(bench: &Bench<'_>) -> Vec<Complaint> {
    let steps = &bench.body.steps;
    if steps.is_empty() {
        return vec![Complaint::Empty];
    }
    let mut complaints = Vec::new();
    if steps.len() > STEPS_MAX {
        complaints.push(Complaint::TooManySteps { steps: steps.len() });
    }
    for (index, step) in steps.iter().enumerate() {
        if built(step) == Built::No {
            complaints.push(Complaint::NotBuilt { step: index });
        }
        let same = |earlier: &Step| std::mem::discriminant(earlier) == std::mem::discriminant(step);
        if steps.iter().take(index).any(same) {
            complaints.push(Complaint::Repeated { step: index });
        }
    }
    complaints
}

/// Each cause that may have a plan has exactly one kind of plan.
pub(super) fn fits_the_cause(bench: &Bench<'_>) -> Vec<Complaint> {
    let fits = match (bench.body.cause, bench.body.steps.as_slice()) {
        (Cause::AlreadyHealed, [Step::PushAgain { .. }, Step::Verify { .. }])
        | (
            Cause::DuplicateUnlinked,
            [
                Step::SnapshotGroups { .. },
                Step::RenameToPlaceholder { .. },
                Step::PushAgain { .. },
                Step::Verify { .. },
            ],
        )
        | (
            Cause::DuplicateLinked,
            [
                Step::SnapshotGroups { .. },
                Step::RemoveScimRecords { .. },
                Step::AwaitEditable { .. },
                Step::RenameToPlaceholder { .. },
                Step::PushAgain { .. },
                Step::Verify { .. },
            ]
            | [
                Step::SnapshotGroups { .. },
                Step::RemoveScimRecords { .. },
                Step::AwaitEditable { .. },
                Step::RenameToPlaceholder { .. },
                Step::PushAgain { .. },
                Step::PushGroups { .. },
                Step::Verify { .. },
            ],
        )
        | (
            Cause::UnusableRecord,
            [Step::SnapshotGroups { .. }, Step::DeleteScimRecord { .. }, Step::PushAgain { .. }, Step::Verify { .. }],
        ) => true,
        (
            Cause::AlreadyHealed
            | Cause::DuplicateUnlinked
            | Cause::DuplicateLinked
            | Cause::UnusableRecord
            | Cause::NotAUniquenessConflict
            | Cause::HolderUnverified
            | Cause::HolderUnmanaged
            | Cause::HolderInvisible
            | Cause::DomainNotClaimed
            | Cause::OriginalUnmanaged
            | Cause::AnotherPerson
            | Cause::OtherKeyTaken
            | Cause::Transient
            | Cause::Undetermined,
            _,
        ) => false,
    };
    if fits { Vec::new() } else { vec![Complaint::StepsDoNotFit { cause: bench.body.cause }] }
}

pub(super) fn sequence(bench: &Bench<'_>) -> Vec<Complaint> {
    let steps = &bench.body.steps;
    let position = |wanted: fn(&Step) -> bool| steps.iter().position(wanted);
    let rename = position(|step| matches!(step, Step::RenameToPlaceholder { .. }));
    let push = position(|step| matches!(step, Step::PushAgain { .. }));
    let snapshot = position(|step| matches!(step, Step::SnapshotGroups { .. }));
    let first_write = position(|step| step.effect() == Effect::Write);
    let mut complaints = Vec::new();
    if push.is_none() {
        complaints.push(Complaint::NoPush);
    }
    let gone = |step: &Step| matches!(step, Step::RemoveScimRecords { .. } | Step::DeleteScimRecord { .. });
    let lasting = position(gone).or(push);
    if lasting != Some(bench.body.pivot) {
        complaints.push(Complaint::PivotWrong { pivot: bench.body.pivot });
    }
    let snapshot_first = snapshot.is_some_and(|at| first_write.is_none_or(|write| at < write));
    let snapshot_due = rename.is_some() || snapshot.is_some();
    if snapshot_due && !snapshot_first {
        complaints.push(Complaint::NoSnapshotFirst);
    }
    if rename.zip(push).is_some_and(|(rename, push)| rename > push) {
        complaints.push(Complaint::RenameAfterPush);
    }
    if !matches!(steps.last(), Some(Step::Verify { .. })) {
        complaints.push(Complaint::VerifyNotLast);
    }
    complaints
}

/// The objects that the steps name, and the ones that the plan declares, are the same.
pub(super) fn objects(bench: &Bench<'_>) -> Vec<Complaint> {
    let body = bench.body;
    let named: Vec<(usize, Object)> = body
        .steps
        .iter()
        .enumerate()
        .flat_map(|(index, step)| named(step).into_iter().map(move |o| (index, o)))
        .collect();
    let all: BTreeSet<&Object> = named.iter().map(|(_, object)| object).collect();
    let in_vain = body.objects.iter().filter(|object| !all.contains(object));
    let in_vain = in_vain.map(|object| Complaint::DeclaredInVain { object: object.clone() });
    let undeclared = named.iter().filter(|(_, object)| !body.objects.contains(object));
    let undeclared = undeclared.map(|(step, object)| Complaint::Undeclared { step: *step, object: object.clone() });
    undeclared.chain(in_vain).collect()
}

fn named(step: &Step) -> Vec<Object> {
    match step {
        Step::RemoveScimRecords { account, record } => {
            vec![Object::Account(account.clone()), Object::Record(record.0.clone(), record.1.clone())]
        }
        Step::SnapshotGroups { account }
        | Step::AwaitEditable { account }
        | Step::CancelDeletion { account }
        | Step::DisableAccount { account }
        | Step::DeleteAccount { account } => vec![Object::Account(account.clone())],
        Step::DeleteScimRecord { directory, record } => vec![Object::Record(directory.clone(), record.clone())],
        Step::RenameToPlaceholder { account, from, to } | Step::SetAddress { account, from, to } => {
            vec![Object::Account(account.clone()), Object::Address(from.clone()), Object::Address(to.clone())]
        }
        Step::UnassignFromApp { subject, .. }
        | Step::AwaitDeprovisioned { subject, .. }
        | Step::AssignToApp { subject, .. }
        | Step::RemoveFromIdpGroups { subject, .. }
        | Step::ReturnToIdpGroups { subject, .. }
        | Step::PushGroups { subject, .. } => vec![Object::IdpUser(subject.clone())],
        Step::PushAgain { subject, wanted, record, original } => vec![
            Object::IdpUser(subject.clone()),
            Object::Address(wanted.clone()),
            Object::Record(record.0.clone(), record.1.clone()),
            Object::Account(original.clone()),
        ],
        Step::Verify { original, record, wanted, moved } => {
            let moved = moved.iter().flat_map(|(id, to)| [Object::Account(id.clone()), Object::Address(to.clone())]);
            let own = [
                Object::Account(original.clone()),
                Object::Record(record.0.clone(), record.1.clone()),
                Object::Address(wanted.clone()),
            ];
            own.into_iter().chain(moved).collect()
        }
    }
}

#[derive(PartialEq, Eq)]
enum Built {
    Yes,
    No,
}

const fn built(step: &Step) -> Built {
    match step {
        Step::SnapshotGroups { .. }
        | Step::RemoveScimRecords { .. }
        | Step::DeleteScimRecord { .. }
        | Step::AwaitEditable { .. }
        | Step::RenameToPlaceholder { .. }
        | Step::PushAgain { .. }
        | Step::PushGroups { .. }
        | Step::Verify { .. } => Built::Yes,
        Step::SetAddress { .. }
        | Step::CancelDeletion { .. }
        | Step::DisableAccount { .. }
        | Step::DeleteAccount { .. }
        | Step::UnassignFromApp { .. }
        | Step::AwaitDeprovisioned { .. }
        | Step::AssignToApp { .. }
        | Step::RemoveFromIdpGroups { .. }
        | Step::ReturnToIdpGroups { .. } => Built::No,
    }
}
