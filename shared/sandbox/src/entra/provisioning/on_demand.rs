//! Provision on demand: one user, or some members of one group, pushed at once.
//!
//! It knows nothing of cycles, and answers 200 whatever came of the push.

use serde_json::Value;

use super::Session;
use super::attempt::Trigger;
use super::record::LogRecord;
use crate::entra::Tenant;
use crate::entra::graph::GraphFault;
use crate::entra::quirks::OnDemandLog;

/// How many members of a group one request may name.
const MAX_MEMBERS: usize = 5;

/// What is asked for.
struct Order {
    rule_id: String,
    object_id: String,
    object_type: String,
    members: Vec<String>,
}

impl Tenant {
    /// Carries out a request's body and returns the record of it, which is in the log or not by quirk.
    pub(crate) fn provision_on_demand(
        &mut self,
        session: &mut Session<'_>,
        body: &[u8],
    ) -> Result<LogRecord, GraphFault> {
        let order = Order::parse(body)?;
        let expected = match order.object_type.as_str() {
            "Group" => &self.job.group_rule_id,
            _ => &self.job.user_rule_id,
        };
        if order.rule_id != *expected {
            return Err(self.unknown_rule(&order.rule_id));
        }
        let record = match order.object_type.as_str() {
            "User" => self.push_user(session, &order.object_id, Trigger::OnDemand),
            "Group" => self.push_ordered_group(session, &order)?,
            _ => return Err(GraphFault::invalid_parameter("The object type is not supported.")),
        };
        let record = record.ok_or_else(|| GraphFault::not_found(&order.object_id))?;
        if self.quirks.on_demand_log == OnDemandLog::Emitted {
            self.log.push(record.clone());
        }
        Ok(record)
    }

    fn push_ordered_group(
        &mut self,
        session: &mut Session<'_>,
        order: &Order,
    ) -> Result<Option<LogRecord>, GraphFault> {
        if order.members.len() > MAX_MEMBERS {
            return Err(GraphFault::invalid_parameter("At most 5 members can be provisioned on demand at a time."));
        }
        let Some(group) = self.directory.groups.get(&order.object_id).cloned() else {
            return Ok(None);
        };
        Ok(Some(self.push_members(session, &group, &order.members)))
    }

    fn unknown_rule(&self, rule_id: &str) -> GraphFault {
        let job_id = &self.job.id;
        GraphFault::invalid_parameter(&format!(
            "The request identified this synchronization job: {job_id}.  The request also identified this \
             synchronization rule: {rule_id}.  However, the job does not include the rule."
        ))
    }
}

impl Order {
    fn parse(body: &[u8]) -> Result<Self, GraphFault> {
        let fault = || GraphFault::invalid_parameter("Exactly one rule and one subject are expected.");
        let body: Value = serde_json::from_slice(body).map_err(|_| fault())?;
        let parameter = only(body.get("parameters")).ok_or_else(fault)?;
        let subject = only(parameter.get("subjects")).ok_or_else(fault)?;
        let members = subject.pointer("/links/members").and_then(Value::as_array);
        let members = members.into_iter().flatten().map(|member| text(member, "objectId"));
        Ok(Self {
            rule_id: text(parameter, "ruleId"),
            object_id: text(subject, "objectId"),
            object_type: text(subject, "objectTypeName"),
            members: members.collect(),
        })
    }
}

fn only(list: Option<&Value>) -> Option<&Value> {
    match list?.as_array()?.as_slice() {
        [only] => Some(only),
        _ => None,
    }
}

fn text(value: &Value, key: &str) -> String {
    value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}
