//! The stage: the simulated world behind real HTTP on this machine, and the product wired to it as it is in use.
//!
//! Settings, policy and keys are read from files, requests go through the network client, cases into a store on disk.
//! Only the clock is the world's, so that waiting takes no time.

use super::files;
use super::scenes::{Cast, Leave, people};
use anyhow::Context as _;
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;
use tokio::net::TcpListener;
use untwin_outbound::NetworkTransport;
use untwin_sandbox::World;
use untwin_sandbox::clock::VirtualClock;
use untwin_sandbox::face::serve;
use untwin_sandbox::town::Town;
use untwin_startup::settings::Settings;
use untwin_startup::{Connected, Wired, connect_through};
use untwin_workflow::Setup;
use untwin_workflow::ports::Clock;

/// The product's ports in the demo.
pub(super) type StagePorts = Wired<NetworkTransport, StageClock>;

/// The world's clock: whoever waits moves it.
#[derive(Debug, Clone)]
pub(super) struct StageClock(VirtualClock);

impl Clock for StageClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep_until(&self, moment: Timestamp) {
        self.0.advance_to(moment);
    }
}

/// Everything that a show needs.
pub(super) struct Stage {
    pub ports: StagePorts,
    pub setup: Setup,
    pub cast: Cast,
    pub clock: VirtualClock,
    /// Scheme and authority at which the world answers.
    pub base: String,
    /// The settings file.
    pub settings: PathBuf,
    /// It goes away with this.
    pub folder: TempDir,
    world: Arc<Mutex<World>>,
}

impl Stage {
    /// Builds the world as of `start` and wires the product to it. The listener is what the world has to be served on.
    pub(super) async fn build(seed: u64, start: Timestamp, leave: Leave) -> anyhow::Result<(Self, TcpListener)> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port of this machine can be used")?;
        let base = format!("http://{}", listener.local_addr().context("the port has no address")?);
        let mut town = Town::new(start);
        town.reached_at(&base);
        let cast = people(&mut town, seed, leave);
        let folder = tempfile::Builder::new().prefix("untwin-demo-").tempdir().context("no temporary folder")?;
        let settings =
            files::write(folder.path(), &base, &town.world.tenant).context("the settings cannot be written")?;
        let clock = VirtualClock::starting_at(start);
        let transport = NetworkTransport::new().context("the network client cannot be set up")?;
        let Connected { ports, setup, policy, .. } =
            connect_through(&Settings::load(&settings)?, transport, StageClock(clock.clone()))?;
        anyhow::ensure!(policy.faults.is_empty(), "the policy that was written has faults");
        let world = Arc::new(Mutex::new(town.world));
        Ok((Self { ports, setup, cast, clock, base, settings, folder, world }, listener))
    }

    /// Answers for the simulated vendors until it is dropped.
    pub(super) async fn serve(&self, listener: TcpListener) -> anyhow::Result<()> {
        serve(listener, Arc::clone(&self.world), self.clock.clone()).await.context("the simulated world broke down")
    }

    /// The world, to look at.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
