//! A failure as it arrives at the door: hints, good for looking up and accepted by no write.

use super::{EventId, IdpUserId, JobId, Recognition, ScimUserId, TenantId};
use jiff::Timestamp;

/// A value out of an event. It may choose what to look up; it never reaches a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint<T>(T);

impl<T> Hint<T> {
    /// Marks a value as coming from an event.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for a question to the outside world and for nothing else.
    pub const fn to_look_up(&self) -> &T {
        &self.0
    }
}

/// Which shape a failure arrived in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A record or page of Microsoft Graph `auditLogs/provisioning`.
    EntraGraph,
    /// A diagnostic-settings record (Event Hub, storage): wrapped, bare or NDJSON.
    EntraEventHub,
    /// A row of a Log Analytics query result.
    EntraLogAnalytics,
    /// An Azure Monitor alert.
    AzureMonitorAlert,
    /// An answer of provision on demand.
    EntraOnDemand,
    /// Text as people paste it from the on-demand page or Atlassian's troubleshooting log.
    PastedText,
    /// A neutral event, of any program that can send one.
    Neutral,
}

impl Source {
    /// The name in `classify` output.
    pub const fn name(self) -> &'static str {
        match self {
            Self::EntraGraph => "entra-graph",
            Self::EntraEventHub => "entra-event-hub",
            Self::EntraLogAnalytics => "entra-log-analytics",
            Self::AzureMonitorAlert => "azure-monitor-alert",
            Self::EntraOnDemand => "entra-on-demand",
            Self::PastedText => "pasted-text",
            Self::Neutral => "neutral",
        }
    }
}

/// What the identity provider tried to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// Create a SCIM user.
    Create,
    /// Update one.
    Update,
    /// Delete one (staged deletes too).
    Delete,
    /// Disable one.
    Disable,
    /// Anything else, or not said.
    Other,
}

/// One record of an incoming document.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// The shape it arrived in.
    pub source: Source,
    /// What its text says.
    pub recognition: Recognition,
    /// The source's event id: the key that keeps duplicates apart at the door. Made from content where the source has none.
    pub dedup_key: EventId,
    /// The id under which the identity provider's log can be asked for this record.
    pub log_record: Option<Hint<EventId>>,
    /// The tenant it says it is from.
    pub tenant: Option<Hint<TenantId>>,
    /// The job it says it is from.
    pub job: Option<Hint<JobId>>,
    /// The IdP user it says was pushed.
    pub subject: Option<Hint<IdpUserId>>,
    /// A login name or address that the text quotes for the pushed user ("Failed to update User 'x'").
    pub subject_name: Option<Hint<String>>,
    /// The SCIM record it says was aimed at.
    pub target_record: Option<Hint<ScimUserId>>,
    /// What was tried.
    pub operation: Operation,
    /// When it happened, if the document says it.
    pub occurred_at: Option<Timestamp>,
    /// When the provider said it would try again.
    pub retry_announced_at: Option<Timestamp>,
}
