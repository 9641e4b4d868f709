//! Tests of the parent module.

use super::{addresses, change};
use crate::tests::world::{ADA, fixture};
use serde_json::{Value, json};
use untwin_core::domain::{Actor, IdpUserId};

fn by(initiated_by: Value) -> Actor {
    let mut audit = fixture!("directory-audits.json")["value"][0].take();
    audit["initiatedBy"] = initiated_by;
    let audit = serde_json::from_value(audit).unwrap();
    change(&audit, &IdpUserId::parse(ADA).unwrap()).unwrap().unwrap().by
}

#[test]
fn an_actor_is_a_user_an_app_or_unsaid() {
    assert_eq!(by(json!({"user": {"id": "u1"}, "app": null})), Actor::User(IdpUserId::parse("u1").unwrap()));
    let app = by(json!({"user": null, "app": {"appId": "a1", "servicePrincipalId": "", "displayName": null}}));
    assert_eq!(app, Actor::App { id: Some("a1".to_owned()), name: None });
    for nobody in [json!(null), json!({}), json!({"user": {"id": ""}}), json!({"app": {"displayName": " "}})] {
        assert_eq!(by(nobody), Actor::Unsaid);
    }
}

#[test]
fn somebody_elses_change_is_not_this_users() {
    let audit = serde_json::from_value(fixture!("directory-audits.json")["value"][0].take()).unwrap();
    assert_eq!(change(&audit, &IdpUserId::parse("u2").unwrap()), Ok(None));
}

#[test]
fn old_values_are_json_text_or_bare_text() {
    for text in
        [r#"["a@example.com"]"#, r#""SMTP:a@example.com""#, "a@example.com", r#"["X500:/o=x","smtp:a@example.com"]"#]
    {
        let found: Vec<_> = addresses(text).iter().map(ToString::to_string).collect();
        assert_eq!(found, ["a@example.com"], "{text}");
    }
}
