//! The ground of the demo: the simulated world behind real HTTP on this machine, and the files that tell how to reach it.
//!
//! It knows nothing of the product that works on it.

use super::files;
use super::scenes::{Cast, Leave, people};
use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::net::TcpListener;
use untwin_sandbox::World;
use untwin_sandbox::clock::VirtualClock;
use untwin_sandbox::face::serve;
use untwin_sandbox::town::Town;
use untwin_startup::SystemClock;
use untwin_workflow::ports::Clock as _;

/// The pause between two looks at the machine's clock: the world's clock is never further behind.
const TICK: SignedDuration = SignedDuration::from_millis(20);

/// The world, its people and its clock.
pub(super) struct Ground {
    pub cast: Cast,
    pub clock: VirtualClock,
    /// Scheme and authority at which the world answers.
    pub base: String,
    /// The settings file.
    pub settings: PathBuf,
    world: Arc<Mutex<World>>,
}

impl Ground {
    /// Builds the world as of `start`, and writes settings, policy and keys for it into a folder. It answers while
    /// [`Ground::serve`] runs.
    pub(super) async fn lay(
        seed: u64,
        start: Timestamp,
        leave: Leave,
        folder: &Path,
    ) -> anyhow::Result<(Self, TcpListener)> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port of this machine can be used")?;
        let base = format!("http://{}", listener.local_addr().context("the port has no address")?);
        let mut town = Town::new(start);
        town.reached_at(&base);
        let cast = people(&mut town, seed, leave);
        let settings = files::write(folder, &base, &town.world.tenant).context("the settings cannot be written")?;
        let clock = VirtualClock::starting_at(start);
        let world = Arc::new(Mutex::new(town.world));
        Ok((Self { cast, clock, base, settings, world }, listener))
    }

    /// Answers for the simulated vendors until it is dropped.
    pub(super) async fn serve(&self, listener: TcpListener) -> anyhow::Result<()> {
        let ended = serve(listener, Arc::clone(&self.world), self.clock.clone()).await;
        ended.context("the simulated world broke down")
    }

    /// The world, to look at.
    pub(super) fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From here on other processes and the world have the same time, until this is dropped.
    pub(super) async fn follow_real_time(&self) {
        loop {
            let now = SystemClock.now();
            self.clock.advance_to(now);
            self.world().advance(now);
            SystemClock.sleep_until(now.checked_add(TICK).unwrap_or(now)).await;
        }
    }
}
