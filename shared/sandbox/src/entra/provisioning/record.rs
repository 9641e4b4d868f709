//! A record of the provisioning log, as the tenant keeps it.
//!
//! It knows how Graph writes a record; the other carriers are in `exports`.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::entra::Details;
use crate::entra::quirks::{Quirks, ServicePrincipalShape, StagedDeleteSpelling};
use crate::ids::IdSource;

/// The application and the two systems, as records name them.
#[derive(Clone, Debug)]
pub struct Application {
    /// The object id of the service principal.
    pub service_principal_id: String,
    /// Its display name.
    pub display_name: String,
    /// The application (client) id.
    pub app_id: String,
    /// The id of the source system.
    pub source_system_id: String,
    /// The id of the target system.
    pub target_system_id: String,
    /// The name of the target system.
    pub target_system_name: String,
}

/// What a push did, or tried to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// A new record at the target.
    Create,
    /// A change of a record.
    Update,
    /// A record made inactive, because its user left the scope.
    Disable,
    /// A record made inactive, because its user is in the recycle bin.
    StagedDelete,
    /// A record deleted.
    Delete,
    /// Nothing of these.
    Other,
}

/// Who is meant, at the source or at the target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Identity {
    /// The object id or the SCIM id; empty where there is no target record.
    pub id: String,
    /// The name; mostly empty at the target.
    pub display_name: String,
    /// `User`, `Group`, or a SCIM schema.
    pub identity_type: String,
    /// The sign-in name, for users at the source.
    pub user_principal_name: Option<String>,
}

/// How a push ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Done.
    Success,
    /// Nothing was to be done.
    Skipped {
        /// The machine's word for the reason.
        code: String,
        /// The reason in words.
        message: String,
    },
    /// Not done.
    Failure {
        /// The error code.
        code: String,
        /// The reason, as the service writes it.
        reason: String,
    },
}

/// The kind of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepKind {
    /// Reading the source.
    Import,
    /// Looking at the scope.
    Scoping,
    /// Looking for the target record.
    Matching,
    /// Writing to the target.
    Export,
}

/// The status of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepStatus {
    /// Done.
    Success,
    /// Failed.
    Failure,
    /// Nothing was to be done.
    Skipped,
}

/// One step of a push.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Its name, such as `EntryExportUpdate`.
    pub name: &'static str,
    /// Its kind.
    pub kind: StepKind,
    /// How it ended.
    pub status: StepStatus,
    /// A sentence.
    pub description: String,
    /// Attributes by mangled name.
    pub details: Details,
}

/// One attribute that was, or should have been, changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Modified {
    /// The SCIM path.
    pub attribute: String,
    /// The value before, where the service tells it.
    pub old: Option<String>,
    /// The value after.
    pub new: Option<String>,
}

/// One record.
#[derive(Clone, Debug)]
pub struct LogRecord {
    /// The id of the record.
    pub id: String,
    /// When it was written.
    pub at: Timestamp,
    /// The tenant.
    pub tenant_id: String,
    /// The job.
    pub job_id: String,
    /// The cycle.
    pub cycle_id: String,
    /// The change, which the exports call the correlation id.
    pub change_id: String,
    /// What was tried.
    pub action: Action,
    /// How long it took, in milliseconds.
    pub duration_ms: u32,
    /// The application and the systems.
    pub application: Application,
    /// Who is meant at the source.
    pub source: Identity,
    /// Which record is meant at the target.
    pub target: Identity,
    /// How it ended.
    pub verdict: Verdict,
    /// What was done, in order.
    pub steps: Vec<Step>,
    /// What was, or should have been, changed.
    pub modified: Vec<Modified>,
}

impl Application {
    pub(crate) fn drawn(ids: &mut IdSource) -> Self {
        Self {
            service_principal_id: ids.uuid(),
            display_name: "Atlassian Cloud".to_owned(),
            app_id: ids.uuid(),
            source_system_id: ids.uuid(),
            target_system_id: ids.uuid(),
            target_system_name: "AtlassianCloud".to_owned(),
        }
    }

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

    /// The reason of a failure, as the service writes it.
    pub fn reason(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Failure { reason, .. } => Some(reason),
            Verdict::Success | Verdict::Skipped { .. } => None,
        }
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
