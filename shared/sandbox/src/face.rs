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

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use http::Method;

    use super::*;
    use crate::entra::tests::Stage;
    use crate::faulty::{Effect, Fault, Matcher};

    /// What comes back over a real connection.
    fn ask(address: std::net::SocketAddr, path: &str) -> String {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        // A connection that breaks off may end in an error; what came before it counts.
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_face_answers_over_a_socket_and_breaks_off_where_the_answer_is_lost() {
        let stage = Stage::new();
        let clock = VirtualClock::starting_at(stage.now);
        let mut world = stage.world;
        world.inject(Fault::new(Matcher::on(Method::GET, "/graph/v1.0/groups"), Effect::LostBefore));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = tokio::task::spawn_blocking(move || {
            (ask(address, "/graph/v1.0/users"), ask(address, "/graph/v1.0/groups"))
        });
        let world = Arc::new(Mutex::new(world));
        let (told, lost) = tokio::select! {
            biased;
            asked = asked => asked.unwrap(),
            ended = serve(listener, world.clone(), clock) => panic!("{ended:?}"),
        };
        assert!(told.starts_with("HTTP/1.1 401") && told.contains("InvalidAuthenticationToken"), "{told}");
        assert!(lost.is_empty() || lost.ends_with("\r\n\r\n"), "{lost}");
        let seen = world.lock().unwrap().requests_seen().last().unwrap().path.clone();
        assert_eq!(seen, "/graph/v1.0/groups");
    }
}
