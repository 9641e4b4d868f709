//! One program from its start to its end, or to its death.

use crate::function::Function;
use crate::untwin::{End, Untwin};
use serde_json::json;
use std::time::Duration;

/// Which program takes the failures in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// `untwin heal`.
    CommandLine,
    /// The Lambda function.
    Function,
}

/// What a program is started for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// The failure of this person arrives, for the first time or again.
    Message(Program, usize),
    /// What is due: `untwin sweep`.
    Sweep,
}

/// How a life ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lived {
    /// It was killed.
    Died,
    /// It ended by itself, and what it was started for need not come again.
    Acknowledged,
    /// It ended by itself and wants the same once more.
    Again,
    /// It ended by itself in a way in which it never may.
    Badly(End),
}

/// When a program dies: so long after so many requests have arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub requests: u32,
    pub then_us: u64,
}

/// A program that runs.
pub enum Running {
    Untwin(Untwin),
    Function(Box<Function>),
}

/// The signal that no program hears.
const SIGKILL: i32 = 9;

impl Moment {
    /// Waits for what comes after the requests.
    pub fn then(self) {
        std::thread::sleep(Duration::from_micros(self.then_us));
    }
}

impl Running {
    /// How it ended, if it has.
    pub fn ended(&mut self) -> Option<Lived> {
        match self {
            Self::Untwin(untwin) => untwin.ended().map(by_itself),
            Self::Function(function) => function.answered().map(|post| {
                assert!(post.path.ends_with("/response"), "{post:?}");
                let none = post.body == json!({ "batchItemFailures": [] });
                if none { Lived::Acknowledged } else { Lived::Again }
            }),
        }
    }

    /// Kills it. It may have ended by itself a moment earlier.
    pub fn kill(self) -> Lived {
        match self {
            Self::Untwin(untwin) => match untwin.kill() {
                End::Signal(SIGKILL) => Lived::Died,
                end @ (End::Signal(_) | End::Code(_)) => by_itself(end),
            },
            Self::Function(function) => {
                function.kill();
                Lived::Died
            }
        }
    }
}

/// The codes are those of `docs/COMMANDS.md`: done, nothing to do, and something is down.
fn by_itself(end: End) -> Lived {
    match end {
        End::Code(0 | 3) => Lived::Acknowledged,
        End::Code(7) => Lived::Again,
        End::Code(_) | End::Signal(_) => Lived::Badly(end),
    }
}
