//! The one place where references to keys are followed.

use super::{SecretRef, SecretSource};
use crate::cloud::{Cloud, CloudFault};
use crate::toml_file::{Fault, read_at_most};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use std::env::{self, VarError};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use untwin_core::domain::Why;

/// The longest key that is read, in bytes; documented keys have some hundred.
const KEY_BYTES_MAX: u64 = 16 * 1024;

/// A key, and what is questionable about where it lies.
#[derive(Debug)]
pub(crate) struct Revealed {
    /// The key in force.
    pub(crate) key: SecretString,
    /// The one that it replaced, where it is kept and still of use.
    pub(crate) older: Option<SecretString>,
    /// A fault that does not keep it from being used.
    pub(crate) warning: Option<Fault>,
}

/// Why a key cannot be had.
#[derive(Debug)]
pub(crate) enum NoKey {
    /// It may be had later: where it lies does not answer.
    Silent {
        /// Who does not answer.
        service: &'static str,
        /// The same as a fault of the settings.
        fault: Fault,
    },
    /// A person has to put it right.
    Wrong(Fault),
}

impl SecretRef {
    /// Reads the key; `lookup` answers for environment variables.
    pub(crate) async fn reveal(
        &self,
        lookup: impl Fn(&str) -> Result<String, VarError>,
        cloud: &Cloud,
    ) -> Result<Revealed, NoKey> {
        match &self.source {
            SecretSource::File(path) => self.in_file(path).map_err(NoKey::Wrong),
            SecretSource::Variable(name) => self.in_variable(name, lookup).map_err(NoKey::Wrong),
            SecretSource::SecretsManager { id, member } => {
                let versions = cloud.versions(id).await.map_err(|fault| self.not_had(&fault))?;
                self.in_versions(&versions, member.as_deref()).map_err(NoKey::Wrong)
            }
        }
    }

    /// What is wrong with the key, as far as this machine can tell.
    pub(crate) fn fault_here(&self, lookup: impl Fn(&str) -> Result<String, VarError>) -> Option<Fault> {
        match &self.source {
            SecretSource::File(path) => self.in_file(path).err(),
            SecretSource::Variable(name) => self.in_variable(name, lookup).err(),
            SecretSource::SecretsManager { .. } => None,
        }
    }

    fn in_file(&self, path: &Path) -> Result<Revealed, Fault> {
        let bytes = read_at_most(path, KEY_BYTES_MAX).map_err(|error| {
            let problem = format!("the file that it names cannot be read: {}", error.kind());
            self.spot().fault(&problem, "check the path, and that untwin may read it")
        })?;
        let text = bytes.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(|| {
            self.spot().fault("the file that it names holds no key", "put the key alone into the file")
        })?;
        Ok(Revealed { key: self.usable(&text)?, older: None, warning: self.readable_by_others(path) })
    }

    fn in_variable(&self, name: &str, lookup: impl Fn(&str) -> Result<String, VarError>) -> Result<Revealed, Fault> {
        let text =
            lookup(name).map_err(|error| self.spot().fault(not_set(&error), "set it where untwin is started"))?;
        Ok(Revealed { key: self.usable(&text)?, older: None, warning: None })
    }

    /// An older version that is of no use is on its way out, and no fault.
    fn in_versions(&self, versions: &[SecretString], member: Option<&str>) -> Result<Revealed, Fault> {
        let mut keys = versions.iter().map(|version| match member {
            Some(member) => self.usable(&self.member(version, member)?),
            None => self.usable(version.expose_secret()),
        });
        let key = keys.next().unwrap_or_else(|| self.usable(""))?;
        Ok(Revealed { key, older: keys.next().and_then(Result::ok), warning: None })
    }

    fn member(&self, version: &SecretString, member: &str) -> Result<String, Fault> {
        let object: Option<Value> = serde_json::from_str(version.expose_secret()).ok();
        let text = object.as_ref().and_then(|object| object.get(member)?.as_str());
        let fix = "store a JSON object in the secret, with the key as the text of that member";
        text.map(str::to_owned).ok_or_else(|| self.spot().fault("the secret that it names has no such member", fix))
    }

    /// A key goes into a header: one line, no space, and one newline at the end is the editor's.
    fn usable(&self, key: &str) -> Result<SecretString, Fault> {
        let key = key.strip_suffix('\n').map_or(key, |line| line.strip_suffix('\r').unwrap_or(line));
        if key.is_empty() {
            return Err(self.spot().fault("the key that it names is empty", "put the key there"));
        }
        if !key.chars().all(|c| c.is_ascii_graphic()) {
            let problem = "the key that it names holds a space, a line break or a character that no key has";
            return Err(self.spot().fault(problem, "put the key there alone, on one line"));
        }
        Ok(SecretString::from(key))
    }

    fn readable_by_others(&self, path: &Path) -> Option<Fault> {
        let mode = fs::metadata(path).ok()?.permissions().mode();
        let others = mode & 0o077;
        (others != 0)
            .then(|| self.spot().fault("others than its owner can use the file that it names", "chmod 600 the file"))
    }

    fn not_had(&self, fault: &CloudFault) -> NoKey {
        let told = fault.at(self.spot());
        match fault {
            CloudFault::Silent { service } => NoKey::Silent { service, fault: told },
            CloudFault::Wrong { .. } => NoKey::Wrong(told),
        }
    }
}

impl NoKey {
    /// As a fault of the settings.
    pub(crate) fn into_fault(self) -> Fault {
        match self {
            Self::Silent { fault, .. } | Self::Wrong(fault) => fault,
        }
    }

    /// As the reason why something cannot be read from a vendor.
    pub(crate) fn why(self) -> Why {
        match self {
            Self::Silent { service, fault } => Why::NoAnswer {
                vendor: service,
                detail: format!("{} was refused, and cannot be read again", fault.field),
            },
            Self::Wrong(fault) => Why::NotConfigured(format!("{}: {}", fault.field, fault.problem)),
        }
    }
}

/// The environment of this process.
#[expect(clippy::disallowed_methods, reason = "this is the one place where the environment is read")]
pub(crate) fn process_environment(name: &str) -> Result<String, VarError> {
    env::var(name)
}

const fn not_set(error: &VarError) -> &'static str {
    match error {
        VarError::NotPresent => "the environment variable that it names is not set",
        VarError::NotUnicode(_) => "the environment variable that it names holds no text",
    }
}
