//! Putting the adapters together: one bundle of ports for every function.
//!
//! Run-time choices (which provider, which store) are closed enums here, and nowhere else.

use crate::any_store::AnyStore;
use crate::clock::SystemClock;
use std::collections::BTreeMap;
use std::sync::Arc;
use untwin_atlassian::{OrganizationReader, OrganizationSettings, OrganizationWriter};
use untwin_core::domain::DirectoryId;
use untwin_entra::{Entra, EntraReader, EntraSettings, EntraWriter};
use untwin_outbound::{NetworkTransport, Outbound, Transport};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{Clock, Eyes, Hands, Phase, Ports, Store, Tally};

/// The adapters of one process: any transport, any clock, any store.
pub struct Wired<T, C, S = SqliteStore> {
    store: Arc<S>,
    clock: Arc<C>,
    outbound: Arc<Outbound<T, S, C>>,
    organization: Arc<OrganizationSettings>,
    providers: BTreeMap<DirectoryId, Arc<Entra<T, S, C>>>,
}

/// What is used outside tests: the network, the machine's clock, and whichever store the settings name.
pub type Real = Wired<NetworkTransport, SystemClock, AnyStore>;

/// The same for what works on a store in a file only.
pub type OnFile = Wired<NetworkTransport, SystemClock, SqliteStore>;

/// The vendors of one organization, with their keys.
#[derive(Debug, Clone)]
pub struct Vendors {
    /// The Atlassian organization.
    pub organization: OrganizationSettings,
    /// The identity provider that pushes to each directory.
    pub providers: BTreeMap<DirectoryId, EntraSettings>,
}

impl<T: Transport, C: Clock, S: Store> Wired<T, C, S> {
    /// Puts everything together; nothing is sent yet.
    pub fn new(vendors: Vendors, store: S, transport: T, clock: C) -> Self {
        let (store, clock) = (Arc::new(store), Arc::new(clock));
        let outbound = Arc::new(Outbound::new(transport, Arc::clone(&store), Arc::clone(&clock)));
        let client = |settings| Entra::new(Arc::clone(&outbound), settings);
        let providers = vendors.providers.into_iter().map(|(id, settings)| (id, client(settings))).collect();
        Self { store, clock, outbound, organization: Arc::new(vendors.organization), providers }
    }
}

impl<T, C, S> Wired<T, C, S> {
    /// The store, for whoever outlives a borrow of the ports: the door.
    pub fn shared_store(&self) -> Arc<S> {
        Arc::clone(&self.store)
    }

    /// The clock, for the same.
    pub fn shared_clock(&self) -> Arc<C> {
        Arc::clone(&self.clock)
    }
}

impl<T: Transport, C: Clock, S: Store> Ports for Wired<T, C, S> {
    type Organization = OrganizationReader<T, S, C>;
    type Idp = EntraReader<T, S, C>;
    type OrganizationHand = OrganizationWriter<T, S, C>;
    type IdpHand = EntraWriter<T, S, C>;
    type Store = S;
    type Clock = C;

    fn eyes(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
        phase: Phase,
    ) -> Option<Eyes<Self::Organization, Self::Idp>> {
        let provider = self.providers.get(directory)?;
        let (settings, outbound) = (Arc::clone(&self.organization), Arc::clone(&self.outbound));
        let organization = OrganizationReader::new(settings, outbound, Arc::clone(tally), phase);
        Some(Eyes { organization, idp: provider.reader(tally, phase) })
    }

    fn hands(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
    ) -> Option<Hands<Self::OrganizationHand, Self::IdpHand>> {
        let provider = self.providers.get(directory)?;
        let (settings, outbound) = (Arc::clone(&self.organization), Arc::clone(&self.outbound));
        let organization = OrganizationWriter::new(settings, outbound, Arc::clone(tally));
        Some(Hands { organization, idp: provider.writer(tally) })
    }

    fn store(&self) -> &S {
        &self.store
    }

    fn clock(&self) -> &C {
        &self.clock
    }
}
