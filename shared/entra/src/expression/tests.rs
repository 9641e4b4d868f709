//! Tests of the parent module.

use super::{Given, evaluate, parse};
use crate::person;
use crate::tests::world::fixture;
use serde_json::json;
use untwin_core::domain::IdpUser;

fn ada() -> IdpUser {
    person::parse(fixture!("user.json").as_object().unwrap()).unwrap()
}

fn without_mail() -> IdpUser {
    let mut user = fixture!("user.json");
    user["mail"] = json!(null);
    person::parse(user.as_object().unwrap()).unwrap()
}

fn given(text: &str, user: &IdpUser) -> Option<String> {
    match evaluate(&parse(text)?, user) {
        Given::Text(text) => Some(text),
        Given::Null => Some("null".to_owned()),
        Given::Uncertain => None,
    }
}

#[test]
fn what_is_certain_is_evaluated() {
    for (text, expected) in [
        ("[mail]", "Ada.Byron@example.com"),
        (" [employeeId] ", "E1"),
        ("[objectId]", "11111111-2222-4333-8444-555555555555"),
        ("[IsSoftDeleted]", "False"),
        ("[extensionAttribute1]", "abyron"),
        (r#""a \"quoted\" \\ text""#, r#"a "quoted" \ text"#),
        ("Coalesce([mail], [userPrincipalName])", "Ada.Byron@example.com"),
        ("ToLower([mail])", "ada.byron@example.com"),
        ("ToUpper([employeeId])", "E1"),
        (r#"Append([mailNickname], "@example.com")"#, "ada.byron@example.com"),
        (r#"Join("@", ToLower([givenName]), "example.com")"#, "ada@example.com"),
        (r#"Join("", [givenName], [surname])"#, "AdaByron"),
    ] {
        assert_eq!(given(text, &ada()).as_deref(), Some(expected), "{text}");
    }
}

#[test]
fn the_first_value_that_is_not_null_wins() {
    let user = without_mail();
    assert_eq!(given("[mail]", &user).as_deref(), Some("null"));
    assert_eq!(
        given("Coalesce([mail], ToLower([mail]), [userPrincipalName])", &user).as_deref(),
        Some("ada.byron@example.com")
    );
    assert_eq!(given("Coalesce([mail])", &user).as_deref(), Some("null"));
}

#[test]
fn what_is_not_certain_is_not_guessed() {
    for text in [
        "IIF(IsPresent([mail]), [mail], [userPrincipalName])",
        "Switch([employeeId], [mail], \"E1\", \"x\")",
        "Mid([mail], 1, 3)",
        "tolower([mail])",
        "ToLower([mail], \"tr-TR\")",
        "Coalesce(\"\", [mail])",
        "Append([companyName], \"@example.com\")",
        "Join(\"@\", [mailNickname], [companyName])",
        "[proxyAddresses]",
        "[employeeHireDate]",
        "Coalesce([employeeHireDate], [mail])",
    ] {
        assert_eq!(given(text, &ada()), None, "{text}");
    }
}

#[test]
fn broken_expressions_are_refused() {
    for text in
        ["", "mail", "[mail", "\"open", "[mail] [mail]", "ToLower([mail]", "ToLower([mail],)", "[]", "(x)", "Ä([mail])"]
    {
        assert_eq!(parse(text), None, "{text}");
    }
}

#[test]
fn nesting_is_bounded() {
    let deep = |depth: usize| format!("{}[mail]{}", "ToLower(".repeat(depth), ")".repeat(depth));
    assert!(parse(&deep(16)).is_some());
    assert!(parse(&deep(100_000)).is_none());
}
