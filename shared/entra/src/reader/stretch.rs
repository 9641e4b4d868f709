//! A stretch of the provisioning log, for whoever reads all of it bit by bit.

use super::EntraReader;
use crate::filter::{just_before, second_of};
use crate::{record, wire};
use jiff::Timestamp;
use serde::Deserialize as _;
use serde_json::Value;
use untwin_core::domain::{LogRecord, LogStatus, Why};
use untwin_outbound::{Pacer, Transport};
use untwin_workflow::ports::{Clock, LogStretch, UNREADABLE_KEPT_MAX, UnreadableRecord};

impl<T: Transport, P: Pacer, C: Clock> EntraReader<T, P, C> {
    /// Which filters of status v1.0 knows is not certain, so how a record ended is tested here.
    pub(super) async fn read_failures_between(
        &self,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<(LogStretch, Timestamp), Why> {
        let asked = second_of(from)..second_of(until);
        let moments = format!("activityDateTime gt {} and activityDateTime lt {}", just_before(from), asked.end);
        let (records, at) = self.provisioning_of_job::<Value>(&moments).await?;
        let mut stretch = LogStretch::default();
        for found in records {
            match self.failure_in(&found) {
                Ok(Some(failure)) if asked.contains(&failure.at) => stretch.failures.push(failure),
                Ok(_) => {}
                Err(reason) => put_aside(&mut stretch, &found, reason),
            }
        }
        stretch.failures.sort_by_key(|found| found.at);
        Ok((stretch, at))
    }

    /// What was pushed by another job, for nobody who can be named, or with success, is no failure of ours.
    fn failure_in(&self, found: &Value) -> Result<Option<LogRecord>, &'static str> {
        // The error would quote the record.
        let read = wire::log::Record::deserialize(found).map_err(|_| "a log record of another shape")?;
        let ours = record::job(&read).is_some_and(|job| self.is_ours(job.as_str()));
        if !ours || record::subject(&read).is_none() {
            return Ok(None);
        }
        let parsed = record::parse(&read)?;
        Ok((parsed.status == LogStatus::Failure).then_some(parsed))
    }
}

fn put_aside(stretch: &mut LogStretch, found: &Value, reason: &'static str) {
    stretch.unreadable = stretch.unreadable.saturating_add(1);
    if stretch.unreadable_records.len() < UNREADABLE_KEPT_MAX {
        stretch.unreadable_records.push(UnreadableRecord { record: found.to_string().into_bytes(), reason });
    }
}
