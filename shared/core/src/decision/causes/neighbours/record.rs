//! What the failing record itself says: 21, 6, 7 and 17, and texts from which nothing can be told. 24 is a cause of its own.

use super::super::seen::Seen;
use super::super::undetermined::undetermined;
use super::super::{Diagnosis, Early, proof};
use crate::domain::{Attribute, Evidence, LogStatus, Operation, Recognition, Resource, UniquenessConflict};

/// The neighbours that the text of the failing record is enough for.
pub(in crate::decision::causes) fn of_the_record(evidence: &Evidence) -> Early<()> {
    let Some(record) = evidence.record.known() else { return Ok(()) };
    let found = match (&record.recognition, &record.status) {
        (Recognition::Uniqueness(conflict), LogStatus::Failure) => of_the_conflict(conflict),
        (Recognition::Uniqueness(_), LogStatus::Success | LogStatus::Skipped | LogStatus::Other(_)) => {
            Some(undetermined("The IdP's log shows the conflict in a record that it does not call a failure."))
        }
        (Recognition::Other(_) | Recognition::Untold(_) | Recognition::Nothing(_), _) => Some(
            undetermined("The IdP's log does not say what went wrong, so the cause cannot be told.")
                .advising(["Push the person on demand from the IdP and read the whole error text."]),
        ),
    };
    let read = proof::read(format!("record {}: {:?}", record.id, record.status), &evidence.record);
    found.map_or(Ok(()), |diagnosis| diagnosis.proved_by([read]).end())
}

fn of_the_conflict(conflict: &UniquenessConflict) -> Option<Diagnosis> {
    match (conflict.resource, &conflict.attribute) {
        (Resource::User, Attribute::Email) if conflict.value.is_some() => None,
        (Resource::User, Attribute::Email) => {
            Some(undetermined("The conflict names no address, so nothing can be compared."))
        }
        (Resource::Group, _) => Some(undetermined("A group with this name exists already; no account is concerned.").advising([
            "Look whether the existing group at Atlassian is the one that is meant, and whether anything else manages it.",
            "If it is, let the IdP link it: push the group once more so that it matches by its name, or use the IdP's own linking of an existing group.",
            "If it is not, rename one of the two groups and push again.",
        ])),
        (Resource::User, Attribute::UserName | Attribute::ExternalId) => None,
        (Resource::User, Attribute::DisplayName | Attribute::Other(_)) => {
            Some(undetermined("Another key than the address is taken, and which one is not known here.").advising([
                "Put both SCIM records side by side: which IdP user does each one belong to?",
                "Correct the attribute mapping so that the key is the person's own, then push again.",
            ]))
        }
    }
}

/// The record, the subject and the operation must fit together.
pub(super) fn fits(seen: &Seen<'_>) -> Early<()> {
    let record = seen.record;
    if record.subject == seen.subject.id {
        return Ok(());
    }
    undetermined("The failing record is about another user than the one that was read.")
        .proved_by([proof::read(format!("record {} is about {}", record.id, record.subject), &seen.evidence.record)])
        .end()
}

/// The failing operation is no update of a record: 6 and 17 live there.
pub(super) fn names_no_target(seen: &Seen<'_>) -> Diagnosis {
    let what = match seen.record.operation {
        Operation::Create => {
            "The failing push wants to create the person, so it names no account that the person already has."
        }
        Operation::Update => "The failing update names no SCIM record, so no original can be named.",
        Operation::Delete | Operation::Disable | Operation::Other => {
            "The failing push is neither a create nor an update, so no original can be named."
        }
    };
    undetermined(what)
        .proved_by([proof::read(format!("record {}: {:?}", seen.record.id, seen.record.operation), &seen.evidence.record)])
        .advising([
            "Find out whether the person came back, or changed from guest to member: then the IdP has a new user for an old account.",
            "Decide which account has the person's work. Only that one may end with the address.",
            "If the account with the address is somebody else's, rename it first, so that the new person gets an account of their own.",
        ])
}
