//! The clients of AWS's services, made once at the start of a process.

use crate::{SecretsManager, WebIdentity};
use aws_config::SdkConfig;

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
}

impl Clients {
    /// With region, endpoint and identity as AWS's own programs find them: from the function's role on Lambda, from the
    /// operator's profile elsewhere.
    pub async fn from_environment() -> Self {
        Self::new(&aws_config::load_from_env().await)
    }

    /// With a configuration of the caller's.
    pub fn new(config: &SdkConfig) -> Self {
        Self {
            dynamodb: aws_sdk_dynamodb::Client::new(config),
            sqs: aws_sdk_sqs::Client::new(config),
            secrets: SecretsManager::new(config),
            identity: WebIdentity::new(config),
        }
    }
}
