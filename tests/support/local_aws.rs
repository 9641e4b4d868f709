//! A local AWS, where `UNTWIN_AWS_ENDPOINT` names one.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::Credentials;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection, ProjectionType,
    ScalarAttributeType,
};
use std::env;
use std::ffi::OsString;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::{Builder, Runtime};

const ENDPOINT: &str = "UNTWIN_AWS_ENDPOINT";
const REGION: &str = "eu-central-1";
/// A local AWS takes any.
const IDENTITY: &str = "test";

/// A local AWS, and a way to wait for it.
pub struct LocalAws {
    /// Where it is.
    pub endpoint: String,
    /// What waits for it.
    pub runtime: Runtime,
}

impl LocalAws {
    /// `None`, and a line that says so, where there is none.
    pub fn named() -> Option<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Some(Self { endpoint: endpoint()?, runtime })
    }

    /// Waits for an answer.
    pub fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.runtime.block_on(answer)
    }

    /// As somebody who may do everything.
    pub fn config(&self) -> SdkConfig {
        self.config_at(&self.endpoint)
    }

    /// The same by way of another address.
    pub fn config_at(&self, endpoint: &str) -> SdkConfig {
        self.wait(config_at(endpoint))
    }
}

/// Where it is; `None`, and a line that says so, where there is none.
pub fn endpoint() -> Option<String> {
    static SAID: Once = Once::new();
    let Some(endpoint) = env::var_os(ENDPOINT) else {
        SAID.call_once(|| eprintln!("{ENDPOINT} names no local AWS: what is kept there was not held to anything"));
        return None;
    };
    Some(endpoint.into_string().expect("an address"))
}

/// As somebody who may do everything.
pub async fn config_at(endpoint: &str) -> SdkConfig {
    let credentials = Credentials::new(IDENTITY, IDENTITY, None, None, "a local AWS takes any");
    let config = aws_config::defaults(BehaviorVersion::latest())
        .endpoint_url(endpoint)
        .region(Region::new(REGION))
        .credentials_provider(credentials);
    config.load().await
}

/// What a program needs in its environment to be that somebody.
pub fn env_at(endpoint: &str) -> [(&'static str, OsString); 4] {
    [
        ("AWS_ENDPOINT_URL", endpoint.into()),
        ("AWS_REGION", REGION.into()),
        ("AWS_ACCESS_KEY_ID", IDENTITY.into()),
        ("AWS_SECRET_ACCESS_KEY", IDENTITY.into()),
    ]
}

/// A name that nobody else has.
pub fn own_name() -> String {
    static NAMES: AtomicU32 = AtomicU32::new(0);
    format!("untwin-{}-{}", std::process::id(), NAMES.fetch_add(1, Ordering::Relaxed))
}

/// A table as the template makes it.
pub async fn make_table(client: &Client, name: &str) {
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
