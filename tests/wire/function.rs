//! The built function as a process of its own, in the environment that Lambda gives it.

use crate::runtime_api::{Invocation, Post, RuntimeApi};
use serde_json::Value;
use std::ffi::OsString;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::task::{JoinHandle, spawn_blocking};

/// Longer than any test takes: a function that hangs must not hang the tests.
const PATIENCE: Duration = Duration::from_mins(2);

/// A running function with a runtime API of its own.
pub struct Function {
    api: RuntimeApi,
    process: Child,
    /// Everything that it logs. It ends when the process does.
    log: JoinHandle<String>,
}

impl Function {
    /// Starts it with a settings file.
    pub async fn start(settings: &Path) -> Self {
        Self::start_with(settings, &[]).await
    }

    /// The same with more in its environment.
    pub async fn start_with(settings: &Path, env: &[(&str, OsString)]) -> Self {
        Self::start_named("repair", settings, env).await
    }

    /// The same for a function of another name.
    pub async fn start_named(name: &str, settings: &Path, env: &[(&str, OsString)]) -> Self {
        let api = RuntimeApi::open().await;
        let mut process = Command::new(program(&format!("untwin-{name}")))
            .env_clear()
            .envs(env.iter().cloned())
            .env("AWS_LAMBDA_RUNTIME_API", api.address.to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", name)
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{name}"))
            .env("AWS_LAMBDA_LOG_STREAM_NAME", "2026/11/21/[$LATEST]example")
            .env("UNTWIN_SETTINGS", settings)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the function starts");
        let mut stderr = process.stderr.take().expect("a pipe");
        let log = spawn_blocking(move || {
            let mut text = String::new();
            stderr.read_to_string(&mut text).expect("a log in UTF-8");
            text
        });
        Self { api, process, log }
    }

    /// Sends an invocation and waits for what the function posts.
    #[expect(clippy::disallowed_methods, reason = "a function that hangs must not hang the tests")]
    pub async fn invoke(&mut self, invocation: Invocation) -> Post {
        self.api.send(invocation);
        tokio::select! {
            biased;
            post = self.api.posted() => post,
            log = &mut self.log => panic!("the function ended instead of answering: {}", log.expect("a log")),
            () = tokio::time::sleep(PATIENCE) => panic!("the function did not answer"),
        }
    }

    /// Sends an invocation and waits for nothing.
    pub fn send(&self, invocation: Invocation) {
        self.api.send(invocation);
    }

    /// What the function has posted, if it has.
    pub fn answered(&mut self) -> Option<Post> {
        let ended = self.process.try_wait().expect("a status");
        assert_eq!(ended, None, "the function ended by itself");
        self.api.posted_already()
    }

    /// How often it asked for an invocation.
    pub fn polls(&self) -> u32 {
        self.api.polls()
    }

    /// Kills it with a signal that it cannot hear.
    pub fn kill(mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("a status");
    }

    /// Ends it, and gives what it logged: one JSON object a line.
    pub async fn stop(mut self) -> Vec<Value> {
        self.process.kill().expect("the function ends");
        self.ended().await.1
    }

    /// Waits until it ends by itself: its exit code, and what it logged.
    pub async fn ended(&mut self) -> (Option<i32>, Vec<Value>) {
        let log = (&mut self.log).await.expect("a log");
        let status = self.process.wait().expect("a status");
        (status.code(), log.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect())
    }
}

impl Drop for Function {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A program beside this test.
pub fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().expect("a path");
    let binary = test.parent().and_then(Path::parent).expect("a target folder").join(name);
    let missing = "is not built: run `make test` or `cargo build --workspace --bins` first";
    assert!(binary.is_file(), "{} {missing}", binary.display());
    binary
}
