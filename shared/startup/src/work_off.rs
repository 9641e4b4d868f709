//! One document out of the inbox: healed, and then forgotten, put back or buried.
//!
//! Whoever dies here loses nothing: the document shows again as soon as nobody holds it any more.

use crate::heal::{Healed, HealedCase, heal_document_while};
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use jiff::Timestamp;
use std::panic::AssertUnwindSafe;
use std::pin::{Pin, pin};
use untwin_core::domain::{CaseState, DeadLetter};
use untwin_core::saga::later_s;
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::{Clock, Hold, InHand, Inbox, Ports, StoreError};
use untwin_workflow::{CASE_S_MAX, Running, Setup, WorkError};

/// How long a document is hidden at a time, in seconds: so long it takes until a dead worker's document shows again.
const HIDDEN_S: i64 = 30;
/// How often a document that is worked on is hidden anew, in seconds.
const HOLD_EVERY_S: i64 = 10;
/// A document that so many workers have died over is buried.
const RECEIVES_MAX: u32 = 5;
/// A document whose records could not be looked into for so long is buried, in seconds: seven days.
const AGE_S_MAX: i64 = 7 * 24 * 3_600;
/// But not before it was tried so often: for most of that time nobody may have been there to try.
const TAKES_MIN: u32 = 24;
/// The first wait of a document that has to come again, in seconds; each further one is twice as long.
const AGAIN_S: i64 = 30;
/// The longest, whatever a vendor names.
const AGAIN_S_MAX: i64 = 3_600;

/// What became of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum WorkedOff {
    /// Whatever came of it is stored.
    Done(Box<Healed>),
    /// Something in it has to come again.
    Again {
        /// When.
        at: Timestamp,
        /// What came of the rest; nothing where it could not be worked on at all.
        healed: Option<Box<Healed>>,
    },
    /// It was buried.
    Buried {
        /// Why.
        why: String,
    },
}

/// Works off the document that is due longest; `None` where none is due. `deadline` bounds its work.
pub async fn work_off_one<P: Ports>(
    ports: &P,
    setup: &Setup,
    deadline: Timestamp,
) -> Result<Option<WorkedOff>, StoreError>
where
    P::Store: Inbox,
{
    let Some(in_hand) = take_one(ports).await? else { return Ok(None) };
    work_off(ports, setup, &in_hand, deadline, || Running::On).await.map(Some)
}

/// Takes the document that is due longest; `None` where none is due.
pub async fn take_one<P: Ports>(ports: &P) -> Result<Option<InHand>, StoreError>
where
    P::Store: Inbox,
{
    let now = ports.clock().now();
    ports.store().take(now, later_s(now, HIDDEN_S)).await
}

/// Puts a document back that there was no time for: it is due at once, and this taking does not count.
pub async fn put_back<P: Ports>(ports: &P, in_hand: &InHand) -> Result<(), StoreError>
where
    P::Store: Inbox,
{
    ports.store().postpone(in_hand.receipt, ports.clock().now()).await
}

/// Works off a document that was just taken. Once the process is told to stop, no further record of it is begun, and what
/// is left of it is due at once.
pub async fn work_off<P: Ports>(
    ports: &P,
    setup: &Setup,
    in_hand: &InHand,
    deadline: Timestamp,
    running: impl Fn() -> Running,
) -> Result<WorkedOff, StoreError>
where
    P::Store: Inbox,
{
    let now = ports.clock().now();
    if let Some(why) = hopeless(in_hand, now) {
        let letter = DeadLetter::new(&in_hand.document, why.clone(), now);
        ports.store().give_up(in_hand.receipt, &letter).await?;
        return Ok(WorkedOff::Buried { why });
    }
    let until = deadline.min(later_s(now, CASE_S_MAX));
    let work = heal_document_while(ports, setup, &in_hand.document, until, &running);
    // A repair is a deep future: in a box the layers above it stay small.
    let work: Pin<Box<_>> = Box::pin(AssertUnwindSafe(work));
    match holding(ports, in_hand, work.catch_unwind()).await {
        Ok(healed) => settle(ports, in_hand, healed, running()).await,
        // It shows again by itself, and this taking counts: a document that kills its workers is buried in the end.
        Err(_panic) => {
            let event = LogEvent::PanicInRecord.name();
            tracing::error!(event, inbox.id = in_hand.receipt.id, "a panic ended the work on a document");
            Ok(WorkedOff::Again { at: later_s(now, HIDDEN_S), healed: None })
        }
    }
}

