//! The provisioning log and the directory's audit log.

use super::{EntraReader, Found};
use crate::filter::{just_before, quoted, second_of};
use crate::graph::{Ask, Fault, Index, Limit, unexpected};
use crate::{audit, record, wire};
use http::StatusCode;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use untwin_core::domain::{AddressChange, EventId, IdpUserId, LogRecord, LogStatus, Why};
use untwin_outbound::{Pacer, Target, Transport};
use untwin_workflow::ports::Clock;

/// The largest page that Microsoft's own examples ask of this log.
const LOG_PAGE: &str = "500";
const PERMISSION: &str = "AuditLog.Read.All and Directory.Read.All";

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    pub(super) async fn read_log_record(&self, id: &EventId) -> Found<LogRecord> {
        let filter = format!("id eq {}", quoted(id.as_str()));
        let (records, at) = self.provisioning::<wire::log::Record>(&filter).await?;
        if records.is_empty() {
            return Ok((None, at));
        }
        let is_wanted = |found: &EventId| found.as_str().eq_ignore_ascii_case(id.as_str());
        let wanted = records.iter().find(|found| record::id(found).as_ref().is_some_and(is_wanted));
        // Records, but not this one: the filter was not applied, so nothing is proved.
        let wanted = wanted.ok_or_else(|| unexpected("another log record than the one that was asked for"))?;
        let parsed = record::parse(wanted).map_err(unexpected)?;
        if !self.is_ours(parsed.job.as_str()) {
            return Err(unexpected(format!("the log record belongs to another job, {}", parsed.job)));
        }
        Ok((Some(parsed), at))
    }

    pub(super) async fn read_log_of(
        &self,
        subject: &IdpUserId,
        since: Timestamp,
    ) -> Result<(Vec<LogRecord>, Timestamp), Why> {
        let (records, at) = self.provisioning_of(subject, since).await?;
        let is_subject = |found: IdpUserId| found.as_str().eq_ignore_ascii_case(subject.as_str());
        let of_subject = records.iter().filter(|found| record::subject(found).is_some_and(is_subject));
        let of_job = of_subject.filter(|found| record::job(found).is_some_and(|job| self.is_ours(job.as_str())));
        let mut parsed = of_job.map(record::parse).collect::<Result<Vec<_>, _>>().map_err(unexpected)?;
        parsed.retain(|found| found.at >= second_of(since));
        parsed.sort_by_key(|found| std::cmp::Reverse(found.at));
        Ok((parsed, at))
    }

    /// Which filters of status v1.0 knows is not certain, so how a record ended is tested here.
    pub(super) async fn read_failures_since(&self, since: Timestamp) -> Result<(Vec<LogRecord>, Timestamp), Why> {
        let moment = format!("activityDateTime gt {}", just_before(since));
        let (records, at) = self.provisioning_of_job::<wire::log::Record>(&moment).await?;
        let of_job = records.iter().filter(|found| record::job(found).is_some_and(|job| self.is_ours(job.as_str())));
        // What was pushed for nobody who can be named is no failure of a person.
        let of_people = of_job.filter(|found| record::subject(found).is_some());
        let mut parsed = of_people.map(record::parse).collect::<Result<Vec<_>, _>>().map_err(unexpected)?;
        parsed.retain(|found| found.status == LogStatus::Failure && found.at >= second_of(since));
        parsed.sort_by_key(|found| std::cmp::Reverse(found.at));
        Ok((parsed, at))
    }

    pub(super) async fn read_address_changes(
        &self,
        user: &IdpUserId,
        since: Timestamp,
    ) -> Result<(Vec<AddressChange>, Timestamp), Why> {
        let since = second_of(since);
        let target = quoted(user.as_str());
        let filter = format!("activityDateTime ge {since} and targetResources/any(t:t/id eq {target})");
        let ask = Ask {
            operation: "read the directory audit log",
            target: Target::new(["auditLogs", "directoryAudits"]).query("$filter", &filter),
            limit: Limit::Reports,
            index: Index::Default,
            permission: PERMISSION,
        };
        let (audits, at) = self.graph.pages::<wire::audit::Audit>(ask).await?;
        let changes = audits.iter().map(|found| audit::change(found, user));
        let changes = changes.collect::<Result<Vec<_>, _>>().map_err(unexpected)?;
        let mut changes: Vec<_> = changes.into_iter().flatten().filter(|change| change.at >= since).collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.at));
        Ok((changes, at))
    }

    /// Asks with the narrowest filter that is accepted; which identity filters v1.0 knows is not certain.
    async fn provisioning_of(
        &self,
        subject: &IdpUserId,
        since: Timestamp,
    ) -> Result<(Vec<wire::log::Record>, Timestamp), Fault> {
        let moment = format!("activityDateTime gt {}", just_before(since));
        let of_subject = format!("{} and sourceIdentity/id eq {}", self.of_job(&moment), quoted(subject.as_str()));
        match self.provisioning(&of_subject).await {
            Err(Fault::Refused(refusal)) if refusal.status == StatusCode::BAD_REQUEST => {
                self.provisioning_of_job(&moment).await
            }
            answered => answered,
        }
    }

    /// The records of our job in some moments; of every job where that filter is not accepted.
    pub(super) async fn provisioning_of_job<R: DeserializeOwned>(
        &self,
        moments: &str,
    ) -> Result<(Vec<R>, Timestamp), Fault> {
        match self.provisioning(&self.of_job(moments)).await {
            Err(Fault::Refused(refusal)) if refusal.status == StatusCode::BAD_REQUEST => {
                self.provisioning(moments).await
            }
            answered => answered,
        }
    }

    fn of_job(&self, moments: &str) -> String {
        format!("{moments} and jobId eq {}", quoted(self.settings().job.as_str()))
    }

    async fn provisioning<R: DeserializeOwned>(&self, filter: &str) -> Result<(Vec<R>, Timestamp), Fault> {
        let target = Target::new(["auditLogs", "provisioning"]).query("$filter", filter).query("$top", LOG_PAGE);
        let ask = Ask {
            operation: "read the provisioning log",
            target,
            limit: Limit::Reports,
            index: Index::Default,
            permission: PERMISSION,
        };
        self.graph.pages(ask).await
    }

    pub(super) fn is_ours(&self, job: &str) -> bool {
        job.eq_ignore_ascii_case(self.settings().job.as_str())
    }
}
