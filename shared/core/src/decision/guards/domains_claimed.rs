//! Guard 7.

use super::tally::{Reply, Tally};
use crate::decision::scene::Scene;
use crate::domain::{Domain, DomainVerification, Fact};
use std::collections::BTreeSet;

pub(super) const SENTENCE: &str = "The domain of the wanted address, and the placeholder's, is verified here and at least one managed account is on it.";

pub(super) fn check(scene: &Scene<'_>) -> Reply {
    let mut tally = Tally::default();
    let placeholder = scene.renamed().map(|renamed| renamed.to.domain());
    let domains: BTreeSet<Domain> = placeholder.into_iter().chain([scene.wanted.domain()]).collect();
    for domain in domains {
        verified(&mut tally, scene, &domain);
        claimed(&mut tally, scene, &domain);
    }
    tally.reply()
}

fn verified(tally: &mut Tally, scene: &Scene<'_>, domain: &Domain) {
    let Some(domains) = tally.entries(&scene.evidence.domains, "the domains of the organization") else { return };
    match domains.iter().find(|owned| owned.name == *domain).map(|owned| &owned.verification) {
        Some(DomainVerification::Verified) => tally.saw(format!("{domain} is verified")),
        Some(DomainVerification::Other(state)) => {
            tally.saw(format!("{domain} is {state}"));
            tally.ask(format!("{domain} is not verified here"));
        }
        None => {
            tally.saw(format!("{domain} is no domain of the organization"));
            tally.ask(format!("{domain} is not verified here"));
        }
    }
}

fn claimed(tally: &mut Tally, scene: &Scene<'_>, domain: &Domain) {
    match scene.evidence.managed_on.get(domain) {
        Some(Fact::Known(account, _)) => tally.saw(format!("account {account} on {domain} is managed")),
        Some(Fact::Absent(_)) => tally.ask(format!("{domain} is verified or not, but no managed account is on it")),
        Some(Fact::Unavailable(why)) => tally.unread("a managed account on the domain", why),
        None => tally.unsure(format!("nobody asked for a managed account on {domain}")),
    }
}
