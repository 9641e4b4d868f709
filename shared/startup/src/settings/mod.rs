//! The settings file (`untwin.toml`): read once, whole, with every fault at once. `docs/SETTINGS.md` is its reference.
//!
//! It holds no key, only where each key is. [`Settings::resolve`] fetches them, as a step of its own.

mod door;
mod read;
mod resolve;
mod serve;
mod sign_in;
mod store;

#[cfg(test)]
mod tests;

pub use door::{DoorSecrets, OpenDoor};
pub use resolve::{DirectorySecrets, Secrets};
pub use serve::{ServeSettings, SourceKind, SourceSettings};
pub use sign_in::SignInSettings;
pub use store::{AwsSettings, StoreSettings};

use crate::cloud::Cloud;
use crate::secret::{SecretRef, process_environment};
use crate::toml_file::{Faults, read_text};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use untwin_core::domain::{DirectoryId, JobId, OrganizationId, TenantId};
use untwin_outbound::BaseUrl;

/// Everything that the settings file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The file that it was read from.
    pub file: PathBuf,
    /// `[organization]`.
    pub organization: OrganizationSettings,
    /// Each `[[directory]]`, in the order of the file; at least one.
    pub directories: Vec<DirectorySettings>,
    /// `[store]`.
    pub store: StoreSettings,
    /// `policy.path`, from the folder of the settings file on, if there is one.
    pub policy_path: Option<PathBuf>,
    /// `[serve]` and each `[[source]]`.
    pub serve: ServeSettings,
}

/// The Atlassian organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationSettings {
    /// Its id.
    pub id: OrganizationId,
    /// Its API key.
    pub key: SecretRef,
    /// The last day on which that key works, if somebody wrote it down.
    pub key_expires: Option<Date>,
    /// Where Atlassian's administration APIs are.
    pub base_url: BaseUrl,
}

/// A SCIM directory, and the job that pushes to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectorySettings {
    /// Its id.
    pub id: DirectoryId,
    /// Its SCIM key: the one that the identity provider uses. Without it, whose a link is stays unknown.
    pub scim_key: Option<SecretRef>,
    /// The last day on which that key works, if somebody wrote it down.
    pub scim_key_expires: Option<Date>,
    /// What pushes to it.
    pub idp: IdpSettings,
}

impl DirectorySettings {
    fn keys(&self) -> impl Iterator<Item = &SecretRef> {
        let IdpSettings::Entra(entra) = &self.idp;
        let secret = match &entra.sign_in {
            SignInSettings::Secret { secret, .. } => Some(secret),
            SignInSettings::Aws { .. } => None,
        };
        self.scim_key.iter().chain(secret)
    }
}

/// The identity provider of a directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdpSettings {
    /// Microsoft Entra ID.
    Entra(EntraSettings),
}

/// An Entra tenant, the app that reads it for us, and the provisioning job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntraSettings {
    /// The tenant.
    pub tenant: TenantId,
    /// Application (client) id of the app registration that untwin signs in as.
    pub client_id: String,
    /// How it proves that it is that registration.
    pub sign_in: SignInSettings,
    /// Object id of the service principal that provisions to Atlassian.
    pub service_principal: String,
    /// The provisioning job of that service principal.
    pub job: JobId,
    /// Where Microsoft Graph is, without its version.
    pub graph_url: BaseUrl,
    /// Where tokens are asked for.
    pub login_url: BaseUrl,
}

impl Settings {
    /// Reads and checks the file. Where it has faults, the keys that it names are looked at too, so that all faults are
    /// told together.
    pub fn load(path: &Path) -> Result<Self, Faults> {
        let faults = |faults| Faults { file: path.to_owned(), faults };
        let text = read_text(path).map_err(|fault| faults(vec![fault]))?;
        read::settings(&text, path, process_environment).map_err(faults)
    }

    /// Opens the door for every `[[source]]`, or says of each secret why it cannot be used.
    pub async fn open_door(&self, cloud: &Cloud, now: Timestamp) -> Result<OpenDoor, Faults> {
        let faults = |faults| Faults { file: self.file.clone(), faults };
        door::open(&self.serve.sources, process_environment, cloud, now).await.map_err(faults)
    }

    /// Fetches every key of the organization and its directories, or says of each why it cannot be used.
    pub async fn resolve(&self, cloud: &Cloud) -> Result<Secrets, Faults> {
        let faults = |faults| Faults { file: self.file.clone(), faults };
        resolve::secrets(self, process_environment, cloud).await.map_err(faults)
    }

    /// Whether something that they name lies in AWS, is kept there, or is stated by it.
    pub fn name_aws(&self) -> bool {
        let sources = self.serve.sources.iter().flat_map(|source| &source.secrets);
        let keys = self.directories.iter().flat_map(DirectorySettings::keys).chain([&self.organization.key]);
        let stated = |directory: &DirectorySettings| {
            let IdpSettings::Entra(entra) = &directory.idp;
            matches!(entra.sign_in, SignInSettings::Aws { .. })
        };
        let kept = matches!(self.store, StoreSettings::Aws(_));
        kept || sources.chain(keys).any(SecretRef::lies_in_aws) || self.directories.iter().any(stated)
    }
}
