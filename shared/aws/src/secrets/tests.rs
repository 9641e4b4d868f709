//! Secrets Manager's answers, in the shapes that it documents.

use super::{SecretsError, SecretsManager};
use crate::played::{Played, Waits, answering, refusal, silent};
use secrecy::ExposeSecret as _;
use std::time::Duration;

const NEW: &str = "the-new-key-of-ada";
const OLD: &str = "the-old-key-of-ada";

/// A service that answers by the version that is asked for.
fn service(current: Played, previous: Played) -> SecretsManager {
    SecretsManager::new(&answering(move |asked| {
        assert!(asked.body.contains(r#""SecretId":"untwin/atlassian""#), "{}", asked.body);
        assert_eq!(asked.target, Some("secretsmanager.GetSecretValue"));
        let is_current = asked.body.contains(r#""VersionStage":"AWSCURRENT""#);
        if is_current { current.clone() } else { previous.clone() }
    }))
}

fn holding(text: &str) -> Played {
    Played { status: 200, body: format!(r#"{{"Name":"untwin/atlassian","SecretString":"{text}"}}"#) }
}

#[tokio::test]
async fn the_version_in_force_is_read_and_the_one_that_it_replaces() {
    let service = service(holding(NEW), holding(OLD));
    let versions = service.versions("untwin/atlassian").await.unwrap();
    assert_eq!(versions.current.expose_secret(), NEW);
    assert_eq!(versions.previous.unwrap().expose_secret(), OLD);
}

#[tokio::test]
async fn a_secret_that_was_never_rotated_has_one_version() {
    let service = service(holding(NEW), refusal("ResourceNotFoundException"));
    assert!(service.versions("untwin/atlassian").await.unwrap().previous.is_none());
}

#[tokio::test]
async fn an_old_version_that_cannot_be_read_at_the_moment_is_not_taken_for_none() {
    let service = service(holding(NEW), refusal("ThrottlingException"));
    assert_eq!(service.versions("untwin/atlassian").await.unwrap_err(), SecretsError::NoAnswer);
}

#[tokio::test]
async fn each_refusal_says_what_has_to_be_put_right() {
    let cases = [
        (refusal("ResourceNotFoundException"), SecretsError::NotFound),
        (refusal("InvalidRequestException"), SecretsError::NotFound),
        (refusal("AccessDeniedException"), SecretsError::NotAllowed),
        (refusal("DecryptionFailure"), SecretsError::NotDecrypted),
        (refusal("InternalServiceError"), SecretsError::NoAnswer),
        (Played { status: 200, body: r#"{"SecretBinary":"AAAA"}"#.to_owned() }, SecretsError::NoText),
        (holding(""), SecretsError::NoText),
        (Played { status: 200, body: "<html>".to_owned() }, SecretsError::NoAnswer),
    ];
    for (played, expected) in cases {
        let error = service(played.clone(), played).versions("untwin/atlassian").await.unwrap_err();
        assert_eq!(error, expected);
        assert!(!format!("{error} {error:?}").contains("untwin/atlassian"), "{error}");
    }
}

#[tokio::test]
async fn a_service_that_never_answers_is_given_up_within_five_seconds() {
    let waits = Waits::default();
    let service = SecretsManager::new(&silent(&waits));
    assert_eq!(service.versions("untwin/atlassian").await.unwrap_err(), SecretsError::NoAnswer);
    let bound = waits.outermost();
    assert!(bound <= Some(Duration::from_secs(5)) && bound > None, "{bound:?}");
}

#[tokio::test]
async fn nothing_shows_a_secret() {
    let service = service(holding(NEW), holding(OLD));
    let versions = service.versions("untwin/atlassian").await.unwrap();
    let shown = format!("{versions:?} {service:?}");
    assert!(!shown.contains("key-of-ada"), "{shown}");
}
