//! The conflicts queue, as a Lambda function: everything is opened once, then one batch after another is answered.
//!
//! It knows of SQS and of time running out. What healing means is in `untwin_startup`.

mod allotted;
mod batch;
mod event;
mod message;
mod ready;

use lambda_runtime::{LambdaEvent, service_fn};
use ready::Ready;
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_startup::settings::Settings;
use untwin_startup::{ConnectError, Metrics, SystemClock, run_function, tell_cold_start, tell_keys};
use untwin_workflow::ports::Clock as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function(start, serve).await
}

async fn start(path: PathBuf) -> Result<Ready, ConnectError> {
    let ready = Ready::open(Settings::load(&path)?).await?;
    tell_cold_start(&ready.connected);
    tell_keys(&ready.settings, SystemClock.now());
    Ok(ready)
}

async fn serve(ready: Ready, metrics: Metrics) -> Result<(), lambda_runtime::Error> {
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| event::answer(&ready, &metrics, event))).await
}
