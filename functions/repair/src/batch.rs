//! A batch of messages, one after another: which of them must come again.
//!
//! It knows neither what a message holds nor what is done with it.

use crate::allotted::{Allotted, Start};
use aws_lambda_events::event::sqs::SqsMessage;
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
    Again(When),
}

/// When a message should come again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum When {
    /// As soon as somebody has time for it.
    AtOnce,
    /// After a pause that is longer each time.
    Later,
    /// Not before this moment.
    NotBefore(Timestamp),
}

/// A message that must come again.
pub(crate) struct ComesAgain<'m> {
    pub(crate) message: &'m SqsMessage,
    pub(crate) when: When,
}

/// Hands each message to `work`, with the moment until which it may be worked on, and names those that must come again.
pub(crate) async fn work_through<'m>(
    messages: &'m [SqsMessage],
    time: Allotted,
    clock: &impl Clock,
    work: impl AsyncFn(&'m SqsMessage, Timestamp) -> Ended,
) -> Vec<ComesAgain<'m>> {
    let mut again = Vec::new();
    for (message, waiting) in messages.iter().zip((0..messages.len()).rev()) {
        let until = time.share(clock.now(), waiting);
        match answer_one(time, clock, work(message, until)).instrument(span(message)).await {
            Ended::Acknowledged => {}
            Ended::Again(when) => again.push(ComesAgain { message, when }),
        }
    }
    again
}

/// A message goes on with the trace of whoever sent it; without one it belongs to that of the invocation.
fn span(message: &SqsMessage) -> Span {
    let id = message.message_id.as_deref().unwrap_or_default();
    let w3c = message.message_attributes.get(TRACEPARENT).and_then(|attribute| attribute.string_value.as_deref());
    let x_ray = message.attributes.get(AWS_TRACE_HEADER).map(String::as_str);
    let trace = TraceContext::of(w3c, x_ray);
    info_span!("message", message.id = id, trace.id = trace.as_ref().map(TraceContext::trace_id))
}

/// A panic ends one message, and a message that takes too long ends where it stands: every case survives that.
async fn answer_one(time: Allotted, clock: &impl Clock, work: impl Future<Output = Ended>) -> Ended {
    if time.start(clock.now()) == Start::TooLate {
        tracing::info!("the time left is too short to begin: the message comes again");
        return Ended::Again(When::AtOnce);
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
            Ended::Again(When::Later)
        }
        Either::Right(((), _)) => {
            tracing::error!(
                event = LogEvent::WorkFailed.name(),
                "the time is up: the work on a message was dropped, and it comes again"
            );
            Ended::Again(When::AtOnce)
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

    /// Works through messages with these bodies, as each says, and names those that come again.
    async fn again(bodies: &[&str], clock: &impl Clock) -> Vec<(String, When)> {
        let messages = messages(bodies);
        let again = work_through(&messages, Allotted::until(TIME_MS), clock, heal).await;
        again.iter().map(|again| (again.message.message_id.clone().unwrap(), again.when)).collect()
    }

    async fn heal(message: &SqsMessage, _until: Timestamp) -> Ended {
        match message.body.as_deref() {
            Some("panic") => panic!("as asked"),
            Some("hang") => pending().await,
            Some("again") => Ended::Again(When::Later),
            _ => Ended::Acknowledged,
        }
    }

    fn named(names: &[(&str, When)]) -> Vec<(String, When)> {
        names.iter().map(|(name, when)| ((*name).to_owned(), *when)).collect()
    }

    #[tokio::test]
    async fn only_what_must_come_again_is_named() {
        assert_eq!(again(&["fine", "again", "fine"], &Stopped).await, named(&[("m1", When::Later)]));
    }

    #[tokio::test]
    async fn a_panic_fails_its_message_and_the_rest_go_on() {
        let both = named(&[("m0", When::Later), ("m2", When::Later)]);
        assert_eq!(again(&["panic", "fine", "again", "fine"], &Stopped).await, both);
    }

    #[tokio::test]
    async fn what_runs_when_the_time_is_up_is_dropped_and_what_is_done_stays_done() {
        assert_eq!(again(&["fine", "hang"], &Leaping).await, named(&[("m1", When::AtOnce)]));
    }

    #[tokio::test]
    async fn nothing_is_begun_that_the_time_left_does_not_cover() {
        let begun = RefCell::new(0);
        let note = async |_: &SqsMessage, _until: Timestamp| {
            *begun.borrow_mut() += 1;
            Ended::Acknowledged
        };
        let messages = messages(&["one", "two"]);
        let again = work_through(&messages, Allotted::until(1_020_000), &Stopped, note).await;
        assert_eq!((again.len(), begun.into_inner()), (2, 0));
        assert!(again.iter().all(|again| again.when == When::AtOnce));
    }
}
