//! 4: the failing update targets the original's record, and another account, active and managed, holds the address and
//! is locked by the one SCIM record that it has, in the same directory.
//!
//! Where that record belongs to another living user it is another cause. Whether it is the same person's is asked by guards.

use super::another_person::{others_with_the_address, person_behind};
use super::seen::{KnownAccount, Original, Seen};
use super::{Course, Diagnosis, proof};
use crate::decision::groups::lacking;
use crate::decision::whose::{Whose, whose};
use crate::decision::{Cause, is_administrators};
use crate::domain::{
    Claim, Evidence, Fact, Link, Manageability, Operation, Permission, Recognition, Refusal, Verification,
};

pub(super) fn detect(seen: &Seen<'_>) -> Option<Diagnosis> {
    let (original, holder) = (seen.original.as_ref()?, seen.other_holder()?);
    let link = only_link_here(seen.evidence, holder.links)?;
    let managed = holder.account.claim == Claim::Managed && holder.account.verification != Verification::Unverified;
    let ours = original.known.account.claim == Claim::Managed && others_with_the_address(seen).is_empty();
    if !(managed && ours && may_become_editable(holder) && person_behind(seen).is_none()) {
        return None;
    }
    let diagnosis = Diagnosis::new(Cause::DuplicateLinked, Course::RemoveRenameAndPush, SENTENCE)
        .proved_by(seen_of(seen, original, holder));
    let whose = whose(seen.evidence, &seen.evidence.holder_record, &seen.evidence.holder_person);
    Some(
        diagnosis
            .proved_by([
                proof::read(proof::link(link), &holder.file.links),
                proof::read(format!("the holder's record: {}", said(whose)), &seen.evidence.holder_record),
            ])
            .proved_by(groups(seen))
            .advising(ADVICE),
    )
}

/// Both accounts are linked, but the log does not say what is in the way: the vendor's guide has both taken out of SCIM then.
pub(super) fn without_the_text(evidence: &Evidence) -> Option<Diagnosis> {
    let record = evidence.record.known()?;
    let (Recognition::Untold(_), Operation::Update) = (&record.recognition, record.operation) else { return None };
    let (holder, original) = (evidence.holder.as_ref()?, evidence.original.as_ref()?);
    let link = only_link_here(evidence, holder.links.known()?)?;
    let own = whose(evidence, &evidence.holder_record, &evidence.holder_person) == Whose::Subjects;
    if holder.id == original.id || !own {
        return None;
    }
    let diagnosis = Diagnosis::new(Cause::DuplicateLinked, Course::Person, UNTOLD).proved_by([
        proof::read(format!("record {} does not say what is in the way", record.id), &evidence.record),
        proof::read(format!("account {} has the address", holder.id), &evidence.holders),
        proof::read(proof::link(link), &holder.links),
        proof::read(format!("account {} is behind the targeted record", original.id), &evidence.targeted_link),
    ]);
    Some(diagnosis.advising(ADVICE_WITHOUT_THE_TEXT))
}

/// The removal takes every record of an account, so a holder with another one anywhere is left alone.
pub(super) fn only_link_here<'a>(evidence: &Evidence, links: &'a [Link]) -> Option<&'a Link> {
    match links {
        [only] if only.directory == evidence.directory && Some(&only.record) != evidence.targeted() => Some(only),
        [] | [_, ..] => None,
    }
}

fn may_become_editable(holder: &KnownAccount<'_>) -> bool {
    match holder.file.manageability.known() {
        Some(Manageability::Rules(rules)) => !matches!(rules.set_address, Permission::Refused(Refusal::Other(_))),
        Some(Manageability::TargetUnverified | Manageability::NotManagedHere) | None => false,
    }
}

fn seen_of(seen: &Seen<'_>, original: &Original<'_>, holder: &KnownAccount<'_>) -> [String; 5] {
    [
        proof::read(
            format!("the failing update {} targets record {}", seen.record.id, original.link.record),
            &seen.evidence.record,
        ),
        proof::read(proof::link(original.link), &seen.evidence.targeted_link),
        proof::account("original", &original.known),
        proof::account("holder", holder),
        proof::read("what may be done to the holder", &holder.file.manageability),
    ]
}

fn said(whose: Whose<'_>) -> String {
    match whose {
        Whose::Subjects => "it carries the subject's own externalId".to_owned(),
        Whose::Gone(id) => format!("it carries the id of user {id}, who is proved gone"),
        Whose::Anothers(id) => format!("it carries the id of user {id}, who lives"),
        Whose::Untold(why) => why.sentence().to_owned(),
    }
}

/// What comes back, and what stays where it is because a group like that is given by hand.
fn groups(seen: &Seen<'_>) -> Vec<String> {
    let (Fact::Known(assignment, _), Some(original)) = (&seen.evidence.assignment, &seen.original) else {
        return Vec::new();
    };
    let groups = lacking(assignment, original.known.account);
    let named = groups.iter().filter_map(|group| group.name.as_deref());
    let line = |name: &str| {
        let how = if is_administrators(name) { "is not pushed for its name" } else { "is pushed" };
        proof::read(
            format!("the IdP grants group {name}, which the person's account lacks: it {how}"),
            &seen.evidence.assignment,
        )
    };
    named.map(line).collect()
}

const SENTENCE: &str = "Another account of the organization holds the address, and a SCIM record of its own, in the same directory, locks it.";
const UNTOLD: &str = "Two accounts of this person are synced, one under each address, and the IdP's log does not say what is in the way.";

const ADVICE: [&str; 5] = [
    "Find out whose record it is: its externalId names a user of the IdP. If that is another living person, nothing may be moved.",
    "If it is the same person: remove the SCIM record of the account that only holds the address, and wait until its address can be edited.",
    "Then give that account an address that nobody uses and that is no mailbox.",
    "Push the failing update again, and look whether the right account has the address now.",
    "Push the groups that the IdP grants the person and that the account lacks. The groups of the other account are not the person's: leave them.",
];
const ADVICE_WITHOUT_THE_TEXT: [&str; 4] = [
    "Push the person on demand from the IdP and read the whole error text. If it says that the address already exists, have the case looked at again.",
    "If it does not: note the groups of both accounts, and remove the SCIM records of both (what the vendor's guide calls unlinking).",
    "Give the account that only holds the address another one that is no mailbox, and the account with the person's work the right one.",
    "Unassign the person from the app at the IdP, wait until that was processed, assign them again, and bring their groups back.",
];
