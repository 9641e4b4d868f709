//! Fetching the keys that the settings name.

use super::{DirectorySettings, IdpSettings, Settings, SignInSettings};
use crate::cloud::Cloud;
use crate::keys::{Statement, key};
use crate::secret::SecretRef;
use crate::toml_file::{Fault, Spot};
use std::collections::BTreeMap;
use std::env::VarError;
use std::sync::Arc;
use untwin_core::domain::DirectoryId;
use untwin_entra::{ASSERTION_AUDIENCE, SignIn};
use untwin_outbound::Key;

/// Every key that the settings name. Nothing of this prints a key.
#[derive(Debug)]
pub struct Secrets {
    /// The organization's API key.
    pub organization_key: Key,
    /// The keys of each directory of the settings.
    pub directories: BTreeMap<DirectoryId, DirectorySecrets>,
    /// What is questionable about where a key lies, yet keeps nothing from working.
    pub warnings: Vec<Fault>,
}

/// The keys of one directory.
#[derive(Debug)]
pub struct DirectorySecrets {
    /// The SCIM key, if the settings name one.
    pub scim_key: Option<Key>,
    /// What untwin signs in with at the tenant.
    pub sign_in: SignIn,
}

/// Fetches all keys, or tells all faults; `lookup` answers for environment variables.
pub(super) async fn secrets(
    settings: &Settings,
    lookup: impl Fn(&str) -> Result<String, VarError>,
    cloud: &Cloud,
) -> Result<Secrets, Vec<Fault>> {
    let mut fetched = Fetched { lookup, cloud, faults: Vec::new(), warnings: Vec::new() };
    let organization_key = fetched.key(&settings.organization.key).await;
    let mut directories = Vec::new();
    for directory in &settings.directories {
        directories.push(fetched.directory(directory).await);
    }
    let directories: Option<BTreeMap<_, _>> = directories.into_iter().collect();
    match (organization_key, directories) {
        (Some(organization_key), Some(directories)) => {
            Ok(Secrets { organization_key, directories, warnings: fetched.warnings })
        }
        (None, _) | (_, None) => Err(fetched.faults),
    }
}

struct Fetched<'c, L> {
    lookup: L,
    cloud: &'c Cloud,
    faults: Vec<Fault>,
    warnings: Vec<Fault>,
}

impl<L: Fn(&str) -> Result<String, VarError>> Fetched<'_, L> {
    async fn directory(&mut self, directory: &DirectorySettings) -> Option<(DirectoryId, DirectorySecrets)> {
        let IdpSettings::Entra(entra) = &directory.idp;
        let scim_key = match &directory.scim_key {
            Some(reference) => self.key(reference).await.map(Some),
            None => Some(None),
        };
        let sign_in = match &entra.sign_in {
            SignInSettings::Secret { secret, .. } => self.key(secret).await.map(SignIn::Secret),
            SignInSettings::Aws { spot } => self.statement(spot),
        };
        Some((directory.id.clone(), DirectorySecrets { scim_key: scim_key?, sign_in: sign_in? }))
    }

    /// A statement lives for minutes, so the first one is asked for when the first token is.
    fn statement(&mut self, spot: &Spot) -> Option<SignIn> {
        match self.cloud.there() {
            Ok(()) => {
                let statement = Statement { audience: ASSERTION_AUDIENCE, cloud: self.cloud.clone() };
                Some(SignIn::Assertion(Arc::new(statement)))
            }
            Err(fault) => {
                self.faults.push(fault.at(spot));
                None
            }
        }
    }

    async fn key(&mut self, reference: &SecretRef) -> Option<Key> {
        match reference.reveal(&self.lookup, self.cloud).await {
            Ok(revealed) => {
                self.warnings.extend(revealed.warning);
                Some(key(revealed.key, reference, self.cloud))
            }
            Err(no_key) => {
                self.faults.push(no_key.into_fault());
                None
            }
        }
    }
}
