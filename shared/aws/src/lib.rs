//! What untwin keeps and hands on in AWS: cases in DynamoDB, documents in SQS, keys in Secrets Manager.
//!
//! It knows no vendor of accounts and no use case. Nothing outside of it knows AWS's data services.

mod clients;
mod patience;
#[cfg(test)]
mod played;
mod secrets;
mod web_identity;

pub use clients::Clients;
pub use secrets::{SecretVersions, SecretsError, SecretsManager};
pub use web_identity::{WebIdentity, WebIdentityError};
