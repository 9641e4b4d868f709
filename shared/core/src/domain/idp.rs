//! The identity provider's side: users, mapping, assignment, job, log. No vendor's spelling.

use super::{EmailAddress, EventId, GroupId, GroupRef, IdpUserId, JobId, Operation, Recognition, ScimUserId, TenantId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A user of the identity provider.
#[derive(Debug, Clone, PartialEq)]
pub struct IdpUser {
    /// Immutable id.
    pub id: IdpUserId,
    /// Display name, for people; never logged.
    pub name: Option<String>,
    /// Login name (Entra: user principal name), as spelt.
    pub login_name: Option<String>,
    /// Main mail address (`mail`).
    pub mail: Option<EmailAddress>,
    /// Primary proxy address (`SMTP:`).
    pub primary_proxy: Option<EmailAddress>,
    /// Secondary proxy addresses (`smtp:`).
    pub secondary_proxies: Vec<EmailAddress>,
    /// Other addresses on file (`otherMails`).
    pub other_addresses: Vec<EmailAddress>,
    /// Whether the user may sign in.
    pub sign_in: SignIn,
    /// Member or guest.
    pub kind: UserKind,
    /// Employee id, if any.
    pub employee_id: Option<String>,
    /// When it was made.
    pub created_at: Option<Timestamp>,
    /// When it was deleted, for a deleted user.
    pub deleted_at: Option<Timestamp>,
    /// Every attribute that was read, as the provider spells it, for evaluating a mapping.
    pub attributes: BTreeMap<String, String>,
}

impl IdpUser {
    /// The login name as an address, where it is one.
    pub fn login_address(&self) -> Option<EmailAddress> {
        self.login_name.as_deref().and_then(|text| EmailAddress::parse(text).ok())
    }

    /// Whether any field of this user holds the address.
    pub fn holds(&self, address: &EmailAddress) -> Holding {
        let named = [self.login_address(), self.mail.clone(), self.primary_proxy.clone()];
        let has = named.iter().flatten().chain(&self.secondary_proxies).chain(&self.other_addresses);
        if has.into_iter().any(|own| own == address) { Holding::Holds } else { Holding::DoesNot }
    }
}

/// Whether an object has an address in any field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// It has.
    Holds,
    /// It has not.
    DoesNot,
}

/// Whether a user may sign in (`accountEnabled`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignIn {
    /// Enabled.
    Enabled,
    /// Disabled.
    Disabled,
    /// The answer does not say.
    Unsaid,
}

/// Member or guest (`userType`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserKind {
    /// Member.
    Member,
    /// Guest.
    Guest,
    /// Not said, or a value that we do not know.
    Other(String),
}

/// An object of the identity provider that has an address.
#[derive(Debug, Clone, PartialEq)]
pub enum IdpObject {
    /// A user (shared mailboxes are users too).
    User(Box<IdpUser>),
    /// A group.
    Group(GroupRef),
}

/// A change of a user's addresses in the provider's audit log.
#[derive(Debug, Clone, PartialEq)]
pub struct AddressChange {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
    /// Which attributes, as the provider spells them.
    pub attributes: Vec<String>,
    /// The addresses before, where the log says them: leads for a person.
    pub former: Vec<EmailAddress>,
}

/// Who did something at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A user.
    User(IdpUserId),
    /// An application, by service principal or app id, with its name where said.
    App {
        /// Id, where said.
        id: Option<String>,
        /// Name, where said.
        name: Option<String>,
    },
    /// The log does not say.
    Unsaid,
}

/// The job's attribute mapping, evaluated for one user.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// Opaque handle of the rule that pushes users (Entra: rule id), needed to push one on demand.
    pub user_rule: String,
    /// Whether that rule can be pushed on demand.
    pub on_demand: OnDemand,
    /// The rule that pushes groups on demand, where the job has one that can.
    pub group_rule: Option<String>,
    /// What goes to the primary address: the wanted address.
    pub address: Mapped,
    /// What goes to `userName`.
    pub user_name: Mapped,
    /// What goes to `externalId`.
    pub external_id: Mapped,
    /// Whether `externalId` is the immutable id of the user.
    pub external_id_source: ExternalIdSource,
    /// The target attributes that match, in their order, as the provider spells them.
    pub matching: Vec<String>,
}

