//! The stage: the simulated world behind real HTTP on this machine, and the product wired to it as it is in use.
//!
//! Settings, policy and keys are read from files, requests go through the network client, cases into a store on disk.
//! Only the clock is the world's, so that waiting takes no time.

use super::door::Entrance;
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
use untwin_startup::{Cloud, Connected, Wired, connect_through};
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

/// What has to be served while a show is on.
pub(super) struct Faces {
    world: TcpListener,
    door: Entrance,
}

/// Everything that a show needs.
pub(super) struct Stage {
    pub ports: StagePorts,
    pub setup: Setup,
    pub cast: Cast,
    pub clock: VirtualClock,
    /// Scheme and authority at which the world answers.
    pub base: String,
    /// Where documents are handed in.
    pub door: String,
    /// The settings file.
    pub settings: PathBuf,
    /// It goes away with this.
    pub folder: TempDir,
    world: Arc<Mutex<World>>,
}

impl Stage {
    /// Builds the world as of `start` and wires the product to it; the faces have to be served by [`Stage::serve`].
    pub(super) async fn build(seed: u64, start: Timestamp, leave: Leave) -> anyhow::Result<(Self, Faces)> {
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
        let loaded = Settings::load(&settings)?;
        let Connected { ports, setup, policy, .. } =
            connect_through(&loaded, &Cloud::none(), (transport, StageClock(clock.clone()))).await?;
        anyhow::ensure!(policy.faults.is_empty(), "the policy that was written has faults");
        let entrance = Entrance::open(&loaded, &ports, clock.clone()).await?;
        let (door, world) = (entrance.url().to_owned(), Arc::new(Mutex::new(town.world)));
        let stage = Self { ports, setup, cast, clock, base, door, settings, folder, world };
        Ok((stage, Faces { world: listener, door: entrance }))
    }

    /// Answers for the simulated vendors and at the door until it is dropped.
    pub(super) async fn serve(&self, faces: Faces) -> anyhow::Result<()> {
        tokio::select! {
            biased;
            ended = serve(faces.world, Arc::clone(&self.world), self.clock.clone()) => {
                ended.context("the simulated world broke down")
            }
            () = faces.door.serve() => anyhow::bail!("the door closed by itself"),
        }
    }

    /// The world, to look at.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
