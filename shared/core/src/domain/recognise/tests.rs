//! The conflict text wherever it is buried, and everything that only looks like one.

use super::*;
use crate::domain::{Attribute, Resource};

const SCIM: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness","detail":"Resource [USER]: with email[ada@example.com] already exists."}"#;

fn conflict(resource: Resource, attribute: Attribute, value: Option<&str>) -> Recognition {
    Recognition::Uniqueness(UniquenessConflict { resource, attribute, value: value.map(str::to_owned) })
}

fn of_ada() -> Recognition {
    conflict(Resource::User, Attribute::Email, Some("ada@example.com"))
}

fn is_other(text: &str) -> bool {
    matches!(recognise(text), Recognition::Other(_))
}

fn is_nothing(text: &str) -> bool {
    matches!(recognise(text), Recognition::Nothing(_))
}

#[test]
fn the_conflict_is_found_whatever_it_is_wrapped_in() {
    let once = serde_json::to_string(SCIM).unwrap();
    let twice = serde_json::to_string(&once).unwrap();
    let thrice = serde_json::to_string(&format!(
        "StatusCode: Conflict\r\nWeb Response: \r\n{twice}. This operation was retried 1 times."
    ))
    .unwrap();
    let flattened = format!(
        "StatusCode: Conflict Message: Processing of the HTTP request resulted in an exception. Web Response: {SCIM}. This operation was retried 1 times."
    );
    let pretty = SCIM.replace(':', " : ").replace("USER] :  with", "USER]: with").replace(',', " ,\n");
    for text in [SCIM, &once, &twice, &thrice, &flattened, &pretty] {
        assert_eq!(recognise(text), of_ada(), "{text}");
    }
}

