//! From settings and keys to ports and a set-up: what every function does once at its start.

use crate::Faults;
use crate::any_store::AnyStore;
use crate::clock::SystemClock;
use crate::cloud::Cloud;
use crate::policy::{PolicyLoad, load_policy};
use crate::settings::{DirectorySettings, IdpSettings, Secrets, Settings};
use crate::wiring::{OnFile, Real, Vendors, Wired};
use untwin_atlassian::OrganizationSettings;
use untwin_core::decision::Policy;
use untwin_core::domain::{DirectoryId, ScimKey};
use untwin_entra::EntraSettings;
use untwin_outbound::{NetworkTransport, Transport};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{Clock, Store, StoreError};
use untwin_workflow::{Pushed, Setup};

/// The version of Graph that everything documented is in.
const GRAPH_VERSION: &str = "v1.0";

/// Why nothing can be started.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The settings or the keys that they name; every fault with its fix.
    #[error(transparent)]
    Settings(#[from] Faults),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The network client could not be set up.
    #[error("the network client cannot be set up")]
    Network,
}

/// Everything that was started.
pub struct Connected<P> {
    /// The ports.
    pub ports: P,
    /// The set-up, with the policy in force.
    pub setup: Setup,
    /// Where the policy came from, and what is wrong with it.
    pub policy: PolicyLoad,
    /// What is worth saying about the keys.
    pub warnings: Vec<crate::Fault>,
}

/// Connects to the real network, with the machine's clock and the store that the settings name.
pub async fn connect(settings: &Settings, cloud: &Cloud) -> Result<Connected<Real>, ConnectError> {
    let store = AnyStore::open(settings, cloud)?;
    let policy = store.policy(settings).await?;
    connect_with(settings, cloud, (store, policy), network()?).await
}

/// The same for what works on a store in a file only.
pub async fn connect_on_file(settings: &Settings, cloud: &Cloud) -> Result<Connected<OnFile>, ConnectError> {
    connect_through(settings, cloud, network()?).await
}

/// The same through any transport and clock.
pub async fn connect_through<T: Transport, C: Clock>(
    settings: &Settings,
    cloud: &Cloud,
    way: (T, C),
) -> Result<Connected<Wired<T, C, SqliteStore>>, ConnectError> {
    let store = SqliteStore::open(settings.store_file()?)?;
    let policy = load_policy(settings.policy_path.as_deref());
    connect_with(settings, cloud, (store, policy), way).await
}

async fn connect_with<T: Transport, C: Clock, S: Store>(
    settings: &Settings,
    cloud: &Cloud,
    (store, policy): (S, PolicyLoad),
    (transport, clock): (T, C),
) -> Result<Connected<Wired<T, C, S>>, ConnectError> {
    let secrets = settings.resolve(cloud).await?;
    let setup = setup_of(settings, policy.policy.clone());
    let ports = Wired::new(vendors(settings, &secrets), store, transport, clock);
    Ok(Connected { ports, setup, policy, warnings: secrets.warnings })
}

fn network() -> Result<(NetworkTransport, SystemClock), ConnectError> {
    Ok((NetworkTransport::new().map_err(|_| ConnectError::Network)?, SystemClock))
}

/// What the use cases know of the settings.
pub fn setup_of(settings: &Settings, policy: Policy) -> Setup {
    let pushed = |directory: &DirectorySettings| {
        let IdpSettings::Entra(entra) = &directory.idp;
        let scim_key = if directory.scim_key.is_some() { ScimKey::Held } else { ScimKey::NotHeld };
        (directory.id.clone(), Pushed { tenant: entra.tenant.clone(), job: entra.job.clone(), scim_key })
    };
    Setup { directories: settings.directories.iter().map(pushed).collect(), policy }
}

pub(crate) fn vendors(settings: &Settings, secrets: &Secrets) -> Vendors {
    let keys = secrets.directories.iter().map(|(id, keys)| (id.clone(), keys.scim_key.clone())).collect();
    let organization = OrganizationSettings {
        organization: settings.organization.id.clone(),
        base_url: settings.organization.base_url.clone(),
        key: secrets.organization_key.clone(),
        directories: keys,
    };
    let providers = settings.directories.iter().filter_map(|directory| provider(directory, secrets)).collect();
    Vendors { organization, providers }
}

fn provider(directory: &DirectorySettings, secrets: &Secrets) -> Option<(DirectoryId, EntraSettings)> {
    let IdpSettings::Entra(entra) = &directory.idp;
    let keys = secrets.directories.get(&directory.id)?;
    let settings = EntraSettings {
        tenant: entra.tenant.clone(),
        client_id: entra.client_id.clone(),
        sign_in: keys.sign_in.clone(),
        service_principal: entra.service_principal.clone(),
        job: entra.job.clone(),
        graph_base: entra.graph_url.below(GRAPH_VERSION).ok()?,
        login_base: entra.login_url.clone(),
    };
    Some((directory.id.clone(), settings))
}
