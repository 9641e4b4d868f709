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
use untwin_startup::{Connected, connect, run_function, tell_cold_start};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function(run).await
}

async fn run(settings: PathBuf) -> Result<(), lambda_runtime::Error> {
    let connected = connect(&Settings::load(&settings)?).await?;
    tell_cold_start(&connected);
    let Connected { ports, setup, .. } = &connected;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| event::answer(ports, setup, event))).await
}
