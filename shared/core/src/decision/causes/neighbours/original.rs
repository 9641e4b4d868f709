//! What the original shows: 18 and contradictions; and, where it has the address, 5, 6 and 20. 14 is a cause of its own.

use super::super::seen::{Original, Seen, listed, missing};
use super::super::undetermined::undetermined;
use super::super::{Early, proof, transient};
use crate::decision::granted;
use crate::domain::{Account, AccountId, Claim, EmailAddress, Fact, GroupRef, Liveness, Manageability, Why};

pub(super) fn check(seen: &Seen<'_>) -> Early<()> {
    let Some(original) = &seen.original else { return Ok(()) };
    managed(original)?;
    if original.known.account.claim == Claim::Unmanaged {
        return Ok(());
    }
    linked_once(seen, original)?;
    if seen.holders.iter().any(|account| account.id == original.known.file.id) {
        return has_the_address(seen, original);
    }
    elsewhere(seen, original)?;
    // By id it shows the address, by address nobody has it, or somebody else has: one answer lags.
    let shown = original.known.account.address.as_ref();
    if shown == Some(seen.wanted) {
        return transient::lagging(
            "The person's account shows the address, but the search for the address does not find it.",
        )
        .proved_by([
            proof::account("original", &original.known),
            proof::read("who has the address", &seen.evidence.holders),
        ])
        .end();
    }
    if shown.is_none() {
        return undetermined("The address of the person's account is not shown, so it cannot be told what it has now.")
            .proved_by([proof::account("original", &original.known)])
            .end();
    }
    Ok(())
}

/// An account at a former address, which is neither the linked one nor the holder, may be the one with the history.
fn elsewhere(seen: &Seen<'_>, original: &Original<'_>) -> Early<()> {
    let known = |id: &AccountId| *id == original.known.file.id || seen.holders.iter().any(|holder| holder.id == *id);
    let Some(lead) = leads(seen)?.iter().find(|lead| !known(&lead.id)) else { return Ok(()) };
    undetermined("Another account at a former address of the person may hold their history: which one is theirs cannot be told.")
        .proved_by([
            proof::account("linked", &original.known),
            proof::read(format!("account {} is at a former address", lead.id), &seen.evidence.leads),
        ])
        .advising([
            "Compare the accounts: which one has the person's work, groups and recent activity?",
            "Only that one may end with the address. If it is not the linked one, the linked record has to go first, and the person to be unassigned and assigned again.",
        ])
        .end()
}

fn managed(original: &Original<'_>) -> Early<()> {
    let foreign = matches!(original.known.file.manageability.known(), Some(Manageability::NotManagedHere));
    let sentence = match &original.known.account.claim {
        Claim::Unmanaged => return Ok(()),
        Claim::Managed if !foreign => return Ok(()),
        Claim::Managed => "The person's account is said to be managed here, yet the organization may not edit it.",
        Claim::Other(_) => "It is not said whether the person's account is managed here.",
    };
    undetermined(sentence)
        .proved_by([proof::account("original", &original.known)])
        .advising([
            "Look for the account under Directory > Managed accounts. If it is missing, verify its domain and claim the account first.",
            "Do not remove and push the person again before that: it would leave them with yet another account.",
        ])
        .end()
}

fn linked_once(seen: &Seen<'_>, original: &Original<'_>) -> Early<()> {
    let ours = original.link.directory == seen.evidence.directory;
    let elsewhere = original.known.links.iter().find(|link| link.directory != seen.evidence.directory);
    if !ours || elsewhere.is_some() {
        return undetermined(
            "The person's account is linked to a SCIM record in another directory than the one this job pushes to.",
        )
        .proved_by(original.known.links.iter().map(|link| proof::read(proof::link(link), &original.known.file.links)))
        .advising([
            "Decide which IdP keeps the person, take them out of the other one's scope, and see that processed first.",
        ])
        .end();
    }
    let same = |link: &&crate::domain::Link| link.record == original.link.record;
    if original.known.links.iter().all(|link| same(&link)) && !original.known.links.is_empty() {
        return Ok(());
    }
    undetermined("The links of the person's account are not the one that the failing push updates.")
        .proved_by(original.known.links.iter().map(|link| proof::read(proof::link(link), &original.known.file.links)))
        .proved_by([proof::read(proof::link(original.link), &seen.evidence.targeted_link)])
        .end()
}

