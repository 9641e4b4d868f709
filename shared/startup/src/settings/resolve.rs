//! Fetching the keys that the settings name.

use super::{DirectorySettings, IdpSettings, Settings};
use crate::secret::SecretRef;
use crate::toml_file::Fault;
use secrecy::SecretString;
use std::collections::BTreeMap;
use std::env::VarError;
use untwin_core::domain::DirectoryId;

/// Every key that the settings name. Nothing of this prints a key.
#[derive(Debug)]
pub struct Secrets {
    /// The organization's API key.
    pub organization_key: SecretString,
    /// The keys of each directory of the settings.
    pub directories: BTreeMap<DirectoryId, DirectorySecrets>,
    /// What is questionable about where a key lies, yet keeps nothing from working.
    pub warnings: Vec<Fault>,
}

/// The keys of one directory.
#[derive(Debug)]
pub struct DirectorySecrets {
    /// The SCIM key, if the settings name one.
    pub scim_key: Option<SecretString>,
    /// The client secret of the app registration.
    pub client_secret: SecretString,
}

/// Fetches all keys, or tells all faults; `lookup` answers for environment variables.
pub(super) fn secrets(
    settings: &Settings,
    lookup: impl Fn(&str) -> Result<String, VarError>,
) -> Result<Secrets, Vec<Fault>> {
    let mut fetched = Fetched { faults: Vec::new(), warnings: Vec::new() };
    let organization_key = fetched.key(&settings.organization.key, &lookup);
    let directories: Vec<_> =
        settings.directories.iter().map(|directory| fetched.directory(directory, &lookup)).collect();
    let directories: Option<BTreeMap<_, _>> = directories.into_iter().collect();
    match (organization_key, directories) {
        (Some(organization_key), Some(directories)) => {
            Ok(Secrets { organization_key, directories, warnings: fetched.warnings })
        }
        (None, _) | (_, None) => Err(fetched.faults),
    }
}

struct Fetched {
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
}

impl Fetched {
    fn directory(
        &mut self,
        directory: &DirectorySettings,
        lookup: &impl Fn(&str) -> Result<String, VarError>,
    ) -> Option<(DirectoryId, DirectorySecrets)> {
        let IdpSettings::Entra(entra) = &directory.idp;
        let scim_key = directory.scim_key.as_ref().map(|reference| self.key(reference, lookup));
        let client_secret = self.key(&entra.client_secret, lookup);
        let scim_key = scim_key.map_or(Some(None), |key| key.map(Some))?;
        Some((directory.id.clone(), DirectorySecrets { scim_key, client_secret: client_secret? }))
    }

    fn key(
        &mut self,
        reference: &SecretRef,
        lookup: &impl Fn(&str) -> Result<String, VarError>,
    ) -> Option<SecretString> {
        match reference.reveal(lookup) {
            Ok(revealed) => {
                self.warnings.extend(revealed.warning);
                Some(revealed.key)
            }
            Err(fault) => {
                self.faults.push(fault);
                None
            }
        }
    }
}
