//! The conflicts queue, as a Lambda function: everything is opened once, then one batch after another is answered.
//!
//! It knows of SQS and of time running out. What healing means is in `untwin_startup`.

mod allotted;
mod batch;
mod event;
mod message;

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_startup::settings::Settings;
use untwin_startup::{
    ConnectError, Connected, Metrics, Real, SystemClock, connect, run_function, tell_cold_start, tell_keys,
};
use untwin_workflow::ports::Clock as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function(start, serve).await
}

async fn start(path: PathBuf) -> Result<Connected<Real>, ConnectError> {
    let settings = Settings::load(&path)?;
    let connected = connect(&settings).await?;
    tell_cold_start(&connected);
    tell_keys(&settings, SystemClock.now());
    Ok(connected)
}

async fn serve(connected: Connected<Real>, metrics: Metrics) -> Result<(), lambda_runtime::Error> {
    let Connected { ports, setup, .. } = &connected;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| event::answer(ports, setup, &metrics, event))).await
}
