//! The provisioning log and the directory's audit log in Graph.
//!
//! It knows nothing of how records come about.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{GraphFault, Question};
use crate::clock::earlier;
use crate::entra::Tenant;
use crate::entra::audit::AuditEntry;
use crate::entra::filter::{Case, Filter};
use crate::entra::provisioning::record::LogRecord;
use crate::entra::quirks::{IdentityFilter, LogPermission, StatusFilter};

/// How long both logs are kept, in hours: 30 days, as in a tenant with a premium licence.
const KEPT_HOURS: i64 = 30 * 24;
const READ_AUDITS: &[&[&str]] = &[&["AuditLog.Read.All", "Directory.Read.All"]];
const READ_LOG_NARROWLY: &[&[&str]] = &[&["AuditLog.Read.All", "Directory.Read.All"], &["ProvisioningLog.Read.All"]];

impl Tenant {
    pub(super) fn provisioning_log(&mut self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(match self.quirks.log_permission {
            LogPermission::NarrowIsEnough => READ_LOG_NARROWLY,
            LogPermission::BroadOnly => READ_AUDITS,
        })?;
        self.log_throttle.pass(question.now, self.quirks.throttling)?;
        let filter = question.query.filter()?;
        if self.quirks.status_filter == StatusFilter::Refused && question.version == "v1.0" {
            refuse_property(filter.as_ref(), "provisioningStatusInfo")?;
        }
        if self.quirks.identity_filter == IdentityFilter::Refused && question.version == "v1.0" {
            refuse_property(filter.as_ref(), "sourceIdentity")?;
        }
        let seen_until = earlier(question.now, SignedDuration::from_secs(self.quirks.log_lag_s));
        let visible = self.log.iter().filter(|record| record.at <= seen_until && kept(record.at, question.now));
        let mut records: Vec<&LogRecord> = visible.collect();
        order(question, &mut records, |record| record.at);
        let records = records.into_iter().map(|record| record.graph_json(&self.quirks)).collect();
        let records = match filter {
            Some(filter) => filter.kept(records, Case::Sensitive),
            None => records,
        };
        self.list(question, "auditLogs/provisioning", records)
    }

    pub(super) fn directory_audits(&self, question: &Question<'_>) -> Result<Value, GraphFault> {
        self.access.require(READ_AUDITS)?;
        let mut entries: Vec<&AuditEntry> = self.audits.iter().filter(|entry| kept(entry.at, question.now)).collect();
        order(question, &mut entries, |entry| entry.at);
        let entries = entries.into_iter().map(AuditEntry::graph_json).collect();
        let entries = match question.query.filter()? {
            Some(filter) => filter.kept(entries, Case::Folded),
            None => entries,
        };
        self.list(question, "auditLogs/directoryAudits", entries)
    }
}

/// Newest first, unless the request says `asc`.
fn order<T>(question: &Question<'_>, items: &mut [T], at: impl Fn(&T) -> Timestamp) {
    items.sort_by_key(|item| at(item));
    let ascending = question.query.option("$orderby").is_some_and(|order| !order.ends_with(" desc"));
    if !ascending {
        items.reverse();
    }
}

fn kept(at: Timestamp, now: Timestamp) -> bool {
    at >= earlier(now, SignedDuration::from_hours(KEPT_HOURS))
}

fn refuse_property(filter: Option<&Filter>, property: &str) -> Result<(), GraphFault> {
    let names_it = |leaf: &&Filter| match leaf {
        Filter::Compare(operand, ..) | Filter::Text(_, operand, _) => {
            operand.path.first().is_some_and(|name| name == property)
        }
        Filter::Or(_) | Filter::And(_) | Filter::Not(_) | Filter::Any { .. } => false,
    };
    if filter.is_some_and(|filter| filter.leaves().iter().any(names_it)) {
        return Err(GraphFault::bad_request("Invalid filter clause"));
    }
    Ok(())
}