#[test]
fn a_missing_brace_a_missing_type_and_a_number_for_a_status_do_no_harm() {
    let cut = SCIM.trim_end_matches('}');
    let untyped = SCIM.replace(r#""scimType":"uniqueness","#, "");
    let null_type = SCIM.replace(r#""uniqueness""#, "null");
    let number = SCIM.replace(r#""409""#, "409");
    let bare = "Resource [user]: with Email[ada@example.com] already exists";
    for text in [cut, &untyped, &null_type, &number, bare] {
        assert_eq!(recognise(text), of_ada(), "{text}");
    }
}

#[test]
fn a_group_conflict_names_no_value() {
    let text = "Errors reported by remote server: Resource [GROUP]: with displayName already exists.";
    assert_eq!(recognise(text), conflict(Resource::Group, Attribute::DisplayName, None));
}

#[test]
fn every_attribute_is_named_and_an_unknown_one_is_kept() {
    for (word, attribute) in [
        ("userName", Attribute::UserName),
        ("externalid", Attribute::ExternalId),
        ("EMAIL", Attribute::Email),
        ("employeeNumber", Attribute::Other("employeeNumber".to_owned())),
    ] {
        let text = format!("Resource [USER]: with {word}[x] already exists.");
        assert_eq!(recognise(&text), conflict(Resource::User, attribute, Some("x")));
    }
}

#[test]
fn a_value_ends_at_the_bracket_before_already_exists() {
    let text = "Resource [USER]: with externalId[a]b[c] already exists.";
    assert_eq!(recognise(text), conflict(Resource::User, Attribute::ExternalId, Some("a]b[c")));
}

#[test]
fn a_look_alike_is_recognised_even_where_it_comes_escaped() {
    let escaped = SCIM.replace("ada@", r"\u0430da@");
    let twice = serde_json::to_string(&escaped).unwrap();
    for text in [&escaped, &twice] {
        assert_eq!(recognise(text), conflict(Resource::User, Attribute::Email, Some("аda@example.com")));
    }
}

#[test]
fn half_a_value_is_no_value() {
    let whole = "Conflict. Resource [USER]: with email[ada@example.com] already exists";
    let brackets = whole.find("email[").unwrap() + "email[".len();
    for end in brackets..whole.len() {
        let text = &whole[..end];
        assert_eq!(recognise(text), conflict(Resource::User, Attribute::Email, None), "{text}");
        assert_eq!(mentions(text)[0].extent, Extent::CutShort);
    }
}

#[test]
fn half_an_attribute_is_no_attribute() {
    for text in [
        "Resource [USER]: with ema",
        "Resource [USER]: wi",
        "Resource [US",
        r#"{"detail":"Resource [USER]: with ema"}"#,
    ] {
        assert!(is_other(text), "{text}");
        assert_eq!(mentions(text)[0].extent, Extent::CutShort, "{text}");
    }
}

#[test]
fn a_cut_conflict_does_not_swallow_the_next_one() {
    for between in ["\n", " ", "… "] {
        let text = format!(
            "Resource [USER]: with email[gra{between}Resource [USER]: with email[ada@example.com] already exists"
        );
        let extents: Vec<_> = mentions(&text).into_iter().map(|mention| mention.extent).collect();
        assert_eq!(extents, [Extent::CutShort, Extent::Whole]);
        assert_eq!(recognise(&text), of_ada());
    }
}

#[test]
fn a_cut_value_in_a_json_string_does_not_reach_beyond_it() {
    let text = r#"{"detail":"Resource [USER]: with email[ada@exa","schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409"}"#;
    assert_eq!(recognise(text), conflict(Resource::User, Attribute::Email, None));
}

#[test]
fn another_status_or_type_beside_the_words_wins_over_them() {
    assert!(is_other(&SCIM.replace(r#""409""#, r#""400""#)));
    assert!(is_other(&SCIM.replace(r#""409""#, "500")));
    assert!(is_other(&SCIM.replace("uniqueness", "mutability")));
    assert!(is_other(&format!("StatusCode: BadRequest Web Response: {SCIM}")));
}

#[test]
fn a_status_that_belongs_to_something_else_is_left_alone() {
    let text = format!(r#"[{{"status":"500"}},{{"status":"failure"}}] {SCIM} {{"status":"404"}}"#);
    assert_eq!(recognise(&text), of_ada());
}

#[test]
fn other_conflicts_are_told_apart_from_uniqueness() {
    let inactive = r#"StatusCode: Conflict Web Response: { "schemas" : [ "urn:ietf:params:scim:api:messages:2.0:Error" ], "status" : "409", "detail" : "User must be Active." }"#;
    assert_eq!(
        recognise(inactive),
        Recognition::Other("a conflict of another kind: the user must be active".to_owned())
    );
    assert!(is_other("409: an unclaimed user already exists for ada@example.com"));
    assert!(is_other("Status CodeConflict (409)"));
    assert!(is_other("Conflict"));
    assert!(is_other("Resource [ROLE]: with name[x] already exists"));
    assert!(is_other("StatusCode: BadGateway"));
}

#[test]
fn a_text_without_an_error_is_nothing() {
    for text in [
        "",
        " \r\n",
        "All 40910 users were provisioned without conflicts.",
        "Resource [USER]: with email[a@example.com] was found",
    ] {
        assert!(is_nothing(text), "{text}");
    }
}

#[test]
fn a_reason_repeats_no_address() {
    let text = SCIM.replace("uniqueness", "ada@example.com").replace("409", "400");
    for text in [text.as_str(), "409 ada@example.com", "StatusCode: ada@example.com", "StatusCode: ada.b@example.com"] {
        assert!(!format!("{:?}", recognise(text)).contains("ada"), "{text}");
    }
}

#[test]
fn five_megabytes_of_beginnings_are_read_in_one_pass() {
    for part in [
        "Resource [USER]: with email[",
        "Resource[USER]: with email[",
        "Resource [",
        "resource",
        r#"\\\""#,
        "StatusCode:",
        r#""status":"#,
        "] ",
        "{",
    ] {
        let text = part.repeat(5_000_000 / part.len());
        let words_and_text = format!("{text}\n{SCIM}");
        assert!(!matches!(recognise(&words_and_text), Recognition::Nothing(_)), "{part}");
    }
}

#[test]
fn no_cut_and_no_mutation_of_a_text_breaks_anything() {
    let text = format!("StatusCode: Conflict Web Response: {} résumé 😀", serde_json::to_string(SCIM).unwrap());
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        let (before, after) = text.split_at(end);
        let _ = (recognise(before), recognise(after), recognise(&format!("{before}]\\u{after}")));
    }
}
