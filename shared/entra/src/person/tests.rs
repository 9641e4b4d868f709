//! Tests of the parent module.

use super::{Attribute, attribute, parse};
use crate::tests::world::{fixture, moment};
use serde_json::{Value, json};
use untwin_core::domain::{SignIn, UserKind};

fn changed(field: &str, value: Value) -> Result<untwin_core::domain::IdpUser, &'static str> {
    let mut user = fixture!("user.json");
    user[field] = value;
    parse(user.as_object().unwrap())
}

#[test]
fn addresses_keep_their_rank() {
    let ada = parse(fixture!("user.json").as_object().unwrap()).unwrap();
    assert_eq!(ada.primary_proxy.unwrap().as_str(), "ada.byron@example.com");
    assert_eq!(ada.secondary_proxies[0].as_str(), "ada.lovelace@example.com");
    assert_eq!(ada.other_addresses[0].as_str(), "ada@example.org");
}

#[test]
fn the_login_name_of_a_guest_is_rewritten_by_entra_and_therefore_not_known() {
    let guest = parse(fixture!("user-guest.json").as_object().unwrap()).unwrap();
    assert_eq!(guest.kind, UserKind::Guest);
    assert_eq!(attribute(&guest, "userPrincipalName"), Attribute::Unreadable);
    let raw = "ada_example.org#EXT#@example.com".to_owned();
    assert_eq!(attribute(&guest, "originalUserPrincipalName"), Attribute::Value(raw));
}

#[test]
fn an_attribute_that_was_not_asked_for_is_not_empty() {
    let ada = changed("mail", Value::Null).unwrap();
    assert_eq!(attribute(&ada, "mail"), Attribute::Null);
    assert_eq!(attribute(&ada, "extensionAttribute2"), Attribute::Null);
    assert_eq!(attribute(&ada, "faxNumber"), Attribute::Unreadable);
    assert_eq!(attribute(&ada, "otherMails"), Attribute::Unreadable);
}

#[test]
fn unknown_words_pass_for_nothing() {
    assert_eq!(changed("userType", json!("Robot")).unwrap().kind, UserKind::Other("Robot".to_owned()));
    assert_eq!(changed("accountEnabled", Value::Null).unwrap().sign_in, SignIn::Unsaid);
}

#[test]
fn a_field_of_another_type_makes_the_whole_user_unreadable() {
    for (field, value) in [
        ("id", json!("")),
        ("mail", json!(7)),
        ("proxyAddresses", json!("SMTP:x@example.com")),
        ("otherMails", json!([null])),
        ("accountEnabled", json!("true")),
        ("createdDateTime", json!("yesterday")),
    ] {
        let fault = changed(field, value).unwrap_err();
        assert!(!fault.contains("example.com"), "{fault}");
    }
}

#[test]
fn a_deleted_user_gets_its_login_name_back() {
    let deleted = parse(fixture!("user-deleted.json").as_object().unwrap()).unwrap();
    assert_eq!(deleted.login_name.as_deref(), Some("ada.byron@example.com"));
    assert_eq!(deleted.deleted_at, Some(moment("2026-02-20T10:00:00Z")));
}
