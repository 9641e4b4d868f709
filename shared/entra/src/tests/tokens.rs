//! Tokens: kept, renewed once, and never shown.

use super::world::{ADA, SECRET, World, fixture, refusal};
use serde_json::json;
use std::sync::Arc;
use untwin_core::domain::{Fact, IdpUserId, Why};
use untwin_workflow::ports::{IdpReads, Phase, Tally};

fn ada() -> IdpUserId {
    IdpUserId::parse(ADA).unwrap()
}

#[tokio::test]
async fn one_token_serves_until_shortly_before_its_end_and_counts_as_the_idps() {
    let world =
        World::answering([(200, fixture!("user.json")), (200, fixture!("user.json")), (200, fixture!("user.json"))]);
    let tally = Arc::new(Tally::default());
    let reader = world.client().reader(&tally, Phase::Verify);
    reader.user(&ada()).await;
    world.pass(54);
    reader.user(&ada()).await;
    assert_eq!(world.sign_ins().len(), 1);
    world.pass(1);
    reader.user(&ada()).await;
    assert_eq!(world.sign_ins().len(), 2);
    assert_eq!((tally.calls().verify, tally.calls().idp), (3, 2));
}

#[tokio::test]
async fn the_sign_in_sends_the_documented_form() {
    let world = World::answering([(200, fixture!("user.json"))]);
    world.reader().user(&ada()).await;
    let sign_in = world.sign_ins().remove(0);
    assert_eq!(sign_in.line, "POST /99999999-0000-4000-8000-000000000009/oauth2/v2.0/token");
    assert_eq!(
        sign_in.body,
        "client_id=c11e0000-0000-4000-8000-000000000001&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default\
         &client_secret=s3cret-of-the-registration&grant_type=client_credentials"
    );
}

#[tokio::test]
async fn a_kept_token_that_is_refused_is_replaced_once() {
    let user = || (200, fixture!("user.json"));
    let world = World::answering([user(), refusal(401, "InvalidAuthenticationToken"), user()]);
    let reader = world.reader();
    reader.user(&ada()).await;
    assert!(matches!(reader.user(&ada()).await, Fact::Known(..)));
    let tokens: Vec<_> = world.asked().into_iter().map(|seen| seen.token).collect();
    assert_eq!(tokens, ["Bearer token-1", "Bearer token-1", "Bearer token-2"]);
}

#[tokio::test]
async fn a_fresh_token_that_is_refused_is_not_replaced() {
    let world = World::answering([refusal(401, "InvalidAuthenticationToken")]);
    let fact = world.reader().user(&ada()).await;
    assert!(matches!(fact.unavailable(), Some(Why::KeyRefused { status: 401, .. })), "{fact:?}");
}

#[tokio::test]
async fn a_refused_sign_in_names_the_error_and_shows_neither_secret_nor_description() {
    let answer =
        json!({"error": "invalid_client", "error_description": format!("wrong {SECRET}"), "error_codes": [7_000_215]});
    let world = World::answering([]).signing_in([(401, answer)]);
    let reader = world.reader();
    let fact = reader.user(&ada()).await;
    let Some(Why::KeyRefused { status: 401, detail, .. }) = fact.unavailable() else { panic!("{fact:?}") };
    assert_eq!(detail, "invalid_client");
    let shown = format!("{fact:?} {reader:?} {:?} {:?}", world.client(), world.client().settings);
    assert!(!shown.contains(SECRET));
}

#[tokio::test]
async fn a_token_without_a_life_is_not_used() {
    let world = World::answering([]).signing_in([(200, json!({"access_token": "t", "expires_in": "soon"}))]);
    let fact = world.reader().user(&ada()).await;
    assert!(matches!(fact.unavailable(), Some(Why::Unexpected { .. })), "{fact:?}");
}

#[tokio::test]
async fn a_missing_permission_is_named_and_nobody_is_quoted() {
    let world = World::answering([refusal(403, "Authorization_RequestDenied")]);
    let fact = world.reader().user(&ada()).await;
    let shown = fact.unavailable().unwrap().to_string();
    assert_eq!(
        shown,
        "Microsoft Graph refused the key (HTTP 403: Authorization_RequestDenied; the app probably lacks User.Read.All)"
    );
}
