//! One invocation: everything that is due, as far as the time goes, and numbers for an answer.
//!
//! What is not reached stays due. The event itself says nothing: the timer is all there is to it.

use jiff::Timestamp;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde_json::Value;
use untwin_core::saga::later_s;
use untwin_startup::{WorkedOff, poll, tell, work_off_one};
use untwin_workflow::ports::{Clock, Inbox, Ports, Watermarks};
use untwin_workflow::{Setup, WorkError, sweep};

/// No work goes on in the last seconds of an invocation: they are for what overruns, a reading above all.
const MARGIN_S: i64 = 10;
/// A document is begun only while a diagnosis fits into the time left, in seconds.
const START_S_MIN: i64 = 30;
/// The logs may take this part of the time: what lies in the inbox must not starve.
const POLL_PART: i64 = 4;

/// What an invocation did.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Done {
    /// Conflicts that were found in a log and are new.
    found: u32,
    /// Logs that were not read to their end.
    logs_unread: u32,
    /// Documents that were worked off.
    documents: u32,
    /// Documents that come again.
    again: u32,
    /// Documents that were buried.
    buried: u32,
    /// Cases that were driven.
    driven: usize,
    /// Cases that could not be driven.
    failed: usize,
}

/// Answers one invocation.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    setup: &Setup,
    LambdaEvent { context, .. }: LambdaEvent<Value>,
) -> Result<Done, lambda_runtime::Error>
where
    P::Store: Inbox + Watermarks,
{
    let until = later_s(deadline(context.deadline), -MARGIN_S);
    let mut done = Done::default();
    // What is due comes first: a case may have been left in the middle.
    let swept = Box::pin(sweep(ports, setup, until)).await?;
    (done.driven, done.failed) = (swept.handled.len(), swept.failed.len());
    Box::pin(read_logs(ports, setup, until, &mut done)).await?;
    Box::pin(work_off(ports, setup, until, &mut done)).await?;
    tracing::info!(done = ?done, "what was due was done");
    Ok(done)
}

async fn read_logs<P: Ports>(ports: &P, setup: &Setup, until: Timestamp, done: &mut Done) -> Result<(), WorkError>
where
    P::Store: Inbox + Watermarks,
{
    let now = ports.clock().now();
    let part_s = until.duration_since(now).as_secs() / POLL_PART;
    for directory in setup.directories.keys() {
        let polled = poll(ports, setup, directory, later_s(now, part_s)).await?;
        done.found = done.found.saturating_add(polled.kept);
        if let Some(why) = polled.ended_early {
            tracing::warn!(directory.id = %directory, %why, "a log was not read to its end");
            done.logs_unread = done.logs_unread.saturating_add(1);
        }
    }
    Ok(())
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
                tracing::error!(why, "a document was buried");
                done.buried = done.buried.saturating_add(1);
            }
        }
    }
    Ok(())
}

/// From the invocation's deadline, in milliseconds since 1970. One that is no time leaves none.
fn deadline(deadline_ms: u64) -> Timestamp {
    let deadline = i64::try_from(deadline_ms).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    deadline.unwrap_or(Timestamp::MIN)
}
