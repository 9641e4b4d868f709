//! 13: the wanted address is on a domain that is not verified here, or on which no account was claimed. It lies behind whatever
//! else was found, and has to be put right first.

use super::seen::Seen;
use super::{Course, Diagnosis, proof};
use crate::decision::{Cause, Finding};
use crate::domain::{Domain, DomainVerification, Fact, OwnedDomain};

/// Puts it beside what was found; where nothing was found, it is the cause.
pub(super) fn accompany(seen: &Seen<'_>, found: Diagnosis) -> Diagnosis {
    let domain = seen.wanted.domain();
    let Some(fault) = fault(seen, &domain) else { return found };
    let proof = match fault {
        Fault::NotVerified => proof::read(format!("{domain} is not verified here"), &seen.evidence.domains),
        Fault::NothingClaimed => format!("{domain} is verified, and no managed account is on it"),
    };
    let own =
        Diagnosis::new(Cause::DomainNotClaimed, Course::Person, sentence(fault)).proved_by([proof]).advising(ADVICE);
    if matches!(found.course, Course::Count | Course::Wait(_)) {
        return found;
    }
    if found.finding.cause == Cause::Undetermined {
        return Diagnosis { finding: beside(own.finding, found.finding), ..own };
    }
    behind(found, own)
}

#[derive(Clone, Copy)]
enum Fault {
    NotVerified,
    NothingClaimed,
}

/// Only what was read and says so: a domain that could not be read is a matter of a guard.
fn fault(seen: &Seen<'_>, domain: &Domain) -> Option<Fault> {
    let verified = match &seen.evidence.domains {
        Fact::Known(owned, _) => is_verified(owned, domain),
        Fact::Absent(_) => false,
        Fact::Unavailable(_) => return None,
    };
    let claimed = !matches!(seen.evidence.managed_on.get(domain), Some(Fact::Absent(_)));
    match (verified, claimed) {
        (false, _) => Some(Fault::NotVerified),
        (true, false) => Some(Fault::NothingClaimed),
        (true, true) => None,
    }
}

/// Whether a domain is among the verified ones of the organization.
pub(super) fn is_verified(owned: &[OwnedDomain], domain: &Domain) -> bool {
    owned.iter().any(|owned| owned.name == *domain && owned.verification == DomainVerification::Verified)
}

const fn sentence(fault: Fault) -> &'static str {
    match fault {
        Fault::NotVerified => {
            "The domain of the address is not verified here, so accounts on it are not managed and a push is not carried through."
        }
        Fault::NothingClaimed => {
            "The domain of the address is verified, but no account on it was claimed, so accounts on it are not managed."
        }
    }
}

/// What was seen besides stays in the proof.
fn beside(mut own: Finding, found: Finding) -> Finding {
    own.proof.push(format!("besides: {}", found.sentence));
    own.proof.extend(found.proof);
    own
}

/// The advice of the root comes first: nothing else helps before it.
fn behind(mut found: Diagnosis, own: Diagnosis) -> Diagnosis {
    found.finding.roots.push(Cause::DomainNotClaimed);
    found.finding.sentence = format!("{} {}", found.finding.sentence, own.finding.sentence);
    found.finding.proof.extend(own.finding.proof);
    found.finding.advice.splice(0..0, own.finding.advice);
    found
}

const ADVICE: [&str; 3] = [
    "Verify the domain of the address, and that of the address that the person has now, and claim the accounts on both.",
    "Before claiming, review the list: outdated accounts and those of external people become managed too.",
    "Then push the people concerned again: a migration to a new domain fails for all of them in the same way.",
];
