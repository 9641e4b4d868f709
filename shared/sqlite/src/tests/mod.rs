//! What the store promises, sentence by sentence.

mod cases;
mod files;
mod golden;
mod inbox;
mod letters;

use crate::SqliteStore;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use untwin_core::decision::Object;
use untwin_core::domain::{AccountId, CaseId, CaseKey, CaseState, DirectoryId, EventId, IdpUserId, JobId, TenantId};
use untwin_core::saga::{Event, RECORD_VERSION, Record};
use untwin_workflow::ports::{Append, Opened, Opening, Store as _, StoredCase};

/// The store's futures are ready when they are first polled; this holds them to it.
fn ready<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the store waited"),
    }
}

fn memory() -> SqliteStore {
    SqliteStore::in_memory().unwrap()
}

/// So many seconds after the beginning of the tests' time.
fn at(seconds: i64) -> Timestamp {
    Timestamp::new(1_780_000_000 + seconds, 0).unwrap()
}

fn opening(subject: &str, event: &str, now: Timestamp) -> Opening {
    let event = EventId::parse(event).unwrap();
    Opening {
        key: CaseKey {
            tenant: TenantId::parse("tenant-1").unwrap(),
            job: JobId::parse("scim.tenant1.job").unwrap(),
            subject: IdpUserId::parse(subject).unwrap(),
            wanted: "ada@example.com".to_owned(),
        },
        directory: DirectoryId::parse("directory-1").unwrap(),
        dedup_key: event.clone(),
        due_at: Some(now),
        first: Record {
            version: RECORD_VERSION,
            seq: 0,
            at: now,
            prev_hash: String::new(),
            event: Event::FailureSeen { record: event, failed_at: now },
        },
        now,
    }
}

fn opened(store: &SqliteStore, subject: &str) -> StoredCase {
    match ready(store.open(&opening(subject, &format!("event-of-{subject}"), at(0)))).unwrap() {
        Opened::New(case) | Opened::Existing(case) => case,
    }
}

fn loaded(store: &SqliteStore, id: &CaseId) -> StoredCase {
    ready(store.load(id)).unwrap().unwrap()
}

/// The record that continues a journal.
fn record_after(last: &Record, event: Event) -> Record {
    Record { version: RECORD_VERSION, seq: last.seq + 1, at: last.at, prev_hash: last.hash(), event }
}

fn ignored(why: &str) -> Event {
    Event::Ignored { why: why.to_owned() }
}

/// One more record, and nothing else asked for.
fn one_more(case: &StoredCase, now: Timestamp) -> Append {
    let last = case.journal.last().unwrap();
    Append {
        case: case.id.clone(),
        expected_version: case.version,
        records: vec![record_after(last, ignored("a test"))],
        state: CaseState::Ignored,
        cause: None,
        due_at: None,
        lease: None,
        budget: None,
        dedup_key: None,
        now,
    }
}

fn accounts(ids: &[&str]) -> BTreeSet<Object> {
    ids.iter().map(|id| Object::Account(AccountId::parse(id).unwrap())).collect()
}
