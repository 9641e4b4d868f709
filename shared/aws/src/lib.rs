//! What untwin keeps and hands on in AWS: cases in DynamoDB, documents in SQS, keys in Secrets Manager.
//!
//! It knows no vendor of accounts and no use case. Nothing outside of it knows AWS's data services.

mod clients;

pub use clients::Clients;
