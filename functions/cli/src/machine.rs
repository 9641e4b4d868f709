//! What the machine says of itself: who types, and how the terminal wants to be treated. The one place that asks it.

use crate::args::Command;
use std::env;
use std::fs;
use std::io::{self, IsTerminal as _};
use untwin_startup::{LogReader, UNATTENDED};

/// What the surroundings say about output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Surroundings {
    /// Colours are welcome on a terminal.
    Colourful,
    /// `NO_COLOR` is set, or the terminal is a dumb one.
    Plain,
}

/// The log of a command that somebody waits for. Where AWS's programs look for credentials in vain, the command says so itself.
const ATTENDED: &str = "warn,aws_config=error";

/// How long a name of an operator may be, in characters.
const OPERATOR_CHARS_MAX: usize = 120;

/// Whether colours are welcome (<https://no-color.org>: set and not empty means no).
pub(crate) fn surroundings() -> Surroundings {
    let dumb = variable("TERM").is_some_and(|term| term == "dumb");
    if variable("NO_COLOR").is_some() || dumb { Surroundings::Plain } else { Surroundings::Colourful }
}

/// Who reads the log of a command, and from which level on. What runs unattended tells what it does, and to a machine
/// unless somebody looks on.
pub(crate) fn log_of(command: &Command) -> (LogReader, &'static str) {
    match command {
        Command::Serve if io::stderr().is_terminal() => (LogReader::Person, UNATTENDED),
        Command::Serve => (LogReader::Machine, UNATTENDED),
        // Both meet refusals on purpose, and say themselves what they found.
        Command::Sim(_) | Command::Doctor => (LogReader::Person, "error"),
        Command::Demo(_) | Command::Classify { .. } | Command::Work(_) | Command::Store(_) | Command::Policy(_) => {
            (LogReader::Person, ATTENDED)
        }
    }
}

/// Who types, as this machine names them.
pub(crate) fn user_and_host() -> String {
    let user = variable("USER").or_else(|| variable("LOGNAME")).unwrap_or_else(|| "unnamed".to_owned());
    let host = variable("HOSTNAME").or_else(host_file).unwrap_or_else(|| "this-machine".to_owned());
    fit(&format!("{user}@{host}"))
}

fn host_file() -> Option<String> {
    let text = fs::read_to_string("/etc/hostname").ok()?;
    let name = text.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

/// The name goes into the journal, so it is one short line whatever the surroundings hold.
fn fit(name: &str) -> String {
    name.chars().filter(|c| !c.is_control() && !c.is_whitespace()).take(OPERATOR_CHARS_MAX).collect()
}

#[expect(clippy::disallowed_methods, reason = "who types and how is no setting; only this module asks for it")]
fn variable(name: &str) -> Option<String> {
    env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_is_one_short_line() {
        assert_eq!(fit("ada\n@ho st"), "ada@host");
        assert_eq!(fit(&"a".repeat(500)).len(), OPERATOR_CHARS_MAX);
    }
}
