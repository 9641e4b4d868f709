//! How Graph writes the job and its schema.
//!
//! It knows nothing of what the job does.

use serde_json::{Value, json};

use super::cycle::Execution;
use super::scim::{CORE_GROUP, ENTERPRISE_USER};
use super::{Job, JobState};

/// How Graph writes a time that never was.
const NEVER: &str = "0001-01-01T00:00:00Z";

impl Job {
    pub(crate) fn graph_json(&self) -> Value {
        let (code, schedule_state, interval) = match self.state {
            JobState::NotRun => ("NotRun", "Active", "PT40M"),
            JobState::InitialCycle | JobState::Active => ("Active", "Active", "PT40M"),
            JobState::Paused => ("Paused", "Paused", "PT40M"),
            JobState::Disabled => ("Paused", "Disabled", "P10675199DT2H48M5.4775807S"),
            JobState::Quarantined { .. } => ("Quarantine", "Active", "PT40M"),
        };
        let initial = matches!(self.state, JobState::NotRun | JobState::InitialCycle);
        let steady = |time: Option<String>| time.filter(|_| !initial).unwrap_or_else(|| NEVER.to_owned());
        let since = self.steady_since.map(|time| time.to_string());
        let ended = self.last.as_ref().map(|execution| execution.ended.to_string()).or_else(|| since.clone());
        json!({
            "id": self.id,
            "templateId": "atlassianCloud",
            "schedule": {"expiration": null, "interval": interval, "state": schedule_state},
            "status": {
                "countSuccessiveCompleteFailures": 0,
                "escrowsPruned": false,
                "code": code,
                "lastExecution": self.last.as_ref().map(Execution::graph_json),
                "lastSuccessfulExecution": self.last_success.as_ref().map(Execution::successful_json),
                "lastSuccessfulExecutionWithExports": null,
                "progress": self.progress_json(),
                "quarantine": self.quarantine_json(),
                "steadyStateFirstAchievedTime": steady(since),
                "steadyStateLastAchievedTime": steady(ended),
                "synchronizedEntryCountByType": [
                    {"key": format!("User to {ENTERPRISE_USER}"), "value": self.links.len()},
                ],
                "troubleshootingUrl": "",
            },
            "synchronizationJobSettings": [{"name": "QuarantineTooManyDeletesThreshold", "value": "500"}],
        })
    }

    pub(crate) fn schema_json(&self) -> Value {
        json!({
            "id": self.id,
            "version": "v1.1",
            "synchronizationRules": [
                rule_json(&self.user_rule_id, ("USER_OUTBOUND_USER", 1), &json!([{
                    "enabled": true,
                    "flowTypes": "Add, Update, Delete",
                    "name": "Synchronize users",
                    "sourceObjectName": "User",
                    "targetObjectName": ENTERPRISE_USER,
                    "metadata": [],
                    "scope": null,
                    "attributeMappings": self.mapping.graph_json(),
                }])),
                rule_json(&self.group_rule_id, ("GROUP_OUTBOUND_GROUP", 2), &json!([{
                    "enabled": true,
                    "flowTypes": "Add, Update, Delete",
                    "name": "Synchronize groups",
                    "sourceObjectName": "Group",
                    "targetObjectName": CORE_GROUP,
                    "metadata": [],
                    "scope": null,
                    "attributeMappings": group_mappings(),
                }])),
            ],
        })
    }

    fn progress_json(&self) -> Value {
        match self.state {
            JobState::InitialCycle => json!([{
                "completedUnits": 0,
                "progressObservationDateTime": NEVER,
                "totalUnits": 100,
                "units": "Percent",
            }]),
            _ => json!([]),
        }
    }

    fn quarantine_json(&self) -> Value {
        let JobState::Quarantined { since, reason } = &self.state else {
            return Value::Null;
        };
        json!({
            "currentBegan": since.to_string(),
            "nextAttempt": since.to_string(),
            "reason": reason,
            "seriesBegan": since.to_string(),
            "seriesCount": 1,
            "error": {
                "code": "SystemForCrossDomainIdentityManagementCredentialValidationUnavailable",
                "message": "The target application answered in a way that was not expected.",
                "tenantActionable": true,
            },
        })
    }
}

impl Execution {
    fn graph_json(&self) -> Value {
        self.json(if self.escrowed > 0 { "EntryLevelErrors" } else { "Succeeded" })
    }

    fn successful_json(&self) -> Value {
        self.json("Succeeded")
    }

    fn json(&self, state: &str) -> Value {
        json!({
            "activityIdentifier": self.id,
            "countEntitled": self.entitled,
            "countEntitledForProvisioning": self.entitled,
            "countEscrowed": self.escrowed,
            "countEscrowedRaw": self.escrowed,
            "countExported": self.exported,
            "countExports": 0,
            "countImported": 0,
            "countImportedDeltas": self.imported,
            "countImportedReferenceDeltas": 0,
            "state": state,
            "timeBegan": self.began.to_string(),
            "timeEnded": self.ended.to_string(),
            "error": null,
        })
    }
}

fn rule_json(id: &str, (name, priority): (&str, u32), object_mappings: &Value) -> Value {
    json!({
        "containerFilter": null,
        "groupFilter": null,
        "editable": true,
        "id": id,
        "name": name,
        "priority": priority,
        "sourceDirectoryName": "Azure Active Directory",
        "targetDirectoryName": "AtlassianCloud",
        "metadata": [{"key": "supportsProvisionOnDemand", "value": "True"}],
        "objectMappings": object_mappings,
    })
}

fn group_mappings() -> Value {
    let mapping = |target: &str, source: &str, matching_priority: u32| {
        json!({
            "defaultValue": null,
            "exportMissingReferences": false,
            "flowBehavior": "FlowWhenChanged",
            "flowType": "Always",
            "matchingPriority": matching_priority,
            "targetAttributeName": target,
            "source": {"expression": format!("[{source}]"), "name": source, "type": "Attribute", "parameters": []},
        })
    };
    json!([
        mapping("displayName", "displayName", 1),
        mapping("externalId", "objectId", 0),
        mapping("members", "members", 0),
    ])
}
