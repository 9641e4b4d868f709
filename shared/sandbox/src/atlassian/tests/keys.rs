//! Keys of the wrong kind, limits, and paths that are none.

use super::*;

#[test]
fn each_api_refuses_the_other_kind_of_key_in_its_own_words() {
    let mut desk = Desk::new();
    let (status, body) = desk.ask(SCIM_KEY, "GET", &format!("{ORG}/domains"), None);
    assert_eq!((status.as_u16(), &body["code"]), (401, &json!(401)));
    let (status, body) = desk.ask(SCIM_KEY, "POST", SEARCH, None);
    assert_eq!((status.as_u16(), &body["errors"][0]["status"]), (401, &json!("401")));
    let (status, body) = desk.ask(SCIM_KEY, "GET", "/users/712020:ada/manage", None);
    assert_eq!((status.as_u16(), body), (401, json!({ "key": "unauthorized" })));
    let (status, body) = desk.ask(ORG_KEY, "GET", "/scim/directory/dir-1/Users", None);
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(body["error"].is_string() && body["schemas"].is_null());
}

#[test]
fn the_links_api_stands_among_scims_pages_and_still_wants_the_organizations_key() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let path = format!("{LINKS}/user/{ada}/get-scim-links");
    assert_eq!(desk.ask(SCIM_KEY, "GET", &path, None).0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.get(&path).0, StatusCode::OK);
}

#[test]
fn a_directory_key_opens_no_other_directory() {
    let mut desk = Desk::new();
    desk.org.add_directory("dir-2", "other-key");
    assert_eq!(desk.ask("other-key", "GET", "/scim/directory/dir-1/Users", None).0, StatusCode::FORBIDDEN);
    assert_eq!(desk.ask("other-key", "GET", "/scim/directory/dir-2/Users", None).0, StatusCode::OK);
}

#[test]
fn an_expired_key_and_a_replaced_one_open_nothing() {
    let mut desk = Desk::new();
    let (now, dir) = (desk.now, desk.dir.clone());
    desk.org.expire_key(ORG_KEY, now).regenerate_key(&dir, "new-key");
    assert_eq!(desk.get(ORG).0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.scim("GET", "/Users", None).0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.ask("new-key", "GET", "/scim/directory/dir-1/Users", None).0, StatusCode::OK);
}

#[test]
fn a_scoped_key_reads_domains_and_neither_searches_nor_renames() {
    let mut desk = Desk::new();
    desk.org.add_key("scoped", KeyKind::Scoped);
    assert_eq!(desk.ask("scoped", "GET", &format!("{ORG}/domains"), None).0, StatusCode::OK);
    assert_eq!(desk.ask("scoped", "POST", SEARCH, None).0, StatusCode::UNAUTHORIZED);
    assert_eq!(desk.ask("scoped", "GET", "/users/712020:ada/manage", None).0, StatusCode::UNAUTHORIZED);
}

#[test]
fn the_limit_of_activity_is_counted_apart_and_says_when_it_resets() {
    let mut desk = Desk::new();
    desk.org.add_account(person("ada"));
    desk.org.limit_rate(Limited::LastActiveDates, 1);
    let path = format!("{ORG}/directory/users/712020:ada/last-active-dates");
    assert_eq!(desk.get(&path).0, StatusCode::OK);
    let refused = desk.raw(ORG_KEY, "GET", &path, String::new());
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()["x-ratelimit-limit"], "1");
    assert_eq!(refused.headers()["x-ratelimit-remaining"], "0");
    assert_eq!(refused.headers()["x-ratelimit-reset"], "2026-03-02T09:01:00Z");
    assert!(!refused.headers().contains_key("retry-after"));
    assert_eq!(desk.send("POST", SEARCH, json!({})).0, StatusCode::OK);
    desk.now = at("2026-03-02T09:01:00Z");
    assert_eq!(desk.get(&path).0, StatusCode::OK);
}

#[test]
fn a_limited_write_changes_nothing_and_may_say_retry_after() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    desk.org.limit_rate(Limited::UserManagement, 0).quirks().retry_after = RetryAfter::Present;
    let path = format!("/users/{ada}/manage/email");
    let refused = desk.raw(ORG_KEY, "PUT", &path, json!({ "email": "new@example.com" }).to_string());
    assert_eq!(refused.headers()["retry-after"], "60");
    assert!(!refused.headers().contains_key("x-ratelimit-limit"));
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn a_path_that_is_none_is_404_and_a_method_that_is_none_405() {
    let mut desk = Desk::new();
    assert_eq!(desk.get("/admin/v1/orgs/org-1/directory/users/x/suspend-access").0, StatusCode::NOT_FOUND);
    assert_eq!(desk.get("/somewhere").0, StatusCode::NOT_FOUND);
    assert_eq!(desk.get(SEARCH).0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(desk.ask(ORG_KEY, "POST", "/users/712020:ada/manage/email", None).0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(desk.scim("DELETE", "/Users", None).0, StatusCode::METHOD_NOT_ALLOWED);
}

#[test]
fn the_undocumented_patch_of_a_directory_user_does_not_exist() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    let path = format!("{ORG}/directory/users/{ada}");
    assert_eq!(desk.send("PATCH", &path, json!({ "email": "old@example.com" })).0, StatusCode::NOT_FOUND);
    assert_eq!(desk.org.mutations(), []);
}
