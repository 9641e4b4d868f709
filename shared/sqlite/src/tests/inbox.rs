//! The inbox and the watermarks, sentence by sentence.

use super::{at, memory, ready};
use crate::SqliteStore;
use crate::inbox::DOCUMENTS_MAX;
use untwin_core::domain::{DeadLetter, DirectoryId};
use untwin_workflow::ports::{
    Delivery, Hold, InHand, Inbox as _, Kept, Letterbox as _, PUT_BACK_S_MAX, Remembered, Store as _, Watermarks as _,
};

fn delivery(key: &str, remembered: Remembered) -> Delivery {
    let (source, document) = ("azure".to_owned(), format!("document {key}").into_bytes());
    Delivery { source, dedup_key: key.to_owned(), remembered, document, trace: None }
}

fn put(store: &SqliteStore, key: &str, second: i64) -> Kept {
    ready(store.put(&delivery(key, Remembered::WhileWaiting), at(second))).unwrap()
}

/// Takes a document for a minute.
fn take(store: &SqliteStore, second: i64) -> Option<InHand> {
    ready(store.take(at(second), at(second + 60))).unwrap()
}

#[test]
fn documents_come_out_as_they_went_in_the_oldest_first() {
    let store = memory();
    assert_eq!((put(&store, "one", 0), put(&store, "two", 1)), (Kept::New, Kept::New));
    let first = take(&store, 1).unwrap();
    assert_eq!((first.document, first.arrived_at, first.receives), (b"document one".to_vec(), at(0), 1));
    assert_eq!(take(&store, 1).unwrap().document, b"document two");
    assert_eq!((take(&store, 1), ready(store.waiting())), (None, Ok(2)));
}

#[test]
fn several_that_come_at_once_are_each_told_what_became_of_them() {
    let store = memory();
    let all = ["one", "two", "one"].map(|key| delivery(key, Remembered::WhileWaiting));
    assert_eq!(ready(store.put_all(&all, at(0))), Ok(vec![Kept::New, Kept::New, Kept::Known]));
    assert_eq!(ready(store.waiting()), Ok(2));
}

#[test]
fn a_document_that_nobody_acknowledged_comes_again_and_is_counted() {
    let store = memory();
    put(&store, "one", 0);
    take(&store, 0).unwrap();
    assert_eq!(take(&store, 59), None);
    let again = take(&store, 60).unwrap();
    assert_eq!((again.receives, again.takes), (2, 2));
    ready(store.acknowledge(again.receipt)).unwrap();
    assert_eq!((take(&store, 9_999), ready(store.waiting())), (None, Ok(0)));
}

#[test]
fn whoever_took_too_long_can_neither_hold_nor_forget_what_another_one_took() {
    let store = memory();
    put(&store, "one", 0);
    let slow = take(&store, 0).unwrap();
    let quick = take(&store, 60).unwrap();
    assert_eq!(ready(store.hold(slow.receipt, at(999))), Ok(Hold::Lost));
    ready(store.acknowledge(slow.receipt)).unwrap();
    ready(store.postpone(slow.receipt, at(0))).unwrap();
    ready(store.give_up(slow.receipt, &DeadLetter::new(b"x", "why", at(0)))).unwrap();
    assert_eq!((take(&store, 60), ready(store.waiting())), (None, Ok(1)));
    assert_eq!(ready(store.dead_letters(9)).unwrap(), []);
    assert_eq!(ready(store.hold(quick.receipt, at(999))), Ok(Hold::Ours));
    assert_eq!(take(&store, 998), None);
}

#[test]
fn what_is_postpone_comes_at_its_time_and_does_not_count() {
    let store = memory();
    put(&store, "one", 0);
    ready(store.postpone(take(&store, 0).unwrap().receipt, at(300))).unwrap();
    assert_eq!(take(&store, 299), None);
    let again = take(&store, 300).unwrap();
    assert_eq!((again.receives, again.takes), (1, 2));
}

