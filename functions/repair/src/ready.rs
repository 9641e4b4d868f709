//! Everything that is opened once, and what is looked at anew for each batch.

use untwin_startup::settings::Settings;
use untwin_startup::{Cloud, ConnectError, Connected, Queues, Real, connect};
use untwin_workflow::Setup;
use untwin_workflow::ports::{Ports as _, StoreError};

/// What was opened.
pub(crate) struct Ready {
    pub(crate) settings: Settings,
    pub(crate) connected: Connected<Real>,
    /// None where cases are kept in a file: nobody hears of them by a queue then.
    pub(crate) queues: Option<Queues>,
}

impl Ready {
    pub(crate) async fn open(settings: Settings) -> Result<Self, ConnectError> {
        let cloud = Cloud::of(&settings).await;
        let connected = connect(&settings, &cloud).await?;
        let queues = Queues::of(&settings, &cloud);
        Ok(Self { settings, connected, queues })
    }

    /// With the policy that is in force now.
    pub(crate) async fn setup_in_force(&self) -> Result<Setup, StoreError> {
        let policy = self.connected.ports.store().policy(&self.settings).await?.policy;
        Ok(Setup { policy, ..self.connected.setup.clone() })
    }
}
