//! The conflicts queue, as a Lambda function: everything is opened once, then one batch after another is answered.
//!
//! It knows of SQS and of time running out. What healing means is in `untwin_startup`.

mod allotted;
mod batch;
mod event;
mod message;

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_startup::policy::PolicyOrigin;
use untwin_startup::settings::Settings;
use untwin_startup::{Connected, LogReader, Real, connect, start_logging, tell_only_where};

/// The settings file, where the variable `UNTWIN_SETTINGS` names none.
const SETTINGS: &str = "untwin.toml";

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    start_logging(LogReader::Machine, "info");
    tell_only_where();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("the function ends: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), lambda_runtime::Error> {
    let settings = env::var_os("UNTWIN_SETTINGS").map_or_else(|| PathBuf::from(SETTINGS), PathBuf::from);
    let connected = connect(&Settings::load(&settings)?)?;
    tell(&connected);
    let Connected { ports, setup, .. } = &connected;
    lambda_runtime::run(service_fn(|event: LambdaEvent<Value>| event::answer(ports, setup, event))).await
}

/// What the files are worth saying at a cold start.
fn tell(connected: &Connected<Real>) {
    for fault in connected.warnings.iter().chain(&connected.policy.faults) {
        tracing::warn!("{fault}");
    }
    match &connected.policy.origin {
        PolicyOrigin::File(_) => tracing::info!("the function is ready"),
        PolicyOrigin::NotNamed | PolicyOrigin::Refused(_) => {
            tracing::warn!("the function is ready; no policy is in force, so a person does everything");
        }
    }
}
