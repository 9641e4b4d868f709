//! One invocation: from the event as it arrives to the answer that the queue understands.

use crate::allotted::Allotted;
use crate::batch::answer_batch;
use crate::message::heal_message;
use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent};
use jiff::Timestamp;
use lambda_runtime::LambdaEvent;
use serde::Deserialize as _;
use serde_json::Value;
use untwin_startup::{Metrics, invoked};
use untwin_telemetry::TraceContext;
use untwin_workflow::Setup;
use untwin_workflow::ports::Ports;

/// Answers one invocation: the messages that must come again, by id.
pub(crate) async fn answer<P: Ports>(
    ports: &P,
    setup: &Setup,
    metrics: &Metrics,
    LambdaEvent { payload, context }: LambdaEvent<Value>,
) -> Result<SqsBatchResponse, lambda_runtime::Error> {
    // The error would quote the event, and with it maybe an address.
    let event = SqsEvent::deserialize(payload).map_err(|_| "the event is no batch of SQS messages")?;
    let time = Allotted::until(context.deadline);
    // A repair is a deep future: in a box the layers above it stay small.
    let heal = async |body: &str, until: Timestamp| Box::pin(heal_message(ports, setup, body, until)).await;
    let trace = TraceContext::of(None, context.xray_trace_id.as_deref());
    let answering = answer_batch(&event.records, time, ports.clock(), heal);
    Ok(invoked(metrics, (&context.request_id, trace.as_ref()), answering).await)
}
