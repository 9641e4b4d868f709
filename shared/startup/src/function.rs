//! What every function does once around its own work: it logs for machines, finds its settings, and says what they are worth.

use crate::clock::SystemClock;
use crate::connect::{ConnectError, Connected};
use crate::panics::tell_only_where;
use crate::policy::PolicyOrigin;
use crate::telemetry::{LogReader, Metrics, UNATTENDED, start_logging};
use jiff::Timestamp;
use std::env;
use std::fmt::Display;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_telemetry::LogEvent;
use untwin_workflow::ports::Clock as _;

/// The settings file, where the variable `UNTWIN_SETTINGS` names none.
const SETTINGS: &str = "untwin.toml";

/// Runs a function until it ends. It asks for its first event once everything that its settings name is there; where they
/// have faults, one line tells them all, and it ends.
pub async fn run_function<R, E>(
    start: impl AsyncFnOnce(PathBuf) -> Result<R, ConnectError>,
    serve: impl AsyncFnOnce(R, Metrics) -> Result<(), E>,
) -> ExitCode
where
    E: Display,
{
    let began_at = SystemClock.now();
    let metrics = start_logging(LogReader::Machine, UNATTENDED);
    tell_only_where();
    let settings = env::var_os("UNTWIN_SETTINGS").map_or_else(|| PathBuf::from(SETTINGS), PathBuf::from);
    let ended = match Box::pin(start(settings)).await {
        Ok(ready) => {
            tell_ready(began_at);
            Box::pin(serve(ready, metrics.clone())).await.map_err(|error| {
                tracing::error!(event = LogEvent::WorkFailed.name(), %error, "the function ends");
            })
        }
        Err(error) => {
            tell_refused(&error);
            Err(())
        }
    };
    metrics.flush();
    if ended.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn tell_ready(began_at: Timestamp) {
    let duration_ms = SystemClock.now().duration_since(began_at).as_millis();
    tracing::info!(event = LogEvent::Ready.name(), duration_ms, "the function is ready");
}

/// Why nothing was started, in one line that an alarm can match.
pub fn tell_refused(error: &ConnectError) {
    match error {
        ConnectError::Settings(found) => tracing::error!(
            event = LogEvent::SettingsRefused.name(),
            faults = found.faults.len(),
            report = %found,
            "the settings cannot be used, and nothing was started: the report has every fault with its fix"
        ),
        ConnectError::Store(_) | ConnectError::Network => {
            tracing::error!(event = LogEvent::NotStarted.name(), %error, "nothing was started");
        }
    }
}

/// What the files are worth saying at a cold start.
pub fn tell_cold_start<P>(connected: &Connected<P>) {
    for fault in connected.warnings.iter().chain(&connected.policy.faults) {
        tracing::warn!("{fault}");
    }
    match &connected.policy.origin {
        PolicyOrigin::File(_) | PolicyOrigin::Pushed(_) => {}
        PolicyOrigin::NotNamed | PolicyOrigin::Refused(_) | PolicyOrigin::PushRefused(_) => {
            tracing::warn!("no policy is in force, so a person does everything");
        }
    }
}
