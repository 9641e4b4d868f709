//! Pushing: what goes out, and what each status means.

use super::world::{ADA, World, fixture, moment, refusal};
use crate::wire::on_demand::{Parameters, Request, Subject};
use crate::writer::judge;
use http::{HeaderMap, StatusCode};
use serde_json::json;
use std::sync::Arc;
use untwin_core::domain::IdpUserId;
use untwin_outbound::{Answer, WriteAnswer};
use untwin_workflow::ports::{IdpReads, Performed, Phase, Pushed, Rejection, Tally};

#[test]
fn one_user_is_pushed_by_rule_and_object_id() {
    let subject = Subject { object_id: ADA, object_type_name: "User", links: None };
    let request = Request { parameters: [Parameters { rule_id: "rule-user#V2", subjects: [subject] }] };
    let expected = json!({"parameters": [
        {"ruleId": "rule-user#V2", "subjects": [{"objectId": ADA, "objectTypeName": "User"}]}
    ]});
    assert_eq!(serde_json::to_value(&request).unwrap(), expected);
}

#[test]
fn a_refusal_had_no_effect_and_quotes_only_its_code() {
    for status in [400, 401, 403, 404] {
        let body = refusal(status, "RequestParameterInvalid").1.to_string();
        let expected = Rejection::Refused { status, detail: "RequestParameterInvalid".to_owned() };
        let status = StatusCode::from_u16(status).unwrap();
        assert_eq!(judge(status, body.as_bytes()), Performed::Refused(expected));
    }
}

#[test]
fn a_success_that_says_nothing_is_unclear() {
    for body in ["", "<html>", "[]", "{}", r#"{"key":null,"value":null}"#] {
        assert!(matches!(judge(StatusCode::OK, body.as_bytes()), Performed::Done(Pushed::Unclear(_))), "{body}");
    }
}

#[test]
fn a_status_that_is_not_documented_may_have_had_an_effect() {
    assert!(matches!(judge(StatusCode::FOUND, b""), Performed::Ambiguous(_)));
}

#[tokio::test]
async fn a_refused_token_is_given_up_and_the_push_is_not_repeated() {
    let world = World::answering([(200, fixture!("user.json"))]);
    let (client, tally) = (world.client(), Arc::new(Tally::default()));
    let issued = client.tokens.issue(&tally).await.unwrap();
    let performed = client.writer(&tally).judge(WriteAnswer::Answered(token_refused()), &issued).await;
    assert!(matches!(performed, Performed::Refused(Rejection::Refused { status: 401, .. })));
    client.reader(&tally, Phase::Verify).user(&IdpUserId::parse(ADA).unwrap()).await;
    let asked = world.asked();
    assert_eq!(asked.iter().map(|seen| seen.token.as_str()).collect::<Vec<_>>(), ["Bearer token-2"]);
}

#[tokio::test]
async fn a_push_with_a_kept_token_that_was_revoked_may_be_tried_again_with_another() {
    let world = World::answering([]);
    let (client, tally) = (world.client(), Arc::new(Tally::default()));
    client.tokens.issue(&tally).await.unwrap();
    let kept = client.tokens.issue(&tally).await.unwrap();
    let performed = client.writer(&tally).judge(WriteAnswer::Answered(token_refused()), &kept).await;
    assert!(matches!(performed, Performed::Refused(Rejection::KeyRefused { until: None, .. })), "{performed:?}");
    client.tokens.issue(&tally).await.unwrap();
    assert_eq!(world.sign_ins().len(), 2);
}

fn token_refused() -> Answer {
    let (status, body) = refusal(401, "InvalidAuthenticationToken");
    Answer {
        vendor: "Microsoft Graph",
        status: StatusCode::from_u16(status).unwrap(),
        headers: HeaderMap::new(),
        body: body.to_string().into(),
        at: moment("2026-03-02T10:00:00Z"),
    }
}

#[test]
fn a_writer_shows_nothing() {
    let writer = World::answering([]).client().writer(&Arc::new(Tally::default()));
    assert_eq!(format!("{writer:?}"), "EntraWriter");
}
