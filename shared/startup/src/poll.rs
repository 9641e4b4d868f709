//! Reading a provider's log bit by bit, so that no failure is lost whatever was not delivered.
//!
//! What is found goes into the inbox as a neutral event, exactly as if somebody had brought it. The watermark moves only
//! once everything before it is kept, and each poll reads a stretch before it again: the log fills late.

use crate::aside::bury;
use futures_util::future::{Either, select};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::pin::pin;
use std::sync::Arc;
use untwin_core::domain::{DeadLetter, DirectoryId, Fact, LogRecord, Recognition, Why, sha256_hex};
use untwin_core::saga::later_s;
use untwin_workflow::ports::{
    Clock, Delivery, IdpReads, Kept, Letterbox, LogStretch, Phase, Ports, Remembered, Store, StoreError, Tally,
    Watermarks,
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
/// A watermark that is further ahead than this was set by a clock that was: machines of one store differ by less.
const WATERMARK_AHEAD_S_MAX: i64 = 300;
/// How long a record that was found is not taken for new again: longer than it stays in reach of the overlap.
const REMEMBERED_S: i64 = 2 * 24 * 3_600;
/// So many unreadable records of one poll are put aside; the others are only counted.
const PUT_ASIDE_MAX: u32 = 25;

/// What one poll of one directory did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Polled {
    /// Failures in the log that are conflicts.
    pub conflicts: u32,
    /// Those of them that were new and are in the inbox now.
    pub kept: u32,
    /// Records that could not be read.
    pub unreadable: u32,
    /// Those of them that are dead letters now.
    pub put_aside: u32,
    /// Why it ended before it reached the present, if it did; the next poll goes on from there.
    pub ended_early: Option<Why>,
}

/// Reads the log of a directory's provider from its watermark to now, and puts what is new into `letterbox`.
pub async fn poll<P: Ports, L: Letterbox>(
    ports: &P,
    setup: &Setup,
    (directory, letterbox): (&DirectoryId, &L),
    deadline: Timestamp,
) -> Result<Polled, WorkError>
where
    P::Store: Watermarks,
{
    let unknown = || WorkError::NoSuchDirectory(directory.to_string());
    let pushed = setup.directories.get(directory).ok_or_else(unknown)?;
    let tally = Arc::new(Tally::default());
    let eyes = ports.eyes(directory, &tally, Phase::Evidence).ok_or_else(unknown)?;
    let now = ports.clock().now();
    let mut from = begin(ports.store(), directory, now).await?;
    let (mut polled, mut stretch_s) = (Polled::default(), STRETCH_S);
    while from < now {
        let until = later_s(from, stretch_s).min(now);
        let asked_until = if until == now { later_s(now, AHEAD_S) } else { until };
        match in_time(ports.clock(), eyes.idp.failures_between(from, asked_until), deadline).await {
            Ok(stretch) => {
                if keep_all((ports, letterbox), pushed, &stretch, &mut polled).await? == Kept::Full {
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
    if polled.unreadable > 0 {
        let (unreadable, put_aside) = (polled.unreadable, polled.put_aside);
        tracing::warn!(directory.id = %directory, unreadable, put_aside, "records of a log could not be read");
    }
    Ok(polled)
}

/// Where to begin, in whole seconds: the log knows no fractions.
async fn begin<S: Watermarks>(store: &S, directory: &DirectoryId, now: Timestamp) -> Result<Timestamp, StoreError> {
    let before = |moment: Timestamp, seconds: i64| later_s(moment, -seconds);
    let earliest = before(now, LOG_S_MAX);
    let from = match store.watermark(directory).await? {
        None => before(now, FIRST_S),
        Some(mark) if mark > later_s(now, WATERMARK_AHEAD_S_MAX) => {
            // How far was really read, and when the clock began to be ahead, nobody knows any more.
            tracing::warn!(
                directory.id = %directory,
                watermark = %mark,
                "the clock was ahead when a log was read: it is read again as far back as it goes"
            );
            store.lower_watermark(directory, earliest).await?;
            earliest
        }
        Some(mark) => before(mark, OVERLAP_S).max(earliest),
    };
    Ok(from.checked_sub(SignedDuration::from_nanos(i64::from(from.subsec_nanosecond()))).unwrap_or(from))
}

/// What a stretch holds, if it can be read in time. Giving a reading up changes nothing.
async fn in_time<C: Clock>(
    clock: &C,
    reading: impl Future<Output = Fact<LogStretch>>,
    deadline: Timestamp,
) -> Result<LogStretch, Why> {
    let time_is_up = || Err(Why::NotAsked("the time was up".to_owned()));
    if clock.now() >= deadline {
        return time_is_up();
    }
    match select(pin!(reading), pin!(clock.sleep_until(deadline))).await {
        Either::Left((Fact::Known(stretch, _), _)) => Ok(stretch),
        Either::Left((Fact::Absent(_), _)) => Ok(LogStretch::default()),
        Either::Left((Fact::Unavailable(why), _)) => Err(why),
        Either::Right(((), _)) => time_is_up(),
    }
}

/// Keeps what can be read and puts the rest aside. Stops at the first that finds no room.
async fn keep_all<P: Ports, L: Letterbox>(
    (ports, letterbox): (&P, &L),
    pushed: &Pushed,
    stretch: &LogStretch,
    polled: &mut Polled,
) -> Result<Kept, WorkError> {
    polled.unreadable = polled.unreadable.saturating_add(stretch.unreadable);
    for unreadable in &stretch.unreadable_records {
        if polled.put_aside < PUT_ASIDE_MAX {
            let letter = DeadLetter::new(&unreadable.record, unreadable.reason, ports.clock().now());
            bury(ports, &letter).await?;
            polled.put_aside = polled.put_aside.saturating_add(1);
        }
    }
    let conflicts = stretch.failures.iter().filter(|record| matches!(record.recognition, Recognition::Uniqueness(_)));
    for record in conflicts {
        polled.conflicts = polled.conflicts.saturating_add(1);
        if ports.store().seen(&record.id).await?.is_some() {
            continue;
        }
        let now = ports.clock().now();
        match letterbox.put(&delivery(pushed, record, now), now).await? {
            Kept::New => polled.kept = polled.kept.saturating_add(1),
            // The ids alone are never too large.
            Kept::Known | Kept::TooLarge => {}
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
        // Nobody sent it, so its trace begins with whoever works on it.
        trace: None,
    }
}
