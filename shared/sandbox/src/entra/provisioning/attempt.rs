//! One push while it is made: its steps, as the log and the answer of provision on demand will tell them.
//!
//! It knows how steps are written and nothing of how they are carried out.

use jiff::Timestamp;
use serde_json::Value;

use super::escrow::Escrow;
use super::record::{Action, Identity, Modified, Step, StepKind, StepStatus, Verdict};
use super::scim::value_at;
use crate::entra::Details;
use crate::entra::people::User;

/// Why a push is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trigger {
    /// The object changed, or the cycle is the initial one.
    Changed,
    /// A push that failed is due again.
    Retry,
    /// Somebody asked for it.
    OnDemand,
}

/// Whether the application provisions a user now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entitlement {
    Entitled,
    NotAssigned,
    SignInBlocked,
    InRecycleBin,
    Purged,
}

/// What is known of a push so far.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    pub(super) action: Action,
    pub(super) target: Identity,
    pub(super) steps: Vec<Step>,
    pub(super) modified: Vec<Modified>,
    source_type: &'static str,
    /// How steps name the object.
    label: String,
}

impl Attempt {
    pub(super) fn of_user(label: &str) -> Self {
        Self::of("User", label)
    }

    pub(super) fn of_group(label: &str) -> Self {
        Self::of("Group", label)
    }

    fn of(source_type: &'static str, label: &str) -> Self {
        let target = Identity { identity_type: source_type.to_owned(), ..Identity::default() };
        Self {
            action: Action::Other,
            target,
            steps: Vec::new(),
            modified: Vec::new(),
            source_type,
            label: label.to_owned(),
        }
    }

    /// The first step of a push that somebody or something outside caused.
    pub(super) fn imported(&mut self, trigger: Trigger, linked: Linked, details: Details) {
        let Self { source_type, label, .. } = &*self;
        let (name, description) = match (trigger, linked) {
            (Trigger::OnDemand | Trigger::Retry, _) => {
                ("EntryImport", format!("Retrieved {source_type} '{label}' from Azure Active Directory"))
            }
            (Trigger::Changed, Linked::Yes) => (
                "EntryImportUpdate",
                format!("Received {source_type} '{label}' change of type (Update) from Microsoft Entra ID"),
            ),
            (Trigger::Changed, Linked::No) => (
                "EntryImportAdd",
                format!("Received {source_type} '{label}' change of type (Add) from Microsoft Entra ID"),
            ),
        };
        self.steps.push(Step { name, kind: StepKind::Import, status: StepStatus::Success, description, details });
    }

    /// The first step of a retry.
    pub(super) fn retried(&mut self, escrow: &Escrow, object_id: &str, linked: Linked) {
        let modification = match linked {
            Linked::Yes => "Update",
            Linked::No => "Add",
        };
        let due = escrow.last_attempt.strftime("%-m/%-d/%Y %-I:%M:%S %p").to_string();
        let details = [
            ("CountProcessed", escrow.retries.to_string()),
            ("CreationTime", format!("{:.7}", escrow.first_failed)),
            ("Identifier", object_id.to_owned()),
            ("ModificationType", modification.to_owned()),
            ("NextAttempt", due),
            ("Origin", "Source".to_owned()),
            ("TypeName", "EscrowedEntryDefault".to_owned()),
        ];
        let Self { source_type, label, .. } = &*self;
        let description = format!(
            "We are retrying an operation that previously failed.\r\nIdentifier: {label}\r\nObject type: \
             {source_type}\r\nDirectory: Microsoft Entra ID"
        );
        let details = owned(details);
        self.steps.push(Step {
            name: "EntryEscrowRetry",
            kind: StepKind::Import,
            status: StepStatus::Success,
            description,
            details,
        });
    }

    /// The target record was found.
    pub(super) fn matched(&mut self, resource: &Value, targets: &[String]) {
        let value = |path: &String| Some((mangled(path), value_at(resource, path)?));
        let mut details: Details = targets.iter().filter_map(value).collect();
        if let Some(id) = value_at(resource, "id") {
            details.insert("id".to_owned(), id);
        }
        let current = value_at(resource, "userName").or_else(|| value_at(resource, "displayName"));
        let description = format!("Retrieved  '{}' from AtlassianCloud", current.unwrap_or_default());
        self.steps.push(Step {
            name: "EntryImport",
            kind: StepKind::Matching,
            status: StepStatus::Success,
            description,
            details,
        });
    }

