//! `untwin serve` fed over HTTP, killed and started again, with the world behind real HTTP.

use crate::server::{Server, with_sources};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::{Method, StatusCode};
use jiff::SignedDuration;
use serde_json::{Value, json};
use std::io::Write as _;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use untwin_core::domain::CaseState;
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town};
use untwin_startup::SystemClock;
use untwin_tests::{Knock, Loopback, PATH_SECRET};
use untwin_workflow::ports::{Clock as _, Inbox as _, Store as _, StoredCase, Watermarks as _};

const WORKED_ON: &str = "a document was worked on";

/// A town whose story begins now, with sources in its settings.
async fn town() -> (Loopback, Person, Person) {
    let mut town = Town::new(SystemClock.now());
    let ada = town.person("Ada", "Byron", "Lovelace");
    let grace = town.person("Grace", "Murray", "Hopper");
    let town = Loopback::serve(town).await;
    with_sources(&town.settings_path());
    (town, ada, grace)
}

/// The log cannot be polled, so what is handed in is all there is.
fn no_polls(town: &Loopback) {
    no_answer_to(town, "%20lt%20");
}

/// Whatever is asked with this in its path or query is not answered.
fn no_answer_to(town: &Loopback, contains: &str) {
    let down = Effect::Answer { status: StatusCode::SERVICE_UNAVAILABLE, headers: Vec::new(), body: String::new() };
    town.world().inject(Fault::new(Matcher::on(Method::GET, contains).at(Occurrence::Every), down));
}

fn signed(id: &str, body: &[u8]) -> Knock {
    Knock::signed(id, SystemClock.now().as_second(), body)
}

async fn cases(town: &Loopback) -> Vec<StoredCase> {
    town.store().list(10).await.expect("the store works")
}

