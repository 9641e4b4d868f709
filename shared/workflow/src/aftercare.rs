//! What is left to do after a repair: the renamed account still lives, and the repair is looked at again.
//!
//! The renamed account has no SCIM record any more, so no offboarding will reach it. Disabling it is a person's step.

use crate::diagnose::WorkError;
use crate::ports::{OrganizationReads, Phase, Ports, Tally};
use futures_util::join;
use jiff::Timestamp;
use std::sync::Arc;
use untwin_core::decision::{Guard, GuardReport};
use untwin_core::domain::{AccountFile, AccountId, CaseState, DirectoryId, EmailAddress};
use untwin_core::saga::{CaseView, Event, Record, SnapshotGroup, VERIFICATIONS_S, later_s};

/// What is left to do after a repair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Aftercare {
    /// When the repair is looked at again.
    pub looks: Vec<Timestamp>,
    /// The account that the repair renamed, where it renamed one.
    pub renamed: Option<RenamedAccount>,
}

/// An account that was renamed to a placeholder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenamedAccount {
    /// The account.
    pub account: AccountId,
    /// Its placeholder.
    pub address: EmailAddress,
    /// What is proposed, and where to click.
    pub proposal: Vec<String>,
    /// Its access and tokens, as they were read before the repair.
    pub known: Vec<String>,
}

/// What is left to do, as the journal of a repaired case says it.
pub(crate) fn aftercare(view: &CaseView, journal: &[Record]) -> Aftercare {
    let rename = view.run.as_ref().and_then(|run| run.plan.rename.as_ref());
    let renamed = rename.map(|rename| RenamedAccount {
        account: rename.account.clone(),
        address: rename.to.clone(),
        proposal: PROPOSAL.map(str::to_owned).to_vec(),
        known: known(journal),
    });
    Aftercare { looks: looks(view), renamed }
}

/// Looks that were not made yet; a case that is over gets none.
fn looks(view: &CaseView) -> Vec<Timestamp> {
    let (Some(run), Some(repaired_at)) = (&view.run, view.repaired_at) else { return Vec::new() };
    if view.state == CaseState::Closed {
        return Vec::new();
    }
    let made = run.verified.map_or(0, |last| usize::try_from(last).unwrap_or(usize::MAX).saturating_add(1));
    VERIFICATIONS_S.iter().skip(made).map(|after_s| later_s(repaired_at, *after_s)).collect()
}

/// What the diagnosis behind the newest accepted plan read of the account, and what became of its groups.
fn known(journal: &[Record]) -> Vec<String> {
    let accepted = journal.iter().rposition(|record| matches!(record.event, Event::PlanAccepted(_)));
    let (before, since) = journal.split_at(accepted.unwrap_or(journal.len()));
    let diagnosed = before.iter().rev().find_map(|record| match &record.event {
        Event::Diagnosed { guards, .. } => Some((record.at, guards)),
        _ => None,
    });
    let read = diagnosed.into_iter().flat_map(|(at, guards)| {
        [Guard::NoHistory, Guard::Idle].into_iter().filter_map(move |guard| seen_by(guards, guard, at))
    });
    let lost = since.iter().rev().find_map(|record| match &record.event {
        Event::GroupsSnapshot { of_holder: Some(groups), .. } if !groups.is_empty() => Some(gone(groups)),
        _ => None,
    });
    read.chain(lost).collect()
}

fn seen_by(guards: &[GuardReport], guard: Guard, at: Timestamp) -> Option<String> {
    let report = guards.iter().find(|report| report.guard == guard)?;
    Some(format!("on {}: {}", at.strftime("%Y-%m-%d %H:%M UTC"), report.looked_at))
}

fn gone(groups: &[SnapshotGroup]) -> String {
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_deref().unwrap_or(&group.id)).collect();
    format!("these groups went with its SCIM record: {}", names.join(", "))
}

/// Reads all that is known of one account now, as a diagnosis does. It writes nothing.
pub async fn look_at_account<P: Ports>(
    ports: &P,
    directory: &DirectoryId,
    id: &AccountId,
    tally: &Arc<Tally>,
) -> Result<AccountFile, WorkError> {
    let eyes = ports.eyes(directory, tally, Phase::Verify);
    let eyes = eyes.ok_or_else(|| WorkError::NoSuchDirectory(directory.to_string()))?;
    let organization = &eyes.organization;
    let (account, links, manageability, tokens, activity) = join!(
        organization.account(id),
        organization.links_of(id),
        organization.manageability(id),
        organization.api_tokens(id),
        organization.activity(id),
    );
    Ok(AccountFile { id: id.clone(), account, links, manageability, tokens, activity })
}

/// The step itself is a person's; it can be taken back there, too.
const PROPOSAL: [&str; 3] = [
    "Disable it: it is alive, it has no SCIM record any more, and so no offboarding will ever reach it.",
    "Where: admin.atlassian.com, your organization, Directory, Managed accounts, the account by this address, Deactivate account.",
    "Look at its API tokens there first: whatever still uses one stops. Reactivating the account brings it back.",
];
