//! A store of each kind, empty, and how its answers are waited for.

use crate::local_aws::{LocalAws, make_table, own_name};
use aws_sdk_dynamodb::Client;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use untwin_aws::DynamoStore;
use untwin_simulation::{QuietStore, SimStore};
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::Store;

/// A store, and a way to wait for it.
pub(super) trait Bench: Sync {
    type Store: Store;

    fn store(&self) -> &Self::Store;
    fn wait<F: Future>(&self, answer: F) -> F::Output;
}

/// In memory.
pub(super) struct Sqlite(SqliteStore);

impl Sqlite {
    pub(super) fn new() -> Self {
        Self(SqliteStore::in_memory().unwrap())
    }
}

impl Bench for Sqlite {
    type Store = SqliteStore;

    fn store(&self) -> &SqliteStore {
        &self.0
    }

    /// Its answers are there when they are first asked for; this holds it to that.
    fn wait<F: Future>(&self, answer: F) -> F::Output {
        match pin!(answer).poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(answer) => answer,
            Poll::Pending => panic!("the store waited"),
        }
    }
}

/// What the simulated worlds keep their cases in.
pub(super) struct Simulated(QuietStore);

impl Simulated {
    pub(super) fn new() -> Self {
        Self(QuietStore::empty())
    }
}

impl Bench for Simulated {
    type Store = SimStore;

    fn store(&self) -> &SimStore {
        self.0.store()
    }

    fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.0.wait(answer)
    }
}

/// A table of its own in a local DynamoDB.
pub(super) struct DynamoDb {
    store: DynamoStore,
    aws: LocalAws,
}

impl DynamoDb {
    /// `None` where there is none.
    pub(super) fn new() -> Option<Self> {
        let aws = LocalAws::named()?;
        let (client, table) = (Client::new(&aws.config()), own_name());
        aws.wait(make_table(&client, &table));
        Some(Self { store: DynamoStore::new(client, table), aws })
    }
}

impl Bench for DynamoDb {
    type Store = DynamoStore;

    fn store(&self) -> &DynamoStore {
        &self.store
    }

    fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.aws.wait(answer)
    }
}
