//! The placeholder: on a claimed domain of ours, the holder's own, nobody's address, and no mailbox.

use super::{Bench, Complaint, PlaceholderFault};
use crate::decision::Step;
use crate::domain::{Account, DomainVerification, EmailAddress, Evidence, Fact, Holding, IdpObject};

pub(super) fn faults(bench: &Bench<'_>) -> Vec<Complaint> {
    let renames =
        bench.body.steps.iter().filter_map(|step| {
            if let Step::RenameToPlaceholder { from, to, .. } = step { Some((from, to)) } else { None }
        });
    renames.flat_map(|(from, to)| of_one(bench.evidence, from, to)).map(Complaint::Placeholder).collect()
}

fn of_one(evidence: &Evidence, from: &EmailAddress, to: &EmailAddress) -> Vec<PlaceholderFault> {
    let mut faults = Vec::new();
    if to.domain() != from.domain() {
        faults.push(PlaceholderFault::AnotherDomain);
    }
    if !claimed(evidence, to) {
        faults.push(PlaceholderFault::DomainNotClaimed);
    }
    if evidence.wanted.as_ref() == Some(to) || on_an_account(evidence, to) || at_the_idp(evidence, to) {
        faults.push(PlaceholderFault::Taken);
    }
    // Only a record proves the holder to be the subject's own, and a holder with a record is never renamed here.
    if to.local_part().contains('+') {
        faults.push(PlaceholderFault::ReachesAMailbox);
    }
    faults
}

fn claimed(evidence: &Evidence, to: &EmailAddress) -> bool {
    let domains = evidence.domains.known().into_iter().flatten();
    let mut own = domains.filter(|owned| owned.name == to.domain());
    let verified = own.any(|owned| owned.verification == DomainVerification::Verified);
    verified && matches!(evidence.managed_on.get(&to.domain()), Some(Fact::Known(..)))
}

fn on_an_account(evidence: &Evidence, to: &EmailAddress) -> bool {
    let files = [&evidence.holder, &evidence.original].into_iter().flatten().filter_map(|file| file.account.known());
    let found = [&evidence.holders, &evidence.leads].into_iter().filter_map(Fact::known).flatten();
    files.chain(found).any(|account: &Account| account.address.as_ref() == Some(to))
}

fn at_the_idp(evidence: &Evidence, to: &EmailAddress) -> bool {
    let owners = evidence.owners.known().into_iter().flatten().filter_map(|object| match object {
        IdpObject::User(user) => Some(&**user),
        IdpObject::Group(_) => None,
    });
    let deleted = evidence.deleted_owners.known().into_iter().flatten();
    evidence.subject.known().into_iter().chain(owners).chain(deleted).any(|user| user.holds(to) == Holding::Holds)
}