#[test]
fn what_is_given_up_is_a_dead_letter() {
    let store = memory();
    put(&store, "one", 0);
    let taken = take(&store, 0).unwrap();
    let letter = DeadLetter::new(&taken.document, "nobody can work on it", at(1));
    ready(store.give_up(taken.receipt, &letter)).unwrap();
    assert_eq!(ready(store.dead_letters(9)).unwrap(), [letter]);
    assert_eq!(ready(store.waiting()), Ok(0));
}

#[test]
fn a_duplicate_is_known_while_it_waits_and_as_long_as_it_is_remembered() {
    let store = memory();
    let named = delivery("message-1", Remembered::Until(at(100)));
    assert_eq!(ready(store.put(&named, at(0))), Ok(Kept::New));
    ready(store.acknowledge(take(&store, 0).unwrap().receipt)).unwrap();
    assert_eq!(ready(store.put(&named, at(99))), Ok(Kept::Known));
    assert_eq!(ready(store.put(&named, at(100))), Ok(Kept::New));
    put(&store, "content", 100);
    assert_eq!(put(&store, "content", 100), Kept::Known);
    for _ in 0..2 {
        ready(store.acknowledge(take(&store, 100).unwrap().receipt)).unwrap();
    }
    assert_eq!(put(&store, "content", 101), Kept::New);
}

#[test]
fn a_full_inbox_says_so_and_has_room_again_once_something_left() {
    let store = memory();
    let counted = i64::try_from(DOCUMENTS_MAX).unwrap() - 1;
    let sql = "UPDATE counters SET value = ?1 WHERE name = 'inbox_documents'";
    store.write(|tx| Ok(tx.execute(sql, [counted]).unwrap())).unwrap();
    assert_eq!((put(&store, "last", 0), put(&store, "too many", 0)), (Kept::New, Kept::Full));
    ready(store.acknowledge(take(&store, 0).unwrap().receipt)).unwrap();
    assert_eq!(put(&store, "too many", 0), Kept::New);
}

#[test]
fn documents_and_watermarks_survive_the_process() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("untwin.db");
    let directory = DirectoryId::parse("directory-1").unwrap();
    let store = SqliteStore::open(&path).unwrap();
    put(&store, "waiting", 0);
    put(&store, "taken", 0);
    take(&store, 0).unwrap();
    ready(store.move_watermark(&directory, at(7))).unwrap();
    drop(store);
    let store = SqliteStore::open(&path).unwrap();
    assert_eq!(take(&store, 1).unwrap().document, b"document taken");
    assert_eq!(take(&store, 60).unwrap().document, b"document waiting");
    assert_eq!(ready(store.watermark(&directory)), Ok(Some(at(7))));
}

#[test]
fn a_document_that_a_clock_far_ahead_put_in_is_due_once_nothing_else_is() {
    let store = memory();
    put(&store, "ahead", PUT_BACK_S_MAX + 2);
    put(&store, "now", 0);
    assert_eq!(take(&store, 1).unwrap().document, b"document now");
    assert_eq!(take(&store, 1).unwrap().document, b"document ahead");
    assert!(take(&store, 1).is_none(), "both are in hand");
    put(&store, "later today", PUT_BACK_S_MAX);
    assert!(take(&store, 1).is_none(), "it was put back");
}

#[test]
fn two_workers_never_take_the_same_document() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("untwin.db");
    let store = SqliteStore::open(&path).unwrap();
    for number in 0..40 {
        put(&store, &number.to_string(), 0);
    }
    let work = || {
        let store = SqliteStore::open(&path).unwrap();
        std::iter::from_fn(|| take(&store, 0)).map(|taken| taken.receipt.id).collect::<Vec<_>>()
    };
    let mut all = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect::<Vec<_>>()
    });
    all.sort_unstable();
    assert_eq!(all.len(), 40);
    all.dedup();
    assert_eq!(all.len(), 40, "each once");
}
