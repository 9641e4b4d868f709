//! Reading a TOML file that people write: every fault is found in one go, with its line, its field and the fix.
//!
//! It knows neither settings nor policy. Values are not quoted in faults, since one of them may be a key or an address.

mod entry;
mod fault;
mod file;
mod section;

pub(crate) use entry::Entry;
pub use fault::{Fault, Faults, Spot};
pub(crate) use file::{read_at_most, read_text};
pub(crate) use section::Section;

use std::cell::RefCell;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::DeTable;

/// A parsed file, with what was found wrong in it so far.
pub(crate) struct Document<'t> {
    text: &'t str,
    root: Spanned<DeTable<'t>>,
    faults: RefCell<Vec<Fault>>,
    asked: RefCell<BTreeSet<String>>,
}

impl<'t> Document<'t> {
    /// Parses a text. Where it is no TOML, what else is wrong with it cannot be told.
    pub(crate) fn parse(text: &'t str) -> Result<Self, Vec<Fault>> {
        let (root, errors) = DeTable::parse_recoverable(text);
        if errors.is_empty() {
            return Ok(Self { text, root, faults: RefCell::default(), asked: RefCell::default() });
        }
        Err(errors.iter().map(|error| not_toml(text, error)).collect())
    }

    /// The table that holds everything.
    pub(crate) fn root(&self) -> Section<'_> {
        Section::root(self, self.root.get_ref())
    }

    /// Remembers a fault.
    pub(crate) fn fault(&self, fault: Fault) {
        self.faults.borrow_mut().push(fault);
    }

    /// Every fault, from the top of the file to its end.
    pub(crate) fn faults(&self) -> Vec<Fault> {
        let mut faults = self.faults.borrow().clone();
        faults.sort_by_key(|fault| fault.line);
        faults
    }

    /// Every field that was asked for, whether the file has it or not: what the documentation has to name.
    #[cfg(test)]
    pub(crate) fn asked(&self) -> BTreeSet<String> {
        self.asked.borrow().clone()
    }

    fn line(&self, offset: usize) -> usize {
        line(self.text, offset)
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> Fault {
    Fault {
        line: error.span().map(|span| line(text, span.start)),
        field: String::new(),
        // The message names what the grammar expected and quotes nothing of the file.
        problem: format!("this is no TOML: {}", error.message()),
        fix: "texts stand in double quotes, and each key stands once".to_owned(),
    }
}

/// The line of a byte, from 1.
fn line(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}
