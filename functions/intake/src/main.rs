//! Every trigger in, as a Lambda function: a document is checked, kept in the inbox, and only then acknowledged.
//!
//! It knows how HTTP, `EventBridge` and SNS reach a function. Who may hand documents in is for `untwin_door`.

mod event;
mod http_event;
mod trusted;

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_sqlite::SqliteStore;
use untwin_startup::settings::{OpenDoor, Settings};
use untwin_startup::{Cloud, ConnectError, Metrics, SystemClock, run_function};
use untwin_workflow::ports::Clock as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function(start, serve).await
}

/// It needs the store and the secrets of the sources, and no key of anybody else.
async fn start(path: PathBuf) -> Result<(OpenDoor, SqliteStore), ConnectError> {
    let settings = Settings::load(&path)?;
    let open = settings.open_door(&Cloud::of(&settings).await, SystemClock.now()).await?;
    for warning in &open.warnings {
        tracing::warn!("{warning}");
    }
    let store = SqliteStore::open(&settings.store_path)?;
    Ok((open, store))
}

async fn serve((open, store): (OpenDoor, SqliteStore), metrics: Metrics) -> Result<(), lambda_runtime::Error> {
    let answer = |event: LambdaEvent<Value>| event::answer((&open, &store, &SystemClock), &metrics, event);
    lambda_runtime::run(service_fn(answer)).await
}
