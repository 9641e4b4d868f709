//! Connections: how many may be open, and how long each may take to say what it wants.
//!
//! It knows nothing of what is asked: that is for the routes.

use axum::Router;
use futures_util::FutureExt as _;
use futures_util::future::{Either, Shared, select};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use jiff::SignedDuration;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use untwin_workflow::ports::Clock;

/// How long nothing is accepted after the system could not give a connection, in seconds.
const FAULT_S: i64 = 1;

/// What connections may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// So many may be open at a time; the others wait until one is closed.
    pub connections: usize,
    /// A connection has so long for the head of each request, and between two of them.
    pub head: Duration,
}

impl Bounds {
    /// What `untwin serve` allows: far more than the senders behind one proxy need.
    pub const SERVED: Self = Self { connections: 256, head: Duration::from_secs(10) };
}

/// Serves the routes until `stop` ends. Requests that are being answered then are answered, and nothing is accepted any
/// more. Every connection ends with this future.
pub async fn listen_on<C: Clock>(
    listener: TcpListener,
    routes: Router,
    clock: &C,
    bounds: Bounds,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let stop = stop.shared();
    let room = Arc::new(Semaphore::new(bounds.connections));
    let mut open = JoinSet::new();
    while let Some(accepted) = unless(stop.clone(), next(&listener, &room)).await {
        match accepted {
            Ok((stream, permit)) => {
                open.spawn(answer(stream, routes.clone(), bounds.head, stop.clone(), permit));
            }
            Err(error) if is_about_one(&error) => {}
            Err(error) => {
                tracing::error!(%error, "no connection can be accepted");
                let again_at = clock.now().saturating_add(SignedDuration::from_secs(FAULT_S));
                clock.sleep_until(again_at.unwrap_or(jiff::Timestamp::MAX)).await;
            }
        }
        // Those that ended are forgotten here.
        while open.try_join_next().is_some() {}
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

/// The next connection, once there is room for it.
async fn next(listener: &TcpListener, room: &Arc<Semaphore>) -> io::Result<(TcpStream, OwnedSemaphorePermit)> {
    let permit = Arc::clone(room).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, _) = listener.accept().await?;
    Ok((stream, permit))
}

async fn answer<S: Future<Output = ()>>(
    stream: TcpStream,
    routes: Router,
    head: Duration,
    stop: Shared<S>,
    _permit: OwnedSemaphorePermit,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), TowerToHyperService::new(routes)));
    // How a connection ended, in order or not, its sender has to know, and nobody here.
    if unless(stop, connection.as_mut()).await.is_none() {
        connection.as_mut().graceful_shutdown();
        let _ = connection.await;
    }
}

/// What the work gives, unless it is stopped before.
async fn unless<T>(stop: impl Future<Output = ()>, work: impl Future<Output = T>) -> Option<T> {
    match select(pin!(stop), pin!(work)).await {
        Either::Left(((), _)) => None,
        Either::Right((done, _)) => Some(done),
    }
}

/// The connection is gone already; the next one may be there.
fn is_about_one(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionRefused | ConnectionAborted | ConnectionReset)
}
