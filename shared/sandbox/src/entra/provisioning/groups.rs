//! Pushing groups: the assigned ones, with those direct members whose records the job knows.
//!
//! It knows nothing of how users are pushed.

use std::collections::BTreeMap;

use serde_json::json;

use super::attempt::{Attempt, Linked, Trigger};
use super::escrow::Attempted;
use super::record::{Action, Identity, LogRecord, Modified, Verdict};
use super::scim::{CORE_GROUP, Call, membership, value_at};
use super::{GroupLink, Session};
use crate::entra::people::Group;
use crate::entra::{Details, Tenant};

/// The request path of groups.
const GROUPS: &str = "/Groups";

/// Object ids of members with their SCIM ids.
type Members = BTreeMap<String, String>;

impl Tenant {
    /// Pushes each assigned group whose members, as the job knows them, changed.
    pub(super) fn push_groups(&mut self, session: &mut Session<'_>) {
        for group_id in self.assigned_groups() {
            let waiting = self.job.escrows.contains_key(&group_id);
            let wanted = self.linked_members(&group_id);
            let known = self.job.group_links.get(&group_id).map(|link| &link.members);
            if !waiting && known != Some(&wanted) {
                self.push_group_and_log(session, &group_id, Attempted::First);
            }
        }
    }

    /// Pushes a group again that failed before.
    pub(super) fn retry_group(&mut self, session: &mut Session<'_>, group_id: &str) {
        self.push_group_and_log(session, group_id, Attempted::Again);
    }

    /// Pushes these members of a group, whether or not they were pushed before.
    pub(super) fn push_members(&mut self, session: &mut Session<'_>, group: &Group, user_ids: &[String]) -> LogRecord {
        let all = self.linked_members(&group.id);
        let named: Members = all.into_iter().filter(|(id, _)| user_ids.contains(id)).collect();
        if let Some(link) = self.job.group_links.get_mut(&group.id) {
            link.members.retain(|id, _| !named.contains_key(id));
        }
        let mut attempt = self.attempt(Trigger::OnDemand, group);
        let known = self.job.group_links.get(&group.id).map(|link| link.members.clone());
        let wanted = known.unwrap_or_default().into_iter().chain(named).collect();
        let verdict = self.carry_out_group(session, group, wanted, &mut attempt);
        attempt.exported(&verdict);
        self.record(session.now, source(group), attempt, verdict)
    }

    fn push_group_and_log(&mut self, session: &mut Session<'_>, group_id: &str, attempted: Attempted) {
        let Some(group) = self.directory.groups.get(group_id).cloned() else {
            return;
        };
        let mut attempt = self.attempt(Trigger::Changed, &group);
        let wanted = self.linked_members(group_id);
        let verdict = self.carry_out_group(session, &group, wanted, &mut attempt);
        attempt.exported(&verdict);
        let verdict = self.settle_escrow(session.now, group_id, attempted, verdict);
        let record = self.record(session.now, source(&group), attempt, verdict);
        self.log.push(record);
    }

    fn attempt(&self, trigger: Trigger, group: &Group) -> Attempt {
        let mut attempt = Attempt::of_group(&group.display_name);
        let linked = if self.job.group_links.contains_key(&group.id) { Linked::Yes } else { Linked::No };
        attempt.imported(trigger, linked, Details::from([("objectId".to_owned(), group.id.clone())]));
        attempt
    }

    /// Brings the group's members at the target to `wanted`, as far as the job's memory differs from it.
    fn carry_out_group(
        &mut self,
        session: &mut Session<'_>,
        group: &Group,
        wanted: Members,
        attempt: &mut Attempt,
    ) -> Verdict {
        match self.try_group(session, group, wanted, attempt) {
            Ok(verdict) | Err(verdict) => verdict,
        }
    }

    fn try_group(
        &mut self,
        session: &mut Session<'_>,
        group: &Group,
        wanted: Members,
        attempt: &mut Attempt,
    ) -> Result<Verdict, Verdict> {
        attempt.action = Action::Create;
        let link = self.group_link(session, group)?;
        attempt.action = Action::Update;
        attempt.target.id.clone_from(&link.scim_id);
        CORE_GROUP.clone_into(&mut attempt.target.identity_type);
        let missing_from = |one: &Members, other: &Members| -> Vec<String> {
            let differing = one.iter().filter(|(id, scim_id)| other.get(*id) != Some(*scim_id));
            differing.map(|(_, scim_id)| scim_id.clone()).collect()
        };
        let (added, removed) = (missing_from(&wanted, &link.members), missing_from(&link.members, &wanted));
        let path = format!("{GROUPS}/{}", link.scim_id);
        for (word, scim_ids) in [("Remove", &removed), ("Add", &added)] {
            if !scim_ids.is_empty() {
                let operations = [membership(word, scim_ids)];
                self.send(session, Call::patch(&path, &operations))?.success()?;
            }
        }
        attempt.modified = added.into_iter().map(added_member).collect();
        let link = GroupLink { members: wanted, ..link };
        self.job.group_links.insert(group.id.clone(), link);
        Ok(Verdict::Success)
    }

    /// What is remembered of the group, else the target group of the same name, else a new one.
    fn group_link(&mut self, session: &mut Session<'_>, group: &Group) -> Result<GroupLink, Verdict> {
        if let Some(link) = self.job.group_links.get(&group.id) {
            return Ok(link.clone());
        }
        let name = &group.display_name;
        let reply = self.send(session, Call::find("Groups", "displayName", name))?.success()?;
        let found = reply.resources().first().and_then(|resource| value_at(resource, "id"));
        let scim_id = if let Some(scim_id) = found {
            scim_id
        } else {
            let body = json!({"schemas": [CORE_GROUP], "displayName": name, "externalId": group.id, "members": []});
            let reply = self.send(session, Call::create(GROUPS, body))?.success()?;
            reply.id().ok_or_else(|| reply.refusal())?
        };
        let link = GroupLink { scim_id, members: Members::new() };
        self.job.group_links.insert(group.id.clone(), link.clone());
        Ok(link)
    }

    /// The direct members whose SCIM records the job remembers.
    fn linked_members(&self, group_id: &str) -> Members {
        let members = self.directory.groups.get(group_id).map_or(&[][..], |group| &group.members);
        let linked = members.iter().filter_map(|id| Some((id.clone(), self.job.links.get(id)?.clone())));
        linked.collect()
    }
}

fn added_member(scim_id: String) -> Modified {
    Modified { attribute: "members".to_owned(), old: None, new: Some(scim_id) }
}

fn source(group: &Group) -> Identity {
    Identity {
        id: group.id.clone(),
        display_name: group.display_name.clone(),
        identity_type: "Group".to_owned(),
        user_principal_name: None,
    }
}
