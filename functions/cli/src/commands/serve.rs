//! `untwin serve`: the door, the inbox behind it, the logs and what is due, in one process until it is told to stop.
//!
//! It may be killed at any moment: whatever was acknowledged lies in the store, and every case goes on from there.

mod measures;
mod rounds;

use crate::args::Global;
use crate::exit::{Exit, Stop};
use crate::session::{load_settings, warnings_of};
use futures_util::FutureExt as _;
use futures_util::future::{join, join_all, join3};
use measures::measures;
use rounds::{Rounds, Told, told, until_let_go};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use untwin_core::saga::later_s;
use untwin_door::{Bounds, News, listen_on, router};
use untwin_startup::settings::{OpenDoor, ServeSettings, Settings};
use untwin_startup::{Cloud, Connected, Metrics, OnFile, connect_on_file, tell_only_where};
use untwin_workflow::ports::{Clock as _, Ports as _};

/// Threads that answer at the door.
const DOOR_THREADS: usize = 2;
/// How long running work may go on after the first signal, in seconds: supervisors kill after ten.
const GRACE_S: i64 = 8;
/// How long letting go of the documents in hand may take then, in seconds: it is one write for each.
const LET_GO_S: i64 = 1;

/// Opens everything and serves.
pub(crate) fn serve(global: &Global, metrics: &Metrics) -> Result<Exit, Stop> {
    tell_only_where();
    let settings = load_settings(global)?;
    let built = Builder::new_multi_thread().worker_threads(DOOR_THREADS).enable_all().build();
    let runtime = built.map_err(|error| down("the asynchronous runtime cannot start", &error))?;
    let ended = runtime.block_on(async {
        let (connected, door) = opened(&settings).await?;
        Box::pin(run(&settings, connected, door, metrics)).await
    });
    metrics.flush();
    ended
}

/// Everything that is opened once, with what is questionable about it in the log.
async fn opened(settings: &Settings) -> Result<(Connected<OnFile>, OpenDoor), Stop> {
    let cloud = Cloud::of(settings).await;
    let connected = connect_on_file(settings, &cloud).await?;
    let mut warnings = warnings_of(settings, &connected);
    let door = settings.open_door(&cloud, connected.ports.clock().now()).await;
    let door = door.map_err(|faults| Stop::from(&faults))?;
    warnings.extend(door.warnings.iter().map(ToString::to_string));
    for warning in warnings {
        tracing::warn!("{warning}");
    }
    Ok((connected, door))
}

async fn run(
    settings: &Settings,
    connected: Connected<OnFile>,
    door: OpenDoor,
    metrics: &Metrics,
) -> Result<Exit, Stop> {
    let Connected { ports, setup, .. } = connected;
    let OpenDoor { door, secrets, .. } = door;
    let mut signals = Signals::heard()?;
    let ServeSettings { listen, workers, poll_minutes, sources } = &settings.serve;
    let (listener, address) = open(*listen).await?;
    let (door, news) = (Arc::new(door), Arc::new(News::default()));
    let (tell, so_far) = watch::channel(Told::GoOn);
    let routes = router(Arc::clone(&door), ports.shared_store(), ports.shared_clock(), Arc::clone(&news));
    let clock = ports.clock();
    let listening = listen_on(listener, routes, clock, Bounds::SERVED, told(Told::Stop, so_far.clone()));
    let rounds = Rounds { ports: &ports, setup: &setup, door: &door, news: &news, told: so_far.clone() };
    let workers = join_all((0..*workers).map(|_| rounds.work()));
    let measuring = measures(settings, metrics, clock, &so_far);
    let rounding = join3(rounds.poll(*poll_minutes), rounds.sweep(), rounds.renew(&secrets));
    let others = join3(listening, rounding, measuring).map(drop);
    let mut all = pin!(join(workers, until_let_go(&so_far, others)));
    tracing::info!(listen = %address, sources = sources.len(), "the door is open");
    tokio::select! {
        biased;
        () = signals.next() => {}
        _ = &mut all => return Err(Stop::new(Exit::DependencyDown, "the door closed by itself")),
    }
    tracing::info!(grace_s = GRACE_S, "told to stop: nothing new is begun");
    tell.send_replace(Told::Stop);
    tokio::select! {
        biased;
        _ = &mut all => {
            tracing::info!("stopped");
            return Ok(Exit::Done);
        }
        () = clock.sleep_until(later_s(clock.now(), GRACE_S)) => {
            tracing::warn!("stopped in the middle of a case, which goes on at the next start");
        }
        () = signals.next() => tracing::warn!("stopped at once, as the second signal says"),
    }
    tell.send_replace(Told::LetGo);
    tokio::select! {
        biased;
        _ = &mut all => {}
        () = clock.sleep_until(later_s(clock.now(), LET_GO_S)) => tracing::warn!("a document in hand shows again by itself"),
    }
    Ok(Exit::Done)
}

async fn open(listen: SocketAddr) -> Result<(TcpListener, SocketAddr), Stop> {
    let listener = TcpListener::bind(listen).await;
    let listener = listener.map_err(|error| down(&format!("{listen} cannot be listened to"), &error))?;
    let address = listener.local_addr().map_err(|error| down("the door has no address", &error))?;
    Ok((listener, address))
}

/// What a supervisor or a person says when it is enough.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    fn heard() -> Result<Self, Stop> {
        let hear = |kind| signal(kind).map_err(|error| down("signals cannot be heard", &error));
        Ok(Self { terminate: hear(SignalKind::terminate())?, interrupt: hear(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            biased;
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

fn down(what: &str, error: &std::io::Error) -> Stop {
    Stop::new(Exit::DependencyDown, format!("{what}: {error}"))
}
