//! The Lambda Runtime API on loopback, as AWS documents it: the function polls for an invocation and posts its answer.

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::response::Response;
use http::{Method, StatusCode};
use jiff::Timestamp;
use serde_json::Value;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

const RUNTIME: &str = "/2018-06-01/runtime/";
const ANSWER_BYTES_MAX: usize = 6 * 1024 * 1024;

/// The service, until it is dropped.
pub struct RuntimeApi {
    pub address: SocketAddr,
    invocations: UnboundedSender<Invocation>,
    posts: UnboundedReceiver<Post>,
    polls: Arc<AtomicU32>,
    server: JoinHandle<()>,
}

/// An event for the function, and when it has to be done.
pub struct Invocation {
    pub event: Value,
    pub deadline: Timestamp,
}

/// What the function posted.
#[derive(Debug, Clone, PartialEq)]
pub struct Post {
    /// What follows `/2018-06-01/runtime/`.
    pub path: String,
    pub body: Value,
}

struct Desk {
    waiting: Mutex<UnboundedReceiver<Invocation>>,
    posts: UnboundedSender<Post>,
    polls: Arc<AtomicU32>,
}

impl RuntimeApi {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let (invocations, waiting) = unbounded_channel();
        let (posted, posts) = unbounded_channel();
        let polls = Arc::new(AtomicU32::new(0));
        let desk = Desk { waiting: Mutex::new(waiting), posts: posted, polls: Arc::clone(&polls) };
        Self { address, invocations, posts, polls, server: answer_in_the_background(listener, desk) }
    }

    /// Holds an invocation ready for the next poll.
    pub fn send(&self, invocation: Invocation) {
        self.invocations.send(invocation).expect("the service is open");
    }

    /// The next thing that the function posts.
    pub async fn posted(&mut self) -> Post {
        self.posts.recv().await.expect("the service is open")
    }

    /// How often the function asked for an invocation.
    pub fn polls(&self) -> u32 {
        self.polls.load(Ordering::Relaxed)
    }

    /// The next thing that the function has posted, if it has.
    pub fn posted_already(&mut self) -> Option<Post> {
        self.posts.try_recv().ok()
    }
}

impl Drop for RuntimeApi {
    fn drop(&mut self) {
        self.server.abort();
    }
}

#[expect(clippy::disallowed_methods, reason = "the server of a test runs beside what it tests")]
fn answer_in_the_background(listener: TcpListener, desk: Desk) -> JoinHandle<()> {
    let app = axum::Router::new().fallback(answer).with_state(Arc::new(desk));
    tokio::spawn(async move { axum::serve(listener, app).await.expect("the listener works") })
}

async fn answer(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().strip_prefix(RUNTIME).map(str::to_owned);
    match (parts.method, path) {
        (Method::GET, Some(path)) if path == "invocation/next" => desk.next().await,
        (Method::POST, Some(path)) => desk.take(path, body).await,
        (_, _) => with_status(StatusCode::NOT_FOUND),
    }
}

impl Desk {
    /// Answers once there is an invocation; the real service holds the poll just so.
    async fn next(&self) -> Response {
        self.polls.fetch_add(1, Ordering::Relaxed);
        let Some(invocation) = self.waiting.lock().await.recv().await else {
            return with_status(StatusCode::INTERNAL_SERVER_ERROR);
        };
        Response::builder()
            .header("content-type", "application/json")
            .header("lambda-runtime-aws-request-id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
            .header("lambda-runtime-deadline-ms", invocation.deadline.as_millisecond().to_string())
            .header("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-central-1:123456789012:function:repair")
            .header("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0")
            .body(Body::from(invocation.event.to_string()))
            .expect("a response")
    }

    async fn take(&self, path: String, body: Body) -> Response {
        let body = to_bytes(body, ANSWER_BYTES_MAX).await.expect("a body");
        let body = serde_json::from_slice(&body).expect("JSON");
        self.posts.send(Post { path, body }).expect("the test listens");
        with_status(StatusCode::ACCEPTED)
    }
}

fn with_status(status: StatusCode) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}
