//! The sandbox behind the real clients, without a socket.

use crate::Cut;
use bytes::Bytes;
use http::{Request, Response};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use untwin_outbound::{Transport, TransportError};
use untwin_sandbox::World;
use untwin_sandbox::clock::VirtualClock;
use untwin_sandbox::faulty::Outcome;

/// Hands requests to a world in the same process.
#[derive(Debug, Clone)]
pub struct InProcess {
    /// The world.
    pub world: Arc<Mutex<World>>,
    /// Its clock.
    pub clock: VirtualClock,
    /// Where the sender dies, if anywhere.
    pub cut: Cut,
}

impl Transport for InProcess {
    async fn send(&self, request: Request<Bytes>, _timeout: Duration) -> Result<Response<Bytes>, TransportError> {
        self.cut.point().await;
        let outcome = self.answer(request);
        self.cut.point().await;
        match outcome {
            Outcome::Answer(answer) => Ok(answer),
            Outcome::LostBefore => Err(TransportError::NotSent("no connection".to_owned())),
            Outcome::LostAfter => Err(TransportError::NoAnswer("timeout".to_owned())),
        }
    }
}

impl InProcess {
    fn answer(&self, request: Request<Bytes>) -> Outcome {
        let mut world = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.handle_with_faults(self.clock.now(), request)
    }
}