/// The original has the address: it is healed only if nothing else speaks against it.
fn has_the_address(seen: &Seen<'_>, original: &Original<'_>) -> Early<()> {
    let leads = leads(seen)?;
    if let Some(lead) = leads.iter().find(|lead| lead.id != original.known.file.id) {
        return undetermined("The linked account has the right address, but another account at a former address may hold the person's history.")
            .proved_by([
                proof::account("linked", &original.known),
                proof::read(format!("account {} is at a former address", lead.id), &seen.evidence.leads),
            ])
            .advising([
                "Compare the two accounts: which one has the person's work, groups and recent activity?",
                "If it is the other one, remove the linked account's SCIM record, rename that account, give the other one the address, and unassign and assign the person again.",
            ])
            .end();
    }
    if original.known.account.liveness() != Liveness::Alive {
        return undetermined("The person's account has the address, but it is not known to be active.")
            .proved_by([proof::account("original", &original.known)])
            .end();
    }
    groups(seen, original)
}

/// Accounts at former addresses. Where readable facts name no former address there was nothing to ask for.
fn leads<'a>(seen: &Seen<'a>) -> Early<&'a [Account]> {
    let none_known = match &seen.evidence.changes {
        Fact::Known(changes, _) => changes.iter().all(|change| change.former.is_empty()),
        Fact::Absent(_) => true,
        Fact::Unavailable(_) => false,
    };
    let own = |proxy: &EmailAddress| proxy == seen.wanted;
    let none_known = none_known && seen.record.former.is_empty() && seen.subject.secondary_proxies.iter().all(own);
    match &seen.evidence.leads {
        Fact::Unavailable(Why::NotAsked(_)) if none_known => Ok(&[]),
        leads @ (Fact::Known(..) | Fact::Absent(_) | Fact::Unavailable(_)) => {
            listed(leads, "the accounts at former addresses")
        }
    }
}

/// Groups that the IdP grants directly, by name, and that the account lacks. Groups that could not be read lack nothing and
/// have nothing; who is assigned directly, or not at all, is granted none.
fn groups(seen: &Seen<'_>, original: &Original<'_>) -> Early<()> {
    let granted: Vec<&GroupRef> = match &seen.evidence.assignment {
        Fact::Known(assignment, _) => granted(assignment).collect(),
        Fact::Absent(_) => Vec::new(),
        Fact::Unavailable(why) => return missing("the assignment to the app", why).end(),
    };
    if granted.is_empty() {
        return Ok(());
    }
    let told = granted.iter().map(|group| group.name.as_deref()).collect::<Option<Vec<&str>>>();
    let (Some(told), Some(own)) = (told, &original.known.account.groups) else {
        return undetermined(
            "The person's account has the address, but which groups it has, or should have, is not said.",
        )
        .proved_by([
            proof::read(format!("{} groups are granted", granted.len()), &seen.evidence.assignment),
            proof::account("original", &original.known),
        ])
        .advising(["Compare the groups that the IdP grants with those of the account by hand."])
        .end();
    };
    let has =
        |name: &str| own.iter().filter_map(|group| group.name.as_deref()).any(|own| own.eq_ignore_ascii_case(name));
    let lacking: Vec<&str> = told.into_iter().filter(|name| !has(name)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    undetermined("The person's account has the address, but it lacks groups that the IdP grants.")
        .proved_by([
            proof::read(format!("granted and missing: {}", lacking.join(", ")), &seen.evidence.assignment),
            proof::account("original", &original.known),
        ])
        .advising(["Push the named groups with this person on demand from the IdP, and look whether they appear."])
        .end()
}
