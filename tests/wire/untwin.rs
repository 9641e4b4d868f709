//! The built command line as a process of its own.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};

/// A command that runs.
pub struct Untwin {
    process: Child,
}

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// With this code.
    Code(i32),
    /// By this signal.
    Signal(i32),
}

impl Untwin {
    /// Starts it with a settings file. What it says goes to the file `said`.
    pub fn start(settings: &Path, args: &[&OsStr], env: &[(&str, OsString)], said: File) -> Self {
        let mut command = Command::new(crate::function::program("untwin"));
        command.env_clear().envs(env.iter().cloned()).arg("--settings").arg(settings).arg("--no-input").args(args);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
        Self { process: command.spawn().expect("the program starts") }
    }

    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<End> {
        self.process.try_wait().expect("a status").map(end)
    }

    /// Kills it with a signal that it cannot hear, and says how it ended: maybe by itself a moment earlier.
    pub fn kill(mut self) -> End {
        self.process.kill().expect("it can be killed");
        end(self.process.wait().expect("a status"))
    }
}

impl Drop for Untwin {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn end(status: ExitStatus) -> End {
    status.code().map_or_else(|| End::Signal(status.signal().expect("a signal")), End::Code)
}
