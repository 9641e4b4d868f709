//! Every trigger in, as a Lambda function: a document is checked, kept in the inbox, and only then acknowledged.
//!
//! It knows how HTTP, `EventBridge` and SNS reach a function. Who may hand documents in is for `untwin_door`.

mod event;
mod http_event;
mod trusted;

use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use std::env;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_sqlite::SqliteStore;
use untwin_startup::settings::Settings;
use untwin_startup::{LogReader, SystemClock, start_logging, tell_only_where};

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

/// It needs the store and the secrets of the sources, and no key of anybody else.
async fn run() -> Result<(), lambda_runtime::Error> {
    let path = env::var_os("UNTWIN_SETTINGS").map_or_else(|| PathBuf::from(SETTINGS), PathBuf::from);
    let settings = Settings::load(&path)?;
    let (door, warnings) = settings.open_door()?;
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    let store = SqliteStore::open(&settings.store_path)?;
    tracing::info!("the function is ready");
    let answer = |event: LambdaEvent<Value>| event::answer(&door, &store, &SystemClock, event.payload);
    lambda_runtime::run(service_fn(answer)).await
}
