//! What a sender hears where a document cannot be kept: come again, and never 202.

use super::{Call, Entrance};
use crate::{Refusal, Shed};
use http::StatusCode;
use rusqlite::Connection;
use tempfile::TempDir;
use untwin_sqlite::SqliteStore;

/// An entrance whose store was changed behind its back.
fn entrance_after(sql: &str) -> (TempDir, Entrance) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("untwin.db");
    let inbox = SqliteStore::open(&path).unwrap();
    Connection::open(&path).unwrap().execute_batch(sql).unwrap();
    (folder, Entrance { inbox, ..Entrance::new() })
}

#[test]
fn a_store_that_does_not_work_brings_the_sender_back() {
    let (_folder, entrance) = entrance_after("DROP TABLE inbox_seen");
    let answer = entrance.send(&Call::azure(b"{}"));
    assert_eq!((answer.status, answer.retry_after_s), (StatusCode::SERVICE_UNAVAILABLE, Some(30)));
    assert_eq!(entrance.door.counted().refused[Refusal::Store.name()], 1);
    assert_eq!((entrance.door.counted().kept, entrance.door.take_shed()), (0, Shed::Nothing));
}

#[test]
fn a_full_inbox_is_shed_into_a_poll() {
    let (_folder, entrance) = entrance_after("UPDATE counters SET value = 1000000 WHERE name = 'inbox_documents'");
    assert_eq!(entrance.send(&Call::azure(b"{}")).status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(entrance.door.counted().refused[Refusal::Full.name()], 1);
    assert_eq!(entrance.door.take_shed(), Shed::Something);
}
