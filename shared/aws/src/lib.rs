//! What untwin keeps and hands on in AWS: cases in DynamoDB, documents in SQS, keys in Secrets Manager.
//!
//! It knows no vendor of accounts and no use case. Nothing outside of it knows AWS's data services.

mod budget;
mod caller;
mod cases;
mod clients;
mod conflicts;
mod dead;
mod fault;
mod item;
mod jobs;
mod journal;
mod leases;
mod letters;
mod manual;
mod message;
mod pace;
mod patience;
#[cfg(test)]
mod played;
mod policies;
mod queue;
mod secrets;
mod store;
mod switch;
mod table;
mod transaction;
mod watermarks;
mod web_identity;

pub use caller::{CallerError, CallerIdentity};
pub use clients::Clients;
pub use conflicts::ConflictsQueue;
pub use dead::{REDRIVEN_BY, SqsDeadQueue};
pub use jobs::Begun;
pub use manual::ManualQueue;
pub use message::{KIND, Message, MessageFault};
pub use policies::{PolicyPush, PushedPolicy};
pub use queue::state as queue_state;
pub use secrets::{SecretVersions, SecretsError, SecretsManager};
pub use store::DynamoStore;
pub use web_identity::{WebIdentity, WebIdentityError};
