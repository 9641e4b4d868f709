//! users/search, user details, and their traps.

use super::*;

#[test]
fn a_managed_account_in_no_directory_comes_only_with_claim_status() {
    let mut desk = Desk::new();
    desk.org.add_account(person("ada").outside_directories());
    let wanted = json!(["ada@example.com"]);
    assert_eq!(desk.found(json!({ "emails": wanted })), Vec::<String>::new());
    assert_eq!(desk.found(json!({ "emails": wanted, "claimStatus": "managed" })), ["712020:ada"]);
    desk.org.quirks().plain_search = PlainSearch::ManagedToo;
    assert_eq!(desk.found(json!({ "emails": wanted })), ["712020:ada"]);
}

#[test]
fn an_unmanaged_user_of_our_directories_never_comes_with_managed() {
    let mut desk = Desk::new();
    desk.org.add_account(AccountSeed::unmanaged("712020:bob", "bob@example.org"));
    let wanted = json!(["bob@example.org"]);
    assert_eq!(desk.found(json!({ "emails": wanted })), ["712020:bob"]);
    assert_eq!(desk.found(json!({ "emails": wanted, "claimStatus": "managed" })), Vec::<String>::new());
}

#[test]
fn accounts_elsewhere_are_invisible_and_still_hold_their_address() {
    let mut desk = Desk::new();
    desk.org.add_account(AccountSeed::foreign("712020:far", "far@example.com"));
    desk.org.add_account(AccountSeed::unmanaged("712020:new", "new@example.com").outside_directories());
    for claim in [Value::Null, json!("managed"), json!("unmanaged")] {
        let emails = json!(["far@example.com", "new@example.com"]);
        assert_eq!(desk.found(json!({ "emails": emails, "claimStatus": claim })), Vec::<String>::new());
    }
    assert!(desk.org.account_with(&address("far@example.com")).is_some());
}

#[test]
fn a_guest_of_another_organization_looks_unmanaged() {
    let mut desk = Desk::new();
    desk.org.add_account(AccountSeed::foreign("712020:guest", "guest@example.org").invited());
    let (_, body) = desk.send("POST", SEARCH, json!({ "emails": ["guest@example.org"] }));
    assert_eq!(body["data"][0]["claimStatus"], "unmanaged");
    desk.org.quirks().foreign_guests = Visibility::Hidden;
    assert_eq!(desk.found(json!({ "emails": ["guest@example.org"] })), Vec::<String>::new());
}

#[test]
fn unusable_searches_are_400() {
    let mut desk = Desk::new();
    let many: Vec<String> = (0..11).map(|n| format!("712020:{n}")).collect();
    for criteria in [
        json!({ "emails": ["ada@example.com"], "searchTerm": "ada" }),
        json!({ "accountIds": many }),
        json!({ "limit": 101 }),
        json!({ "limit": 0 }),
        json!({ "claimStatus": "mine" }),
        json!({ "expand": ["everything"] }),
        json!({ "email": "ada@example.com" }),
        json!({ "emails": "ada@example.com" }),
        json!({ "cursor": "made-up" }),
        json!([]),
    ] {
        assert_eq!(desk.send("POST", SEARCH, criteria.clone()).0, StatusCode::BAD_REQUEST, "{criteria}");
    }
}

#[test]
fn the_next_page_is_named_by_a_bare_cursor() {
    let mut desk = Desk::new();
    for name in ["ada", "bob", "cyd"] {
        desk.org.add_account(person(name));
    }
    let (_, first) = desk.send("POST", SEARCH, json!({ "limit": 2 }));
    let cursor = first["links"]["next"].as_str().unwrap();
    assert!(!cursor.contains('/'));
    let (_, second) = desk.send("POST", SEARCH, json!({ "limit": 2, "cursor": cursor }));
    assert_eq!(second["data"][0]["accountId"], "712020:cyd");
    assert!(second["links"]["next"].is_null());
}

