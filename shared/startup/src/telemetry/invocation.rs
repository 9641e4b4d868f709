//! One invocation of a function: every line that it logs carries its ids, and its metrics are written when it is over.

use super::Metrics;
use tracing::{Instrument as _, info_span};
use untwin_telemetry::TraceContext;

/// Does the work of one invocation. One that is dropped in the middle leaves what it counted to the next.
pub async fn invoked<T>(
    metrics: &Metrics,
    (request, trace): (&str, Option<&TraceContext>),
    work: impl Future<Output = T>,
) -> T {
    let trace = trace.map(TraceContext::trace_id);
    let span = info_span!("invocation", request.id = request, trace.id = trace);
    let done = work.instrument(span).await;
    metrics.flush();
    done
}
