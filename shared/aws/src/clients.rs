//! The clients of AWS's services, made once at the start of a process.

use crate::{CallerIdentity, SecretsManager, WebIdentity};
use aws_config::SdkConfig;
use aws_config::timeout::TimeoutConfig;
use std::time::Duration;

/// One try of a request, and all of its tries together.
const ATTEMPT_S_MAX: u64 = 3;
const REQUEST_S_MAX: u64 = 10;
const CONNECT_S_MAX: u64 = 2;

/// One client for each service that is used; clones share their connections.
#[derive(Debug, Clone)]
pub struct Clients {
    /// Cases, leases, budgets.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// Documents and due cases on their way to a worker.
    pub sqs: aws_sdk_sqs::Client,
    /// Keys.
    pub secrets: SecretsManager,
    /// What vouches for the function's role elsewhere.
    pub identity: WebIdentity,
    /// What says who asks.
    pub caller: CallerIdentity,
}

impl Clients {
    /// With region, endpoint and identity as AWS's own programs find them: from the function's role on Lambda, from the
    /// operator's profile elsewhere.
    pub async fn from_environment() -> Self {
        Self::new(&aws_config::from_env().timeout_config(timeouts()).load().await)
    }

    /// With a configuration of the caller's.
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            dynamodb: aws_sdk_dynamodb::Client::new(config),
            sqs: aws_sdk_sqs::Client::new(config),
            secrets: SecretsManager::new(config),
            identity: WebIdentity::new(config),
            caller: CallerIdentity::new(config),
        }
    }
}

pub(crate) fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(Duration::from_secs(CONNECT_S_MAX))
        .operation_attempt_timeout(Duration::from_secs(ATTEMPT_S_MAX))
        .operation_timeout(Duration::from_secs(REQUEST_S_MAX))
        .build()
}