/// Whether a rule can be pushed on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDemand {
    /// Yes, or the schema does not say otherwise.
    Supported,
    /// The schema says no.
    Unsupported,
}

/// What `externalId` is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExternalIdSource {
    /// The immutable object id.
    ImmutableId,
    /// Anything else, or nothing.
    SomethingElse,
}

/// One mapped attribute, evaluated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The single source attribute, where the mapping is as simple as that (`mail`).
    pub attribute: Option<String>,
    /// The value for this user.
    pub value: Evaluated,
}

/// The result of evaluating a mapping for a user.
#[derive(Clone, PartialEq, Eq)]
pub enum Evaluated {
    /// A value.
    Value(String),
    /// The source is empty for this user.
    Empty,
    /// An expression that we cannot evaluate, as the schema spells it.
    NotEvaluable(String),
}

/// Values are personal data: debug output does not show them.
impl std::fmt::Debug for Evaluated {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Value(_) => "Value(…)",
            Self::Empty => "Empty",
            Self::NotEvaluable(_) => "NotEvaluable(…)",
        })
    }
}

/// Why a user is in scope of the app: it is assigned directly or through a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Through what.
    pub through: Vec<AssignedThrough>,
    /// Groups among them that nobody fills by hand: nobody can give one of these back by hand either.
    pub filled: BTreeMap<GroupId, Filled>,
}

impl Assignment {
    /// Through these, all of them filled by hand as far as is known.
    pub const fn through(through: Vec<AssignedThrough>) -> Self {
        Self { through, filled: BTreeMap::new() }
    }
}

/// Who fills a group that nobody fills by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filled {
    /// A rule over attributes (Entra: `groupTypes` holds `DynamicMembership`).
    ByRule,
    /// A directory on premises (Entra: `onPremisesSyncEnabled`).
    OnPremises,
}

/// One way of being assigned to the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AssignedThrough {
    /// Directly.
    Directly,
    /// As a direct member of an assigned group.
    Group(GroupRef),
}

/// State of the provisioning job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// Its state.
    pub state: JobState,
    /// When the last cycle began.
    pub last_cycle_at: Option<Timestamp>,
    /// Length of a cycle, in seconds.
    pub interval_s: Option<i64>,
}

/// What a provisioning job is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobState {
    /// Active, past its initial cycle.
    Active,
    /// In its initial cycle.
    InitialCycle,
    /// Paused or disabled.
    Paused,
    /// In quarantine.
    Quarantined,
    /// Anything else, as the provider spells it.
    Other(String),
}

/// A record of the provisioning log, read from the provider itself.
#[derive(Debug, Clone, PartialEq)]
pub struct LogRecord {
    /// Its id.
    pub id: EventId,
    /// Tenant.
    pub tenant: Option<TenantId>,
    /// Job.
    pub job: JobId,
    /// When.
    pub at: Timestamp,
    /// What was tried.
    pub operation: Operation,
    /// How it ended.
    pub status: LogStatus,
    /// Who was pushed.
    pub subject: IdpUserId,
    /// The SCIM record that the operation was aimed at; none on a create.
    pub target_record: Option<ScimUserId>,
    /// What the error text says.
    pub recognition: Recognition,
    /// Former addresses that the record mentions (matching step, old values): leads for looking up.
    pub former: Vec<EmailAddress>,
    /// When the provider said it would try again.
    pub retry_announced_at: Option<Timestamp>,
}

/// How a provisioning operation ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogStatus {
    /// Success.
    Success,
    /// Failure.
    Failure,
    /// Skipped: nothing to do.
    Skipped,
    /// Warning, or a value that we do not know.
    Other(String),
}
