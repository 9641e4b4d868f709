//! Reading a provider's log bit by bit, so that no failure is lost whatever was not delivered.
//!
//! What is found goes into the inbox as a neutral event, exactly as if somebody had brought it. The watermark moves only
//! once everything before it is kept, and each poll reads a stretch before it again: the log fills late.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::sync::Arc;
use untwin_core::domain::{DirectoryId, Fact, LogRecord, Recognition, Why, sha256_hex};
use untwin_core::saga::later_s;
use untwin_workflow::ports::{
    Clock, Delivery, IdpReads, Inbox, Kept, LogStretch, Phase, Ports, Remembered, Store, Tally, Watermarks,
};
use untwin_workflow::{Pushed, Setup, WorkError};

/// Whom the inbox names as the bringer.
pub const LOG_POLL: &str = "log-poll";

/// How far before the watermark each poll begins: records appear some minutes after their moment.
const OVERLAP_S: i64 = 3_600;
/// How far back the first poll of a directory goes. Every failure that lasts is tried again within that time.
const FIRST_S: i64 = 24 * 3_600;
/// The log holds no more than this.
const LOG_S_MAX: i64 = 30 * 24 * 3_600;
/// The stretch that is read first; one that holds too much is halved, and the next after one that does not is doubled.
const STRETCH_S: i64 = 6 * 3_600;
/// The longest.
const STRETCH_S_MAX: i64 = 24 * 3_600;
/// The shortest.
const STRETCH_S_MIN: i64 = 60;
/// Records of clocks that are ahead of ours.
const AHEAD_S: i64 = 60;
/// How long a record that was found is not taken for new again: longer than it stays in reach of the overlap.
const REMEMBERED_S: i64 = 2 * 24 * 3_600;

/// What one poll of one directory did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Polled {
    /// Failures in the log that are conflicts.
    pub conflicts: u32,
    /// Those of them that were new and are in the inbox now.
    pub kept: u32,
    /// Records that could not be read.
    pub unreadable: u32,
    /// Why it ended before it reached the present, if it did; the next poll goes on from there.
    pub ended_early: Option<Why>,
}

/// Reads the log of a directory's provider from its watermark to now.
pub async fn poll<P: Ports>(
    ports: &P,
    setup: &Setup,
    directory: &DirectoryId,
    deadline: Timestamp,
) -> Result<Polled, WorkError>
where
    P::Store: Inbox + Watermarks,
{
    let unknown = || WorkError::NoSuchDirectory(directory.to_string());
    let pushed = setup.directories.get(directory).ok_or_else(unknown)?;
    let tally = Arc::new(Tally::default());
    let eyes = ports.eyes(directory, &tally, Phase::Evidence).ok_or_else(unknown)?;
    let now = ports.clock().now();
    let mut from = begin(ports.store().watermark(directory).await?, now);
    let (mut polled, mut stretch_s) = (Polled::default(), STRETCH_S);
    while from < now && ports.clock().now() < deadline {
        let until = later_s(from, stretch_s).min(now);
        let asked_until = if until == now { later_s(now, AHEAD_S) } else { until };
        match stretch(eyes.idp.failures_between(from, asked_until).await) {
            Ok(stretch) => {
                polled.unreadable = polled.unreadable.saturating_add(stretch.unreadable);
                if keep_all(ports, pushed, &stretch.failures, &mut polled).await? == Kept::Full {
                    polled.ended_early = Some(Why::NotAsked("the inbox is full".to_owned()));
                    break;
                }
                ports.store().move_watermark(directory, until).await?;
                (from, stretch_s) = (until, stretch_s.saturating_mul(2).min(STRETCH_S_MAX));
            }
            Err(Why::Unexpected { .. }) if stretch_s > STRETCH_S_MIN => {
                stretch_s = (stretch_s / 2).max(STRETCH_S_MIN);
            }
            Err(why) => {
                polled.ended_early = Some(why);
                break;
            }
        }
    }
    Ok(polled)
}

/// Whole seconds: the log knows no fractions.
fn begin(watermark: Option<Timestamp>, now: Timestamp) -> Timestamp {
    let before = |moment: Timestamp, seconds: i64| later_s(moment, -seconds);
    let from = watermark.map_or_else(|| before(now, FIRST_S), |watermark| before(watermark, OVERLAP_S));
    let from = from.max(before(now, LOG_S_MAX));
    from.checked_sub(SignedDuration::from_nanos(i64::from(from.subsec_nanosecond()))).unwrap_or(from)
}

fn stretch(read: Fact<LogStretch>) -> Result<LogStretch, Why> {
    match read {
        Fact::Known(stretch, _) => Ok(stretch),
        Fact::Absent(_) => Ok(LogStretch::default()),
        Fact::Unavailable(why) => Err(why),
    }
}

/// Stops at the first that finds no room.
async fn keep_all<P: Ports>(
    ports: &P,
    pushed: &Pushed,
    failures: &[LogRecord],
    polled: &mut Polled,
) -> Result<Kept, WorkError>
where
    P::Store: Inbox,
{
    let conflicts = failures.iter().filter(|record| matches!(record.recognition, Recognition::Uniqueness(_)));
    for record in conflicts {
        polled.conflicts = polled.conflicts.saturating_add(1);
        if ports.store().seen(&record.id).await?.is_some() {
            continue;
        }
        let now = ports.clock().now();
        match ports.store().put(&delivery(pushed, record, now), now).await? {
            Kept::New => polled.kept = polled.kept.saturating_add(1),
            Kept::Known => {}
            Kept::Full => return Ok(Kept::Full),
        }
    }
    Ok(Kept::New)
}

/// The ids alone: the record is read again when its turn comes.
fn delivery(pushed: &Pushed, record: &LogRecord, now: Timestamp) -> Delivery {
    let event = json!({
        "version": "untwin.failure/1",
        "id": record.id.as_str(),
        "occurred_at": record.at.to_string(),
        "source": LOG_POLL,
        "provider": {
            "tenant_id": pushed.tenant.as_str(),
            "job_id": pushed.job.as_str(),
            "log_record_id": record.id.as_str(),
        },
    });
    let named = format!("{} {} {}", pushed.tenant, pushed.job, record.id);
    Delivery {
        source: LOG_POLL.to_owned(),
        dedup_key: format!("log:{}", sha256_hex(named.as_bytes())),
        remembered: Remembered::Until(later_s(now, REMEMBERED_S)),
        document: event.to_string().into_bytes(),
    }
}
