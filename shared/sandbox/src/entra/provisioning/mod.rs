//! The provisioning job: what it remembers, and the way to the organization that it is bound to.
//!
//! It knows the organization by SCIM only.

mod attempt;
mod cycle;
mod escrow;
mod groups;
mod job_json;
mod on_demand;
mod push;
pub(super) mod record;
mod record_json;
mod scim;
mod subject;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use jiff::Timestamp;

use self::cycle::{Execution, Schedule};
use self::escrow::Escrow;
use super::Tenant;
use super::mapping::Mapping;
use super::people::User;
use crate::ids::IdSource;

/// Where SCIM requests go.
pub trait ScimTarget {
    /// Answers a request whose path begins with `/scim/directory/`. `None` means that no readable answer came.
    fn answer(&mut self, now: Timestamp, request: &Request<Bytes>) -> Option<Response<Bytes>>;
}

/// The way to the target while something is pushed, and the time at which it is.
pub(crate) struct Session<'a> {
    pub(crate) target: &'a mut dyn ScimTarget,
    pub(crate) now: Timestamp,
}

/// A request that the job has sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Push {
    /// When it was sent.
    pub at: Timestamp,
    /// Its method.
    pub method: Method,
    /// Its path and query, beginning with `/scim/directory/`.
    pub path: String,
    /// Its body as text; empty where it has none.
    pub body: String,
    /// The status of the answer, where one came.
    pub status: Option<StatusCode>,
}

/// In which state the job is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It never ran; the next cycle is the initial one.
    NotRun,
    /// Its initial cycle is under way; the next cycle ends it.
    InitialCycle,
    /// It runs cycle after cycle.
    Active,
    /// Somebody stopped it.
    Paused,
    /// It was switched off.
    Disabled,
    /// It runs once a day only, for this reason (`EncounteredQuarantineException`).
    Quarantined {
        /// Since when.
        since: Timestamp,
        /// The reason's word.
        reason: String,
    },
}

/// What the job is and what it remembers.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) id: String,
    pub(super) user_rule_id: String,
    pub(super) group_rule_id: String,
    pub(super) mapping: Mapping,
    pub(super) state: JobState,
    schedule: Schedule,
    binding: Option<Binding>,
    /// Users that changed since the last cycle.
    pending: BTreeSet<String>,
    /// Users that were deleted for good while the job still remembers a record of theirs.
    purged: BTreeMap<String, User>,
    /// SCIM ids by object id.
    pub(super) links: BTreeMap<String, String>,
    group_links: BTreeMap<String, GroupLink>,
    pub(super) escrows: BTreeMap<String, Escrow>,
    cycle_id: String,
    last: Option<Execution>,
    last_success: Option<Execution>,
    steady_since: Option<Timestamp>,
}

/// What the job remembers of a group.
#[derive(Clone, Debug)]
struct GroupLink {
    scim_id: String,
    /// SCIM ids of the members that were pushed, by object id.
    members: BTreeMap<String, String>,
}

/// The SCIM directory that the job pushes to.
#[derive(Clone)]
struct Binding {
    directory_id: String,
    scim_key: String,
}

impl fmt::Debug for Binding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Binding").field("directory_id", &self.directory_id).finish_non_exhaustive()
    }
}

impl Job {
    pub(super) fn new(tenant_id: &str, ids: &mut IdSource) -> Self {
        Self {
            id: format!("atlassianCloud.{}.{}", tenant_id.replace('-', ""), ids.uuid()),
            user_rule_id: ids.uuid(),
            group_rule_id: ids.uuid(),
            mapping: Mapping::gallery("userPrincipalName", "mail"),
            state: JobState::NotRun,
            schedule: Schedule::ByHand,
            binding: None,
            pending: BTreeSet::new(),
            purged: BTreeMap::new(),
            links: BTreeMap::new(),
            group_links: BTreeMap::new(),
            escrows: BTreeMap::new(),
            cycle_id: String::new(),
            last: None,
            last_success: None,
            steady_since: None,
        }
    }

    /// Notes that a user, or something that concerns them, changed.
    pub(super) fn note(&mut self, user_id: &str) {
        self.pending.insert(user_id.to_owned());
    }

    /// Notes that a user was deleted for good.
    pub(super) fn note_purged(&mut self, user: User) {
        self.note(&user.id);
        self.purged.insert(user.id.clone(), user);
    }
}

impl Tenant {
    /// Binds the job to a SCIM directory by its id and key.
    pub fn bind_job_to(&mut self, directory_id: &str, scim_key: &str) {
        self.job.binding = Some(Binding { directory_id: directory_id.to_owned(), scim_key: scim_key.to_owned() });
    }

    /// Replaces the attribute mappings. A job that ran before begins an initial cycle.
    pub fn set_mapping(&mut self, mapping: Mapping) {
        self.job.mapping = mapping;
        if self.job.state == JobState::Active {
            self.job.state = JobState::InitialCycle;
        }
    }

    /// Puts the job into a state. A job that is put beyond its initial cycle finished it long ago.
    pub fn set_job_state(&mut self, state: JobState) {
        if !matches!(state, JobState::NotRun | JobState::InitialCycle) {
            self.job.steady_since.get_or_insert(Timestamp::UNIX_EPOCH);
        }
        self.job.state = state;
    }

    /// Makes the job remember a SCIM record for a user, as if it had created or matched it long ago.
    pub fn link_user(&mut self, user_id: &str, scim_id: &str) {
        self.job.links.insert(user_id.to_owned(), scim_id.to_owned());
    }
}
