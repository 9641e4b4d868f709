//! Organizations, domains and activity.

use super::*;

#[test]
fn domains_come_in_pages_whose_next_is_a_whole_address() {
    let mut desk = Desk::new();
    desk.org.reached_at("http://127.0.0.1:8080/atlassian/").page_size(1);
    desk.org.add_domain("example.org", DomainStatus::Unverified, Claiming::Unclaimed);
    let (_, first) = desk.get(&format!("{ORG}/domains"));
    let next = first["links"]["next"].as_str().unwrap();
    let path = next.strip_prefix("http://127.0.0.1:8080/atlassian").unwrap();
    let (_, second) = desk.get(path);
    assert_eq!(second["data"][0]["attributes"]["claim"]["status"], "unverified");
    assert!(second["links"]["next"].is_null());
    assert_eq!(desk.get(&format!("{ORG}/domains?cursor=x")).0, StatusCode::BAD_REQUEST);
}

#[test]
fn whether_a_domain_is_claimed_is_shown_nowhere() {
    let mut desk = Desk::new();
    desk.org.add_domain("example.org", DomainStatus::Verified, Claiming::Unclaimed);
    let (_, body) = desk.get(&format!("{ORG}/domains"));
    assert_eq!(body["data"][0]["attributes"]["claim"], body["data"][1]["attributes"]["claim"]);
}

#[test]
fn the_domains_of_another_organization_are_refused_in_words_of_their_own() {
    let mut desk = Desk::new();
    let (status, body) = desk.get("/admin/v1/orgs/org-2/domains");
    assert_eq!((status.as_u16(), &body["status"]), (403, &json!(403)));
    assert!(body["requestId"].is_string());
}

#[test]
fn the_key_names_its_organization() {
    let mut desk = Desk::new();
    let (_, body) = desk.get("/admin/v1/orgs");
    assert_eq!(body["data"][0]["id"], "org-1");
    assert_eq!(desk.get("/admin/v1/orgs/org-2").0, StatusCode::NOT_FOUND);
}

#[test]
fn a_product_that_was_never_used_is_missing_from_activity() {
    let mut desk = Desk::new();
    let used = at("2026-02-01T10:00:00Z");
    desk.org.add_account(person("ada").last_active("confluence", used).never_active("jira-software").added(used));
    let (_, body) = desk.get(&format!("{ORG}/directory/users/712020:ada/last-active-dates"));
    let data = &body["data"];
    assert_eq!(data["product_access"].as_array().unwrap().len(), 1);
    assert_eq!(data["product_access"][0]["last_active"], "2026-02-01");
    assert_eq!(data["added_to_org_timestamp"], "2026-02-01T10:00:00Z");
}

#[test]
fn activity_may_be_late() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    desk.org.quirks().activity_lag_s = 86_400;
    desk.org.used(desk.now, &ada, "jira-software");
    let path = format!("{ORG}/directory/users/712020:ada/last-active-dates");
    assert_eq!(desk.get(&path).1["data"]["product_access"], json!([]));
    desk.now = at("2026-03-03T09:00:00Z");
    assert_eq!(desk.get(&path).1["data"]["product_access"][0]["key"], "jira-software");
}

#[test]
fn activity_of_somebody_elsewhere_is_404() {
    let mut desk = Desk::new();
    desk.org.add_account(AccountSeed::foreign("712020:far", "far@example.com"));
    let (status, body) = desk.get(&format!("{ORG}/directory/users/712020:far/last-active-dates"));
    assert_eq!((status.as_u16(), &body["errors"][0]["code"]), (404, &json!("ADMIN-404-8")));
}