#[test]
fn filters_narrow_by_status_domain_and_id() {
    let mut desk = Desk::new();
    desk.org.add_account(person("ada").for_deletion(desk.now));
    desk.org.add_account(person("bob").suspended());
    desk.org.add_account(AccountSeed::unmanaged("712020:cyd", "cyd@example.org"));
    assert_eq!(desk.found(json!({ "status": ["for_deletion"] })), ["712020:ada"]);
    assert_eq!(desk.found(json!({ "status": ["suspended"] })), ["712020:bob"]);
    assert_eq!(desk.found(json!({ "emailDomains": ["example.org"] })), ["712020:cyd"]);
    assert_eq!(desk.found(json!({ "accountIds": ["712020:bob", "712020:none"] })), ["712020:bob"]);
    assert_eq!(desk.found(json!({ "searchTerm": "CYD" })), ["712020:cyd"]);
}

#[test]
fn nothing_is_expanded_unasked() {
    let mut desk = Desk::new();
    let used = at("2026-02-01T00:00:00Z");
    desk.org.add_account(person("ada").last_active("jira-software", used).in_groups(&["jira-users"]));
    let (_, plain) = desk.send("POST", SEARCH, json!({}));
    assert!(["groups", "productAccess", "platformRoles"].iter().all(|name| plain["data"][0][name].is_null()));
    let (_, full) = desk.send("POST", SEARCH, json!({ "expand": ["groups", "productAccess", "platformRoles"] }));
    let ada = &full["data"][0];
    assert_eq!(ada["groups"][0]["name"], "jira-users");
    assert!(ada["groups"][0]["id"].as_str().unwrap().starts_with("ari:cloud:identity::group/"));
    assert_eq!(ada["productAccess"][0]["lastActiveTimestamp"], "2026-02-01T00:00:00Z");
    assert_eq!(ada["platformRoles"], json!([]));
}

#[test]
fn quirks_leave_fields_out_and_compare_case() {
    let mut desk = Desk::new();
    desk.org.add_account(person("ada"));
    assert_eq!(desk.found(json!({ "emails": ["ADA@example.com"] })), ["712020:ada"]);
    desk.org.quirks().search_case = CaseHandling::Exact;
    desk.org.quirks().absent_fields = ["claimStatus", "emailVerified"].into();
    assert_eq!(desk.found(json!({ "emails": ["ADA@example.com"] })), Vec::<String>::new());
    let (_, body) = desk.send("POST", SEARCH, json!({}));
    assert!(body["data"][0]["claimStatus"].is_null() && body["data"][0]["emailVerified"].is_null());
    assert_eq!(body["data"][0]["status"], "active");
}

#[test]
fn a_scim_directory_is_no_user_directory() {
    let mut desk = Desk::new();
    let path = SEARCH.replace("/-/", "/dir-1/");
    assert_eq!(desk.send("POST", &path, json!({})).0, StatusCode::NOT_FOUND);
    assert_eq!(desk.send("POST", &SEARCH.replace("org-1", "org-2"), json!({})).0, StatusCode::FORBIDDEN);
}

#[test]
fn details_say_roles_and_deactivation_and_neither_groups_nor_products() {
    let mut desk = Desk::new();
    let since = at("2026-01-05T00:00:00Z");
    desk.org.add_account(person("ada").deactivated(since).with_role("atlassian/org-admin").in_groups(&["admins"]));
    let path = "/admin/v2/orgs/org-1/directories/-/users/712020%3Aada";
    let (status, body) = desk.get(path);
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["data"]["deactivatedOn"], "2026-01-05T00:00:00Z");
    assert_eq!(body["data"]["platformRoles"], json!(["atlassian/org-admin"]));
    assert!(body["data"]["groups"].is_null());
    assert_eq!(desk.get(&path.replace("ada", "bob")).0, StatusCode::NOT_FOUND);
}