/// The worst is told first.
fn hopeless(in_hand: &InHand, now: Timestamp) -> Option<String> {
    if in_hand.receives > RECEIVES_MAX {
        return Some(format!("taken {RECEIVES_MAX} times, and nobody finished it; look for what ended the workers"));
    }
    let tries = in_hand.takes.saturating_sub(1);
    let hopeless = tries >= TAKES_MIN && now > later_s(in_hand.arrived_at, AGE_S_MAX);
    let told = || {
        format!(
            "tried {tries} times in seven days, and its records could not be looked into; send it again once they can"
        )
    };
    hopeless.then(told)
}

/// Keeps the document hidden while the work goes on.
async fn holding<P: Ports, T>(ports: &P, in_hand: &InHand, work: impl Future<Output = T>) -> T
where
    P::Store: Inbox,
{
    let mut work = pin!(work);
    loop {
        let next = later_s(ports.clock().now(), HOLD_EVERY_S);
        match select(work.as_mut(), pin!(ports.clock().sleep_until(next))).await {
            Either::Left((done, _)) => return done,
            Either::Right(((), _)) => match ports.store().hold(in_hand.receipt, later_s(next, HIDDEN_S)).await {
                Ok(Hold::Ours) => {}
                // Leases keep two workers of one case apart, so this one may as well finish.
                Ok(Hold::Lost) => tracing::warn!(inbox.id = in_hand.receipt.id, "somebody else took the document too"),
                Err(error) => {
                    let event = error.event().name();
                    tracing::error!(event, inbox.id = in_hand.receipt.id, %error, "a document cannot be held");
                }
            },
        }
    }
}

async fn settle<P: Ports>(
    ports: &P,
    in_hand: &InHand,
    healed: Result<Healed, WorkError>,
    running: Running,
) -> Result<WorkedOff, StoreError>
where
    P::Store: Inbox,
{
    let now = ports.clock().now();
    let (at, healed) = match healed {
        Ok(healed) => match comes_again(&healed, in_hand.takes, now) {
            None => {
                ports.store().acknowledge(in_hand.receipt).await?;
                return Ok(WorkedOff::Done(Box::new(healed)));
            }
            Some(at) => (at, Some(Box::new(healed))),
        },
        Err(error) => {
            let event = error.event().name();
            tracing::error!(event, inbox.id = in_hand.receipt.id, %error, "a document could not be worked on");
            (pause(in_hand.takes, now), None)
        }
    };
    let at = if running == Running::Stopping { now } else { at };
    ports.store().postpone(in_hand.receipt, at).await?;
    Ok(WorkedOff::Again { at, healed })
}

/// A case with a time in its row is safe there; only what opened no case, or was left in the middle for want of time, has
/// to come again.
fn comes_again(healed: &Healed, takes: u32, now: Timestamp) -> Option<Timestamp> {
    let in_the_middle = healed.cases.iter().any(|entry| left_in_the_middle(entry, now));
    if healed.later.is_empty() && !in_the_middle {
        return None;
    }
    let named = healed.later.iter().filter_map(|later| later.until).max();
    Some(named.map_or_else(|| pause(takes, now), |named| named.clamp(later_s(now, 1), later_s(now, AGAIN_S_MAX))))
}

fn left_in_the_middle(entry: &HealedCase, now: Timestamp) -> bool {
    let running = matches!(entry.case.state, CaseState::Executing | CaseState::Undoing);
    running && entry.case.due_at.is_some_and(|due_at| due_at <= now)
}

fn pause(takes: u32, now: Timestamp) -> Timestamp {
    let doublings = takes.saturating_sub(1).min(16);
    later_s(now, AGAIN_S.saturating_mul(1_i64 << doublings).min(AGAIN_S_MAX))
}
