//! Every trigger in, as a Lambda function: a document is checked, kept in the inbox, and only then acknowledged.
//!
//! It knows how HTTP, `EventBridge` and SNS reach a function. Who may hand documents in is for `untwin_door`.

mod event;
mod http_event;
mod mailbox;
mod trusted;

use lambda_runtime::{LambdaEvent, service_fn};
use mailbox::Mailbox;
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_startup::settings::{OpenDoor, Settings};
use untwin_startup::{Cloud, ConnectError, Metrics, SystemClock, run_function};
use untwin_workflow::ports::Clock as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function(start, serve).await
}

/// It needs somewhere to put documents and the secrets of the sources, and no key of anybody else.
async fn start(path: PathBuf) -> Result<(OpenDoor, Mailbox), ConnectError> {
    let settings = Settings::load(&path)?;
    let cloud = Cloud::of(&settings).await;
    let open = settings.open_door(&cloud, SystemClock.now()).await?;
    for warning in &open.warnings {
        tracing::warn!("{warning}");
    }
    let mailbox = Mailbox::open(&settings, &cloud)?;
    Ok((open, mailbox))
}

async fn serve((open, mailbox): (OpenDoor, Mailbox), metrics: Metrics) -> Result<(), lambda_runtime::Error> {
    let answer = |event: LambdaEvent<Value>| event::answer((&open, &mailbox, &SystemClock), &metrics, event);
    lambda_runtime::run(service_fn(answer)).await
}
