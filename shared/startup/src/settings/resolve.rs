//! Fetching the keys that the settings name.

use super::{DirectorySettings, IdpSettings, Settings, SourceKind, SourceSettings};
use crate::secret::SecretRef;
use crate::toml_file::Fault;
use secrecy::{ExposeSecret as _, SecretString};
use std::collections::BTreeMap;
use std::env::VarError;
use untwin_core::domain::DirectoryId;
use untwin_door::{Authenticity, Door, PathSecret, SecretFault, SigningSecret, Source};

const SECRET_FIX: &str = "make a new one as docs/DOOR.md says, and give it to the sender too";

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

/// Opens a door for these sources, or tells all faults of their secrets.
pub(super) fn door(
    sources: &[SourceSettings],
    lookup: impl Fn(&str) -> Result<String, VarError>,
) -> Result<(Door, Vec<Fault>), Vec<Fault>> {
    let mut fetched = Fetched { faults: Vec::new(), warnings: Vec::new() };
    let sources: Vec<_> = sources.iter().map(|source| fetched.source(source, &lookup)).collect();
    match sources.into_iter().collect::<Option<Vec<_>>>() {
        Some(sources) => Ok((Door::new(sources), fetched.warnings)),
        None => Err(fetched.faults),
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

    fn source(
        &mut self,
        settings: &SourceSettings,
        lookup: &impl Fn(&str) -> Result<String, VarError>,
    ) -> Option<Source> {
        let authenticity = match settings.kind {
            SourceKind::SecretPath => {
                Authenticity::SecretPath(self.proofs(&settings.secrets, PathSecret::parse, lookup)?)
            }
            SourceKind::StandardWebhooks => {
                Authenticity::Signed(self.proofs(&settings.secrets, SigningSecret::parse, lookup)?)
            }
        };
        let (name, plain_text, flow) = (settings.name.clone(), settings.plain_text, settings.flow);
        Some(Source { name, authenticity, plain_text, flow })
    }

    /// Every secret of a source, or none and a fault for each that is no such secret.
    fn proofs<P>(
        &mut self,
        references: &[SecretRef],
        parse: fn(&str) -> Result<P, SecretFault>,
        lookup: &impl Fn(&str) -> Result<String, VarError>,
    ) -> Option<Vec<P>> {
        let proofs: Vec<Option<P>> = references
            .iter()
            .map(|reference| {
                let key = self.key(reference, lookup)?;
                let proof = parse(key.expose_secret());
                proof.map_err(|fault| self.faults.push(reference.fault(&fault.to_string(), SECRET_FIX))).ok()
            })
            .collect();
        proofs.into_iter().collect()
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
