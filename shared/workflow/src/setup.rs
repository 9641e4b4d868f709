//! What the use cases know of the settings: directories, the policy, and nothing secret.

use std::collections::BTreeMap;
use untwin_core::decision::Policy;
use untwin_core::domain::{DirectoryId, Failure, JobId, ScimKey, TenantId};

/// The set-up of one organization.
#[derive(Debug, Clone, PartialEq)]
pub struct Setup {
    /// Its SCIM directories, each with the job that pushes to it.
    pub directories: BTreeMap<DirectoryId, Pushed>,
    /// The policy in force.
    pub policy: Policy,
}

/// What pushes to a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pushed {
    /// Tenant of the identity provider.
    pub tenant: TenantId,
    /// Its provisioning job.
    pub job: JobId,
    /// Whether a SCIM key of the directory is held.
    pub scim_key: ScimKey,
}

impl Setup {
    /// The directory that a failure is about, as far as the failure says it: by job, by tenant, or the only one.
    pub fn directory_of(&self, failure: &Failure) -> Result<&DirectoryId, Unmatched> {
        let job = failure.job.as_ref().map(|hint| hint.to_look_up().as_str());
        let tenant = failure.tenant.as_ref().map(|hint| hint.to_look_up().as_str());
        let same = |said: Option<&str>, ours: &str| said.is_none_or(|said| said.eq_ignore_ascii_case(ours));
        let mut matching =
            self.directories.iter().filter(|(_, by)| same(job, by.job.as_str()) && same(tenant, by.tenant.as_str()));
        match (matching.next(), matching.next()) {
            (Some((directory, _)), None) => Ok(directory),
            (Some(_), Some(_)) => Err(Unmatched::Several),
            (None, _) => Err(Unmatched::None),
        }
    }
}

/// Why no directory could be chosen for a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unmatched {
    /// No directory of the settings has this job and tenant.
    #[error("no directory in the settings has the tenant and the job that this record names")]
    None,
    /// The record does not say enough.
    #[error("the record names neither tenant nor job, and the settings hold more than one directory")]
    Several,
}
