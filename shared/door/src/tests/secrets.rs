//! Secrets in paths, and what may be one.

use super::{Call, Entrance, NEW_PATH_SECRET, PATH_SECRET};
use crate::{Authenticity, PathSecret, Refusal, SecretFault, SigningSecret, SourceName};
use http::StatusCode;

#[test]
fn the_old_and_the_new_secret_both_open_while_one_replaces_the_other() {
    for secret in [PATH_SECRET, NEW_PATH_SECRET] {
        let call = Call::to(format!("/hooks/azure/{secret}"), b"{}");
        assert_eq!(Entrance::new().send(&call).status, StatusCode::ACCEPTED);
    }
}

#[test]
fn a_secret_that_is_replaced_while_the_door_stands_open_opens_at_once_and_the_old_one_no_more() {
    let entrance = Entrance::new();
    let trust = |name: &str, secret| {
        let only = Authenticity::SecretPath(vec![PathSecret::parse(secret).unwrap()]);
        entrance.door.trust(&SourceName::parse(name).unwrap(), only);
    };
    trust("azure", NEW_PATH_SECRET);
    trust("nobody", NEW_PATH_SECRET);
    entrance.refuses(&Call::azure(b"{}"), Refusal::Secret);
    let call = Call::to(format!("/hooks/azure/{NEW_PATH_SECRET}"), b"{}");
    assert_eq!(entrance.send(&call).status, StatusCode::ACCEPTED);
}

#[test]
fn no_secret_and_a_wrong_one_get_the_same_answer() {
    let cut = &PATH_SECRET[..PATH_SECRET.len() - 1];
    let entrance = Entrance::new();
    let mut answers = Vec::new();
    for path in [String::new(), "/".to_owned(), "/wrong".to_owned(), format!("/{cut}"), format!("/{PATH_SECRET}/x")] {
        let call = Call::to(format!("/hooks/azure{path}"), b"{}");
        entrance.refuses(&call, Refusal::Secret);
        answers.push(entrance.send(&call));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!((answers[0].status, answers[0].retry_after_s, answers[0].allow), (StatusCode::UNAUTHORIZED, None, None));
}

#[test]
fn nothing_about_a_document_is_said_to_whoever_has_no_secret() {
    let bomb = super::gzip(&vec![0; crate::INFLATED_BYTES_MAX + 1]);
    let call = Call::to("/hooks/azure/wrong", &bomb).with("content-encoding", "gzip").with("content-type", "x/y");
    Entrance::new().refuses(&call, Refusal::Secret);
}

#[test]
fn what_is_too_short_or_of_the_wrong_form_is_no_secret() {
    assert_eq!(PathSecret::parse("short").unwrap_err(), SecretFault::PathLength);
    let escaped = format!("{PATH_SECRET}%20");
    assert_eq!(PathSecret::parse(&escaped).unwrap_err(), SecretFault::PathCharacter);
    assert_eq!(SigningSecret::parse("c2VjcmV0").unwrap_err(), SecretFault::SigningForm);
    assert_eq!(SigningSecret::parse("whsec_###").unwrap_err(), SecretFault::SigningForm);
    assert_eq!(SigningSecret::parse("whsec_c2hvcnQ=").unwrap_err(), SecretFault::SigningLength);
    assert!(SigningSecret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").is_ok());
}

#[test]
fn nothing_shows_a_secret() {
    let shown = format!("{:?}", Entrance::new().door);
    assert!(shown.contains("PathSecret(…)") && shown.contains("SigningSecret(…)"), "{shown}");
}

#[test]
fn a_name_of_a_source_fits_into_a_path() {
    assert!(SourceName::parse("azure-monitor-2").is_ok());
    for wrong in ["", "Azure", "a/b", "a b", "ä", &"a".repeat(65)] {
        assert!(SourceName::parse(wrong).is_err(), "{wrong}");
    }
}
