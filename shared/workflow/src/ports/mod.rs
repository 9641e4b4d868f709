//! Everything that the use cases need from outside, with the meaning of every answer written down.
//!
//! Readers and writers are different types. A dry run is built from readers alone.

mod clock;
mod dead_queue;
mod idp;
mod inbox;
mod listing;
mod meter;
mod organization;
mod performed;
mod queues;
mod read_only;
mod store;

pub use clock::*;
pub use dead_queue::*;
pub use idp::*;
pub use inbox::*;
pub use listing::*;
pub use meter::*;
pub use organization::*;
pub use performed::*;
pub use queues::*;
pub use read_only::*;
pub use store::*;

use std::sync::Arc;
use untwin_core::domain::DirectoryId;

/// One bundle of adapters. Clients are made for one case and one phase, so that every request is counted where it belongs.
pub trait Ports: Send + Sync {
    /// Reads the organization.
    type Organization: OrganizationReads;
    /// Reads the identity provider.
    type Idp: IdpReads;
    /// Writes to the organization.
    type OrganizationHand: OrganizationWrites;
    /// Has the identity provider push.
    type IdpHand: IdpWrites;
    /// Keeps cases, leases and dead letters.
    type Store: Store;
    /// Time.
    type Clock: Clock;

    /// Readers for one case, whose requests count as `phase`; the identity provider is the one of `directory`.
    /// `None` where the settings know no such directory.
    fn eyes(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
        phase: Phase,
    ) -> Option<Eyes<Self::Organization, Self::Idp>>;
    /// Writers for one executing case. Only an accepted plan gets them.
    fn hands(
        &self,
        directory: &DirectoryId,
        tally: &Arc<Tally>,
    ) -> Option<Hands<Self::OrganizationHand, Self::IdpHand>>;
    /// The store.
    fn store(&self) -> &Self::Store;
    /// The clock.
    fn clock(&self) -> &Self::Clock;
}

/// What explain, plan and shadow mode get: readers, and nothing that could write.
///
/// ```compile_fail
/// use untwin_workflow::ports::{Eyes, OrganizationWrites};
/// fn rename<O, I>(eyes: &Eyes<O, I>) -> &impl OrganizationWrites { &eyes.organization_hand }
/// ```
#[derive(Debug)]
pub struct Eyes<O, I> {
    /// The organization.
    pub organization: O,
    /// The identity provider.
    pub idp: I,
}

/// What an executing case gets beside [`Eyes`].
#[derive(Debug)]
pub struct Hands<O, I> {
    /// The organization.
    pub organization: O,
    /// The identity provider.
    pub idp: I,
}
