//! The application's service principal in Graph: its assignments, its claims, and its provisioning job.
//!
//! It knows nothing of what the job does.

use serde_json::{Value, json};

use super::directory::entity;
use super::{GraphFault, Question, unknown_segment};
use crate::entra::quirks::{ClaimsPermission, ClaimsPolicyShape, UntouchedClaims};
use crate::entra::{Assignment, Tenant};

const READ_APPLICATIONS: &[&[&str]] = &[&["Application.Read.All"], &["Directory.Read.All"]];
const READ_CLAIMS: &[&[&str]] =
    &[&["Policy.Read.ApplicationConfiguration"], &["Policy.ReadWrite.ApplicationConfiguration"]];
const WRITE_CLAIMS: &[&[&str]] = &[&["Policy.ReadWrite.ApplicationConfiguration"]];
const READ_SYNCHRONIZATION: &[&[&str]] =
    &[&["Synchronization.Read.All"], &["Synchronization.ReadWrite.All"], &["Application.ReadWrite.OwnedBy"]];
const WRITE_ASSIGNMENTS: &[&[&str]] = &[&["AppRoleAssignment.ReadWrite.All"]];
/// What provision on demand needs.
pub(super) const WRITE_SYNCHRONIZATION: &[&[&str]] =
    &[&["Synchronization.ReadWrite.All"], &["Application.ReadWrite.OwnedBy"]];

/// The role of somebody who is assigned without one.
const DEFAULT_ROLE: &str = "00000000-0000-0000-0000-000000000000";

impl Tenant {
    pub(super) fn check_service_principal(&self, id: &str) -> Result<(), GraphFault> {
        if id == self.application.service_principal_id { Ok(()) } else { Err(GraphFault::not_found(id)) }
    }

    pub(super) fn check_job(&self, job_id: &str) -> Result<(), GraphFault> {
        if job_id == self.job.id { Ok(()) } else { Err(GraphFault::not_found(job_id)) }
    }

    /// Answers a reading request below the service principal.
    pub(super) fn read_application(&self, question: &Question<'_>, rest: &[&str]) -> Result<Value, GraphFault> {
        match (question.version, rest) {
            (_, []) => self.service_principal(question),
            (_, ["appRoleAssignedTo"]) => self.assigned_to(question),
            (_, ["claimsMappingPolicies"]) => {
                self.access.require(READ_APPLICATIONS)?;
                self.list(question, "policies", Vec::new())
            }
            ("beta", ["claimsPolicy"]) => self.claims_policy(question),
            (_, ["synchronization", "jobs", rest @ ..]) => {
                self.access.require(READ_SYNCHRONIZATION)?;
                self.read_job(question, rest)
            }
            _ => Err(unknown_segment(question.path)),
        }
    }

    fn read_job(&self, question: &Question<'_>, rest: &[&str]) -> Result<Value, GraphFault> {
        let principal = &self.application.service_principal_id;
        let context = format!("servicePrincipals('{principal}')/synchronization/jobs");
        match rest {
            [] => self.list(question, &context, vec![self.job.graph_json()]),
            [job_id] => {
                self.check_job(job_id)?;
                Ok(entity(question, &format!("{context}/$entity"), self.job.graph_json()))
            }
            [job_id, "schema"] => {
                self.check_job(job_id)?;
                let context = format!("{context}('{job_id}')/schema/$entity");
                Ok(entity(question, &context, self.job.schema_json()))
            }
            _ => Err(unknown_segment(question.path)),
        }
    }

    fn service_principal(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(READ_APPLICATIONS)?;
        let principal = json!({
            "id": self.application.service_principal_id,
            "appId": self.application.app_id,
            "displayName": self.application.display_name,
            "accountEnabled": true,
            "appRoleAssignmentRequired": true,
            "preferredSingleSignOnMode": "saml",
            "servicePrincipalType": "Application",
        });
        let selected = question.query.select(principal, None);
        Ok(entity(question, "servicePrincipals/$entity", selected))
    }

