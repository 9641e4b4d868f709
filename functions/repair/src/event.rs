//! One invocation: from the event as it arrives to the answer that the queue understands.

use crate::allotted::Allotted;
use crate::batch::{ComesAgain, When, work_through};
use crate::message::work_on;
use crate::ready::Ready;
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use jiff::Timestamp;
use lambda_runtime::LambdaEvent;
use serde::Deserialize as _;
use serde_json::Value;
use untwin_aws::ConflictsQueue;
use untwin_startup::{Metrics, invoked};
use untwin_telemetry::{LogEvent, TraceContext};
use untwin_workflow::Setup;
use untwin_workflow::ports::{Clock as _, Ports as _};

const NO_BATCH: &str = "the event is no batch of SQS messages";
/// The first pause of a message that comes again later, in seconds; each further one is twice as long.
const PAUSE_S: i64 = 30;
/// So often a message comes again at once.
const AT_ONCE_MAX: u32 = 5;
/// The longest pause, whatever a vendor names. The queue's `maxReceiveCount` makes a week of it.
const PAUSE_S_MAX: i64 = 7_200;

/// Answers one invocation: the messages that must come again, by id.
pub(crate) async fn answer(
    ready: &Ready,
    metrics: &Metrics,
    LambdaEvent { payload, context }: LambdaEvent<Value>,
) -> Result<SqsBatchResponse, lambda_runtime::Error> {
    // The error would quote the event, and with it maybe an address.
    let event = SqsEvent::deserialize(payload).map_err(|_| NO_BATCH);
    let trace = TraceContext::of(None, context.xray_trace_id.as_deref());
    let answering = async {
        let event = event.inspect_err(|error| {
            tracing::error!(event = LogEvent::WorkFailed.name(), error, "an event is none of ours");
        })?;
        // A policy that was pushed meanwhile holds from here on. Without knowing which one holds, nothing is done.
        match ready.setup_in_force().await {
            Ok(setup) => {
                let time = Allotted::until(context.deadline);
                Ok(answer_batch((ready, metrics), &setup, &event.records, time).await)
            }
            Err(error) => {
                tracing::error!(event = error.event().name(), %error, "the policy cannot be read, and the batch comes again");
                Ok(all_again(ready, &event.records).await)
            }
        }
    };
    invoked(metrics, (&context.request_id, trace.as_ref()), answering).await
}

async fn all_again(ready: &Ready, messages: &[SqsMessage]) -> SqsBatchResponse {
    let again = messages.iter().map(|message| ComesAgain { message, when: When::Later });
    come_again(ready, again.collect()).await
}

async fn answer_batch(
    (ready, metrics): (&Ready, &Metrics),
    setup: &Setup,
    messages: &[SqsMessage],
    time: Allotted,
) -> SqsBatchResponse {
    let ports = &ready.connected.ports;
    let people = ready.queues.as_ref().map(|queues| &queues.manual);
    // A repair is a deep future: in a box the layers above it stay small.
    let work = async |message, until| {
        let ended = Box::pin(work_on((ports, setup), people, message, until)).await;
        // An alarm that says "at once" does not wait for the other messages.
        metrics.flush();
        ended
    };
    let again = work_through(messages, time, ports.clock(), work).await;
    come_again(ready, again).await
}

async fn come_again(ready: &Ready, messages: Vec<ComesAgain<'_>>) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for again in messages {
        if let Some(queues) = &ready.queues {
            hide(&queues.conflicts, &again, ready.connected.ports.clock().now()).await;
        }
        // SQS names every message. Without a name the whole batch comes again: that is what an empty one means.
        response.add_failure(again.message.message_id.as_deref().unwrap_or_default());
    }
    response
}

/// Without this it stays hidden for as long as its first worker might have taken. If it fails, that is what happens.
async fn hide(queue: &ConflictsQueue, again: &ComesAgain<'_>, now: Timestamp) {
    let Some(receipt) = &again.message.receipt_handle else { return };
    if let Err(error) = queue.hide(receipt, pause_s(again, now)).await {
        tracing::warn!(%error, "a message cannot be brought again sooner");
    }
}

fn pause_s(again: &ComesAgain<'_>, now: Timestamp) -> i64 {
    match again.when {
        // Whoever is in the way has moved on by then; if not, the tries must last until it has.
        When::AtOnce if receives(again.message) <= AT_ONCE_MAX => 0,
        // Who names seconds, again and again, would soon have used up all of its tries.
        When::NotBefore(moment) => {
            moment.duration_since(now).as_secs().max(longer_pause_s(again.message)).min(PAUSE_S_MAX)
        }
        When::AtOnce => PAUSE_S,
        When::Later => longer_pause_s(again.message),
    }
}

fn longer_pause_s(message: &SqsMessage) -> i64 {
    let doublings = receives(message).saturating_sub(1).min(10);
    PAUSE_S.saturating_mul(1_i64 << doublings).min(PAUSE_S_MAX)
}

/// How often it was brought, this time included.
fn receives(message: &SqsMessage) -> u32 {
    message.attributes.get("ApproximateReceiveCount").and_then(|count| count.parse().ok()).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paused_s(receives: u32, when: When) -> i64 {
        let mut message = SqsMessage::default();
        message.attributes.insert("ApproximateReceiveCount".to_owned(), receives.to_string());
        pause_s(&ComesAgain { message: &message, when }, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn a_message_waits_longer_each_time_and_never_more_than_two_hours() {
        assert_eq!(
            [1, 2, 5, 8, 9, 99].map(|receives| paused_s(receives, When::Later)),
            [30, 60, 480, 3_840, 7_200, 7_200]
        );
    }

    #[test]
    fn what_a_vendor_names_is_waited_for_up_to_two_hours_and_seconds_not_forever() {
        let at = |second| When::NotBefore(Timestamp::from_second(second).unwrap());
        assert_eq!([-5, 90, 86_400].map(|second| paused_s(1, at(second))), [30, 90, 7_200]);
        assert_eq!(paused_s(4, at(1)), 240);
        assert_eq!([1, 5, 6].map(|receives| paused_s(receives, When::AtOnce)), [0, 0, PAUSE_S]);
    }
}
