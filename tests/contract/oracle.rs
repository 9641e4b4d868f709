//! The checker of descriptions itself: what it finds, what it leaves alone, and that it says nobody's address.

use http::StatusCode;
use serde_json::{Value, json};
use std::panic::{AssertUnwindSafe, catch_unwind};
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_tests::oracle::{Content, Description, Extent, Library, Oracle, Talk, Types, masked};
use untwin_tests::{Story, town};

fn pets() -> Description {
    let pet = json!({
        "type": "object",
        "required": ["id", "secret"],
        "properties": {
            "id": { "type": "string", "format": "uuid", "readOnly": true },
            "secret": { "type": "string", "writeOnly": true },
            "kind": { "enum": ["cat", "dog"] },
            "owner": { "type": "string", "nullable": true },
            "friends": { "type": "array", "maxItems": 1, "items": { "$ref": "#/components/schemas/pet" } },
        },
    });
    let content = |schema: Value| json!({ "content": { "application/json": { "schema": schema } } });
    let one = json!({ "$ref": "#/components/schemas/pet" });
    let many = json!({ "allOf": [{ "properties": { "pets": { "type": "array" } } }, { "oneOf": [
        { "type": "object", "required": ["next"], "properties": { "next": { "type": "integer" } } },
        { "type": "object", "required": ["last"], "properties": { "last": { "type": "boolean" } } },
    ] }] });
    let limit =
        json!({ "in": "query", "name": "limit", "required": true, "schema": { "type": "integer", "maximum": 9 } });
    Description::of(
        json!({
            "paths": {
                "/pets": { "get": { "parameters": [limit], "responses": { "200": content(many) } } },
                "/pets/{id}": { "put": { "requestBody": content(one.clone()), "responses": { "200": content(one) } } },
            },
            "components": { "schemas": { "pet": pet } },
        }),
        "",
    )
}

fn found(method: &str, path: &str, query: &[(&str, &str)], (sent, answer): (Content, (u16, Content))) -> Vec<String> {
    let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let talk = Talk { method: method.to_owned(), path: path.to_owned(), query, sent, answer: Some(answer) };
    let (_, found) = pets().judge(&talk, path).expect("a path that is described");
    let mut told: Vec<String> =
        found.into_iter().map(|found| format!("{}: {}, not {}", found.at, found.described, found.found)).collect();
    told.sort();
    told
}

#[test]
fn a_body_is_read_property_by_property_in_the_direction_that_it_goes() {
    let sent = json!({ "id": "7", "secret": "x", "owner": null, "Kind": "cat", "friends": [{ "secret": "x" }, 7] });
    let answered = json!({ "id": "no uuid", "kind": "cow", "owner": 7 });
    let said = found("PUT", "/pets/7", &[], (Content::json(sent), (200, Content::json(answered))));
    let expected = [
        "200/id: format uuid, not no uuid",
        r#"200/kind: one of ["cat","dog"], not "cow""#,
        "200/owner: type string, not 7",
        r#"sent/Kind: no such property, not "cat""#,
        "sent/friends/1: type object, not 7",
        "sent/friends: a size of 0 to 1, not 2",
        "sent/id: format uuid, not 7",
        r#"sent/id: never sent, not "7""#,
    ];
    assert_eq!(said, expected);
}

#[test]
fn parameters_statuses_and_alternatives_are_checked() {
    let nothing = Content::empty;
    let fits = json!({ "pets": [], "last": true });
    assert_eq!(found("GET", "/pets", &[("limit", "9")], (nothing(), (200, Content::json(fits)))), [""; 0]);
    let query = [("limit", "10"), ("colour", "red")];
    let said = found("GET", "/pets", &query, (nothing(), (200, Content::json(json!({ "next": "2" })))));
    let expected = [
        r#"200/next: type integer, not "2""#,
        "query/colour: no such parameter, not red",
        "query/limit: None to Some(9.0), not 10",
    ];
    assert_eq!(said, expected);
    let said = found("GET", "/pets", &[], (Content::json(json!({})), (500, nothing())));
    assert_eq!(said, ["query/limit: required, not nothing", "sent: no body, not a body", "status: 200, not 500"]);
    assert_eq!(found("PATCH", "/pets/7", &[], (nothing(), (200, nothing()))), ["method: no such method, not PATCH"]);
}

#[test]
fn graphs_types_know_their_bases_their_enumerations_and_their_flags() {
    let property = |kind: &str, nullable: bool| json!({ "type": kind, "nullable": nullable });
    let types = Types::of(json!({
        "enums": {
            "mood": { "flags": false, "members": { "glad": 0 } },
            "gait": { "flags": true, "members": { "walk": 1, "run": 2 } },
        },
        "types": {
            "being": { "base": "graph.entity", "properties": { "born": property("Edm.DateTimeOffset", false) } },
            "pet": { "base": "graph.being", "properties": {
                "mood": property("graph.mood", true),
                "gaits": property("graph.gait", true),
                "friends": property("Collection(graph.pet)", true),
            } },
        },
    }));
    let said = |value: Value| {
        let found = types.misfits("graph.pet", &value, "200", Extent::Whole);
        found.into_iter().map(|found| found.at).collect::<Vec<_>>()
    };
    let day = "2026-08-18T08:00:00Z";
    assert_eq!(
        said(json!({ "id": "7", "born": day, "@odata.type": "x", "mood": null, "gaits": "walk, run" })),
        [""; 0]
    );
    let wrong = json!({ "born": "one day", "mood": "sad", "gaits": "walk, fly", "friends": {}, "colour": "red" });
    assert_eq!(said(wrong), ["200/born", "200/colour", "200/friends", "200/gaits", "200/mood"]);
    assert_eq!(said(json!({ "friends": [{ "born": null }] })), ["200/friends/0/born", "200/born"]);
}

#[test]
fn no_address_is_told() {
    let told = masked(r#"{"a":"ada.lovelace+x@example.com","b":"/users?mail=bob%40example.org"}"#);
    assert_eq!(told, r#"{"a":"***@example.com","b":"/users?mail=***@example.org"}"#);
}

#[tokio::test]
async fn an_answer_that_was_injected_is_no_vendors_and_its_request_still_counts() {
    let mut town = town();
    let ada = town.person("Ada", "Byron", "Lovelace");
    let story = Story::begin(town);
    let strange = Effect::Answer { status: StatusCode::IM_A_TEAPOT, headers: Vec::new(), body: "tea".to_owned() };
    story.world().inject(Fault::new(Matcher::any_method("/users/search").at(Occurrence::Every), strange));
    story.heal_person(&ada).await;
    let tally = story.oracle.tally();
    assert_eq!(tally.complaints, [].into());
    let asked = tally.operations.keys().any(|operation| operation.ends_with("/users/search"));
    assert_eq!(asked, Library::named().is_some());
}

#[test]
fn what_does_not_fit_fails_the_test_that_watched() {
    if Library::named().is_none() {
        return;
    }
    let mut town = town();
    let oracle = Oracle::watch(&mut town.world);
    let request = http::Request::get("/atlassian/users/712020:ada/manage?privileges=everything&for=ada@example.com");
    town.world.handle(town.start, request.body(bytes::Bytes::new()).expect("a request"));
    let told = catch_unwind(AssertUnwindSafe(|| drop(oracle))).expect_err("a failed test");
    let told = told.downcast_ref::<String>().expect("a text");
    for said in ["GET /users/{account_id}/manage at query/privileges", "query/for", "***@example.com"] {
        assert!(told.contains(said), "{told}");
    }
    assert!(!told.contains("ada@"), "{told}");
}
