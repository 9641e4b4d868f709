//! What the program signs in with: a secret that is replaced, or a statement of somebody else.

use super::world::{ADA, Client, SECRET, World, fixture, refusal};
use crate::SignIn;
use secrecy::SecretString;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use untwin_core::domain::{Fact, IdpUser, IdpUserId, Why};
use untwin_outbound::{Key, KeySource, Reading};
use untwin_workflow::ports::{IdpReads, Phase, Tally};

const NEW: &str = "new-s3cret-of-the-registration";

/// A place that holds this, and counts how often it is looked into.
#[derive(Clone)]
struct Safe {
    found: Result<&'static str, Why>,
    looks: Arc<Mutex<usize>>,
}

impl Safe {
    fn holding(found: Result<&'static str, Why>) -> Self {
        Self { found, looks: Arc::default() }
    }

    fn secret(&self) -> SignIn {
        SignIn::Secret(Key::from_source(SecretString::from(SECRET), self.clone()))
    }

    fn looks(&self) -> usize {
        *self.looks.lock().unwrap()
    }
}

impl KeySource for Safe {
    fn read(&self) -> Reading<'_> {
        *self.looks.lock().unwrap() += 1;
        Box::pin(async { self.found.clone().map(|key| vec![SecretString::from(key)]) })
    }
}

async fn ada(client: &Client) -> Fact<IdpUser> {
    client.reader(&Arc::new(Tally::default()), Phase::Evidence).user(&IdpUserId::parse(ADA).unwrap()).await
}

fn user() -> (u16, Value) {
    (200, fixture!("user.json"))
}

fn wrong_secret() -> (u16, Value) {
    (401, json!({"error": "invalid_client", "error_codes": [7_000_222]}))
}

fn token(text: &str) -> (u16, Value) {
    (200, json!({"token_type": "Bearer", "expires_in": 3599, "access_token": text}))
}

/// What each sign-in proved itself with.
fn proofs(world: &World) -> Vec<String> {
    let proof =
        |body: String| body.split('&').filter(|field| field.starts_with("client_s")).map(str::to_owned).collect();
    world.sign_ins().into_iter().map(|seen| proof(seen.body)).collect()
}

#[tokio::test]
async fn a_secret_that_is_refused_is_read_again_and_the_new_one_signs_in() {
    let world = World::answering([user()]).signing_in([wrong_secret(), token("t-1")]);
    let safe = Safe::holding(Ok(NEW));
    assert!(ada(&world.client_with(safe.secret())).await.known().is_some());
    assert_eq!(proofs(&world), [format!("client_secret={SECRET}"), format!("client_secret={NEW}")]);
    assert_eq!(safe.looks(), 1);
}

#[tokio::test]
async fn a_token_outlives_the_secret_that_it_was_given_for() {
    let world = World::answering([user(), user(), refusal(401, "InvalidAuthenticationToken"), user()]);
    let world = world.signing_in([token("t-1"), wrong_secret(), token("t-2")]);
    let safe = Safe::holding(Ok(NEW));
    let client = world.client_with(safe.secret());
    for (sign_ins, looks) in [(1, 0), (1, 0), (3, 1)] {
        assert!(ada(&client).await.known().is_some());
        assert_eq!((world.sign_ins().len(), safe.looks()), (sign_ins, looks));
    }
}

#[tokio::test]
async fn a_secret_that_ended_and_that_nothing_replaced_is_refused_once() {
    let world = World::answering([]).signing_in([wrong_secret()]);
    let fact = ada(&world.client_with(Safe::holding(Ok(SECRET)).secret())).await;
    assert!(matches!(fact.unavailable(), Some(Why::KeyRefused { status: 401, .. })), "{fact:?}");
    assert_eq!(world.sign_ins().len(), 1);
}

#[tokio::test]
async fn while_the_secret_cannot_be_read_again_nothing_is_decided() {
    let world = World::answering([]).signing_in([wrong_secret()]);
    let silent = Why::NoAnswer { vendor: "the safe", detail: "timeout".to_owned() };
    let fact = ada(&world.client_with(Safe::holding(Err(silent.clone())).secret())).await;
    assert_eq!(fact.unavailable(), Some(&silent));
}

#[tokio::test]
async fn a_statement_takes_the_place_of_the_secret_and_is_asked_for_with_each_token() {
    let world = World::answering([user(), user(), user()]);
    let safe = Safe::holding(Ok("a.signed.statement"));
    let client = world.client_with(SignIn::Assertion(Arc::new(safe.clone())));
    for (minutes, looks) in [(0, 1), (54, 1), (1, 2)] {
        world.pass(minutes);
        assert!(ada(&client).await.known().is_some());
        assert_eq!(safe.looks(), looks);
    }
    assert_eq!(
        world.sign_ins().remove(0).body,
        "client_id=c11e0000-0000-4000-8000-000000000001&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default\
         &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion=a.signed.statement&grant_type=client_credentials"
    );
}

#[tokio::test]
async fn without_a_statement_nobody_signs_in() {
    let world = World::answering([]);
    let nobody = Why::NotConfigured("outbound identity federation is not enabled".to_owned());
    let fact = ada(&world.client_with(SignIn::Assertion(Arc::new(Safe::holding(Err(nobody.clone())))))).await;
    assert_eq!((fact.unavailable(), world.sign_ins().len()), (Some(&nobody), 0));
}

#[tokio::test]
async fn a_statement_that_entra_does_not_believe_is_a_refused_key_and_is_not_shown() {
    let world = World::answering([]).signing_in([(401, json!({"error": "invalid_client", "error_codes": [700_021]}))]);
    let client = world.client_with(SignIn::Assertion(Arc::new(Safe::holding(Ok("a.signed.statement")))));
    let fact = ada(&client).await;
    assert!(matches!(fact.unavailable(), Some(Why::KeyRefused { status: 401, .. })), "{fact:?}");
    assert!(!format!("{fact:?} {:?}", client.settings).contains("a.signed"));
}
