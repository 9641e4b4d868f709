//! Keys out of Secrets Manager: the one in force, and the one that it replaces.
//!
//! It knows nothing of what a key opens. Neither a secret nor the name of one is shown, in no error either.

use crate::patience::{retries, timeouts};
use aws_config::SdkConfig;
use aws_sdk_secretsmanager::config::Builder;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata as _, SdkError};
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use aws_sdk_secretsmanager::{Client, Config};
use futures_util::future::join;
use secrecy::SecretString;

/// The version in force.
const CURRENT: &str = "AWSCURRENT";
/// The one that was in force before it. It keeps this mark until the next rotation.
const PREVIOUS: &str = "AWSPREVIOUS";

/// Secrets Manager, as this program uses it: it reads.
#[derive(Debug, Clone)]
pub struct SecretsManager {
    client: Client,
}

/// A secret while it is rotated. `Debug` shows none of it.
#[derive(Debug, Clone)]
pub struct SecretVersions {
    /// What is in force.
    pub current: SecretString,
    /// What was in force before, if it is still there.
    pub previous: Option<SecretString>,
}

/// Why a secret cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretsError {
    /// Nothing has this name here, or it is about to be deleted.
    #[error("there is no such secret")]
    NotFound,
    /// The role lacks the permission.
    #[error("this role may not read the secret")]
    NotAllowed,
    /// The key of KMS behind it cannot be used.
    #[error("the secret cannot be decrypted")]
    NotDecrypted,
    /// It holds bytes, or nothing.
    #[error("the secret holds no text")]
    NoText,
    /// No answer, or none that says anything: it may work later.
    #[error("Secrets Manager does not answer")]
    NoAnswer,
}

impl SecretsManager {
    /// With region, endpoint and identity of this configuration; how long it waits is its own.
    pub fn new(config: &SdkConfig) -> Self {
        let config: Config = Builder::from(config).timeout_config(timeouts()).retry_config(retries()).build();
        Self { client: Client::from_conf(config) }
    }

    /// The secret in force and the one that it replaces, by name or ARN.
    pub async fn versions(&self, id: &str) -> Result<SecretVersions, SecretsError> {
        let (current, previous) = join(self.version(id, CURRENT), self.version(id, PREVIOUS)).await;
        let previous = match previous {
            Ok(previous) => Some(previous),
            // A secret that was never rotated has none.
            Err(SecretsError::NotFound | SecretsError::NoText) => None,
            Err(error @ (SecretsError::NotAllowed | SecretsError::NotDecrypted | SecretsError::NoAnswer)) => {
                return Err(error);
            }
        };
        Ok(SecretVersions { current: current?, previous })
    }

    async fn version(&self, id: &str, stage: &str) -> Result<SecretString, SecretsError> {
        let asked = self.client.get_secret_value().secret_id(id).version_stage(stage).send().await;
        let secret = asked.map_err(|error| refused(&error))?.secret_string;
        secret.filter(|text| !text.is_empty()).map(SecretString::from).ok_or(SecretsError::NoText)
    }
}

/// The service's own texts name the secret, so only its code is looked at.
fn refused(error: &SdkError<GetSecretValueError>) -> SecretsError {
    match error.code() {
        Some("ResourceNotFoundException" | "InvalidRequestException" | "InvalidParameterException") => {
            SecretsError::NotFound
        }
        Some("AccessDeniedException" | "UnrecognizedClientException" | "InvalidSignatureException") => {
            SecretsError::NotAllowed
        }
        Some("DecryptionFailure") => SecretsError::NotDecrypted,
        Some(_) | None => SecretsError::NoAnswer,
    }
}

#[cfg(test)]
mod tests;
