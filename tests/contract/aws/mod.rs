//! What is kept in AWS beside the store: queues, jobs, the policy; and what a lost answer does there.

mod dead_letters;
mod jobs;
mod lost_answers;
mod operators;
mod policies;
mod queues;
mod requests;

use crate::local_aws::{LocalAws, make_table, own_name};
use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use untwin_aws::DynamoStore;

/// A store on a table of its own, whose client goes by way of `endpoint`, or straight.
fn store(aws: &LocalAws, endpoint: Option<&str>) -> DynamoStore {
    let name = own_name();
    aws.wait(make_table(&Client::new(&aws.config()), &name));
    DynamoStore::new(Client::new(&aws.config_at(endpoint.unwrap_or(&aws.endpoint))), name)
}

/// So many seconds after the beginning of the tests' time.
fn at(seconds: i64) -> Timestamp {
    Timestamp::new(1_780_000_000 + seconds, 0).unwrap()
}
