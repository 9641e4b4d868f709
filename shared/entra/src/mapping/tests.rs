//! Tests of the parent module.

use super::of_user;
use crate::person;
use crate::tests::world::{ADA, fixture};
use serde_json::{Value, json};
use untwin_core::domain::{Evaluated, ExternalIdSource, Mapping, OnDemand};

const USER_NAME: usize = 0;
const EXTERNAL_ID: usize = 1;
const WORK: usize = 2;

fn evaluated(schema: Value, user: &Value) -> Result<Option<Mapping>, &'static str> {
    let user = person::parse(user.as_object().unwrap()).unwrap();
    of_user(&serde_json::from_value(schema).unwrap(), &user)
}

/// The mapping for Ada, with one attribute mapping changed.
fn with(index: usize, change: impl FnOnce(&mut Value)) -> Mapping {
    let mut schema = fixture!("schema.json");
    change(&mut schema["synchronizationRules"][0]["objectMappings"][0]["attributeMappings"][index]);
    evaluated(schema, &fixture!("user.json")).unwrap().unwrap()
}

fn value(text: &str) -> Evaluated {
    Evaluated::Value(text.to_owned())
}

#[test]
fn the_plain_mapping_gives_every_value() {
    let mapping = with(WORK, |_| ());
    assert_eq!((mapping.user_rule.as_str(), mapping.on_demand), ("rule-user#V2", OnDemand::Supported));
    assert_eq!(mapping.address.attribute.as_deref(), Some("mail"));
    assert_eq!(mapping.address.value, value("Ada.Byron@example.com"));
    assert_eq!(mapping.user_name.value, value("ada.byron@example.com"));
    assert_eq!(mapping.external_id.value, value(ADA));
    assert_eq!(mapping.external_id_source, ExternalIdSource::ImmutableId);
    assert_eq!(mapping.matching, ["externalId", "userName"]);
}

#[test]
fn an_expression_names_no_single_attribute() {
    let mapping = with(WORK, |m| m["source"]["expression"] = json!("ToLower([mail])"));
    assert_eq!((mapping.address.attribute, mapping.address.value), (None, value("ada.byron@example.com")));
    let unknown = "Replace([mail], \"a\", , , \"b\", , )";
    let mapping = with(WORK, |m| m["source"]["expression"] = json!(unknown));
    assert_eq!(mapping.address.value, Evaluated::NotEvaluable(unknown.to_owned()));
}

#[test]
fn only_the_bare_object_id_is_the_immutable_id() {
    for expression in ["ToLower([objectId])", "[mailNickname]", "[employeeId]"] {
        let mapping = with(EXTERNAL_ID, |m| m["source"]["expression"] = json!(expression));
        assert_eq!(mapping.external_id_source, ExternalIdSource::SomethingElse, "{expression}");
    }
}

#[test]
fn a_source_without_a_value_gives_the_default_or_nothing() {
    let empty = |m: &mut Value| m["source"]["expression"] = json!("[companyName]");
    assert_eq!(with(USER_NAME, empty).user_name.value, Evaluated::Empty);
    let mapping = with(USER_NAME, |m| {
        empty(m);
        m["defaultValue"] = json!("nobody");
    });
    assert_eq!(mapping.user_name.value, value("nobody"));
}

#[test]
fn a_simple_source_may_lack_its_expression() {
    let mapping = with(WORK, |m| m["source"] = json!({"type": "Attribute", "name": "userPrincipalName"}));
    assert_eq!(mapping.address.value, value("ada.byron@example.com"));
    let mapping = with(WORK, |m| m["source"] = json!({"type": "Function", "name": "Item"}));
    assert!(matches!(mapping.address.value, Evaluated::NotEvaluable(_)));
}

#[test]
fn without_a_work_address_the_wanted_address_is_empty_or_uncertain() {
    let mapping = with(WORK, |m| m["targetAttributeName"] = json!("title"));
    assert_eq!(mapping.address.value, Evaluated::Empty);
    let mapping = with(WORK, |m| m["targetAttributeName"] = json!("emails[type eq \"home\"].value"));
    assert!(matches!(mapping.address.value, Evaluated::NotEvaluable(_)));
}

#[test]
fn a_target_that_is_mapped_twice_is_uncertain() {
    let mapping = with(WORK, |m| m["targetAttributeName"] = json!("userName"));
    assert!(matches!(mapping.user_name.value, Evaluated::NotEvaluable(_)));
}

#[test]
fn a_schema_may_have_one_rule_for_users_or_none_but_not_two() {
    let mut disabled = fixture!("schema.json");
    disabled["synchronizationRules"][0]["objectMappings"][0]["enabled"] = json!(false);
    assert_eq!(evaluated(disabled, &fixture!("user.json")), Ok(None));
    let mut two = fixture!("schema.json");
    let copy = two["synchronizationRules"][0].clone();
    two["synchronizationRules"].as_array_mut().unwrap().push(copy);
    assert!(evaluated(two, &fixture!("user.json")).is_err());
}

#[test]
fn a_rule_may_say_that_it_cannot_be_pushed_on_demand() {
    let mut schema = fixture!("schema.json");
    schema["synchronizationRules"][0]["metadata"][0]["value"] = json!("False");
    let mapping = evaluated(schema, &fixture!("user.json")).unwrap().unwrap();
    assert_eq!(mapping.on_demand, OnDemand::Unsupported);
}

#[test]
fn the_login_name_of_a_guest_is_not_evaluated() {
    let mapping = evaluated(fixture!("schema.json"), &fixture!("user-guest.json")).unwrap().unwrap();
    assert!(matches!(mapping.user_name.value, Evaluated::NotEvaluable(_)));
    assert_eq!(mapping.address.value, value("ada@example.org"));
}
