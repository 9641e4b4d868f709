//! What every function does once around its own work: it logs for machines, finds its settings, and says what they are worth.

use crate::connect::Connected;
use crate::panics::tell_only_where;
use crate::policy::PolicyOrigin;
use crate::telemetry::{LogReader, start_logging};
use std::env;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;

/// The settings file, where the variable `UNTWIN_SETTINGS` names none.
const SETTINGS: &str = "untwin.toml";

/// Runs a function with the path of its settings file, until it ends.
pub async fn run_function<W, E>(work: impl FnOnce(PathBuf) -> W) -> ExitCode
where
    W: Future<Output = Result<(), E>>,
    E: Display,
{
    start_logging(LogReader::Machine, "info");
    tell_only_where();
    let settings = env::var_os("UNTWIN_SETTINGS").map_or_else(|| PathBuf::from(SETTINGS), PathBuf::from);
    match work(settings).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("the function ends: {error}");
            ExitCode::FAILURE
        }
    }
}

/// What the files are worth saying at a cold start.
pub fn tell_cold_start<P>(connected: &Connected<P>) {
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
