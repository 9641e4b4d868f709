//! Connections and bodies: bounded in number, and in the time that they take.

use super::{Call, Entrance, now};
use crate::{Bounds, Door, Head, Shed, listen_on, router};
use axum::Router;
use axum::routing::get;
use futures_util::FutureExt as _;
use jiff::Timestamp;
use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::SemaphorePermit;
use untwin_workflow::ports::Clock;

const ASKED: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: untwin.example.com\r\n\r\n";
const LONG: Duration = Duration::from_hours(1);

/// Nobody has to wait in these tests.
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn sleep_until(&self, _moment: Timestamp) {
        pending::<()>().await;
    }
}

/// Time flies: whoever waits has waited.
struct Leaping;

impl Clock for Leaping {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn sleep_until(&self, _moment: Timestamp) {}
}

fn alive() -> Router {
    Router::new().route("/healthz", get(async || "alive\n"))
}

/// Serves while the test goes on.
async fn beside<T>(bounds: Bounds, test: impl AsyncFnOnce(SocketAddr) -> T) -> T {
    serving(alive(), bounds, test).await
}

async fn serving<T>(routes: Router, bounds: Bounds, test: impl AsyncFnOnce(SocketAddr) -> T) -> T {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::select! {
        biased;
        done = test(address) => done,
        () = listen_on(listener, routes, &Stopped, bounds, pending()) => panic!("it ended by itself"),
    }
}

async fn ask(stream: &mut TcpStream) -> String {
    stream.write_all(ASKED).await.unwrap();
    heard(stream).await
}

async fn heard(stream: &mut TcpStream) -> String {
    let mut answer = vec![0; 1_000];
    let length = stream.read(&mut answer).await.unwrap();
    String::from_utf8(answer[..length].to_vec()).unwrap()
}

#[tokio::test]
async fn a_head_that_does_not_come_to_its_end_ends_its_connection() {
    let bounds = Bounds { connections: 8, head: Duration::from_millis(50) };
    let rest = beside(bounds, async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(&ASKED[..20]).await.unwrap();
        heard(&mut stream).await
    });
    let rest = rest.await;
    assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 408"), "{rest}");
}

#[tokio::test]
async fn a_connection_that_asks_for_nothing_more_is_closed_too() {
    let bounds = Bounds { connections: 8, head: Duration::from_millis(50) };
    let last = beside(bounds, async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        assert!(ask(&mut stream).await.ends_with("alive\n"));
        heard(&mut stream).await
    });
    assert_eq!(last.await, "");
}

#[tokio::test]
async fn one_connection_more_than_may_be_open_waits_until_another_is_closed() {
    beside(Bounds { connections: 1, head: LONG }, async |address| {
        let mut open = TcpStream::connect(address).await.unwrap();
        ask(&mut open).await;
        let mut waiting = TcpStream::connect(address).await.unwrap();
        waiting.write_all(ASKED).await.unwrap();
        for _ in 0..5 {
            assert!(ask(&mut open).await.ends_with("alive\n"));
        }
        assert!(waiting.try_read(&mut [0]).is_err(), "it was answered before its turn");
        drop(open);
        assert!(heard(&mut waiting).await.ends_with("alive\n"));
    })
    .await;
}

#[tokio::test]
async fn once_it_stops_every_connection_ends() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let bounds = Bounds { connections: 8, head: LONG };
    let test = async {
        let mut idle = TcpStream::connect(address).await.unwrap();
        ask(&mut idle).await;
        drop(stop);
        assert_eq!(heard(&mut idle).await, "");
    };
    tokio::join!(test, listen_on(listener, alive(), &Stopped, bounds, stopped.map(drop)));
}

/// Takes every turn of the source that a call is for.
fn all_turns<'d>(door: &'d Door, call: &Call) -> Vec<SemaphorePermit<'d>> {
    let head = Head { method: &call.method, path: &call.path, headers: &call.headers };
    std::iter::from_fn(|| door.turn(head).now_or_never()?.ok()).collect()
}

#[test]
fn a_source_that_uses_up_its_share_of_bodies_keeps_no_other_waiting() {
    let Entrance { door, .. } = Entrance::new();
    let (noisy, quiet) = (Call::azure(b"{}"), Call::signed("msg_1", 0, b"{}"));
    let turns = all_turns(&door, &noisy);
    assert_eq!(turns.len(), 64 / 3, "an equal part for each of three sources");
    assert_eq!(all_turns(&door, &quiet).len(), turns.len());
    drop(turns);
    assert!(!all_turns(&door, &noisy).is_empty(), "a turn ends");
}

#[tokio::test]
async fn a_body_whose_turn_does_not_come_is_turned_away_and_the_log_is_read_for_it() {
    let Entrance { door, inbox } = Entrance::new();
    let (door, inbox) = (Arc::new(door), Arc::new(inbox));
    let call = Call::azure(b"{}");
    let turns = all_turns(&door, &call);
    let routes = router(Arc::clone(&door), inbox, Arc::new(Leaping), Arc::default());
    let asked = format!("POST {} HTTP/1.1\r\nhost: untwin.example.com\r\ncontent-length: 2\r\n\r\n{{}}", call.path);
    let answer = serving(routes, Bounds::SERVED, async |address| {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(asked.as_bytes()).await.unwrap();
        heard(&mut stream).await
    });
    assert!(answer.await.starts_with("HTTP/1.1 503"));
    assert_eq!(door.take_shed(), Shed::Something);
    drop(turns);
}
