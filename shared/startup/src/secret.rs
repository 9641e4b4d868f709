//! References to keys, and the one place where they are followed.
//!
//! A settings file names a key, it never holds one. Nothing here shows a key, nor what a reference names: whoever
//! writes the key itself where its name belongs must not find it in a log.

use crate::toml_file::{Fault, read_at_most};
use secrecy::SecretString;
use std::env::{self, VarError};
use std::fmt;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

/// The longest key that is read, in bytes; documented keys have some hundred.
const KEY_BYTES_MAX: u64 = 16 * 1024;

/// Where a key is, and where that was written.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRef {
    source: SecretSource,
    line: usize,
    field: String,
}

#[derive(Clone, PartialEq, Eq)]
enum SecretSource {
    File(PathBuf),
    Variable(String),
}

/// A key, and what is questionable about where it lies.
#[derive(Debug)]
pub(crate) struct Revealed {
    /// The key.
    pub(crate) key: SecretString,
    /// A fault that does not keep it from being used.
    pub(crate) warning: Option<Fault>,
}

/// Why a text names no key. It does not quote the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoReference {
    /// Neither `file:` nor `env:`.
    #[error("it looks like a value, and a key does not belong in this file")]
    Value,
    /// Nothing after the colon.
    #[error("it names nothing after the colon")]
    Nothing,
    /// Not the name of a variable.
    #[error("what follows env: is no name of a variable")]
    NoVariableName,
}

impl SecretRef {
    /// How a reference is written.
    pub(crate) const FIX: &'static str = "write file:/path/to/the/key or env:NAME_OF_A_VARIABLE";

    /// Reads a reference; relative paths start at `folder`.
    pub(crate) fn parse(text: &str, folder: &Path, (line, field): (usize, &str)) -> Result<Self, NoReference> {
        let source = if let Some(path) = text.strip_prefix("file:") {
            named(path).map(|path| SecretSource::File(folder.join(path)))?
        } else if let Some(name) = text.strip_prefix("env:") {
            named(name).and_then(variable)?
        } else {
            return Err(NoReference::Value);
        };
        Ok(Self { source, line, field: field.to_owned() })
    }

    /// Reads the key; `lookup` answers for environment variables.
    pub(crate) fn reveal(&self, lookup: impl Fn(&str) -> Result<String, VarError>) -> Result<Revealed, Fault> {
        match &self.source {
            SecretSource::File(path) => {
                let key = self.read(path)?;
                Ok(Revealed { key: self.usable(&key)?, warning: self.readable_by_others(path) })
            }
            SecretSource::Variable(name) => {
                let key =
                    lookup(name).map_err(|error| self.fault(not_set(&error), "set it where untwin is started"))?;
                Ok(Revealed { key: self.usable(&key)?, warning: None })
            }
        }
    }

    fn read(&self, path: &Path) -> Result<String, Fault> {
        let bytes = read_at_most(path, KEY_BYTES_MAX).map_err(|error| {
            let problem = format!("the file that it names cannot be read: {}", error.kind());
            self.fault(&problem, "check the path, and that untwin may read it")
        })?;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        text.ok_or_else(|| self.fault("the file that it names holds no key", "put the key alone into the file"))
    }

    /// A key goes into a header: one line, no space, and one newline at the end is the editor's.
    fn usable(&self, key: &str) -> Result<SecretString, Fault> {
        let key = key.strip_suffix('\n').map_or(key, |line| line.strip_suffix('\r').unwrap_or(line));
        if key.is_empty() {
            return Err(self.fault("the key that it names is empty", "put the key there"));
        }
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            let problem = "the key that it names holds a space, a line break or a character that no key has";
            return Err(self.fault(problem, "put the key there alone, on one line"));
        }
        Ok(SecretString::from(key))
    }

    fn readable_by_others(&self, path: &Path) -> Option<Fault> {
        let mode = fs::metadata(path).ok()?.permissions().mode();
        let others = mode & 0o077;
        (others != 0).then(|| self.fault("others than its owner can use the file that it names", "chmod 600 the file"))
    }

    pub(crate) fn fault(&self, problem: &str, fix: &str) -> Fault {
        let (field, problem, fix) = (self.field.clone(), problem.to_owned(), fix.to_owned());
        Fault { line: Some(self.line), field, problem, fix }
    }
}

/// The environment of this process.
#[expect(clippy::disallowed_methods, reason = "this is the one place where the environment is read")]
pub(crate) fn process_environment(name: &str) -> Result<String, VarError> {
    env::var(name)
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.source {
            SecretSource::File(_) => "file",
            SecretSource::Variable(_) => "env",
        };
        write!(f, "SecretRef({kind}:…, line {})", self.line)
    }
}

fn named(text: &str) -> Result<&str, NoReference> {
    if text.trim().is_empty() { Err(NoReference::Nothing) } else { Ok(text) }
}

fn variable(name: &str) -> Result<SecretSource, NoReference> {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if plain && !name.starts_with(|c: char| c.is_ascii_digit()) {
        Ok(SecretSource::Variable(name.to_owned()))
    } else {
        Err(NoReference::NoVariableName)
    }
}

const fn not_set(error: &VarError) -> &'static str {
    match error {
        VarError::NotPresent => "the environment variable that it names is not set",
        VarError::NotUnicode(_) => "the environment variable that it names holds no text",
    }
}
