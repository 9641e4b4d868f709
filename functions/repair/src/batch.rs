//! A batch of messages, one after another: which of them must come again.
//!
//! It knows neither what a message holds nor what is done with it.

use crate::allotted::{Allotted, Start};
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsMessage};
use futures_util::FutureExt as _;
use futures_util::future::{Either, select};
use jiff::Timestamp;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use tracing::{Instrument as _, Span, info_span};
use untwin_telemetry::{AWS_TRACE_HEADER, LogEvent, TRACEPARENT, TraceContext};
use untwin_workflow::ports::Clock;

/// How a message ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Whatever came of it is stored: the queue can forget it.
    Acknowledged,
    /// The queue has to bring it again.
    Again,
}

/// Hands the body of each message to `heal`, with the moment until which it may be worked on, and names those that must
/// come again.
pub(crate) async fn answer_batch(
    messages: &[SqsMessage],
    time: Allotted,
    clock: &impl Clock,
    heal: impl AsyncFn(&str, Timestamp) -> Ended,
) -> SqsBatchResponse {
    let mut response = SqsBatchResponse::default();
    for (message, waiting) in messages.iter().zip((0..messages.len()).rev()) {
        // SQS names every message. Without a name the whole batch comes again: that is what an empty one means.
        let id = message.message_id.as_deref().unwrap_or_default();
        let body = message.body.as_deref().unwrap_or_default();
        let until = time.share(clock.now(), waiting);
        match answer_one(time, clock, heal(body, until)).instrument(span(id, message)).await {
            Ended::Acknowledged => {}
            Ended::Again => response.add_failure(id),
        }
    }
    response
}

/// A message goes on with the trace of whoever sent it; without one it belongs to that of the invocation.
fn span(id: &str, message: &SqsMessage) -> Span {
    let w3c = message.message_attributes.get(TRACEPARENT).and_then(|attribute| attribute.string_value.as_deref());
    let x_ray = message.attributes.get(AWS_TRACE_HEADER).map(String::as_str);
    let trace = TraceContext::of(w3c, x_ray);
    info_span!("message", message.id = id, trace.id = trace.as_ref().map(TraceContext::trace_id))
}

/// A panic ends one message, and a message that takes too long ends where it stands: every case survives that.
async fn answer_one(time: Allotted, clock: &impl Clock, work: impl Future<Output = Ended>) -> Ended {
    if time.start(clock.now()) == Start::TooLate {
        tracing::info!("the time left is too short to begin: the message comes again");
        return Ended::Again;
    }
    // What a panic leaves behind is looked at by nobody: the store rolls back, and each message has its own clients.
    let work = pin!(AssertUnwindSafe(work).catch_unwind());
    match select(work, pin!(clock.sleep_until(time.cut_at()))).await {
        Either::Left((Ok(ended), _)) => ended,
        Either::Left((Err(_panic), _)) => {
            tracing::error!(
                event = LogEvent::PanicInRecord.name(),
                "a panic ended the work on a message: it comes again"
            );
            Ended::Again
        }
        Either::Right(((), _)) => {
            tracing::error!(
                event = LogEvent::WorkFailed.name(),
                "the time is up: the work on a message was dropped, and it comes again"
            );
            Ended::Again
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::future::{pending, ready};

    /// Ten minutes before the deadline of [`TIME_MS`], for good.
    struct Stopped;

    /// The same, and whoever waits has waited.
    struct Leaping;

    const NOW_S: i64 = 1_000;
    const TIME_MS: u64 = 1_600_000;

    impl Clock for Stopped {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(NOW_S).unwrap()
        }

        fn sleep_until(&self, _moment: Timestamp) -> impl Future<Output = ()> + Send {
            pending()
        }
    }

    impl Clock for Leaping {
        fn now(&self) -> Timestamp {
            Stopped.now()
        }

        fn sleep_until(&self, _moment: Timestamp) -> impl Future<Output = ()> + Send {
            ready(())
        }
    }

    fn messages(bodies: &[&str]) -> Vec<SqsMessage> {
        let message = |(index, body): (usize, &&str)| {
            let mut message = SqsMessage::default();
            message.message_id = Some(format!("m{index}"));
            message.body = Some((*body).to_owned());
            message
        };
        bodies.iter().enumerate().map(message).collect()
    }

    fn failed(response: &SqsBatchResponse) -> Vec<&str> {
        response.batch_item_failures.iter().map(|failure| failure.item_identifier.as_str()).collect()
    }

    async fn heal(body: &str, _until: Timestamp) -> Ended {
        match body {
            "panic" => panic!("as asked"),
            "hang" => pending().await,
            "again" => Ended::Again,
            _ => Ended::Acknowledged,
        }
    }

    #[tokio::test]
    async fn only_what_must_come_again_is_named() {
        let messages = messages(&["fine", "again", "fine"]);
        let response = answer_batch(&messages, Allotted::until(TIME_MS), &Stopped, heal).await;
        assert_eq!(failed(&response), ["m1"]);
    }

    #[tokio::test]
    async fn a_panic_fails_its_message_and_the_rest_go_on() {
        let messages = messages(&["panic", "fine", "again", "fine"]);
        let response = answer_batch(&messages, Allotted::until(TIME_MS), &Stopped, heal).await;
        assert_eq!(failed(&response), ["m0", "m2"]);
    }

    #[tokio::test]
    async fn what_runs_when_the_time_is_up_is_dropped_and_what_is_done_stays_done() {
        let messages = messages(&["fine", "hang"]);
        let response = answer_batch(&messages, Allotted::until(TIME_MS), &Leaping, heal).await;
        assert_eq!(failed(&response), ["m1"]);
    }

    #[tokio::test]
    async fn nothing_is_begun_that_the_time_left_does_not_cover() {
        let begun = RefCell::new(Vec::new());
        let note = async |body: &str, _until: Timestamp| {
            begun.borrow_mut().push(body.to_owned());
            Ended::Acknowledged
        };
        let messages = messages(&["one", "two"]);
        let response = answer_batch(&messages, Allotted::until(1_020_000), &Stopped, note).await;
        assert_eq!((failed(&response), begun.into_inner()), (vec!["m0", "m1"], Vec::<String>::new()));
    }

    #[tokio::test]
    async fn a_failed_message_without_a_name_brings_the_whole_batch_again() {
        let mut nameless = SqsMessage::default();
        nameless.body = Some("again".to_owned());
        let response = answer_batch(&[nameless], Allotted::until(TIME_MS), &Stopped, heal).await;
        assert_eq!(failed(&response), [""]);
    }
}
