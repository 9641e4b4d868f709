//! What the SCIM links for the wanted address show: 18, several records without an account, and links that fit nobody.

use super::super::duplicate_linked::only_link_here;
use super::super::seen::Seen;
use super::super::undetermined::undetermined;
use super::super::unusable_record::stray;
use super::super::{Diagnosis, Early, proof};
use crate::domain::Link;

pub(super) fn check(seen: &Seen<'_>) -> Early<()> {
    if let (Some(holder), Some(stray)) = (seen.other_holder(), stray(seen.evidence)) {
        return undetermined("An account has the address, and a SCIM record that nobody is behind has a key of this person too.")
            .proved_by([proof::account("holder", holder), proof::read(proof::link(stray.link), &seen.evidence.stray_link)])
            .advising([
                "Look at the record in its directory first: if it is the person's own or belongs to nobody any more, delete exactly this record.",
                "Then have the case looked at again: what holds the address then is told by itself.",
            ])
            .end();
    }
    for link in seen.wanted_links {
        if let Some(found) = judge(seen, link) {
            return found.proved_by([proof::read(proof::link(link), &seen.evidence.wanted_links)]).end();
        }
    }
    subject_record(seen)
}

fn judge(seen: &Seen<'_>, link: &Link) -> Option<Diagnosis> {
    let Some(account) = &link.account else {
        if stray(seen.evidence).is_some_and(|stray| stray.link.record == link.record) {
            return None;
        }
        return Some(undetermined("A SCIM record has the address, and no account is behind it.").advising([
            "Look at the record in its directory: whose externalId does it carry, and how old is it?",
            "If it is the person's own or belongs to nobody any more, delete exactly this record and push the person again.",
        ]));
    };
    let original = seen.original.as_ref();
    let same = |own: &Link| own.directory == link.directory && own.record == link.record;
    if original.is_some_and(|o| *account == o.known.file.id && same(o.link)) {
        return None;
    }
    if link.directory != seen.evidence.directory {
        return Some(undetermined("A SCIM record in another directory has the address.").advising([
            "Decide which IdP keeps the person, take them out of the other one's scope, and see that processed first.",
            "Only then remove the records of the other directory, and push again.",
        ]));
    }
    if !seen.holders.iter().any(|holder| holder.id == *account) {
        return Some(undetermined("A SCIM record has the address, but its account was not found by the address."));
    }
    // The holder's own link is told with the holder, if the holder's own links show it as well.
    let holder = seen.holder.as_ref().filter(|holder| holder.file.id == *account)?;
    (!holder.links.iter().any(same)).then(|| {
        undetermined("Asked by the address, a SCIM record is tied to the account that has it; asked by that account, it is not.")
            .advising(["Have the case looked at again later; if the two answers still differ, ask Atlassian's support which one is right."])
    })
}

/// The subject's own record must be the one that the failing push updates.
fn subject_record(seen: &Seen<'_>) -> Early<()> {
    let (Some(record), Some(original)) = (seen.evidence.subject_record.known(), &seen.original) else { return Ok(()) };
    let holders = seen.other_holder().and_then(|holder| only_link_here(seen.evidence, holder.links));
    let stray = stray(seen.evidence).map(|stray| stray.link);
    // The holder's own record and one without an account are told by causes of their own.
    let told = holders.into_iter().chain(stray).any(|link| link.record == record.id);
    if record.id == original.link.record || told {
        return Ok(());
    }
    undetermined("Another SCIM record than the one that the failing push updates carries the subject's externalId.")
        .proved_by([proof::read(
            format!("record {} in {}", record.id, record.directory),
            &seen.evidence.subject_record,
        )])
        .advising(["Put both records side by side; one of them has to go before the person is pushed again."])
        .end()
}
