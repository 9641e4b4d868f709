//! Whether the world is as a plan promised, as Atlassian shows it.

use super::{AcceptedPlan, Snapshot, SnapshotGroup};
use crate::domain::{Account, EmailAddress, Fact, Link};

/// What a verification reads, all of it from Atlassian.
#[derive(Debug, Clone, PartialEq)]
pub struct Looks {
    /// The original as the search shows it, for its groups.
    pub original: Fact<Account>,
    /// Its address, from where it is changed.
    pub original_address: Fact<EmailAddress>,
    /// Its SCIM links.
    pub original_links: Fact<Vec<Link>>,
    /// The address of the former holder, where the plan moved one.
    pub holder_address: Option<Fact<EmailAddress>>,
    /// Its SCIM links.
    pub holder_links: Option<Fact<Vec<Link>>>,
}

/// What a verification says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verification {
    /// The repair holds. Findings are worth a person's look and do not break it.
    Holds {
        /// What is not as before (a missing group), in words.
        findings: Vec<String>,
    },
    /// The repair does not show.
    DoesNotShow {
        /// What is missing, in words.
        missing: Vec<String>,
    },
    /// It could not be read.
    Unreadable(String),
}

/// Compares what Atlassian shows with what the plan promised.
pub fn verify(plan: &AcceptedPlan, snapshot: Option<&Snapshot>, looks: &Looks) -> Verification {
    match missing(plan, looks) {
        Err(why) => Verification::Unreadable(why),
        Ok(missing) if missing.is_empty() => Verification::Holds { findings: findings(plan, snapshot, looks) },
        Ok(missing) => Verification::DoesNotShow { missing },
    }
}

/// Groups that the plan brings back and that the original does not show; `None` where its groups are not said.
pub fn lacking_groups(plan: &AcceptedPlan, looks: &Looks) -> Option<Vec<SnapshotGroup>> {
    let now = looks.original.known()?.groups.as_ref()?;
    let shown = |name: &str| now.iter().filter_map(|g| g.name.as_deref()).any(|own| own.eq_ignore_ascii_case(name));
    let lacks = |group: &&SnapshotGroup| !group.name.as_deref().is_some_and(shown);
    Some(plan.groups.iter().filter(lacks).cloned().collect())
}

fn missing(plan: &AcceptedPlan, looks: &Looks) -> Result<Vec<String>, String> {
    let mut missing = Vec::new();
    if looks.original_address.known_or_absent().map_err(ToString::to_string)? != Some(&plan.wanted) {
        missing.push(format!("account {} does not have the wanted address", plan.target.account));
    }
    let links = looks.original_links.entries().map_err(ToString::to_string)?;
    let is_target = |link: &&Link| link.directory == plan.target.directory && link.record == plan.target.record;
    if links.iter().filter(is_target).count() != 1 {
        missing.push(format!("record {} is not linked to account {}", plan.target.record, plan.target.account));
    }
    missing.extend(holder_missing(plan, looks)?);
    Ok(missing)
}

fn holder_missing(plan: &AcceptedPlan, looks: &Looks) -> Result<Vec<String>, String> {
    let (Some(rename), Some(holder), Some(links)) = (&plan.rename, &looks.holder_address, &looks.holder_links) else {
        return Ok(Vec::new());
    };
    let mut missing = Vec::new();
    if holder.known_or_absent().map_err(ToString::to_string)?.is_some_and(|address| *address != rename.to) {
        missing.push(format!("account {} does not have its placeholder", rename.account));
    }
    if !links.entries().map_err(ToString::to_string)?.is_empty() {
        missing.push(format!("account {} has a SCIM link", rename.account));
    }
    Ok(missing)
}

fn findings(plan: &AcceptedPlan, snapshot: Option<&Snapshot>, looks: &Looks) -> Vec<String> {
    let mut findings = group_findings(snapshot, looks);
    let promised = lacking_groups(plan, looks).unwrap_or_default();
    findings.extend(promised.iter().map(|group| {
        format!(
            "group {} did not come back: give it by hand, or push it from the IdP",
            group.name.as_deref().unwrap_or(&group.id)
        )
    }));
    // Somebody deleting the emptied account is one of the ways in which this is meant to end.
    if let (Some(rename), Some(Fact::Absent(_))) = (&plan.rename, &looks.holder_address) {
        findings.push(format!("account {} is not there any more", rename.account));
    }
    findings
}

fn group_findings(snapshot: Option<&Snapshot>, looks: &Looks) -> Vec<String> {
    let Some(before) = snapshot.and_then(|snapshot| snapshot.groups.as_ref()) else {
        return vec!["the groups before were not readable, so they could not be compared".to_owned()];
    };
    let Some(now) = looks.original.known().and_then(|account| account.groups.as_ref()) else {
        return vec!["the groups now are not readable, so they could not be compared".to_owned()];
    };
    let lost = before.iter().filter(|group| !now.iter().any(|kept| kept.id.as_str() == group.id));
    lost.map(|group| format!("group {} is missing", group.name.as_deref().unwrap_or(&group.id))).collect()
}
