//! A thin HTTP/1 face over the world, for whoever wants to speak to it over a real socket.
//!
//! It knows nothing of the vendors: it hands requests to the world and answers back, at the clock's time.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use bytes::Bytes;
use futures_util::stream;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Request as HttpRequest, StatusCode};

use crate::clock::VirtualClock;
use crate::faulty::Outcome;
use crate::world::World;

/// The largest request body that is read, in bytes.
const MAX_BODY_BYTES: usize = 1 << 20;

/// Answers on `listener` until the future is dropped. The caller runs it and ends it.
///
/// Faults are applied. A lost connection is an answer that breaks off before its first byte of body.
///
/// # Errors
/// What the listener reports.
pub async fn serve(
    listener: tokio::net::TcpListener,
    world: Arc<Mutex<World>>,
    clock: VirtualClock,
) -> std::io::Result<()> {
    let app = axum::Router::new().fallback(answer).with_state(Face { world, clock });
    axum::serve(listener, app).await
}

#[derive(Clone)]
struct Face {
    world: Arc<Mutex<World>>,
    clock: VirtualClock,
}

async fn answer(State(face): State<Face>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY_BYTES).await else {
        return with_status(StatusCode::PAYLOAD_TOO_LARGE, Body::empty());
    };
    let request = HttpRequest::from_parts(parts, body);
    let outcome = {
        let mut world = face.world.lock().unwrap_or_else(PoisonError::into_inner);
        world.handle_with_faults(face.clock.now(), request)
    };
    match outcome {
        Outcome::Answer(response) => response.map(Body::from),
        Outcome::LostBefore | Outcome::LostAfter => broken_off(),
    }
}

/// An answer that promises a body and breaks off instead, so that the server closes the connection.
fn broken_off() -> Response {
    let reset = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let body = Body::from_stream(stream::iter([Err::<Bytes, _>(reset)]));
    let mut response = with_status(StatusCode::OK, body);
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from_static("1"));
    response
}

fn with_status(status: StatusCode, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    response
}
