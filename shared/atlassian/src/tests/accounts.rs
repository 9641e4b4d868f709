//! Organization search.

use super::double::*;
use serde_json::{Value, json};
use untwin_core::domain::*;
use untwin_workflow::ports::OrganizationReads;

const SEARCH: &str = "POST /admin/v2/orgs/org-1/directories/-/users/search";

fn address(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn asked(claim: Option<&str>) -> Value {
    let mut body =
        json!({"emails": ["ada@example.com"], "limit": 100, "expand": ["platformRoles", "productAccess", "groups"]});
    if let Some(claim) = claim {
        body["claimStatus"] = json!(claim);
    }
    body
}

fn user(id: &str, email: &str) -> Value {
    json!({"accountId": id, "accountType": "atlassian", "accountStatus": "active", "status": "active",
        "membershipStatus": "active", "claimStatus": "managed", "managementSource": null, "email": email,
        "emailVerified": true, "name": "Ada", "addedToOrg": "2024-01-01T00:00:00.000Z", "platformRoles": [],
        "productAccess": [{"id": "ari:1", "key": "jira-software", "lastActiveTimestamp": "2026-01-01T10:00:00Z"}],
        "groups": [{"id": "ari:cloud:identity::group/1", "name": "staff"}], "mfaEnabled": true})
}

fn page(users: &[Value]) -> Value {
    json!({"data": users, "links": {"self": "x"}})
}

async fn accounts(plain: Value, managed: Value) -> Fact<Vec<Account>> {
    let (client, _) = client([on(SEARCH).json(200, &plain), on(SEARCH).json(200, &managed)]);
    client.accounts_by_address(&address("ada@example.com")).await
}

#[tokio::test]
async fn an_address_is_searched_plainly_and_among_managed_accounts() {
    let (client, script) = client([
        on(SEARCH).with(asked(None)).json(200, &page(&[user("a1", "ADA@example.com")])),
        on(SEARCH)
            .with(asked(Some("managed")))
            .json(200, &page(&[user("a1", "ada@example.com"), user("a2", "ada@example.com")])),
    ]);
    let found = client.accounts_by_address(&address("ada@example.com")).await;
    let ids: Vec<&str> = found.entries().unwrap().iter().map(|account| account.id.as_str()).collect();
    assert_eq!(ids, ["a1", "a2"]);
    assert_eq!(script.keys(), ["Bearer org-key", "Bearer org-key"]);
}

#[tokio::test]
async fn every_field_of_an_account_is_understood() {
    let found = accounts(page(&[user("a1", "ada@example.com")]), page(&[])).await;
    let expected = Account {
        id: AccountId::parse("a1").unwrap(),
        address: Some(address("ada@example.com")),
        verification: Verification::Verified,
        status: AccountStatus::Active,
        lifecycle: Lifecycle::Active,
        claim: Claim::Managed,
        kind: AccountKind::Person,
        name: Some("Ada".into()),
        added_at: "2024-01-01T00:00:00Z".parse().ok(),
        roles: Some(vec![]),
        products: Some(vec![ProductUse {
            key: "jira-software".into(),
            last_active_at: "2026-01-01T10:00:00Z".parse().ok(),
        }]),
        groups: Some(vec![GroupRef {
            id: GroupId::parse("ari:cloud:identity::group/1").unwrap(),
            name: Some("staff".into()),
        }]),
    };
    assert_eq!(found.known(), Some(&vec![expected]));
}

#[tokio::test]
async fn strangers_are_left_out_and_hidden_addresses_are_kept() {
    let hidden = json!({"accountId": "a3"});
    let found = accounts(page(&[user("a2", "bob@example.com"), hidden]), page(&[])).await;
    let found = found.known().unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].id.as_str(), &found[0].address, &found[0].groups), ("a3", &None, &None));
    assert_eq!(found[0].claim, Claim::Other("not said".into()));
}

#[tokio::test]
async fn two_empty_searches_prove_an_absence_and_one_failing_proves_nothing() {
    assert!(matches!(accounts(page(&[]), page(&[])).await, Fact::Absent(_)));
    assert!(accounts(page(&[]), json!({"links": {}})).await.unavailable().is_some());
    let (client, _) = client([on(SEARCH).json(200, &page(&[])), on(SEARCH).raw(400, "")]);
    assert!(client.accounts_by_address(&address("ada@example.com")).await.unavailable().is_some());
}

