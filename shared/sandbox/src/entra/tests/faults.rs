//! What goes wrong on the way, between callers and the world and between the vendors.

use http::{Method, StatusCode};
use serde_json::Value;

use super::{ADA, Stage, answered, failed, hr};
use crate::faulty::{Effect, Fault, Matcher, Occurrence, Outcome};

fn faulty(stage: &mut Stage, path: &str) -> Outcome {
    let request = stage.request(Method::GET, path, String::new());
    stage.world.handle_with_faults(stage.now, request)
}

fn answer(outcome: Outcome) -> (u16, Value) {
    match outcome {
        Outcome::Answer(response) => answered(&response),
        Outcome::LostBefore | Outcome::LostAfter => panic!("no answer"),
    }
}

#[test]
fn the_named_request_is_lost_and_the_next_one_is_not() {
    let mut stage = Stage::new();
    let second = Matcher::on(Method::GET, "/users").at(Occurrence::Nth(2));
    stage.world.inject(Fault::new(second, Effect::LostBefore));
    assert!(matches!(faulty(&mut stage, "/graph/v1.0/users"), Outcome::Answer(_)));
    assert!(matches!(faulty(&mut stage, "/graph/v1.0/users"), Outcome::LostBefore));
    assert!(matches!(faulty(&mut stage, "/graph/v1.0/users"), Outcome::Answer(_)));
}

#[test]
fn an_answer_that_is_lost_afterwards_took_effect() {
    let mut stage = Stage::conflicted();
    stage.world.inject(Fault::new(Matcher::on(Method::PUT, "/manage/email"), Effect::LostAfter));
    let body = "{\"email\":\"placeholder@example.com\"}".to_owned();
    let request = stage.request(Method::PUT, "/atlassian/users/holder-account/manage/email", body);
    assert!(matches!(stage.world.handle_with_faults(stage.now, request), Outcome::LostAfter));
    stage.push_on_demand(ADA);
    assert_eq!(stage.adas_address(), "ada@example.com");
}

#[test]
fn answers_can_be_old_short_or_somebody_elses() {
    let mut stage = Stage::new();
    let path = format!("/graph/v1.0/users/{ADA}");
    stage.world.inject(Fault::new(Matcher::any_method("/users/").at(Occurrence::Nth(2)), Effect::Stale));
    let truncated = Effect::Truncated { keep_bytes: 7 };
    stage.world.inject(Fault::new(Matcher::any_method("/users/").at(Occurrence::Nth(3)), truncated));
    let page = Effect::HtmlPage(StatusCode::BAD_GATEWAY);
    stage.world.inject(Fault::new(Matcher::any_method("/users/").at(Occurrence::Nth(4)), page));
    let first = answer(faulty(&mut stage, &path));
    stage.rename("ada@example.com");
    assert_eq!(answer(faulty(&mut stage, &path)), first);
    assert_eq!(answer(faulty(&mut stage, &path)), (200, Value::Null));
    assert_eq!(answer(faulty(&mut stage, &path)).0, 502);
    assert_eq!(answer(faulty(&mut stage, &path)).1["mail"], "ada@example.com");
}

#[test]
fn an_administrator_acts_right_before_the_request_that_is_named() {
    let mut stage = Stage::new();
    let second = Matcher::on(Method::GET, "/users/").at(Occurrence::Nth(2));
    stage.world.before(second, |world, now| world.tenant.rename_user(now, ADA, "ada@example.com", hr()));
    let path = format!("/graph/v1.0/users/{ADA}");
    assert_eq!(stage.get(&path).1["mail"], "ada.old@example.com");
    assert_eq!(stage.get(&path).1["mail"], "ada@example.com");
    let last = stage.world.requests_seen().last().unwrap();
    assert_eq!((&last.method, &last.path), (&Method::GET, &path));
}

#[test]
fn faults_reach_the_providers_own_pushes_only_where_they_say_so() {
    let mut stage = Stage::new();
    let pushes = Matcher::on(Method::PATCH, "/atlassian/scim/").by_identity_provider();
    let unavailable =
        Effect::Answer { status: StatusCode::SERVICE_UNAVAILABLE, headers: Vec::new(), body: String::new() };
    stage.world.inject(Fault::new(pushes, unavailable));
    stage.rename("ada@example.com");
    stage.cycle();
    assert!(failed(stage.last_record()));
    assert!(stage.last_record().reason().unwrap().starts_with("StatusCode: ServiceUnavailable"));
    assert_eq!(stage.adas_address(), "ada.old@example.com");
}
