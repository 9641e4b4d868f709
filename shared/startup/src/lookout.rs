//! Clients for whoever only looks around: they keep nothing, not even in the store that the settings name.

use crate::connect::{ConnectError, setup_of, vendors};
use crate::settings::{Secrets, Settings};
use crate::wiring::{Vendors, Wired};
use untwin_core::decision::Policy;
use untwin_outbound::{Key, Transport};
use untwin_sqlite::SqliteStore;
use untwin_workflow::Setup;
use untwin_workflow::ports::Clock;

/// Two sets of clients: as the settings say, and with the organization's and the directories' keys in each other's place.
pub struct Lookout<T, C> {
    /// As the settings say.
    pub ports: Wired<T, C>,
    /// With the keys swapped: what these are let in with, stands in the wrong place.
    pub swapped: Wired<T, C>,
    /// The set-up, with the policy in force.
    pub setup: Setup,
}

/// Connects whoever only looks; nothing is sent yet.
pub fn lookout<T: Transport + Clone, C: Clock + Clone>(
    settings: &Settings,
    secrets: &Secrets,
    policy: Policy,
    (transport, clock): (T, C),
) -> Result<Lookout<T, C>, ConnectError> {
    let vendors = vendors(settings, secrets);
    let swapped = swapped(vendors.clone());
    let wired = |vendors: Vendors| -> Result<Wired<T, C>, ConnectError> {
        Ok(Wired::new(vendors, SqliteStore::in_memory()?, transport.clone(), clock.clone()))
    };
    Ok(Lookout { ports: wired(vendors)?, swapped: wired(swapped)?, setup: setup_of(settings, policy) })
}

/// Without any SCIM key there is nothing to swap the organization's with: then it is asked with its own again.
fn swapped(mut vendors: Vendors) -> Vendors {
    let organization = as_it_is(&vendors.organization.key);
    let scim = vendors.organization.directories.values().flatten().next().map(as_it_is);
    vendors.organization.key = scim.unwrap_or_else(|| organization.clone());
    for key in vendors.organization.directories.values_mut() {
        *key = Some(organization.clone());
    }
    vendors
}

/// A key that nobody reads again: refused in the wrong place is what it is meant to be.
fn as_it_is(key: &Key) -> Key {
    Key::from(key.current())
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::{ExposeSecret as _, SecretString};
    use std::collections::BTreeMap;
    use untwin_atlassian::OrganizationSettings;
    use untwin_core::domain::{DirectoryId, OrganizationId};
    use untwin_outbound::BaseUrl;

    #[test]
    fn swapped_keys_stand_in_each_others_place() {
        let directory = DirectoryId::parse("d-1").unwrap();
        let organization = OrganizationSettings {
            organization: OrganizationId::parse("o-1").unwrap(),
            base_url: BaseUrl::parse("http://127.0.0.1:9").unwrap(),
            key: SecretString::from("organization").into(),
            directories: BTreeMap::from([(directory.clone(), Some(SecretString::from("scim").into()))]),
        };
        let swapped = swapped(Vendors { organization, providers: BTreeMap::new() }).organization;
        assert_eq!(swapped.key.current().expose_secret(), "scim");
        assert_eq!(swapped.directories[&directory].as_ref().unwrap().current().expose_secret(), "organization");
    }
}
