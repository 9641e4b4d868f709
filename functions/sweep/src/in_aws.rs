//! One invocation in AWS: jobs, each done by one invocation at a time, and each with an outcome of its own.
//!
//! What is due is only handed on: the workers behind the queue drive it, many at a time. A dead log keeps it from nothing.

use futures_util::FutureExt as _;
use jiff::Timestamp;
use lambda_runtime::LambdaEvent;
use serde::Serialize;
use serde_json::Value;
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use untwin_aws::DynamoStore;
use untwin_core::domain::DirectoryId;
use untwin_core::saga::later_s;
use untwin_startup::{AnyStore, Connected, Metrics, Queues, Real, invoked, poll, tell_placeholders};
use untwin_telemetry::TraceContext;
use untwin_workflow::ports::{Clock as _, Ports as _, StoreError};
use untwin_workflow::{WorkError, hand_on, placeholders};

/// No job goes on in the last seconds of an invocation.
const MARGIN_S: i64 = 10;

/// Everything that is opened once.
pub(crate) struct InAws {
    pub(crate) connected: Connected<Real>,
    pub(crate) queues: Queues,
}

/// What became of a job.
#[derive(Debug, Serialize)]
pub(crate) struct Outcome {
    job: String,
    #[serde(flatten)]
    ended: Ended,
}

#[derive(Debug, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
enum Ended {
    /// It was done: so many cases were handed on, conflicts found, or accounts told.
    Done { count: usize },
    /// As far as it went; the next invocation goes on.
    NotToItsEnd { count: usize, why: String },
    /// Another invocation is at it.
    Elsewhere,
    /// It failed; the next invocation tries again.
    Failed { why: String },
}

impl Ended {
    fn name(&self) -> &'static str {
        match self {
            Self::Done { .. } => "done",
            Self::NotToItsEnd { .. } => "not_to_its_end",
            Self::Elsewhere => "elsewhere",
            Self::Failed { .. } => "failed",
        }
    }

    fn why(&self) -> Option<&str> {
        match self {
            Self::Done { .. } | Self::Elsewhere => None,
            Self::NotToItsEnd { why, .. } | Self::Failed { why } => Some(why),
        }
    }
}

/// Answers one invocation, with a line for each job. It fails where the store does: the alarm on its errors is for that.
pub(crate) async fn answer(
    ready: &InAws,
    metrics: &Metrics,
    LambdaEvent { context, .. }: LambdaEvent<Value>,
) -> Result<Vec<Outcome>, lambda_runtime::Error> {
    let deadline = i64::try_from(context.deadline).ok().and_then(|ms| Timestamp::from_millisecond(ms).ok());
    let until = later_s(deadline.unwrap_or_else(|| ready.now()), -MARGIN_S);
    let trace = TraceContext::of(None, context.xray_trace_id.as_deref());
    let outcomes = invoked(metrics, (&context.request_id, trace.as_ref()), ready.every_job(until)).await;
    let failed = outcomes.iter().filter(|outcome| matches!(outcome.ended, Ended::Failed { .. })).count();
    if failed > 0 {
        return Err(format!("{failed} of {} jobs failed, and the next invocation tries again", outcomes.len()).into());
    }
    Ok(outcomes)
}

type Job<'j> = Pin<Box<dyn Future<Output = Result<Ended, WorkError>> + Send + 'j>>;

impl InAws {
    /// What is due comes first; the logs share the time that is left.
    async fn every_job(&self, until: Timestamp) -> Vec<Outcome> {
        let mut outcomes = vec![self.alone("due".to_owned(), until, Box::pin(self.hand_on())).await];
        let directories: Vec<&DirectoryId> = self.connected.setup.directories.keys().collect();
        for (directory, more) in directories.iter().zip((1..=directories.len()).rev()) {
            let left_s = until.duration_since(self.now()).as_secs().max(0);
            let share_s = left_s / i64::try_from(more.saturating_add(1)).unwrap_or(i64::MAX);
            let job = Box::pin(self.read_log(directory, later_s(self.now(), share_s)));
            outcomes.push(self.alone(format!("log of {directory}"), until, job).await);
        }
        outcomes.push(self.alone("placeholders".to_owned(), until, Box::pin(self.placeholders(until))).await);
        outcomes
    }

    /// Does a job, unless another invocation is at it.
    async fn alone(&self, job: String, until: Timestamp, work: Job<'_>) -> Outcome {
        let work = AssertUnwindSafe(self.held(&job, until, work)).catch_unwind();
        let done = work.await.unwrap_or(Err(WorkError::Panicked));
        let ended = done.unwrap_or_else(|error| {
            tracing::error!(event = error.event().name(), job, %error, "a job failed, and the next invocation tries again");
            Ended::Failed { why: error.to_string() }
        });
        tracing::info!(job, outcome = ended.name(), why = ended.why(), "a job ends");
        Outcome { job, ended }
    }

    async fn held(&self, job: &str, until: Timestamp, work: Job<'_>) -> Result<Ended, WorkError> {
        let store = self.store()?;
        let Some(begun) = store.begin(job, self.now(), until).await? else { return Ok(Ended::Elsewhere) };
        let done = work.await;
        store.end(&begun).await?;
        done
    }

    async fn hand_on(&self) -> Result<Ended, WorkError> {
        let due = hand_on(self.connected.ports.store(), &self.queues.conflicts, self.now()).await?;
        Ok(Ended::Done { count: due.len() })
    }

    async fn read_log(&self, directory: &DirectoryId, until: Timestamp) -> Result<Ended, WorkError> {
        let Connected { ports, setup, .. } = &self.connected;
        let polled = Box::pin(poll(ports, setup, (directory, &self.queues.conflicts), until)).await?;
        let count = usize::try_from(polled.kept).unwrap_or(usize::MAX);
        Ok(match polled.ended_early {
            None => Ended::Done { count },
            Some(why) => Ended::NotToItsEnd { count, why: why.to_string() },
        })
    }

    /// It repairs nobody, and looks once a day.
    async fn placeholders(&self, until: Timestamp) -> Result<Ended, WorkError> {
        let Some(found) = placeholders(&self.connected.ports, until).await? else {
            return Ok(Ended::Done { count: 0 });
        };
        tell_placeholders(&found);
        Ok(Ended::Done { count: found.living.len() })
    }

    fn store(&self) -> Result<&DynamoStore, StoreError> {
        match self.connected.ports.store() {
            AnyStore::Dynamo(store) => Ok(store),
            AnyStore::Sqlite(_) => Err(StoreError::Broken("the queues need a table beside them".to_owned())),
        }
    }

    fn now(&self) -> Timestamp {
        self.connected.ports.clock().now()
    }
}
