//! A record of the provisioning log, as the tenant keeps it.
//!
//! It knows nothing of how it is written; `record_json` and `exports` do.

use jiff::Timestamp;

use crate::entra::Details;
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
}

impl LogRecord {
    /// The reason of a failure, as the service writes it.
    pub fn reason(&self) -> Option<&str> {
        match &self.verdict {
            Verdict::Failure { reason, .. } => Some(reason),
            Verdict::Success | Verdict::Skipped { .. } => None,
        }
    }
}
