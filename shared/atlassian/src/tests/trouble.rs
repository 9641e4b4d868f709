//! Trouble that every operation shares, and what must not be seen.

use super::double::*;
use crate::OrganizationWriter;
use serde_json::json;
use std::sync::Arc;
use untwin_core::domain::*;
use untwin_outbound::Outbound;
use untwin_workflow::ports::{OrganizationReads, Tally};

const DOMAINS: &str = "GET /admin/v1/orgs/org-1/domains";

#[tokio::test]
async fn a_passing_outage_is_read_through() {
    let entry = json!({"data": [{"attributes": {"name": "example.com"}}]});
    let (client, script) = client([on(DOMAINS).raw(503, "<html>"), on(DOMAINS).json(200, &entry)]);
    assert!(client.domains().await.known().is_some());
    script.keys();
}

#[tokio::test]
async fn a_throttling_answer_is_told_as_one() {
    let (client, _) = client([on(DOMAINS).raw(429, r#"{"code":429,"message":"slow down"}"#)]);
    let why = Why::Throttled { vendor: "Atlassian", until: None };
    assert_eq!(client.domains().await.unavailable(), Some(&why));
}

#[tokio::test]
async fn a_reason_never_repeats_what_the_vendor_wrote() {
    let body = r#"{"key":"ada@example.com","errors":[{"code":"ada@example.com"}],"message":"ada@example.com"}"#;
    for status in [200, 400, 401, 403, 404] {
        let (client, _) = client([on(DOMAINS).raw(status, body)]);
        let why = client.domains().await.unavailable().unwrap().clone();
        assert!(!format!("{why} {why:?}").contains("ada"), "{why}");
    }
}

#[tokio::test]
async fn debug_shows_no_key() {
    let (reader, script) = client([]);
    let clock = Arc::new(Still::default());
    let outbound = Arc::new(Outbound::new(script, Arc::new(Idle), clock));
    let writer = OrganizationWriter::new(settings(), outbound, Arc::new(Tally::default()));
    let shown = format!("{reader:?} {writer:?} {:?}", settings());
    assert!(!shown.contains("org-key") && !shown.contains("scim-key"), "{shown}");
}
