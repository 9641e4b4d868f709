//! What is due, as a Lambda function on a timer: logs are read, and cases driven, or handed on to the workers behind the queue.
//!
//! It knows of time running out, and nothing of what any of that means.

mod in_a_file;
mod in_aws;
mod shares;

use in_aws::InAws;
use lambda_runtime::{LambdaEvent, service_fn};
use serde_json::Value;
use std::path::PathBuf;
use std::process::ExitCode;
use untwin_startup::settings::Settings;
use untwin_startup::{
    Cloud, ConnectError, Connected, Metrics, OnFile, Queues, SystemClock, connect, connect_on_file, run_function,
    tell_cold_start, tell_keys,
};
use untwin_workflow::ports::Clock as _;

/// Where cases are kept decides who drives them.
enum Ready {
    /// In a file: this function does.
    InAFile(Connected<OnFile>),
    /// In AWS: others do.
    InAws(InAws),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    run_function(start, serve).await
}

async fn start(path: PathBuf) -> Result<Ready, ConnectError> {
    let settings = Settings::load(&path)?;
    let cloud = Cloud::of(&settings).await;
    let ready = match Queues::of(&settings, &cloud) {
        None => {
            let connected = connect_on_file(&settings, &cloud).await?;
            tell_cold_start(&connected);
            Ready::InAFile(connected)
        }
        Some(queues) => {
            let connected = connect(&settings, &cloud).await?;
            tell_cold_start(&connected);
            Ready::InAws(InAws { connected, queues })
        }
    };
    tell_keys(&settings, SystemClock.now());
    Ok(ready)
}

async fn serve(ready: Ready, metrics: Metrics) -> Result<(), lambda_runtime::Error> {
    match &ready {
        Ready::InAFile(Connected { ports, setup, .. }) => {
            let answer = |event: LambdaEvent<Value>| in_a_file::answer(ports, setup, &metrics, event);
            Box::pin(lambda_runtime::run(service_fn(answer))).await
        }
        Ready::InAws(ready) => {
            let answer = |event: LambdaEvent<Value>| in_aws::answer(ready, &metrics, event);
            Box::pin(lambda_runtime::run(service_fn(answer))).await
        }
    }
}
