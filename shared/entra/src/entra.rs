//! What all readers and writers of one process share: settings, limits and the token.

use crate::token::TokenSource;
use crate::vendors::Vendors;
use crate::{EntraReader, EntraSettings, EntraWriter};
use std::fmt;
use std::sync::Arc;
use untwin_outbound::{Outbound, Pacer, Transport};
use untwin_workflow::ports::{Clock, Phase, Tally};

/// The client of one tenant and one provisioning job. It can neither read nor write by itself.
pub struct Entra<T, P, C> {
    pub(crate) outbound: Arc<Outbound<T, P, C>>,
    pub(crate) settings: EntraSettings,
    pub(crate) vendors: Vendors,
    pub(crate) tokens: TokenSource<T, P, C>,
}

impl<T: Transport, P: Pacer, C: Clock> Entra<T, P, C> {
    /// Puts it together; nothing is sent yet.
    pub fn new(outbound: Arc<Outbound<T, P, C>>, settings: EntraSettings) -> Arc<Self> {
        let vendors = Vendors::new(&settings);
        let tokens = TokenSource::new(Arc::clone(&outbound), &settings, &vendors);
        Arc::new(Self { outbound, settings, vendors, tokens })
    }

    /// A reader for one case, whose requests count as `phase` (tokens always as [`Phase::Idp`]).
    pub fn reader(self: &Arc<Self>, tally: &Arc<Tally>, phase: Phase) -> EntraReader<T, P, C> {
        EntraReader::new(Arc::clone(self), tally, phase)
    }

    /// A writer for one executing case; its requests count as [`Phase::Idp`].
    pub fn writer(self: &Arc<Self>, tally: &Arc<Tally>) -> EntraWriter<T, P, C> {
        EntraWriter::new(Arc::clone(self), tally)
    }
}

impl<T, P, C> fmt::Debug for Entra<T, P, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Entra({}, {})", self.settings.tenant, self.settings.job)
    }
}
