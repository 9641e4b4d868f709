//! SCIM groups.

use super::*;

fn patch(desk: &mut Desk, id: &str, operations: &Value) -> StatusCode {
    desk.scim("PATCH", &format!("/Groups/{id}"), Some(json!({ "Operations": operations }))).0
}

#[test]
fn a_group_gives_its_members_accounts_the_group() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let (status, group) = desk.scim("POST", "/Groups", Some(json!({ "displayName": "engineers" })));
    assert_eq!(status, StatusCode::CREATED);
    let id = group["id"].as_str().unwrap();
    let add = json!([{ "op": "Add", "path": "members", "value": [{ "value": "scim-ada" }] }]);
    assert_eq!(patch(&mut desk, id, &add), StatusCode::OK);
    assert!(desk.org.groups_of(&ada).contains("engineers"));
    let (_, body) = desk.scim("GET", "/Users/scim-ada", None);
    assert_eq!(body["groups"][0]["display"], "engineers");
}

#[test]
fn members_leave_by_list_or_by_path() {
    let mut desk = Desk::new();
    let (ada, first) = desk.synced("ada");
    let (bob, second) = desk.synced("bob");
    let group = desk.org.add_group(&desk.dir.clone(), "engineers", &[first, second]);
    let by_list = json!([{ "op": "Remove", "path": "members", "value": [{ "value": "scim-ada" }] }]);
    patch(&mut desk, group.as_str(), &by_list);
    assert_eq!((desk.org.groups_of(&ada).len(), desk.org.groups_of(&bob).len()), (0, 1));
    let by_path = json!([{ "op": "remove", "path": "members[value eq \"scim-bob\"]" }]);
    assert_eq!(patch(&mut desk, group.as_str(), &by_path), StatusCode::OK);
    assert_eq!(desk.org.groups_of(&bob).len(), 0);
}

#[test]
fn a_name_is_unique_in_the_organization_also_among_groups_made_by_hand() {
    let mut desk = Desk::new();
    desk.org.add_account(person("ada").in_groups(&["jira-users"]));
    let (status, body) = desk.scim("POST", "/Groups", Some(json!({ "displayName": "jira-users" })));
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!(body["detail"], "Resource [GROUP]: with displayName already exists.");
}

#[test]
fn a_group_cannot_be_renamed_and_takes_no_unknown_member() {
    let mut desk = Desk::new();
    let group = desk.org.add_group(&desk.dir.clone(), "engineers", &[]);
    let rename = json!([{ "op": "replace", "path": "displayName", "value": "builders" }]);
    assert_eq!(patch(&mut desk, group.as_str(), &rename), StatusCode::BAD_REQUEST);
    let stranger = json!([{ "op": "add", "path": "members", "value": [{ "value": "scim-none" }] }]);
    assert_eq!(patch(&mut desk, group.as_str(), &stranger), StatusCode::BAD_REQUEST);
    let put = json!({ "displayName": "engineers", "members": [{ "value": "scim-none" }] });
    let (status, body) = desk.scim("PUT", &format!("/Groups/{group}"), Some(put));
    assert_eq!((status.as_u16(), &body["responseStatus"]), (400, &json!("BAD_REQUEST")));
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn groups_are_found_by_name_and_go_with_their_memberships() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    let group = desk.org.add_group(&desk.dir.clone(), "engineers", &[record]);
    let path = "/Groups?filter=displayName%20eq%20%22engineers%22&excludedAttributes=members";
    let (_, body) = desk.scim("GET", path, None);
    assert_eq!(body["totalResults"], 1);
    assert!(body["Resources"][0]["members"].is_null());
    assert_eq!(desk.scim("DELETE", &format!("/Groups/{group}"), None).0, StatusCode::NO_CONTENT);
    assert_eq!(desk.org.groups_of(&ada).len(), 0);
}

#[test]
fn the_provider_says_what_it_supports() {
    let mut desk = Desk::new();
    let (status, body) = desk.scim("GET", "/ServiceProviderConfig", None);
    assert_eq!(status, StatusCode::OK);
    assert_eq!((&body["patch"]["supported"], &body["bulk"]["supported"]), (&json!(true), &json!(false)));
}