#[tokio::test]
async fn unknown_values_are_kept_and_contradictions_become_unknown_values() {
    let (mut strange, mut other) = (user("a1", "ada@example.com"), user("a1", "ada@example.com"));
    strange["accountStatus"] = json!("hibernating");
    strange["platformRoles"] = json!(["atlassian/org-admin"]);
    other["accountStatus"] = json!("hibernating");
    other["status"] = json!("for_deletion");
    let found = accounts(page(&[strange]), page(&[other])).await;
    let account = &found.known().unwrap()[0];
    assert_eq!(account.lifecycle, Lifecycle::Other("hibernating".into()));
    assert_eq!(account.status, AccountStatus::Other("contradictory".into()));
    assert_eq!(account.roles.as_deref(), Some(["atlassian/org-admin".to_owned()].as_slice()));
}

#[tokio::test]
async fn what_cannot_be_read_is_not_taken_for_never_or_nobody() {
    for (field, value) in [
        ("accountId", json!(null)),
        ("email", json!("no address")),
        ("productAccess", json!([{"key": "jira", "lastActiveTimestamp": "last week"}])),
        ("groups", json!([{"name": "staff"}])),
    ] {
        let mut broken = user("a1", "ada@example.com");
        broken[field] = value;
        assert!(accounts(page(&[broken]), page(&[])).await.unavailable().is_some(), "{field}");
    }
}

#[tokio::test]
async fn pages_are_followed_by_their_cursor() {
    let first = json!({"data": [user("a1", "ada@example.com")], "links": {"next": "cursor-2"}});
    let mut second_asked = asked(None);
    second_asked["cursor"] = json!("cursor-2");
    let (client, script) = client([
        on(SEARCH).json(200, &first),
        on(SEARCH).with(second_asked).json(200, &page(&[user("a2", "ada@example.com")])),
        on(SEARCH).json(200, &page(&[])),
    ]);
    assert_eq!(client.accounts_by_address(&address("ada@example.com")).await.entries().unwrap().len(), 2);
    script.keys();
}

#[tokio::test]
async fn the_case_of_an_address_does_not_hide_its_holder() {
    let both = json!({"emails": ["Ada@Example.com", "ada@example.com"], "limit": 100,
        "expand": ["platformRoles", "productAccess", "groups"]});
    let (client, _) = client([
        on(SEARCH).with(both).json(200, &page(&[user("a1", "ada@example.com")])),
        on(SEARCH).json(200, &page(&[])),
    ]);
    assert_eq!(client.accounts_by_address(&address("Ada@Example.com")).await.entries().unwrap().len(), 1);
}

#[tokio::test]
async fn an_account_by_id_is_asked_for_among_managed_ones_before_it_is_called_absent() {
    let body = json!({"accountIds": ["a1"], "limit": 100, "expand": ["platformRoles", "productAccess", "groups"]});
    let mut managed = body.clone();
    managed["claimStatus"] = json!("managed");
    let stranger = page(&[user("a9", "ada@example.com")]);
    let (client, script) =
        client([on(SEARCH).with(body).json(200, &stranger), on(SEARCH).with(managed).json(200, &page(&[]))]);
    assert!(matches!(client.account(&AccountId::parse("a1").unwrap()).await, Fact::Absent(_)));
    script.keys();
}

#[tokio::test]
async fn a_managed_account_on_a_domain_has_to_be_shown_as_one() {
    let asked = json!({"emailDomains": ["example.com"], "claimStatus": "managed", "limit": 100});
    let on_domain = |answer: Value| {
        let (client, _) = client([on(SEARCH).with(asked.clone()).json(200, &answer)]);
        async move { client.managed_account_on(&Domain::folded("Example.com")).await }
    };
    let more = json!({"data": [user("a1", "ada@example.com")], "links": {"next": "thousands more"}});
    assert_eq!(on_domain(more).await.known().map(AccountId::as_str), Some("a1"));
    let mut unmanaged = user("a1", "ada@example.com");
    unmanaged["claimStatus"] = json!("unmanaged");
    let elsewhere = user("a2", "ada@sub.example.com");
    assert!(matches!(on_domain(page(&[unmanaged.clone(), elsewhere])).await, Fact::Absent(_)));
    unmanaged["claimStatus"] = json!(null);
    assert!(on_domain(page(&[unmanaged])).await.unavailable().is_some(), "what is not said is not a no");
}
