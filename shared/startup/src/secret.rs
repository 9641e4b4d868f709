//! References to keys: a settings file names a key, it never holds one.
//!
//! Nothing here shows a key, nor what a reference names: whoever writes the key itself where its name belongs must not
//! find it in a log.

mod reveal;

pub(crate) use reveal::{NoKey, Revealed, process_environment};

use crate::toml_file::Spot;
use std::fmt;
use std::path::{Path, PathBuf};

/// The longest name or ARN of a secret.
const SECRET_ID_CHARS_MAX: usize = 2_048;

/// Where a key is, and where that was written.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretRef {
    source: SecretSource,
    spot: Spot,
}

#[derive(Clone, PartialEq, Eq)]
enum SecretSource {
    File(PathBuf),
    Variable(String),
    SecretsManager {
        /// Its name or ARN.
        id: String,
        /// The member of the JSON object in it that is the key; without one, all of it is.
        member: Option<String>,
    },
}

/// Why a text names no key. It does not quote the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum NoReference {
    /// None of the known beginnings.
    #[error("it looks like a value, and a key does not belong in this file")]
    Value,
    /// Nothing after the colon.
    #[error("it names nothing after the colon")]
    Nothing,
    /// Not the name of a variable.
    #[error("what follows env: is no name of a variable")]
    NoVariableName,
    /// Neither a name nor an ARN.
    #[error("what follows secretsmanager: is neither a name nor an ARN of a secret")]
    NoSecretId,
    /// Nothing after the `#`.
    #[error("it names nothing after the #")]
    NoMember,
}

impl SecretRef {
    /// How a reference is written.
    pub(crate) const FIX: &'static str =
        "write file:/path/to/the/key, env:NAME_OF_A_VARIABLE or secretsmanager:NAME_OR_ARN";

    /// Reads a reference; relative paths start at `folder`.
    pub(crate) fn parse(text: &str, folder: &Path, spot: Spot) -> Result<Self, NoReference> {
        let source = if let Some(path) = text.strip_prefix("file:") {
            named(path).map(|path| SecretSource::File(folder.join(path)))?
        } else if let Some(name) = text.strip_prefix("env:") {
            named(name).and_then(variable)?
        } else if let Some(id) = text.strip_prefix("secretsmanager:") {
            named(id).and_then(secret_of_aws)?
        } else {
            return Err(NoReference::Value);
        };
        Ok(Self { source, spot })
    }

    /// Whether it names a secret of AWS.
    pub(crate) const fn lies_in_aws(&self) -> bool {
        matches!(self.source, SecretSource::SecretsManager { .. })
    }

    /// Where it is written.
    pub(crate) const fn spot(&self) -> &Spot {
        &self.spot
    }
}

impl fmt::Debug for SecretRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.source {
            SecretSource::File(_) => "file",
            SecretSource::Variable(_) => "env",
            SecretSource::SecretsManager { .. } => "secretsmanager",
        };
        write!(f, "SecretRef({kind}:…, line {})", self.spot.line())
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

/// A name has no `#`, so what follows one is the member.
fn secret_of_aws(text: &str) -> Result<SecretSource, NoReference> {
    let (id, member) = text.split_once('#').map_or((text, None), |(id, member)| (id, Some(member)));
    let plain = id.chars().all(|c| c.is_ascii_alphanumeric() || "/_+=.@-:".contains(c));
    if !plain || !(1..=SECRET_ID_CHARS_MAX).contains(&id.len()) {
        return Err(NoReference::NoSecretId);
    }
    if member == Some("") {
        return Err(NoReference::NoMember);
    }
    Ok(SecretSource::SecretsManager { id: id.to_owned(), member: member.map(str::to_owned) })
}
