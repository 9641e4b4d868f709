//! The Entra tenant: a directory of people, and one job that provisions them into an Atlassian organization.
//!
//! It knows Atlassian by SCIM only.

mod access;
mod audit;
mod changes;
pub mod exports;
mod filter;
mod graph;
mod mapping;
mod people;
mod provisioning;
pub mod quirks;
mod seed;
#[cfg(test)]
pub(crate) mod tests;
mod throttle;

use std::collections::BTreeMap;
use std::fmt;

use jiff::Timestamp;

use self::access::Access;
use self::audit::AuditEntry;
use self::people::Directory;
use self::provisioning::Job;
use self::throttle::Throttle;
use crate::ids::IdSource;

pub use self::access::AppCredentials;
pub use self::audit::Initiator;
pub use self::mapping::Mapping;
pub use self::people::{Group, User, UserType};
pub use self::provisioning::record::{
    Action, Application, Identity, LogRecord, Modified, Step, StepKind, StepStatus, Verdict,
};
pub use self::provisioning::{JobState, Push, ScimTarget};
pub use self::quirks::Quirks;
pub use self::seed::UserSeed;

/// An Entra tenant with one provisioning job.
pub struct Tenant {
    /// Which of the unconfirmed behaviours it shows.
    pub quirks: Quirks,
    id: String,
    directory: Directory,
    /// Former states of the directory with the time when each ended; kept only while eventual answers lag.
    past: Vec<(Timestamp, Directory)>,
    access: Access,
    application: Application,
    assignments: Vec<Assignment>,
    job: Job,
    log: Vec<LogRecord>,
    audits: Vec<AuditEntry>,
    pushes: Vec<Push>,
    log_throttle: Throttle,
    on_demand_throttle: Throttle,
    /// The attribute that sign-in takes the address from, where the claims were edited.
    name_id: Option<String>,
    public_base: String,
    ids: IdSource,
}

/// The seed of a tenant's ids; worlds differ by what is put into them.
const ID_SEED: u64 = 409;

/// A user or group that is assigned to the application.
#[derive(Clone, Debug)]
struct Assignment {
    id: String,
    principal: String,
    created: Timestamp,
}

impl Tenant {
    /// A tenant without people. Its job is bound to nothing yet, and the application of `credentials` holds every
    /// permission that the product can make use of.
    pub fn new(tenant_id: &str, credentials: AppCredentials) -> Self {
        let mut ids = IdSource::seeded(ID_SEED);
        let application = Application::drawn(&mut ids);
        let job = Job::new(tenant_id, &mut ids);
        Self {
            quirks: Quirks::default(),
            id: tenant_id.to_owned(),
            directory: Directory::default(),
            past: Vec::new(),
            access: Access::new(credentials),
            application,
            assignments: Vec::new(),
            job,
            log: Vec::new(),
            audits: Vec::new(),
            pushes: Vec::new(),
            log_throttle: Throttle::default(),
            on_demand_throttle: Throttle::default(),
            name_id: None,
            public_base: "https://graph.microsoft.com".to_owned(),
            ids,
        }
    }

    /// Sets where callers find Graph, without the version and a slash at the end: links to next pages begin so.
    pub fn set_public_base(&mut self, base: &str) {
        base.clone_into(&mut self.public_base);
    }

    /// Leaves the reading application with these permissions only.
    pub fn grant_only(&mut self, permissions: &[&str]) {
        self.access.grant_only(permissions);
    }

    /// Takes one permission from the reading application.
    pub fn revoke_permission(&mut self, permission: &str) {
        self.access.revoke(permission);
    }

    /// Replaces the client secret; tokens given so far stop working.
    pub fn replace_secret(&mut self, secret: &str) {
        self.access.replace_secret(secret);
    }

    /// Edits the claims: sign-in takes the address from this attribute (`mail`, `userprincipalname`).
    pub fn set_name_id_attribute(&mut self, attribute: &str) {
        self.name_id = Some(attribute.to_owned());
    }

    /// The tenant id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The object id of the application's service principal.
    pub fn service_principal_id(&self) -> &str {
        &self.application.service_principal_id
    }

    /// The id of the provisioning job.
    pub fn job_id(&self) -> &str {
        &self.job.id
    }

    /// The id of the rule by which users are provisioned.
    pub fn user_rule_id(&self) -> &str {
        &self.job.user_rule_id
    }

    /// The id of the rule by which groups are provisioned.
    pub fn group_rule_id(&self) -> &str {
        &self.job.group_rule_id
    }

    /// A living user.
    pub fn user(&self, id: &str) -> Option<&User> {
        self.directory.users.get(id)
    }

    /// A group.
    pub fn group(&self, id: &str) -> Option<&Group> {
        self.directory.groups.get(id)
    }

    /// The whole provisioning log, oldest first.
    pub fn log(&self) -> &[LogRecord] {
        &self.log
    }

    /// Every request that the job has sent, oldest first.
    pub fn pushes(&self) -> &[Push] {
        &self.pushes
    }

    /// The SCIM id that the job remembers for a user.
    pub fn link_of(&self, user_id: &str) -> Option<&str> {
        self.job.links.get(user_id).map(String::as_str)
    }

    /// When the job will next retry what failed for a user, where it will.
    pub fn next_retry_of(&self, user_id: &str) -> Option<Timestamp> {
        self.job.escrows.get(user_id).map(|escrow| escrow.next_attempt)
    }

    /// The directory as answers to eventual queries see it.
    fn eventual_directory(&self, now: Timestamp) -> &Directory {
        let lag = jiff::SignedDuration::from_secs(self.quirks.eventual_lag_s);
        let seen_until = crate::clock::earlier(now, lag);
        let old = self.past.iter().find(|(ended, _)| *ended > seen_until);
        old.map_or(&self.directory, |(_, directory)| directory)
    }

    /// The ids of the groups that are assigned to the application.
    fn assigned_groups(&self) -> Vec<String> {
        let principals = self.assignments.iter().map(|assignment| &assignment.principal);
        principals.filter(|id| self.directory.groups.contains_key(*id)).cloned().collect()
    }
}

/// Counts only: what is inside names people.
impl fmt::Debug for Tenant {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Tenant")
            .field("id", &self.id)
            .field("quirks", &self.quirks)
            .field("users", &self.directory.users.len())
            .field("groups", &self.directory.groups.len())
            .field("job", &self.job.id)
            .field("log", &self.log.len())
            .field("pushes", &self.pushes.len())
            .finish_non_exhaustive()
    }
}

/// JSON objects with ordered keys, as log records hold them.
type Details = BTreeMap<String, String>;
