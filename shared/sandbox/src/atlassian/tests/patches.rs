//! PUT and PATCH of a SCIM user: the styles that identity providers use.

use super::*;

fn patch(desk: &mut Desk, operations: &Value) -> (StatusCode, Value) {
    desk.scim("PATCH", "/Users/scim-ada", Some(json!({ "Operations": operations })))
}

#[test]
fn entra_says_false_as_a_text_and_it_deactivates() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let (_, body) = patch(&mut desk, &json!([{ "op": "Replace", "path": "active", "value": "False" }]));
    assert_eq!(body["active"], false);
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Deactivated);
    patch(&mut desk, &json!([{ "op": "Replace", "path": "active", "value": "True" }]));
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Active);
}

#[test]
fn one_object_of_values_does_the_same_as_paths() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let emails = json!([{ "value": "lovelace@example.com", "type": "work", "primary": true }]);
    let value = json!({ "active": false, "emails": emails, "name.givenName": "Ada", "name": { "familyName": "King" } });
    assert_eq!(patch(&mut desk, &json!([{ "op": "replace", "value": value }])).0, StatusCode::OK);
    let account = desk.org.account(&ada).unwrap();
    assert_eq!(account.email, address("lovelace@example.com"));
    assert_eq!(account.status(), Status::Deactivated);
}

#[test]
fn parts_and_extensions_are_reached_by_path() {
    let mut desk = Desk::new();
    desk.synced("ada");
    let extension = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    let (_, body) = patch(
        &mut desk,
        &json!([
            { "op": "Add", "path": "name.givenName", "value": "Ada" },
            { "op": "Add", "path": format!("{extension}:department"), "value": "Engines" },
            { "op": "Add", "path": "displayname", "value": "Ada King" },
        ]),
    );
    assert_eq!(body["name"]["givenName"], "Ada");
    assert_eq!(body[extension]["department"], "Engines");
    assert_eq!(desk.org.account_with(&address("ada@example.com")).unwrap().name, "Ada King");
}

#[test]
fn a_failing_operation_undoes_the_ones_before_it() {
    let mut desk = Desk::new();
    desk.synced("ada");
    for bad in [
        json!({ "op": "replace", "path": "id", "value": "other" }),
        json!({ "op": "move", "path": "title", "value": "x" }),
        json!({ "op": "remove", "path": "userName" }),
        json!({ "op": "replace", "path": "active", "value": "perhaps" }),
        json!({ "op": "replace", "path": "emails[type eq work", "value": "x" }),
    ] {
        let good = json!({ "op": "replace", "path": "title", "value": "Engineer" });
        assert_eq!(patch(&mut desk, &json!([good, bad])).0, StatusCode::BAD_REQUEST, "{bad}");
    }
    assert_eq!(patch(&mut desk, &json!([])).0, StatusCode::BAD_REQUEST);
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn a_put_clears_what_it_does_not_say() {
    let mut desk = Desk::new();
    desk.synced("ada");
    patch(&mut desk, &json!([{ "op": "add", "path": "title", "value": "Engineer" }]));
    let (status, body) = desk.scim("PUT", "/Users/scim-ada", Some(user("ada", "ext-ada")));
    assert_eq!(status, StatusCode::OK);
    assert!(body["title"].is_null());
}

#[test]
fn a_record_may_keep_what_it_had_even_where_another_has_it_too() {
    let mut desk = Desk::new();
    desk.synced("ada");
    desk.org.orphan_record(&desk.dir.clone(), "scim-twin", "ext-ada", "twin@example.com");
    let operations = json!([{ "op": "add", "path": "title", "value": "Engineer" }]);
    assert_eq!(patch(&mut desk, &operations).0, StatusCode::OK);
    let operations = json!([{ "op": "replace", "path": "userName", "value": "twin@example.com" }]);
    assert_eq!(patch(&mut desk, &operations).0, StatusCode::CONFLICT);
}

#[test]
fn the_same_push_again_changes_nothing() {
    let mut desk = Desk::new();
    desk.synced("ada");
    let same = json!([{ "op": "Replace", "path": "userName", "value": "ada@example.com" }]);
    patch(&mut desk, &same);
    let before = desk.org.mutations().len();
    assert_eq!(patch(&mut desk, &same).0, StatusCode::OK);
    assert_eq!(desk.org.mutations().len(), before);
}
