//! The door as an HTTP service: reads bodies within their bounds, and tells whether it is alive and ready.

use crate::body::BODY_BYTES_MAX;
use crate::counts::Counted;
use crate::door::{Door, Head};
use crate::receive::Answer;
use crate::refusal::Refusal;
use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::StreamExt as _;
use futures_util::future::{Either, select};
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use jiff::SignedDuration;
use serde::Serialize;
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::Notify;
use untwin_workflow::ports::{Clock, Inbox};

/// How long a body may take to arrive, in seconds, and before that, how long it may wait for its turn.
const BODY_S_MAX: i64 = 10;

/// Tells those who wait that something happened at the door.
#[derive(Debug, Default)]
pub struct News {
    /// A document was answered: there may be work.
    pub document: Notify,
    /// Something was turned away: the log has to be read.
    pub shed: Notify,
}

struct Face<I, C> {
    door: Arc<Door>,
    inbox: Arc<I>,
    clock: Arc<C>,
    news: Arc<News>,
}

/// The routes: `/hooks/…` for the sources, `/healthz` and `/readyz` for whoever watches over the process.
pub fn router<I: Inbox + 'static, C: Clock + 'static>(
    door: Arc<Door>,
    inbox: Arc<I>,
    clock: Arc<C>,
    news: Arc<News>,
) -> Router {
    let face = Arc::new(Face { door, inbox, clock, news });
    Router::new()
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz::<I, C>))
        .fallback(hand_in::<I, C>)
        .with_state(face)
}

async fn hand_in<I: Inbox + 'static, C: Clock + 'static>(
    State(face): State<Arc<Face<I, C>>>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let head = Head { method: &parts.method, path: parts.uri.path(), headers: &parts.headers };
    let answer = face.answer(head, body).await;
    if answer.status == StatusCode::ACCEPTED {
        face.news.document.notify_one();
    }
    if answer.status == StatusCode::SERVICE_UNAVAILABLE {
        face.news.shed.notify_one();
    }
    answer.into_response()
}

impl<I: Inbox, C: Clock> Face<I, C> {
    async fn answer(&self, head: Head<'_>, body: Body) -> Answer {
        if let Err(refused) = self.door.knock(head) {
            return self.door.refuse(refused);
        }
        // Its sender may be in order and others in its way: what is turned away here, the log has to tell.
        let Some(turn) = self.in_time(self.door.turn(head)).await else { return self.door.refuse(Refusal::Shed) };
        let _turn = match turn {
            Ok(turn) => turn,
            Err(refused) => return self.door.refuse(refused),
        };
        match self.in_time(read(body)).await {
            Some(Ok(body)) => self.door.receive(&*self.inbox, head, &body, self.clock.now()).await,
            Some(Err(refusal)) => self.door.refuse(refusal),
            None => self.door.refuse(Refusal::BrokenOff),
        }
    }

    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        let now = self.clock.now();
        let until = now.checked_add(SignedDuration::from_secs(BODY_S_MAX)).unwrap_or(now);
        match select(pin!(work), pin!(self.clock.sleep_until(until))).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(((), _)) => None,
        }
    }
}

/// Reading stops where the limit is passed.
async fn read(body: Body) -> Result<Vec<u8>, Refusal> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| Refusal::BrokenOff)?;
        if bytes.len() + chunk.len() > BODY_BYTES_MAX {
            return Err(Refusal::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn healthz() -> Response {
    (StatusCode::OK, plain(), "alive\n").into_response()
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    inbox: Option<u64>,
    door: Counted,
}

async fn readyz<I: Inbox + 'static, C: Clock + 'static>(State(face): State<Arc<Face<I, C>>>) -> Response {
    let inbox = face.inbox.waiting().await.ok();
    let ready = Readiness { ready: inbox.is_some(), inbox, door: face.door.counted() };
    let status = if ready.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let body = serde_json::to_string(&ready).unwrap_or_default();
    let json = HeaderValue::from_static("application/json");
    (status, [(CONTENT_TYPE, json), uncached()], body).into_response()
}

fn plain() -> [(HeaderName, HeaderValue); 2] {
    [(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8")), uncached()]
}

const fn uncached() -> (HeaderName, HeaderValue) {
    (CACHE_CONTROL, HeaderValue::from_static("no-store"))
}

impl Answer {
    /// The headers that belong to it.
    pub fn headers(self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(allow) = self.allow {
            headers.insert(ALLOW, HeaderValue::from_static(allow));
        }
        headers
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        (self.status, self.headers(), ()).into_response()
    }
}