async fn states(town: &Loopback) -> Vec<CaseState> {
    cases(town).await.iter().map(|case| case.state).collect()
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill_and_is_healed_once() {
    let (town, ada, grace) = town().await;
    // No case is opened before the kill: what is in hand then is the documents alone.
    no_answer_to(&town, "auditLogs/provisioning");
    let (of_ada, of_grace) = (town.failure_of(&ada), town.failure_of(&grace));
    let server = Server::start(&town.settings_path()).await;
    assert_eq!(server.send(&signed("msg-ada", &of_ada)).await.0, 202);
    assert_eq!(server.send(&Knock::azure(&of_grace)).await.0, 202);
    server.kill();
    town.world().clear_faults();
    no_polls(&town);
    let mut server = Server::start(&town.settings_path()).await;
    assert_eq!(server.send(&signed("msg-ada", &of_ada)).await.0, 202, "the sender did not hear of it");
    // The killed one's documents show again within half a minute.
    while town.store().waiting().await.expect("the store works") > 0 {
        server.says(WORKED_ON).await;
    }
    assert_eq!(states(&town).await, [CaseState::Repaired, CaseState::Repaired]);
    let renamed = town.world().organization.mutations().len();
    assert_eq!(server.send(&Knock::azure(&of_grace)).await.0, 202, "sent again on purpose");
    server.says(WORKED_ON).await;
    assert_eq!((cases(&town).await.len(), town.world().organization.mutations().len()), (2, renamed));
    assert_eq!(server.terminate().await, Some(0));
}

#[tokio::test]
async fn a_failure_that_nobody_handed_in_is_found_in_the_log() {
    let (town, ..) = town().await;
    let mut server = Server::start(&town.settings_path()).await;
    for _ in 0..2 {
        server.says(WORKED_ON).await;
    }
    assert_eq!(states(&town).await, [CaseState::Repaired, CaseState::Repaired]);
    let directory = town.setup.directories.first_key_value().expect("a directory").0.clone();
    let first = town.store().watermark(&directory).await.expect("the store works").expect("a watermark");
    server.kill();
    let mut server = Server::start(&town.settings_path()).await;
    let polled = server.says("a log was read").await;
    assert_eq!((&polled["conflicts"], &polled["kept"]), (&json!(2), &json!(0)), "read again, and known");
    assert!(town.store().watermark(&directory).await.expect("the store works").expect("a watermark") > first);
    assert_eq!(cases(&town).await.len(), 2);
}

#[tokio::test]
async fn whatever_is_refused_writes_nothing_and_is_counted_by_reason() {
    let (town, ada, _) = town().await;
    no_polls(&town);
    let server = Server::start(&town.settings_path()).await;
    let failure = town.failure_of(&ada);
    let good = signed("msg-1", &failure);
    let long_ago = SystemClock.now().checked_sub(SignedDuration::from_hours(1)).expect("a time").as_second();
    let bomb = gzip(&vec![b' '; 64 * 1024 * 1024]);
    let forged = good.clone().with("webhook-signature", "v1,Zm9yZ2VkIGZvcmdlZCBmb3JnZWQgZm9yZ2VkIGZvcmc=");
    let refused: [(Knock, u16, &str); 11] = [
        (forged, 401, "signature"),
        (good.clone().with("webhook-id", "msg-2"), 401, "signature"),
        (Knock::signed("msg-1", long_ago, &failure), 401, "stale"),
        (Knock { path: "/hooks/azure/guessed".to_owned(), ..Knock::azure(&failure) }, 401, "secret"),
        (Knock { path: "/hooks/azure".to_owned(), ..Knock::azure(&failure) }, 401, "secret"),
        (Knock { path: "/hooks/other".to_owned(), ..Knock::azure(&failure) }, 404, "unknown_path"),
        (Knock { method: "PUT", ..Knock::azure(&failure) }, 405, "method"),
        (Knock::azure(&failure).with("content-type", "text/html"), 415, "content_type"),
        (Knock::azure(&failure).with("content-encoding", "br"), 415, "encoding"),
        (Knock::azure(&vec![b' '; 1024 * 1024 + 1]), 413, "too_large"),
        (Knock::azure(&bomb).with("content-encoding", "gzip"), 413, "bomb"),
    ];
    for (knock, status, reason) in &refused {
        let (answered, answer) = server.send(knock).await;
        assert_eq!(answered, *status, "{reason}");
        assert!(answer.ends_with("\r\n\r\n"), "an answer without a word: {answer}");
    }
    let ready = readiness(&server).await;
    assert_eq!((&ready["inbox"], &ready["door"]["kept"]), (&json!(0), &json!(0)));
    for (_, _, reason) in &refused {
        let times = refused.iter().filter(|(_, _, other)| other == reason).count();
        assert_eq!(ready["door"]["refused"][reason], json!(times), "{reason}: {ready}");
    }
    let store = town.store();
    assert_eq!((store.waiting().await, cases(&town).await.len()), (Ok(0), 0));
    assert_eq!(store.dead_letters(10).await, Ok(Vec::new()));
    assert_eq!(server.send(&good).await.0, 202);
}

#[tokio::test]
async fn a_message_that_comes_again_is_acknowledged_and_worked_on_once() {
    let (town, ada, _) = town().await;
    no_polls(&town);
    let mut server = Server::start(&town.settings_path()).await;
    let knock = signed("msg-1", &town.failure_of(&ada));
    for _ in 0..3 {
        assert_eq!(server.send(&knock).await.0, 202);
    }
    assert_eq!(server.says(WORKED_ON).await["records"], json!(1));
    let ready = readiness(&server).await;
    assert_eq!(
        (&ready["door"]["kept"], &ready["door"]["duplicates"], &ready["inbox"]),
        (&json!(1), &json!(2), &json!(0))
    );
}

#[tokio::test]
async fn one_bad_record_of_a_batch_is_a_dead_letter_and_the_others_are_healed() {
    let (town, ada, _) = town().await;
    no_polls(&town);
    let mut page: Value = serde_json::from_slice(&town.failure_of(&ada)).expect("a page");
    let mut bad = page["value"][0].clone();
    bad["id"] = json!("an id with spaces");
    page["value"].as_array_mut().expect("records").insert(0, bad);
    let mut server = Server::start(&town.settings_path()).await;
    assert_eq!(server.send(&Knock::azure(page.to_string().as_bytes())).await.0, 202);
    assert_eq!(server.says(WORKED_ON).await["unreadable"], json!(1));
    assert_eq!(states(&town).await, [CaseState::Repaired]);
    assert_eq!(town.store().dead_letters(10).await.expect("the store works").len(), 1);
}

#[tokio::test]
async fn a_body_without_an_end_is_read_no_further_than_the_limit() {
    let (town, ..) = town().await;
    no_polls(&town);
    let server = Server::start(&town.settings_path()).await;
    let mut stream = TcpStream::connect(server.address).await.expect("the door");
    let head = format!(
        "POST /hooks/azure/{PATH_SECRET} HTTP/1.1\r\nhost: untwin.example.com\r\ncontent-type: application/json\r\n\
         transfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await.expect("the door");
    let chunk = [b"10000\r\n".as_slice(), &[b' '; 0x1_0000], b"\r\n"].concat();
    // It goes on until nobody listens any more.
    let mut sent = 0;
    while sent < 4096 && stream.write_all(&chunk).await.is_ok() {
        sent += 1;
    }
    assert!(sent < 4096, "256 MiB were read");
    assert_eq!(readiness(&server).await["door"]["refused"], json!({ "too_large": 1 }));
}

#[tokio::test]
async fn it_says_whether_it_lives_and_ends_when_it_is_told_to() {
    let (town, ..) = town().await;
    no_polls(&town);
    let server = Server::start(&town.settings_path()).await;
    assert_eq!(server.send(&Knock::get("/healthz")).await.0, 200);
    assert_eq!(readiness(&server).await["ready"], json!(true));
    assert_eq!(server.terminate().await, Some(0));
}

#[tokio::test]
async fn a_document_in_hand_when_it_has_to_end_at_once_is_due_at_once_and_was_not_tried_in_vain() {
    let (town, ada, _) = town().await;
    no_polls(&town);
    let headers = vec![("retry-after".to_owned(), "2".to_owned())];
    let slow = Effect::Answer { status: StatusCode::SERVICE_UNAVAILABLE, headers, body: String::new() };
    let record = Matcher::on(Method::GET, "id%20eq%20").at(Occurrence::Every);
    town.world().inject(Fault::new(record, slow));
    let server = Server::start(&town.settings_path()).await;
    assert_eq!(server.send(&Knock::azure(&town.failure_of(&ada))).await.0, 202);
    // Whoever asked for the record waits for an answer from here on.
    let patience = SystemClock.now().checked_add(SignedDuration::from_mins(1)).expect("a time");
    while !town.world().requests_seen().iter().any(|seen| seen.path.contains("filter=id%20eq%20")) {
        assert!(SystemClock.now() < patience, "nobody asked");
        tokio::task::yield_now().await;
    }
    assert_eq!(server.terminate_at_once().await, Some(0));
    let now = SystemClock.now();
    let again = town.store().take(now, now).await.expect("the store works").expect("it is due");
    assert_eq!((again.receives, again.takes), (1, 2));
}

async fn readiness(server: &Server) -> Value {
    let (status, answer) = server.send(&Knock::get("/readyz")).await;
    assert_eq!(status, 200);
    serde_json::from_str(answer.split("\r\n\r\n").nth(1).expect("a body")).expect("JSON")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}
