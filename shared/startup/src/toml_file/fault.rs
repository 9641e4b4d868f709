//! What is wrong in a file, told so that it can be put right at once.

use std::fmt;
use std::path::PathBuf;

/// One fault of a file. It never quotes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1; `None` where the fault is of the whole file.
    pub line: Option<usize>,
    /// The field, as the documentation names it (`organization.key`, `directory[2].id`); empty where there is none.
    pub field: String,
    /// What is wrong.
    pub problem: String,
    /// What to do about it.
    pub fix: String,
}

/// Every fault of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Faults {
    /// The file.
    pub file: PathBuf,
    /// At least one fault, from the top of the file to its end.
    pub faults: Vec<Fault>,
}

/// Where something is written, for faults that are found later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    pub(super) line: usize,
    pub(super) field: String,
}

impl Spot {
    /// The field, as the documentation names it.
    pub(crate) fn field(&self) -> &str {
        &self.field
    }

    /// Its line, from 1.
    pub(crate) const fn line(&self) -> usize {
        self.line
    }

    /// What is wrong with what is written there.
    pub(crate) fn fault(&self, problem: &str, fix: &str) -> Fault {
        let (field, problem, fix) = (self.field.clone(), problem.to_owned(), fix.to_owned());
        Fault { line: Some(self.line), field, problem, fix }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{} (fix: {})", self.problem, self.fix)
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.faults.len();
        write!(f, "{} has {count} fault{}", self.file.display(), if count == 1 { "" } else { "s" })?;
        self.faults.iter().try_for_each(|fault| write!(f, "\n  {fault}"))
    }
}

impl std::error::Error for Faults {}
