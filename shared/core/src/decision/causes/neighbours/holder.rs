//! What the holder shows: several of them, 5 and 18 (linked), 8, 9, 19, and answers that are not said.

use super::super::another_person::person_behind;
use super::super::duplicate_linked::only_link_here;
use super::super::seen::{KnownAccount, Seen};
use super::super::undetermined::undetermined;
use super::super::{Diagnosis, Early, proof, transient};
use crate::domain::{Account, Claim, Liveness, Manageability, NotAlive, Permission, Refusal, Verification};

pub(super) fn check(seen: &Seen<'_>) -> Early<()> {
    if seen.holders.len() > 1 {
        let ids: Vec<&str> = seen.holders.iter().map(|account| account.id.as_str()).collect();
        return undetermined("Several accounts have the address, and which of them is meant cannot be told.")
            .proved_by([proof::read(format!("accounts {}", ids.join(", ")), &seen.evidence.holders)])
            .end();
    }
    let Some(holder) = seen.other_holder() else { return Ok(()) };
    let found = lagging(seen, holder).or_else(|| {
        let tell = has_a_cause_of_its_own(seen, holder);
        if tell { None } else { of_the_account(seen, holder) }
    });
    found.map_or(Ok(()), |diagnosis| diagnosis.proved_by([proof::account("holder", holder)]).end())
}

/// 11 and 16 tell of these.
fn has_a_cause_of_its_own(seen: &Seen<'_>, holder: &KnownAccount<'_>) -> bool {
    let unmanaged = holder.account.claim == Claim::Unmanaged && holder.links.is_empty();
    unmanaged || person_behind(seen).is_some()
}

fn of_the_account(seen: &Seen<'_>, holder: &KnownAccount<'_>) -> Option<Diagnosis> {
    linked(seen, holder)
        .or_else(|| status(holder.account))
        .or_else(|| claim(holder))
        .or_else(|| hidden(holder))
        .or_else(|| refusal(holder))
}

/// The search by address and the account itself do not say the same address: that passes by itself.
fn lagging(seen: &Seen<'_>, holder: &KnownAccount<'_>) -> Option<Diagnosis> {
    let another = holder.account.address.as_ref().is_some_and(|shown| shown != seen.wanted);
    another.then(|| {
        transient::lagging("The search finds an account by the address, but the account itself shows another address.")
    })
}

fn hidden(holder: &KnownAccount<'_>) -> Option<Diagnosis> {
    let hidden = holder.account.address.is_none();
    hidden
        .then(|| undetermined("The search finds an account by the address, but the account does not show its address."))
}

fn linked(seen: &Seen<'_>, holder: &KnownAccount<'_>) -> Option<Diagnosis> {
    let elsewhere = holder.links.iter().any(|link| link.directory != seen.evidence.directory);
    let sentence = match holder.links {
        [] => return None,
        links if only_link_here(seen.evidence, links).is_some() => return None,
        [..] if elsewhere => "The account that has the address is linked to a SCIM record in another directory.",
        [..] => "The account that has the address is linked to several SCIM records.",
    };
    let links = holder.links.iter().map(|link| proof::read(proof::link(link), &holder.file.links));
    Some(undetermined(sentence).proved_by(links).advising([
        "Find out whose record it is: its externalId names a user of the IdP. If that is another living person, nothing may be moved.",
        "If it is the same person: remove the SCIM record of the account that only holds the address, and wait until its address can be edited.",
        "Then give that account an address that nobody uses, and push the failing update again. Its synced groups are gone until they are pushed again.",
        "If the history is on the account with the wrong address and no conflict stands in the IdP's log, both accounts have to be taken out of SCIM, corrected, and the person unassigned and assigned again.",
    ]))
}

fn status(account: &Account) -> Option<Diagnosis> {
    match account.liveness() {
        Liveness::Alive => None,
        Liveness::NotAlive(NotAlive::ForDeletion) => Some(undetermined("The account that has the address is marked for deletion and keeps the address until it is gone.").advising([
            "Cancel the deletion (this makes the account active), give it another address at once, and mark it for deletion again.",
            "Then push the person. Waiting for the deletion takes 14 days.",
        ])),
        Liveness::NotAlive(NotAlive::Deactivated | NotAlive::Closed) => Some(undetermined("The account that has the address is deactivated.").advising([
            "Make sure that it is the same person's or nobody's, and that nothing in it is needed under this address.",
            "Give it another address, leave it deactivated, and push the person.",
        ])),
        Liveness::Unsaid => Some(undetermined("It is not known whether the account that has the address is active.")),
    }
}

fn claim(holder: &KnownAccount<'_>) -> Option<Diagnosis> {
    let foreign = matches!(holder.file.manageability.known(), Some(Manageability::NotManagedHere));
    match &holder.account.claim {
        Claim::Managed if !foreign => None,
        Claim::Managed => Some(undetermined(
            "The account that has the address is said to be managed here, yet the organization may not edit it.",
        )),
        Claim::Unmanaged => Some(
            undetermined("The account that has the address is linked to a SCIM record, though it is not managed here.")
                .advising(["Verify the domain of the address if it is not verified, and claim the account."]),
        ),
        Claim::Other(_) => {
            Some(undetermined("It is not said whether the account that has the address is managed here."))
        }
    }
}

fn refusal(holder: &KnownAccount<'_>) -> Option<Diagnosis> {
    // An account that was never verified has a cause of its own.
    if holder.account.verification == Verification::Unverified {
        return None;
    }
    let Some(Manageability::Rules(rules)) = holder.file.manageability.known() else { return None };
    match &rules.set_address {
        Permission::Allowed | Permission::Unsaid => None,
        Permission::Refused(Refusal::ScimLink) if !holder.links.is_empty() => None,
        Permission::Refused(Refusal::ScimLink) => Some(
            undetermined("A SCIM link is said to lock the account that has the address, but no link of it was found.")
                .advising(["Have the case looked at again later: a link that was just removed may still show."]),
        ),
        Permission::Refused(Refusal::Other(key)) => Some(
            undetermined(format!("Something else than SCIM keeps the account that has the address from being edited ({key})."))
                .advising(["Move the account to an authentication policy without that restriction, or lift it at its source, then have the case looked at again."]),
        ),
    }
}
