//! One invocation on a store in a file: everything that is due, as far as the time goes, and numbers for an answer.
//!
//! What is not reached stays due. The event itself says nothing: the timer is all there is to it.

use crate::shares::Shares;
use jiff::Timestamp;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde_json::Value;
use untwin_core::saga::later_s;
use untwin_startup::{Metrics, WorkedOff, invoked, poll, tell, tell_placeholders, work_off_one};
use untwin_telemetry::{LogEvent, TraceContext};
use untwin_workflow::ports::{Clock, Inbox, Letterbox, Ports, Watermarks};
use untwin_workflow::{Setup, WorkError, placeholders, sweep};

/// A document is begun only while a diagnosis fits into the time left, in seconds.
const START_S_MIN: i64 = 30;

/// What an invocation did.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Done {
    /// Cases that were driven.
    driven: usize,
    /// Cases that could not be driven.
    failed: usize,
    /// Cases that were found due and had to be left for want of time; they stay due.
    left: usize,
    /// Renamed accounts that still live a fortnight after their repair; they are looked for once a day.
    placeholders: usize,
    /// Logs that were read up to now.
    logs_read: u32,
    /// Logs that were not, or not to their end.
    logs_unread: u32,
    /// Conflicts that were found in a log and are new.
    found: u32,
    /// Documents that were worked off.
    documents: u32,
    /// Documents that come again.
    again: u32,
    /// Documents that were buried.
    buried: u32,
}

impl Done {
    fn tell(&self) {
        let Self { driven, failed, left, placeholders, logs_read, logs_unread, found, documents, again, buried } = self;
        tracing::info!(
            driven,
            failed,
            left,
            placeholders,
            logs_read,
            logs_unread,
            found,
            documents,
            again,
            buried,
            "an invocation ends"
        );
    }
}

/// Answers one invocation. A fault of one work keeps the others from nothing, and the invocation fails with it in the end.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    setup: &Setup,
    metrics: &Metrics,
    LambdaEvent { context, .. }: LambdaEvent<Value>,
) -> Result<Done, lambda_runtime::Error>
where
    P::Store: Inbox + Watermarks,
{
    let shares = Shares::of(ports.clock().now(), context.deadline);
    let trace = TraceContext::of(None, context.xray_trace_id.as_deref());
    let works = async {
        let mut done = Done::default();
        let driven = Box::pin(drive(ports, setup, shares.cases, &mut done)).await;
        let read = Box::pin(read_logs(ports, setup, shares, &mut done)).await;
        let worked_off = Box::pin(work_off(ports, setup, shares.inbox, &mut done)).await;
        let looked = Box::pin(look_for_placeholders(ports, shares.inbox, &mut done)).await;
        done.tell();
        driven.and(read).and(worked_off).and(looked).map(|()| done).inspect_err(tell_failed)
    };
    Ok(invoked(metrics, (&context.request_id, trace.as_ref()), works).await?)
}

fn tell_failed(error: &WorkError) {
    tracing::error!(event = error.event().name(), %error, "an invocation failed, and the next one tries again");
}

async fn drive<P: Ports>(ports: &P, setup: &Setup, until: Timestamp, done: &mut Done) -> Result<(), WorkError> {
    let swept = sweep(ports, setup, until).await?;
    (done.driven, done.failed, done.left) = (swept.handled.len(), swept.failed.len(), swept.left);
    Ok(())
}

/// Last of all: it repairs nobody.
async fn look_for_placeholders<P: Ports>(ports: &P, until: Timestamp, done: &mut Done) -> Result<(), WorkError> {
    if let Some(found) = placeholders(ports, until).await? {
        tell_placeholders(&found);
        done.placeholders = found.living.len();
    }
    Ok(())
}

async fn read_logs<P: Ports>(ports: &P, setup: &Setup, shares: Shares, done: &mut Done) -> Result<(), WorkError>
where
    P::Store: Letterbox + Watermarks,
{
    let mut faults = Vec::new();
    for (directory, more) in setup.directories.keys().zip((0..setup.directories.len()).rev()) {
        let until = shares.of_a_log(ports.clock().now(), more);
        let why = match poll(ports, setup, (directory, ports.store()), until).await {
            Ok(polled) => {
                done.found = done.found.saturating_add(polled.kept);
                polled.ended_early.map(|why| why.to_string())
            }
            Err(error) => {
                let why = error.to_string();
                faults.push(error);
                Some(why)
            }
        };
        match why {
            None => done.logs_read = done.logs_read.saturating_add(1),
            Some(why) => {
                tracing::warn!(directory.id = %directory, why, "a log was not read to its end");
                done.logs_unread = done.logs_unread.saturating_add(1);
            }
        }
    }
    faults.pop().map_or(Ok(()), Err)
}

async fn work_off<P: Ports>(ports: &P, setup: &Setup, until: Timestamp, done: &mut Done) -> Result<(), WorkError>
where
    P::Store: Inbox,
{
    while later_s(ports.clock().now(), START_S_MIN) <= until {
        let Some(worked) = work_off_one(ports, setup, until).await? else { break };
        match worked {
            WorkedOff::Done(healed) => {
                tell(&healed, setup);
                done.documents = done.documents.saturating_add(1);
            }
            WorkedOff::Again { .. } => done.again = done.again.saturating_add(1),
            WorkedOff::Buried { why } => {
                tracing::error!(event = LogEvent::DeadLetter.name(), why, "a document was buried");
                done.buried = done.buried.saturating_add(1);
            }
        }
    }
    Ok(())
}
