//! User management, activity and domains.

use super::double::*;
use serde_json::json;
use untwin_core::domain::*;
use untwin_workflow::ports::OrganizationReads;

const MANAGE: &str =
    "GET /users/557058%3Aa1/manage?privileges=email.set&privileges=lifecycle.enablement&privileges=lifecycle.delete";
const TOKENS: &str = "GET /users/557058%3Aa1/manage/api-tokens";
const ACTIVITY: &str = "GET /admin/v1/orgs/org-1/directory/users/557058%3Aa1/last-active-dates";
const DOMAINS: &str = "GET /admin/v1/orgs/org-1/domains";

fn account() -> AccountId {
    AccountId::parse("557058:a1").unwrap()
}

async fn manageability(status: u16, body: &str) -> Fact<Manageability> {
    client([on(MANAGE).raw(status, body)]).0.manageability(&account()).await
}

async fn tokens(status: u16, body: &str) -> Fact<Vec<ApiToken>> {
    client([on(TOKENS).raw(status, body)]).0.api_tokens(&account()).await
}

async fn activity(status: u16, body: &str) -> Fact<Activity> {
    client([on(ACTIVITY).raw(status, body)]).0.activity(&account()).await
}

#[tokio::test]
async fn privileges_are_read_with_the_reasons_against_them() {
    let body = json!({"email.set": {"allowed": false, "reason": {"key": "externalDirectory.scim"}},
        "lifecycle.enablement": {"allowed": false, "reason": {"key": "brand.new"}}, "profile": {"name": {"allowed": true}}});
    let expected = Privileges {
        set_address: Permission::Refused(Refusal::ScimLink),
        enable_disable: Permission::Refused(Refusal::Other("brand.new".into())),
        delete: Permission::Unsaid,
    };
    assert_eq!(manageability(200, &body.to_string()).await.known(), Some(&Manageability::Rules(expected)));
}

#[tokio::test]
async fn documented_refusals_are_facts_about_the_account() {
    let unverified = manageability(403, r#"{"key":"forbidden.targetUnverified"}"#).await;
    assert_eq!(unverified.known(), Some(&Manageability::TargetUnverified));
    let foreign = manageability(403, r#"{"key":"forbidden"}"#).await;
    assert_eq!(foreign.known(), Some(&Manageability::NotManagedHere));
    assert!(matches!(manageability(404, r#"{"key":"accountNotFound"}"#).await, Fact::Absent(_)));
}

#[tokio::test]
async fn other_refusals_say_nothing_about_the_account() {
    let refused = |fact| matches!(fact, Fact::Unavailable(Why::KeyRefused { .. }));
    assert!(refused(manageability(401, r#"{"key":"unauthorized"}"#).await));
    assert!(refused(manageability(403, r#"{"key":"forbidden.action"}"#).await));
    assert!(refused(manageability(403, r#"{"code":403,"message":"no"}"#).await));
    for (status, body) in [(404, "<html>"), (404, "{}"), (403, "<html>"), (200, "<html>"), (200, "[1]"), (302, "")] {
        let fact = manageability(status, body).await;
        assert!(matches!(fact, Fact::Unavailable(Why::Unexpected { .. })), "{status} {body}");
    }
}

#[tokio::test]
async fn api_tokens_tell_when_they_were_used() {
    let body =
        r#"[{"id":"t1","label":"x","createdAt":"2025-01-01T00:00:00.000Z","lastAccess":"2025-06-01T00:00:00.000Z"}]"#;
    let expected = ApiToken {
        id: "t1".into(),
        created_at: "2025-01-01T00:00:00Z".parse().ok(),
        last_used_at: "2025-06-01T00:00:00Z".parse().ok(),
        expires_at: None,
    };
    assert_eq!(tokens(200, body).await.known(), Some(&vec![expected]));
    assert!(matches!(tokens(200, "[]").await, Fact::Absent(_)));
}

#[tokio::test]
async fn tokens_that_cannot_be_read_are_not_no_tokens() {
    for (status, body) in [
        (403, r#"{"key":"forbidden"}"#),
        (404, r#"{"key":"accountNotFound"}"#),
        (200, "{}"),
        (200, r#"[{"id":"t1","lastAccess":"recently"}]"#),
    ] {
        assert!(tokens(status, body).await.unavailable().is_some(), "{body}");
    }
}

#[tokio::test]
async fn activity_is_read_from_instants_and_from_days() {
    let body = json!({"data": {"added_to_org": "2024-01-01", "product_access": [
        {"id": "1", "key": "jira", "last_active": "2026-01-02", "last_active_timestamp": "2026-01-02T03:04:05.000Z"},
        {"id": "2", "key": "confluence", "last_active": "2026-01-03"},
        {"id": "3", "key": "loom", "last_active": "2026-01-05"},
        {"id": "4", "key": "trello"}]}, "links": {}});
    let fact = activity(200, &body.to_string()).await;
    let read: Vec<_> =
        fact.known().unwrap().products.iter().map(|p| p.last_active_at.map(|at| at.to_string())).collect();
    let expected = ["2026-01-02T03:04:05Z", "2026-01-03T23:59:59Z", "2026-01-05T10:00:00Z"];
    assert_eq!(read.iter().flatten().collect::<Vec<_>>(), expected, "today ends now");
    assert_eq!(read[3], None);
}

#[tokio::test]
async fn activity_is_absent_only_for_a_user_who_is_not_there() {
    assert!(matches!(activity(404, r#"{"errors":[{"code":"ADMIN-404-8"}]}"#).await, Fact::Absent(_)));
    for (status, body) in [
        (404, r#"{"errors":[{"code":"ADMIN-404-2"}]}"#),
        (200, r#"{"data":{}}"#),
        (200, r#"{"data":{"product_access":[{"key":"jira","last_active":"long ago"}]}}"#),
    ] {
        assert!(activity(status, body).await.unavailable().is_some(), "{body}");
    }
}

#[tokio::test]
async fn domains_are_paged_by_cursor_and_never_asked_for_elsewhere() {
    let entry = |name: &str, status: &str| json!({"id": "1", "type": "domains", "attributes": {"name": name, "claim": {"type": "dns", "status": status}}});
    let first = json!({"data": [entry("Example.com", "verified")],
        "links": {"next": "https://evil.example.org/v1/domains?cursor=a%3D"}});
    let second = format!("{DOMAINS}?cursor=a%3D");
    let (client, script) = client([
        on(DOMAINS).json(200, &first),
        on(&second).json(200, &json!({"data": [entry("example.org", "superseded")]})),
    ]);
    let domain = |name, verification| OwnedDomain { name: Domain::folded(name), verification };
    let expected = [
        domain("example.com", DomainVerification::Verified),
        domain("example.org", DomainVerification::Other("superseded".into())),
    ];
    assert_eq!(client.domains().await.entries(), Ok(expected.as_slice()));
    script.keys();
}

#[tokio::test]
async fn a_refusal_of_the_domains_is_told_as_one() {
    let body = r#"{"timestamp":"x","status":403,"error":"Forbidden","message":"no","path":"/x","requestId":"1"}"#;
    let fact = client([on(DOMAINS).raw(403, body)]).0.domains().await;
    assert!(matches!(fact, Fact::Unavailable(Why::KeyRefused { status: 403, .. })));
}
