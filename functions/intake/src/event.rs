//! One invocation: over HTTP through the door, from AWS itself straight into the inbox.

use crate::http_event::{HttpEvent, answered};
use crate::trusted::{Bearer, documents};
use lambda_runtime::LambdaEvent;
use serde_json::Value;
use untwin_startup::settings::OpenDoor;
use untwin_startup::{Metrics, invoked};
use untwin_telemetry::{LogEvent, TraceContext};
use untwin_workflow::ports::{Clock, Kept, Letterbox};

const NOBODYS: &str = "the event is neither HTTP nor EventBridge nor SNS";

/// Answers one invocation. An error makes AWS bring an asynchronous event again.
pub(crate) async fn answer<I: Letterbox, C: Clock>(
    (open, inbox, clock): (&OpenDoor, &I, &C),
    metrics: &Metrics,
    LambdaEvent { payload, context }: LambdaEvent<Value>,
) -> Result<Value, lambda_runtime::Error> {
    let request = HttpEvent::of(&payload);
    let brought = request.as_ref().and_then(|request| request.head().trace());
    let trace = brought.or_else(|| TraceContext::of(None, context.xray_trace_id.as_deref()));
    let taken = async {
        match request {
            Some(request) => {
                open.secrets.renew(&open.door, clock.now()).await;
                Ok(answered(open.door.receive(inbox, request.head(), &request.body(), clock.now()).await))
            }
            None => take_in(inbox, (&payload, trace.as_ref()), clock).await,
        }
    };
    invoked(metrics, (&context.request_id, trace.as_ref()), taken).await
}

/// Whoever may invoke the function was let in by IAM.
async fn take_in<I: Letterbox, C: Clock>(
    inbox: &I,
    (event, trace): (&Value, Option<&TraceContext>),
    clock: &C,
) -> Result<Value, lambda_runtime::Error> {
    let bearer = Bearer::of(event).ok_or(NOBODYS).inspect_err(|error| {
        tracing::error!(event = LogEvent::WorkFailed.name(), error, "an event is none of ours");
    })?;
    let (mut kept, mut known) = (0_usize, 0_usize);
    for delivery in documents(bearer, trace, clock.now()) {
        let put = inbox.put(&delivery, clock.now()).await.inspect_err(|error| {
            tracing::error!(event = error.event().name(), %error, "an event could not be kept, and has to come again");
        });
        match put? {
            Kept::New => kept += 1,
            Kept::Known => known += 1,
            Kept::Full => return Err("the inbox is full: the event has to come again".into()),
            Kept::TooLarge => return Err("the event is larger than the queue can carry: look at it by hand".into()),
        }
    }
    tracing::info!(kept, known, "an event was taken in");
    Ok(serde_json::json!({ "kept": kept, "known": known }))
}
