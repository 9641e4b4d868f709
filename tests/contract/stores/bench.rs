//! A store of each kind, empty, and how its answers are waited for.

use crate::local_aws::{LocalAws, own_name};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use untwin_aws::DynamoStore;
use untwin_sqlite::SqliteStore;
use untwin_workflow::ports::{Store, Watermarks};

/// A store, and a way to wait for it.
pub(super) trait Bench: Sync {
    type Store: Store + Watermarks;

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

/// As the template makes it.
pub(crate) async fn make_table(client: &Client, name: &str) {
    let attribute = |name: &str, kind| AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build();
    let key = |name: &str, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build().unwrap();
    let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    let index = |name: &str, hash: &str, range: &str| {
        let index = GlobalSecondaryIndex::builder().index_name(name).projection(keys_only.clone());
        index.key_schema(key(hash, KeyType::Hash)).key_schema(key(range, KeyType::Range)).build().unwrap()
    };
    let request = client.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
    let (text, number) = (ScalarAttributeType::S, ScalarAttributeType::N);
    let request = ["pk", "sk", "due_shard", "listed"]
        .into_iter()
        .fold(request, |request, name| request.attribute_definitions(attribute(name, text.clone()).unwrap()));
    let request = ["due_at", "changed_at"]
        .into_iter()
        .fold(request, |request, name| request.attribute_definitions(attribute(name, number.clone()).unwrap()));
    let request = request.key_schema(key("pk", KeyType::Hash)).key_schema(key("sk", KeyType::Range));
    let request = request.global_secondary_indexes(index("due", "due_shard", "due_at"));
    let request = request.global_secondary_indexes(index("listed", "listed", "changed_at"));
    request.send().await.expect("a table");
}