    fn assigned_to(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(READ_APPLICATIONS)?;
        let principal = &self.application.service_principal_id;
        let items = self.assignments.iter().map(|assignment| self.assignment_json(assignment)).collect();
        self.list(question, &format!("servicePrincipals('{principal}')/appRoleAssignedTo"), items)
    }

    pub(super) fn add_assignment(&mut self, question: &Question<'_>, body: &[u8]) -> Result<Value, GraphFault> {
        self.access.require(WRITE_ASSIGNMENTS)?;
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let principal = body.get("principalId").and_then(Value::as_str).unwrap_or_default();
        let directory = &self.directory;
        if !directory.users.contains_key(principal) && !directory.groups.contains_key(principal) {
            return Err(GraphFault::not_found(principal));
        }
        if self.assignments.iter().any(|assignment| assignment.principal == principal) {
            let message = "Permission being assigned already exists on the object";
            return Err(GraphFault::conflicting_request(message));
        }
        self.assign(question.now, principal);
        let added = self.assignments.last().map(|assignment| self.assignment_json(assignment));
        Ok(added.unwrap_or_default())
    }

    pub(super) fn remove_assignment(&mut self, assignment_id: &str) -> Result<(), GraphFault> {
        self.access.require(WRITE_ASSIGNMENTS)?;
        let found = self.assignments.iter().find(|assignment| assignment.id == assignment_id);
        let principal = found.map(|assignment| assignment.principal.clone());
        let principal = principal.ok_or_else(|| GraphFault::not_found(assignment_id))?;
        self.unassign(&principal);
        Ok(())
    }

    fn assignment_json(&self, assignment: &Assignment) -> Value {
        let group = self.directory.groups.get(&assignment.principal);
        let user = self.directory.users.get(&assignment.principal);
        let name = group.map(|group| &group.display_name).or_else(|| user.map(|user| &user.display_name));
        json!({
            "id": assignment.id,
            "deletedDateTime": null,
            "appRoleId": DEFAULT_ROLE,
            "createdDateTime": assignment.created.to_string(),
            "principalDisplayName": name,
            "principalId": assignment.principal,
            "principalType": if group.is_some() { "Group" } else { "User" },
            "resourceDisplayName": self.application.display_name,
            "resourceId": self.application.service_principal_id,
        })
    }

    fn claims_policy(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(match self.quirks.claims_permission {
            ClaimsPermission::ReadIsEnough => READ_CLAIMS,
            ClaimsPermission::ReadWriteOnly => WRITE_CLAIMS,
        })?;
        let claims = match (&self.name_id, self.quirks.untouched_claims) {
            (Some(attribute), _) => json!([name_id_claim(attribute)]),
            (None, UntouchedClaims::Empty) => json!([]),
            (None, UntouchedClaims::NotFound) => return Err(GraphFault::not_found("claimsPolicy")),
        };
        let policy = json!({
            "id": self.application.app_id,
            "includeBasicClaimSet": true,
            "includeApplicationIdInIssuer": false,
            "audienceOverride": null,
            "groupFilter": null,
            "claims": claims,
        });
        match self.quirks.claims_policy {
            ClaimsPolicyShape::Object => Ok(entity(question, "servicePrincipals/claimsPolicy/$entity", policy)),
            ClaimsPolicyShape::List => Ok(json!({"value": [policy]})),
        }
    }
}

fn name_id_claim(attribute: &str) -> Value {
    json!({
        "@odata.type": "#microsoft.graph.samlNameIdClaim",
        "nameIdFormat": "emailAddress",
        "serviceProviderNameQualifier": null,
        "configurations": [{
            "condition": null,
            "attribute": {
                "@odata.type": "#microsoft.graph.sourcedAttribute",
                "id": attribute,
                "source": "user",
                "isExtensionAttribute": false,
            },
            "transformations": [],
        }],
    })
}
