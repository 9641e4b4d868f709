//! How Graph writes a record of the provisioning log, and the words that the exports share with it.
//!
//! It knows nothing of how records come about.

use serde_json::{Map, Value, json};

use super::record::{Action, Application, Identity, LogRecord, Modified, Step, StepKind, StepStatus, Verdict};
use crate::entra::quirks::{Quirks, ServicePrincipalShape, StagedDeleteSpelling};

impl Application {
    pub(crate) fn target_details(&self) -> Value {
        json!({
            "ApplicationId": self.app_id,
            "ServicePrincipalId": self.service_principal_id,
            "ServicePrincipalDisplayName": self.display_name,
        })
    }
}

impl Action {
    pub(crate) const fn graph_word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Disable => "disable",
            Self::StagedDelete => "stagedDelete",
            Self::Delete => "delete",
            Self::Other => "other",
        }
    }

    /// The word with a capital, as exports and answers of provision on demand write it.
    pub(crate) const fn capital_word(self) -> &'static str {
        match self {
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Disable => "Disable",
            Self::StagedDelete => "StagedDelete",
            Self::Delete => "Delete",
            Self::Other => "Other",
        }
    }
}

impl Verdict {
    pub(crate) const fn graph_word(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Skipped { .. } => "skipped",
            Self::Failure { .. } => "failure",
        }
    }

    pub(crate) const fn capital_word(&self) -> &'static str {
        match self {
            Self::Success => "Success",
            Self::Skipped { .. } => "Skipped",
            Self::Failure { .. } => "Failure",
        }
    }

    /// Null unless it failed.
    pub(crate) fn error_json(&self) -> Value {
        match self {
            Self::Success | Self::Skipped { .. } => Value::Null,
            Self::Failure { code, reason } => json!({
                "errorCode": code,
                "reason": reason,
                "additionalDetails": null,
                "errorCategory": "nonServiceFailure",
                "recommendedAction": null,
            }),
        }
    }
}

impl StepKind {
    pub(crate) const fn graph_word(self) -> &'static str {
        match self {
            Self::Import => "import",
            Self::Scoping => "scoping",
            Self::Matching => "matching",
            Self::Export => "export",
        }
    }
}

impl StepStatus {
    pub(crate) const fn graph_word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Skipped => "skipped",
        }
    }
}

impl Identity {
    /// The details that records give with an identity: for users and groups of the source only.
    pub(crate) fn details_json(&self) -> Value {
        let mut details = Map::new();
        if self.display_name.is_empty() {
            return Value::Object(details);
        }
        details.insert("id".to_owned(), json!(self.id));
        details.insert("odatatype".to_owned(), json!(self.identity_type));
        details.insert("DisplayName".to_owned(), json!(self.display_name));
        if let Some(name) = &self.user_principal_name {
            details.insert("UserPrincipalName".to_owned(), json!(name));
        }
        Value::Object(details)
    }

    fn graph_json(&self) -> Value {
        json!({
            "id": self.id,
            "displayName": self.display_name,
            "identityType": self.identity_type,
            "details": self.details_json(),
        })
    }
}

impl Modified {
    pub(crate) fn json(&self) -> Value {
        json!({"displayName": self.attribute, "oldValue": self.old, "newValue": self.new})
    }
}

impl Step {
    fn graph_json(&self) -> Value {
        json!({
            "name": self.name,
            "provisioningStepType": self.kind.graph_word(),
            "status": self.status.graph_word(),
            "description": self.description,
            "details": self.details,
        })
    }
}

impl LogRecord {
    /// The record as Graph writes it.
    pub fn graph_json(&self, quirks: &Quirks) -> Value {
        let application = &self.application;
        json!({
            "id": self.id,
            "activityDateTime": format!("{:.0}", self.at),
            "tenantId": self.tenant_id,
            "jobId": self.job_id,
            "cycleId": self.cycle_id,
            "changeId": self.change_id,
            "provisioningAction": self.action_word(quirks),
            "durationInMilliseconds": self.duration_ms,
            "servicePrincipal": self.service_principal_json(quirks),
            "sourceSystem": {
                "id": application.source_system_id,
                "displayName": "Microsoft Entra ID",
                "details": {},
            },
            "targetSystem": {
                "id": application.target_system_id,
                "displayName": application.target_system_name,
                "details": application.target_details(),
            },
            "initiatedBy": {
                "id": "",
                "displayName": "Azure AD Provisioning Service",
                "initiatorType": "system",
            },
            "sourceIdentity": self.source.graph_json(),
            "targetIdentity": self.target.graph_json(),
            "provisioningStatusInfo": {
                "status": self.verdict.graph_word(),
                "errorInformation": self.verdict.error_json(),
            },
            "provisioningSteps": self.steps.iter().map(Step::graph_json).collect::<Vec<_>>(),
            "modifiedProperties": self.modified.iter().map(Modified::json).collect::<Vec<_>>(),
        })
    }

    fn action_word(&self, quirks: &Quirks) -> &'static str {
        match (self.action, quirks.staged_delete) {
            (Action::StagedDelete, StagedDeleteSpelling::LowerCase) => "stageddelete",
            (action, _) => action.graph_word(),
        }
    }

    fn service_principal_json(&self, quirks: &Quirks) -> Value {
        let Application { service_principal_id, display_name, .. } = &self.application;
        let one = json!({"id": service_principal_id, "displayName": display_name});
        match quirks.service_principal {
            ServicePrincipalShape::Object => one,
            ServicePrincipalShape::Array => json!([one]),
        }
    }
}
