//! A table that does not work is no table that says no: nothing is taken for granted, free, allowed or absent.

use super::*;
use crate::clients::timeouts;
use crate::played::{Waits, refusing, silent};
use aws_config::SdkConfig;
use std::time::Duration;
use untwin_core::domain::AccountId;

const NOW: Timestamp = Timestamp::UNIX_EPOCH;

fn store(config: &SdkConfig) -> DynamoStore {
    DynamoStore::new(Client::new(config), "cases")
}

/// What a store says of everything that a repair rests on.
async fn said(store: &DynamoStore) -> Vec<String> {
    let case = CaseId::parse("case-0123456789").unwrap();
    let objects = BTreeSet::from([Object::Account(AccountId::parse("account").unwrap())]);
    let rate = Rate { requests: 5, window_ms: 10_000 };
    let errors = [
        store.writes().await.map(drop),
        store.load(&case).await.map(drop),
        store.lease(&case, &objects, NOW, NOW).await.map(drop),
        store.pace("graph", rate, NOW).await.map(drop),
        store.people_since(NOW).await.map(drop),
        store.due(NOW, 10).await.map(drop),
        store.policy().await.map(drop),
        store.begin("due", NOW, NOW).await.map(drop),
    ];
    errors.map(|said| said.expect_err("it cannot know").to_string()).to_vec()
}

#[tokio::test]
async fn a_table_that_is_throttled_forbidden_or_gone_answers_nothing() {
    for code in [
        "ProvisionedThroughputExceededException",
        "ThrottlingException",
        "RequestLimitExceeded",
        "AccessDeniedException",
        "ResourceNotFoundException",
        "InternalServerError",
    ] {
        for said in said(&store(&refusing(code))).await {
            assert!(said.ends_with(code), "{said}");
        }
    }
}

#[tokio::test]
async fn a_table_that_is_silent_is_given_up_within_ten_seconds() {
    let waits = Waits::default();
    let config = silent(&waits).into_builder().timeout_config(timeouts()).build();
    for said in said(&store(&config)).await {
        assert!(said.ends_with("no answer in time"), "{said}");
    }
    assert_eq!(waits.outermost(), Some(Duration::from_secs(10)));
}
