//! A local AWS, where `UNTWIN_AWS_ENDPOINT` names one.

use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_sdk_dynamodb::config::Credentials;
use std::env;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::runtime::{Builder, Runtime};

const ENDPOINT: &str = "UNTWIN_AWS_ENDPOINT";

/// A local AWS, and a way to wait for it.
pub struct LocalAws {
    pub endpoint: String,
    pub runtime: Runtime,
}

impl LocalAws {
    /// `None`, and a line that says so, where there is none.
    pub fn named() -> Option<Self> {
        static SAID: Once = Once::new();
        let Some(endpoint) = env::var_os(ENDPOINT) else {
            SAID.call_once(|| eprintln!("{ENDPOINT} names no local AWS: what is kept there was not held to anything"));
            return None;
        };
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Some(Self { endpoint: endpoint.into_string().expect("an address"), runtime })
    }

    pub fn wait<F: Future>(&self, answer: F) -> F::Output {
        self.runtime.block_on(answer)
    }

    /// As somebody who may do everything.
    pub fn config(&self) -> SdkConfig {
        self.config_at(&self.endpoint)
    }

    /// The same by way of another address.
    pub fn config_at(&self, endpoint: &str) -> SdkConfig {
        let credentials = Credentials::new("test", "test", None, None, "a local AWS takes any");
        let config = aws_config::defaults(BehaviorVersion::latest())
            .endpoint_url(endpoint)
            .region(Region::new("eu-central-1"))
            .credentials_provider(credentials);
        self.wait(config.load())
    }
}

/// A name that nobody else has.
pub fn own_name() -> String {
    static NAMES: AtomicU32 = AtomicU32::new(0);
    format!("untwin-{}-{}", std::process::id(), NAMES.fetch_add(1, Ordering::Relaxed))
}
