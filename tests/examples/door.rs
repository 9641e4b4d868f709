//! The door on loopback: requests a second, and how long a sender waits, with half of the messages sent twice.
//!
//! A store on disk is behind it, so an acknowledged document has been synced. Afterwards every message is looked for.

use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use untwin_door::{Authenticity, Door, Flow, News, PlainText, SigningSecret, Source, SourceName, router};
use untwin_sqlite::SqliteStore;
use untwin_startup::SystemClock;
use untwin_tests::{Knock, signing_secret};
use untwin_workflow::ports::{Clock as _, Inbox as _};

/// Messages, each of which is sent twice.
const MESSAGES: usize = 4_000;
/// Senders at a time, each with one connection.
const SENDERS: usize = 16;
/// So long a document that was counted stays hidden. What is hidden for much longer is taken for a wrong clock's.
const HIDDEN: SignedDuration = SignedDuration::from_hours(1);

#[tokio::main]
#[expect(clippy::disallowed_methods, reason = "the door answers beside those who measure it")]
async fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Arc::new(SqliteStore::open(&folder.path().join("untwin.db")).expect("a store"));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let routes = router(Arc::new(door()), Arc::clone(&store), Arc::new(SystemClock), Arc::new(News::default()));
    let serving = tokio::spawn(async move { axum::serve(listener, routes).await });
    let began = SystemClock.now();
    let senders: Vec<_> = (0..SENDERS).map(|sender| tokio::spawn(send_all(sender, address))).collect();
    let mut waits_us = Vec::new();
    for sender in senders {
        waits_us.extend(sender.await.expect("a sender"));
    }
    let took = SystemClock.now().duration_since(began).as_secs_f64();
    serving.abort();
    waits_us.sort_unstable();
    let quantile = |share: usize| waits_us[(waits_us.len() * share / 100).min(waits_us.len() - 1)];
    println!("requests              {:>10}, half of them duplicates, from {SENDERS} senders", waits_us.len());
    println!("requests a second     {:>10.0}", waits_us.len() as f64 / took);
    println!("p50 to acknowledged   {:>10.2} ms", quantile(50) as f64 / 1e3);
    println!("p99 to acknowledged   {:>10.2} ms", quantile(99) as f64 / 1e3);
    println!("lost                  {:>10}", MESSAGES - found(&store).await);
}

fn door() -> Door {
    let secret = SigningSecret::parse(&signing_secret()).expect("a secret");
    Door::new([Source {
        name: SourceName::parse("forwarder").expect("a name"),
        authenticity: Authenticity::Signed(vec![secret]),
        plain_text: PlainText::Refused,
        flow: Flow { per_minute: 6_000_000, burst: 1_000_000 },
    }])
}

/// Every message of one sender, twice; how long each took, in microseconds.
async fn send_all(sender: usize, address: SocketAddr) -> Vec<i64> {
    let mut stream = TcpStream::connect(address).await.expect("the door");
    stream.set_nodelay(true).expect("a socket");
    let mut waits = Vec::new();
    for number in (sender..MESSAGES).step_by(SENDERS) {
        let body =
            format!("{{\"version\":\"untwin.failure/1\",\"number\":{number},\"padding\":\"{}\"}}", "x".repeat(2_000));
        let knock = Knock::signed(&format!("msg-{number}"), now_s(), body.as_bytes()).bytes("keep-alive");
        for _ in 0..2 {
            let began = SystemClock.now();
            stream.write_all(&knock).await.expect("the door");
            acknowledged(&mut stream).await;
            waits.push(us_since(began));
        }
    }
    waits
}

async fn acknowledged(stream: &mut TcpStream) {
    let mut answer = Vec::with_capacity(512);
    while !answer.ends_with(b"\r\n\r\n") {
        assert!(stream.read_buf(&mut answer).await.expect("an answer") > 0, "the door closed");
    }
    assert!(answer.starts_with(b"HTTP/1.1 202"), "{}", String::from_utf8_lossy(&answer));
}

/// How many different documents are in the inbox.
async fn found(store: &SqliteStore) -> usize {
    let mut documents = BTreeSet::new();
    let later = SystemClock.now().checked_add(HIDDEN).expect("a time");
    while let Some(taken) = store.take(SystemClock.now(), later).await.expect("the store") {
        assert!(documents.insert(taken.document), "a duplicate was kept");
    }
    documents.len()
}

fn now_s() -> i64 {
    SystemClock.now().as_second()
}

fn us_since(began: Timestamp) -> i64 {
    i64::try_from(SystemClock.now().duration_since(began).as_micros()).expect("a short time")
}
