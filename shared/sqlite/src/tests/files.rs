//! The file: who may read it, how it survives, and how several users share it.

use super::{accounts, at, ignored, loaded, one_more, opened, opening, ready, record_after};
use crate::SqliteStore;
use crate::columns::Broken as _;
use rusqlite::{Connection, TransactionBehavior};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;
use tempfile::TempDir;
use untwin_core::decision::Writes;
use untwin_workflow::ports::{Append, Budget, Inbox as _, Leased, Opened, Store as _, StoreError};

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("untwin.db");
    (folder, path)
}

/// Does the same in sixteen threads at once, each with a store of its own on one file.
fn at_once<T: Send>(path: &Path, work: impl Fn(&SqliteStore, usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(16);
    thread::scope(|scope| {
        let one = |number| {
            barrier.wait();
            work(&SqliteStore::open(path).unwrap(), number)
        };
        let running: Vec<_> = (0..16).map(|number| scope.spawn(move || one(number))).collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}

#[test]
fn what_is_committed_is_on_the_disk() {
    let (_folder, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    let pragma = |name: &str| -> String {
        let read =
            |tx: &Connection| Ok(tx.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0)));
        format!("{:?}", store.read(read).unwrap().unwrap())
    };
    assert_eq!(pragma("journal_mode"), r#"Text("wal")"#);
    assert_eq!(pragma("synchronous"), "Integer(2)", "2 is FULL");
    assert_eq!(pragma("foreign_keys"), "Integer(1)");
    assert_eq!(pragma("busy_timeout"), "Integer(5000)");
}

#[test]
fn only_the_owner_can_read_the_file_and_its_side_files() {
    let (folder, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    opened(&store, "ada");
    let files: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(files.len(), 3, "{files:?}");
    for file in files {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
}

#[test]
fn exactly_one_of_many_opens_a_case() {
    let (_folder, path) = place();
    let new = at_once(&path, |store, number| {
        let opening = opening("ada", &format!("event-{number}"), at(0));
        matches!(ready(store.open(&opening)).unwrap(), Opened::New(_))
    });
    assert_eq!(new.into_iter().filter(|new| *new).count(), 1);
}

#[test]
fn exactly_one_of_many_gets_a_lease_a_version_and_the_last_of_the_budget() {
    let (_folder, path) = place();
    let case = opened(&SqliteStore::open(&path).unwrap(), "ada");
    let results = at_once(&path, |store, number| {
        let own = opened(store, &format!("subject-{number}"));
        let budget = Some(Budget { people: 1, per_hour_max: 1, per_day_max: 1 });
        (
            matches!(ready(store.lease(&own.id, &accounts(&["a", "b"]), at(0), at(60))).unwrap(), Leased::Granted(_)),
            ready(store.append(&one_more(&case, at(1)))).is_ok(),
            ready(store.append(&Append { budget, ..one_more(&own, at(1)) })).is_ok(),
        )
    });
    let winners = |won: fn(&(bool, bool, bool)) -> bool| results.iter().filter(|result| won(result)).count();
    assert_eq!((winners(|r| r.0), winners(|r| r.1), winners(|r| r.2)), (1, 1, 1));
}

#[test]
fn a_file_that_somebody_keeps_locked_is_a_fault_after_a_bounded_wait() {
    let (_folder, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    let case = opened(&store, "ada");
    let mut other = Connection::open(&path).unwrap();
    let lock = other.transaction_with_behavior(TransactionBehavior::Immediate).unwrap();
    store.read(|tx| tx.busy_timeout(Duration::ZERO).broken("test")).unwrap();
    assert!(matches!(ready(store.append(&one_more(&case, at(1)))), Err(StoreError::Broken(_))));
    assert_eq!(loaded(&store, &case.id), case, "reading goes on");
    lock.commit().unwrap();
    assert_eq!(ready(store.append(&one_more(&case, at(1)))), Ok(2));
}

/// The machine may die at any instant: whatever reached the disk of the write-ahead log by then is all there is.
#[test]
fn a_crash_at_any_byte_of_an_append_leaves_all_of_it_or_nothing() {
    let (_folder, path) = place();
    let log = |path: &Path| path.with_extension("db-wal");
    let store = SqliteStore::open(&path).unwrap();
    let case = opened(&store, "ada");
    let before = fs::read(log(&path)).unwrap().len();
    let mut change = one_more(&case, at(1));
    change.records.push(record_after(&change.records[0], ignored("the second")));
    change.budget = Some(Budget { people: 2, per_hour_max: 9, per_day_max: 9 });
    ready(store.append(&change)).unwrap();
    let written = fs::read(log(&path)).unwrap();
    assert!(written.len() > before);
    let mut seen = Vec::new();
    for end in (before..written.len()).step_by(1_000).chain([written.len()]) {
        let (_folder, crashed) = place();
        fs::copy(&path, &crashed).unwrap();
        fs::write(log(&crashed), &written[..end]).unwrap();
        let store = SqliteStore::open(&crashed).unwrap();
        let case = loaded(&store, &case.id);
        seen.push((case.version, case.journal.len(), ready(store.people_since(at(0))).unwrap()));
    }
    assert_eq!((seen.first(), seen.last()), (Some(&(1, 1, 0)), Some(&(2, 3, 2))));
    assert!(seen.iter().all(|now| [(1, 1, 0), (2, 3, 2)].contains(now)), "{seen:?}");
}

#[test]
fn a_transaction_that_is_dropped_midway_is_not_there_afterwards() {
    let (_folder, path) = place();
    let store = SqliteStore::open(&path).unwrap();
    let case = opened(&store, "ada");
    let stopped: Result<(), _> = store.write(|tx| {
        crate::cases::append(tx, &one_more(&case, at(1))).unwrap();
        Err(StoreError::Broken("stopped".to_owned()))
    });
    assert!(stopped.is_err());
    drop(store);
    assert_eq!(loaded(&SqliteStore::open(&path).unwrap(), &case.id), case);
}

#[test]
fn a_file_of_the_first_version_gets_the_tables_that_it_lacks_and_keeps_what_it_holds() {
    let (_folder, path) = place();
    let first = Connection::open(&path).unwrap();
    first.execute_batch(include_str!("../schema/v1.sql")).unwrap();
    first.pragma_update(None, "application_id", 0x756e_7477).unwrap();
    first.pragma_update(None, "user_version", 1).unwrap();
    first.execute("UPDATE switch SET writes = 'paused'", []).unwrap();
    drop(first);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(ready(store.writes()), Ok(Writes::Paused));
    assert_eq!(ready(store.waiting()), Ok(0));
}

#[test]
fn the_tables_of_a_newer_program_and_the_database_of_another_one_are_left_alone() {
    let (_folder, path) = place();
    drop(SqliteStore::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let newer = "the file has tables of version 99, this program knows up to 2";
    assert_eq!(SqliteStore::open(&path).err(), Some(StoreError::Broken(newer.to_owned())));
    let (_folder, foreign) = place();
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE music (title TEXT)").unwrap();
    let other = "the file is a database of another program";
    assert_eq!(SqliteStore::open(&foreign).err(), Some(StoreError::Broken(other.to_owned())));
}

#[test]
fn a_folder_that_is_not_there_and_a_file_that_is_no_database_are_faults() {
    let (folder, path) = place();
    assert!(matches!(SqliteStore::open(&folder.path().join("missing/untwin.db")), Err(StoreError::Broken(_))));
    fs::write(&path, "ada@example.com, and so on, for more than a hundred bytes. ".repeat(9)).unwrap();
    let Err(StoreError::Broken(why)) = SqliteStore::open(&path) else { panic!("it was opened") };
    assert!(!why.contains("ada"), "{why}");
}
