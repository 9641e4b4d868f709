//! Where something else can stand in for the wire or the store of every worker: a bug that is planted from outside.

use crate::engine::{SimStore, SimTransport};
use untwin_outbound::Transport;
use untwin_workflow::ports::Store;

/// What the product is wired to in a run.
pub trait Plant: Clone + Send + Sync + 'static {
    /// The way to the vendors.
    type Transport: Transport + 'static;
    /// The store.
    type Store: Store + 'static;

    /// The way to the vendors, made of the sound one.
    fn transport(&self, sound: SimTransport) -> Self::Transport;
    /// The store, made of the sound one.
    fn store(&self, sound: SimStore) -> Self::Store;
}

/// Nothing is planted.
#[derive(Debug, Clone, Copy)]
pub struct Sound;

impl Plant for Sound {
    type Transport = SimTransport;
    type Store = SimStore;

    fn transport(&self, sound: SimTransport) -> SimTransport {
        sound
    }

    fn store(&self, sound: SimStore) -> SimStore {
        sound
    }
}
