//! The app: its mapping, its assignments, its job.

use super::{EntraReader, Found};
use crate::graph::{Ask, Fault, Index, Limit, NOT_FOUND, unexpected};
use crate::wire::directory::{AppRoleAssignment, Group};
use crate::{job, mapping, wire};
use http::StatusCode;
use jiff::Timestamp;
use std::collections::BTreeMap;
use untwin_core::domain::{
    AssignedThrough, Assignment, Filled, GroupId, GroupRef, IdpUser, IdpUserId, Job, Mapping, Why,
};
use untwin_outbound::{Pacer, Target, Transport};
use untwin_workflow::ports::Clock;

/// The largest page of directory objects.
const PAGE_MAX: &str = "999";
/// Stands in `groupTypes` of a group that a rule fills.
const DYNAMIC: &str = "DynamicMembership";

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    pub(super) async fn read_mapping(&self, user: &IdpUser) -> Found<Mapping> {
        let answer =
            self.graph.get(&self.about_job("read the schema", &[self.settings().job.as_str(), "schema"])).await?;
        let schema: wire::schema::Schema = answer.json()?;
        Ok((mapping::of_user(&schema, user).map_err(unexpected)?, answer.at))
    }

    /// Who is assigned directly may be granted groups as well. Nested groups are not expanded by the service.
    pub(super) async fn read_assignment(&self, user: &IdpUserId) -> Found<Assignment> {
        let (assigned, at) = self.assigned().await?;
        let is_user = |entry: &AppRoleAssignment| is(entry.id.as_deref(), user.as_str());
        let directly = assigned.iter().any(is_user).then_some(AssignedThrough::Directly);
        let groups: BTreeMap<String, &AppRoleAssignment> = assigned
            .iter()
            .filter(|entry| is(entry.kind.as_deref(), "Group"))
            .filter_map(|entry| Some((entry.id.as_ref()?.to_ascii_lowercase(), entry)))
            .collect();
        if groups.is_empty() {
            return Ok((directly.map(|directly| Assignment::through(vec![directly])), at));
        }
        let (memberships, at) = self.memberships(user).await?;
        let granted = memberships.iter().filter_map(|group| through(group, &groups));
        let through: Vec<AssignedThrough> = directly.into_iter().chain(granted).collect();
        let filled = memberships.iter().filter_map(|group| filled(group, &groups)).collect();
        Ok((Some(through).filter(|found| !found.is_empty()).map(|through| Assignment { through, filled }), at))
    }

    /// The list is asked where the single read is not answered: generally an app has one job.
    pub(super) async fn read_job(&self) -> Found<Job> {
        let id = &self.settings().job;
        match self.graph.get(&self.about_job("read the job", &[id.as_str()])).await {
            Ok(answer) => {
                let found: wire::job::Job = answer.json()?;
                if !is(found.id.as_deref(), id.as_str()) {
                    return Err(unexpected("another job than the one that was asked for"));
                }
                Ok((Some(job::parse(id, &found)), answer.at))
            }
            Err(Fault::Refused(_)) => self.read_listed_job().await,
            Err(Fault::Unavailable(why)) => Err(why),
        }
    }

    async fn read_listed_job(&self) -> Found<Job> {
        let id = &self.settings().job;
        let (jobs, at) = self.graph.pages::<wire::job::Job>(self.about_job("list the jobs", &[])).await?;
        let found = jobs.iter().find(|found| is(found.id.as_deref(), id.as_str()));
        Ok((found.map(|found| job::parse(id, found)), at))
    }

    async fn assigned(&self) -> Result<(Vec<AppRoleAssignment>, Timestamp), Why> {
        let app = self.settings().service_principal.as_str();
        let ask = Ask {
            operation: "list who is assigned to the app",
            target: Target::new(["servicePrincipals", app, "appRoleAssignedTo"]).query("$top", PAGE_MAX),
            limit: Limit::Directory,
            index: Index::Default,
            permission: "Application.Read.All",
        };
        Ok(self.graph.pages(ask).await?)
    }

    /// A user that is gone is a member of nothing.
    async fn memberships(&self, user: &IdpUserId) -> Result<(Vec<Group>, Timestamp), Why> {
        let ask = Ask {
            operation: "list a user's groups",
            target: Target::new(["users", user.as_str(), "memberOf"])
                .query("$select", "id,displayName,groupTypes,onPremisesSyncEnabled")
                .query("$top", PAGE_MAX),
            limit: Limit::Directory,
            index: Index::Default,
            permission: "GroupMember.Read.All",
        };
        match self.graph.pages(ask).await {
            Err(Fault::Refused(refusal)) if refusal.status == StatusCode::NOT_FOUND && refusal.code == NOT_FOUND => {
                Ok((Vec::new(), refusal.at))
            }
            answered => Ok(answered?),
        }
    }

    fn about_job(&self, operation: &'static str, rest: &[&str]) -> Ask {
        let jobs = ["servicePrincipals", self.settings().service_principal.as_str(), "synchronization", "jobs"];
        Ask {
            operation,
            target: Target::new(jobs.into_iter().chain(rest.iter().copied())),
            limit: Limit::Directory,
            index: Index::Default,
            permission: "Synchronization.Read.All",
        }
    }
}

fn through(group: &Group, assigned: &BTreeMap<String, &AppRoleAssignment>) -> Option<AssignedThrough> {
    let id = group.id.as_deref()?;
    let assignment = assigned.get(&id.to_ascii_lowercase())?;
    let name = group.display_name.clone().or_else(|| assignment.name.clone());
    Some(AssignedThrough::Group(GroupRef { id: GroupId::parse(id).ok()?, name }))
}

/// Who fills an assigned group that nobody fills by hand.
fn filled(group: &Group, assigned: &BTreeMap<String, &AppRoleAssignment>) -> Option<(GroupId, Filled)> {
    let id = group.id.as_deref().filter(|id| assigned.contains_key(&id.to_ascii_lowercase()))?;
    let by_rule = group.kinds.iter().any(|kind| kind.eq_ignore_ascii_case(DYNAMIC));
    let filled = match (by_rule, group.on_premises_sync_enabled) {
        (true, _) => Filled::ByRule,
        (false, Some(true)) => Filled::OnPremises,
        (false, Some(false) | None) => return None,
    };
    Some((GroupId::parse(id).ok()?, filled))
}

fn is(found: Option<&str>, wanted: &str) -> bool {
    found.is_some_and(|found| found.eq_ignore_ascii_case(wanted))
}
