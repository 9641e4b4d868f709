//! The built `untwin serve` as a process of its own, with its log read line by line.

use crate::function::program;
use jiff::SignedDuration;
use serde_json::Value;
use std::fs::{self, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use untwin_startup::SystemClock;
use untwin_tests::{Knock, PATH_SECRET, signing_secret};
use untwin_workflow::ports::Clock as _;

/// Longer than anything takes: a program that hangs must not hang the tests.
const PATIENCE: SignedDuration = SignedDuration::from_mins(2);

/// A running `untwin serve`.
pub struct Server {
    /// Where its door is.
    pub address: SocketAddr,
    process: Child,
    log: UnboundedReceiver<Value>,
}

/// Adds two sources to a settings file, `azure` and `forwarder`, and any free port.
pub fn with_sources(settings: &Path) {
    let folder = settings.parent().expect("a folder");
    for (name, secret) in [("path.key", PATH_SECRET.to_owned()), ("signing.key", signing_secret())] {
        fs::write(folder.join(name), secret).expect("a file");
        fs::set_permissions(folder.join(name), fs::Permissions::from_mode(0o600)).expect("a mode");
    }
    let text = r#"
[serve]
listen = "127.0.0.1:0"

[[source]]
name = "azure"
kind = "secret-path"
secrets = ["file:path.key"]

[[source]]
name = "forwarder"
kind = "standard-webhooks"
secrets = ["file:signing.key"]
"#;
    let mut file = OpenOptions::new().append(true).open(settings).expect("the settings");
    file.write_all(text.as_bytes()).expect("it can be written");
}

impl Server {
    /// Starts it and waits until its door is open.
    pub async fn start(settings: &Path) -> Self {
        let mut process = Command::new(program("untwin"))
            .env_clear()
            .arg("--settings")
            .arg(settings)
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let stderr = process.stderr.take().expect("a pipe");
        let (told, log) = unbounded_channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
                // Nobody listens any more once the test is over.
                let _ = told.send(line);
            }
        });
        let mut server = Self { address: SocketAddr::from(([127, 0, 0, 1], 0)), process, log };
        let open = server.says("the door is open").await;
        server.address = open["listen"].as_str().expect("an address").parse().expect("an address");
        server
    }

    /// Waits for a line of its log, and gives it.
    pub async fn says(&mut self, message: &str) -> Value {
        let patience = SystemClock.now().checked_add(PATIENCE).expect("a time");
        let mut heard = Vec::new();
        loop {
            let line = tokio::select! {
                biased;
                line = self.log.recv() => line,
                () = SystemClock.sleep_until(patience) => panic!("it did not say {message:?}: {heard:#?}"),
            };
            let line = line.unwrap_or_else(|| panic!("it ended and did not say {message:?}: {heard:#?}"));
            if line["message"] == message {
                return line;
            }
            heard.push(line);
        }
    }

    /// Sends a request: the status and the whole answer.
    pub async fn send(&self, knock: &Knock) -> (u16, String) {
        knock.send(self.address).await.expect("an answer")
    }

    /// Kills it with a signal that it cannot hear.
    pub fn kill(mut self) {
        self.process.kill().expect("it can be killed");
        self.process.wait().expect("a status");
    }

    /// Asks it to end, and gives its exit code.
    pub async fn terminate(mut self) -> Option<i32> {
        self.signal();
        self.says("stopped").await;
        self.process.wait().expect("a status").code()
    }

    /// Asks it to end, and then to end at once, and gives its exit code.
    pub async fn terminate_at_once(mut self) -> Option<i32> {
        self.signal();
        self.says("told to stop: nothing new is begun").await;
        self.signal();
        self.process.wait().expect("a status").code()
    }

    fn signal(&self) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().expect("kill").success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
