//! The only place that prints: data on standard output, talk on standard error, and questions.
//!
//! It knows nothing of what is printed. A reader that went away is no error: the work goes on and ends as it would.

use crate::args::Global;
use crate::exit::{Exit, Stop};
use crate::machine::Surroundings;
use crate::render::Paint;
use serde::Serialize;
use std::io::{self, BufRead as _, ErrorKind, IsTerminal as _, Write};

/// The terminal of this process, or what stands in its place.
#[derive(Debug)]
pub(crate) struct Terminal {
    format: Format,
    paint: Paint,
    asking: Asking,
    watching: Watching,
}

/// Whether somebody watches standard error as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Watching {
    /// A person at a terminal.
    Yes,
    /// A file, or nobody.
    No,
}

/// How data is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For programs.
    Json,
    /// For people.
    Table,
}

/// What becomes of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asking {
    /// `--yes` answered it.
    SaidYes,
    /// A person can be asked.
    Possible,
    /// Nobody can be asked.
    Impossible,
}

/// What a person answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Confirmation {
    /// Yes.
    Yes,
    /// No, or nothing.
    No,
    /// Nobody was there to ask.
    NotAsked,
}

impl Terminal {
    pub(crate) fn new(global: &Global, surroundings: Surroundings) -> Self {
        let on_terminal = io::stdout().is_terminal();
        let paint = match surroundings {
            Surroundings::Colourful if on_terminal => Paint::Colour,
            Surroundings::Colourful | Surroundings::Plain => Paint::Plain,
        };
        let asking = if global.yes {
            Asking::SaidYes
        } else if global.no_input || !io::stdin().is_terminal() {
            Asking::Impossible
        } else {
            Asking::Possible
        };
        let format = if global.json || !on_terminal { Format::Json } else { Format::Table };
        let watching = if io::stderr().is_terminal() { Watching::Yes } else { Watching::No };
        Self { format, paint, asking, watching }
    }

    pub(crate) const fn format(&self) -> Format {
        self.format
    }

    pub(crate) const fn paint(&self) -> Paint {
        self.paint
    }

    /// Data.
    pub(crate) fn put(&self, text: &str) -> Result<(), Stop> {
        self.put_bytes(text.as_bytes())
    }

    /// Data as it is, whatever it holds.
    #[expect(clippy::unused_self, reason = "whoever prints holds the terminal")]
    pub(crate) fn put_bytes(&self, bytes: &[u8]) -> Result<(), Stop> {
        let mut out = io::stdout().lock();
        let result = out.write_all(bytes).and_then(|()| out.flush());
        match result {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => {
                Err(Stop::new(Exit::DependencyDown, format!("standard output cannot be written: {error}")))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// One JSON document, for people who read it too.
    pub(crate) fn put_json(&self, value: &impl Serialize) -> Result<(), Stop> {
        let text = serde_json::to_string_pretty(value).map_err(|error| unwritable(&error))?;
        self.put(&format!("{text}\n"))
    }

    /// JSON Lines.
    pub(crate) fn put_json_lines(&self, values: &[impl Serialize]) -> Result<(), Stop> {
        let mut text = String::new();
        for value in values {
            text.push_str(&serde_json::to_string(value).map_err(|error| unwritable(&error))?);
            text.push('\n');
        }
        self.put(&text)
    }

    /// Talk: one line.
    #[expect(clippy::unused_self, reason = "whoever prints holds the terminal")]
    pub(crate) fn say(&self, line: &str) {
        // Where nobody listens there is nobody to tell.
        let _ = writeln!(io::stderr().lock(), "{}", crate::render::printable(line));
    }

    /// How far a long work got: one line that is written over, and only where a person watches.
    pub(crate) fn progress(&self, line: &str) {
        if self.watching == Watching::Yes {
            // Carriage return, then "erase to the end of the line".
            let _ = write!(io::stderr().lock(), "\r\u{1b}[K{}", crate::render::printable(line));
        }
    }

    /// The long work is over: its line makes room.
    pub(crate) fn progress_over(&self) {
        self.progress("");
    }

    /// What to type next.
    pub(crate) fn suggest(&self, command: &str) {
        self.say(&format!("next: {command}"));
    }

    /// Asks before something that cannot be taken back lightly.
    pub(crate) fn confirm(&self, question: &str) -> Confirmation {
        match self.asking {
            Asking::SaidYes => Confirmation::Yes,
            Asking::Impossible => Confirmation::NotAsked,
            Asking::Possible => ask(question),
        }
    }
}

fn ask(question: &str) -> Confirmation {
    let _ = write!(io::stderr().lock(), "{question} [y/N] ");
    let mut line = String::new();
    match io::stdin().lock().read_line(&mut line) {
        Ok(_) => meaning(&line),
        Err(_) => Confirmation::No,
    }
}

/// Only a clear yes is one.
fn meaning(answer: &str) -> Confirmation {
    match answer.trim().to_ascii_lowercase().as_str() {
        "y" | "yes" => Confirmation::Yes,
        _ => Confirmation::No,
    }
}

fn unwritable(error: &serde_json::Error) -> Stop {
    Stop::new(Exit::DependencyDown, format!("the answer cannot be written as JSON: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn terminal(yes: bool, no_input: bool) -> Terminal {
        let global = Global { settings: PathBuf::new(), json: true, no_input, yes };
        Terminal::new(&global, Surroundings::Plain)
    }

    #[test]
    fn only_a_clear_yes_is_a_yes() {
        assert_eq!(meaning(" Yes\n"), Confirmation::Yes);
        for answer in ["", "\n", "ye", "sure"] {
            assert_eq!(meaning(answer), Confirmation::No, "{answer:?}");
        }
    }

    #[test]
    fn without_input_only_the_flag_says_yes() {
        assert_eq!(terminal(false, true).confirm("Go on?"), Confirmation::NotAsked);
        assert_eq!(terminal(true, true).confirm("Go on?"), Confirmation::Yes);
    }
}
