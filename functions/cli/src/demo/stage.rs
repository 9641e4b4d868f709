//! The stage: the simulated world behind real HTTP on this machine, and the product wired to it as it is in use.
//!
//! Settings, policy and keys are read from files, requests go through the network client, cases into a store on disk.
//! Only the clock is the world's, so that waiting takes no time.

use super::door::Entrance;
use super::ground::Ground;
use super::scenes::Leave;
use anyhow::Context as _;
use jiff::Timestamp;
use tempfile::TempDir;
use tokio::net::TcpListener;
use untwin_outbound::NetworkTransport;
use untwin_sandbox::clock::VirtualClock;
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
    /// The world that it is about.
    pub ground: Ground,
    /// Where documents are handed in.
    pub door: String,
    /// It goes away with this.
    pub folder: TempDir,
}

impl Stage {
    /// Builds the world as of `start` and wires the product to it; the faces have to be served by [`Stage::serve`].
    pub(super) async fn build(seed: u64, start: Timestamp, leave: Leave) -> anyhow::Result<(Self, Faces)> {
        let folder = tempfile::Builder::new().prefix("untwin-demo-").tempdir().context("no temporary folder")?;
        let (ground, world) = Ground::lay(seed, start, leave, folder.path()).await?;
        let transport = NetworkTransport::new().context("the network client cannot be set up")?;
        let loaded = Settings::load(&ground.settings)?;
        let through = (transport, StageClock(ground.clock.clone()));
        let Connected { ports, setup, policy, .. } = connect_through(&loaded, &Cloud::none(), through).await?;
        anyhow::ensure!(policy.faults.is_empty(), "the policy that was written has faults");
        let entrance = Entrance::open(&loaded, &ports, ground.clock.clone()).await?;
        let door = entrance.url().to_owned();
        Ok((Self { ports, setup, ground, door, folder }, Faces { world, door: entrance }))
    }

    /// Answers for the simulated vendors and at the door until it is dropped.
    pub(super) async fn serve(&self, faces: Faces) -> anyhow::Result<()> {
        tokio::select! {
            biased;
            ended = self.ground.serve(faces.world) => ended,
            () = faces.door.serve() => anyhow::bail!("the door closed by itself"),
        }
    }
}