    /// The scope was looked at.
    pub(super) fn scoped(&mut self, entitlement: Entitlement) {
        let (active, assigned) = match entitlement {
            Entitlement::Entitled => ("True", "True"),
            Entitlement::NotAssigned => ("True", "False"),
            Entitlement::SignInBlocked => ("False", "True"),
            Entitlement::InRecycleBin | Entitlement::Purged => ("False", "False"),
        };
        let details = owned([
            ("Active in the source system", active.to_owned()),
            ("Assigned to the application", assigned.to_owned()),
            ("User has the required role", assigned.to_owned()),
            ("Scoping filter evaluation passed", "True".to_owned()),
            ("ScopeEvaluationResult", "{}".to_owned()),
        ]);
        let description = "Determine if User in scope by evaluating against each scoping filter".to_owned();
        let name = "EntrySynchronizationScoping";
        self.steps.push(Step { name, kind: StepKind::Scoping, status: StepStatus::Success, description, details });
    }

    /// The last step: what came of the write, or why there was none.
    pub(super) fn exported(&mut self, verdict: &Verdict) {
        let Self { source_type, label, .. } = &*self;
        let (name, verb, done) = match self.action {
            Action::Create => ("EntryExportAdd", "create", "created"),
            Action::Update | Action::Other => ("EntryExportUpdate", "update", "updated"),
            Action::Disable | Action::StagedDelete => ("EntryExportUpdate", "disable", "disabled"),
            Action::Delete => ("EntryExportDelete", "delete", "deleted"),
        };
        let (name, status, description) = match verdict {
            Verdict::Success => {
                (name, StepStatus::Success, format!("{source_type} '{label}' was {done} in AtlassianCloud"))
            }
            Verdict::Failure { .. } => {
                (name, StepStatus::Failure, format!("Failed to {verb} {source_type} '{label}' in AtlassianCloud"))
            }
            Verdict::Skipped { message, .. } => ("EntrySynchronizationSkip", StepStatus::Skipped, message.clone()),
        };
        let details = self.export_details(verdict);
        self.steps.push(Step { name, kind: StepKind::Export, status, description, details });
    }

    fn export_details(&self, verdict: &Verdict) -> Details {
        if let Verdict::Skipped { code, .. } = verdict {
            return owned([("SkipReason", code.clone())]);
        }
        let changed = self.modified.iter();
        let mut details: Details =
            changed.filter_map(|change| Some((mangled(&change.attribute), change.new.clone()?))).collect();
        details.insert("ReportableIdentifier".to_owned(), self.label.clone());
        details
    }
}

/// Whether the job remembers a target record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Linked {
    Yes,
    No,
}

/// The attributes of a user that the import step tells.
pub(super) fn import_details(user: &User, entitlement: Entitlement) -> Details {
    let truth = |holds: bool| if holds { "True" } else { "False" }.to_owned();
    let mut details = owned([
        ("objectId", user.id.clone()),
        ("accountEnabled", truth(user.account_enabled)),
        ("displayName", user.display_name.clone()),
        ("userPrincipalName", user.user_principal_name.clone()),
        ("IsSoftDeleted", truth(entitlement != Entitlement::Entitled)),
    ]);
    let optional = [
        ("mail", user.mail.clone()),
        ("givenName", user.given_name.clone()),
        ("surname", user.surname.clone()),
        ("appRoleAssignments", (entitlement == Entitlement::Entitled).then(|| "User".to_owned())),
    ];
    details.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    details
}

/// What there is to say of a time that nobody needs to read.
pub(super) fn duration_ms(at: Timestamp, steps: &[Step]) -> u32 {
    let varying = u32::try_from(at.as_second().rem_euclid(700)).unwrap_or(0);
    let per_step = u32::try_from(steps.len()).unwrap_or(0).saturating_mul(300);
    per_step.saturating_add(varying)
}

/// SCIM paths as the details write them: without dots and colons.
fn mangled(path: &str) -> String {
    path.replace(['.', ':'], "")
}

fn owned<const N: usize>(pairs: [(&str, String); N]) -> Details {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}
