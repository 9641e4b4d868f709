//! The door of the demo: the one that `untwin serve` opens, on a port of its own, and somebody who hands documents in.

use super::stage::StagePorts;
use anyhow::Context as _;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Request, StatusCode};
use jiff::Timestamp;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use untwin_door::{Bounds, News, listen_on, router};
use untwin_outbound::{NetworkTransport, Transport as _};
use untwin_sandbox::clock::VirtualClock;
use untwin_startup::Cloud;
use untwin_startup::settings::{OpenDoor, Settings};
use untwin_workflow::ports::Clock;

/// The name of the only source, and the secret in its path. It opens nothing but this demo.
pub(super) const SOURCE: &str = "demo";
pub(super) const SECRET: &str = "example-secret-of-the-demos-own-door";
/// How long a document may take to be handed in.
const HAND_IN_MAX: Duration = Duration::from_secs(10);

/// A door that stands open, and how to reach it.
pub(super) struct Entrance {
    listener: TcpListener,
    routes: axum::Router,
    clock: DoorClock,
    url: String,
}

/// The world's clock without its waiting: whoever waits at the door must not move the world on.
#[derive(Debug, Clone)]
struct DoorClock(VirtualClock);

impl Clock for DoorClock {
    fn now(&self) -> Timestamp {
        self.0.now()
    }

    async fn sleep_until(&self, _moment: Timestamp) {
        pending::<()>().await;
    }
}

impl Entrance {
    /// Opens the door that the settings describe, in front of the ports' own inbox.
    pub(super) async fn open(settings: &Settings, ports: &StagePorts, clock: VirtualClock) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await.context("no port of this machine can be used")?;
        let address = listener.local_addr().context("the door has no address")?;
        let OpenDoor { door, .. } = settings.open_door(&Cloud::none(), clock.now()).await?;
        let clock = DoorClock(clock);
        let routes = router(Arc::new(door), ports.shared_store(), Arc::new(clock.clone()), Arc::new(News::default()));
        Ok(Self { listener, routes, clock, url: format!("http://{address}/hooks/{SOURCE}/{SECRET}") })
    }

    /// Where documents are handed in.
    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Answers at the door until it is dropped.
    pub(super) async fn serve(self) {
        listen_on(self.listener, self.routes, &self.clock, Bounds::SERVED, pending()).await;
    }
}

/// Somebody who hands documents in, as any sender would.
pub(super) struct Sender<'u> {
    url: &'u str,
    transport: NetworkTransport,
}

impl<'u> Sender<'u> {
    pub(super) fn to(url: &'u str) -> anyhow::Result<Self> {
        let transport = NetworkTransport::new().context("the network client cannot be set up")?;
        Ok(Self { url, transport })
    }

    /// The door answers once the document lies in the inbox.
    pub(super) async fn hand_in(&self, document: &[u8]) -> anyhow::Result<()> {
        let request = Request::post(self.url).header(CONTENT_TYPE, "text/plain");
        let request = request.body(Bytes::copy_from_slice(document))?;
        let answer = self.transport.send(request, HAND_IN_MAX).await.context("the door does not answer")?;
        anyhow::ensure!(answer.status() == StatusCode::ACCEPTED, "the door answered {}", answer.status());
        Ok(())
    }
}
