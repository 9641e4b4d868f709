//! SCIM links and SCIM records.

use super::double::*;
use serde_json::{Value, json};
use untwin_core::domain::*;
use untwin_workflow::ports::OrganizationReads;

const BY_ADDRESS: &str = "POST /admin/user-provisioning/v1/org/org-1/get-scim-links-for-email";
const OF_ACCOUNT: &str = "GET /admin/user-provisioning/v1/org/org-1/user/557058%3Aa1/get-scim-links";
const RECORD: &str = "GET /scim/directory/dir-1/Users/u1";
const FILTERED: &str = "GET /scim/directory/dir-1/Users?filter=externalId%20eq%20%22e1%22";
const PROBE: &str = "GET /scim/directory/dir-1/Users?filter=externalId%20eq%20%22u1%22";

fn link(account: &Value) -> Value {
    json!({"scimUserId": "u1", "atlassianAccountId": account, "orgId": "org-1", "directoryId": "dir-1"})
}

fn record(id: &str) -> Value {
    json!({"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": id, "externalId": "e1", "userName": "ada",
        "emails": [{"value": "other@example.com"}, {"value": "ada@example.com", "primary": true}],
        "groups": [{"value": "g1", "display": "staff", "$ref": "x"}],
        "meta": {"resourceType": "User", "created": "2024-01-01T00:00:00.123456Z"},
        "urn:scim:schemas:extension:atlassian-external:1.0": {"atlassianAccountId": "a1"}})
}

fn scim_not_found() -> Value {
    json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "404", "detail": "Resource not found"})
}

fn list(resources: &[Value]) -> Value {
    json!({"totalResults": resources.len(), "startIndex": 1, "itemsPerPage": 1, "Resources": resources})
}

async fn by_address(status: u16, body: &str) -> Fact<Vec<Link>> {
    let (client, _) = client([on(BY_ADDRESS).with(json!({"email": "ada@example.com"})).raw(status, body)]);
    client.links_by_address(&EmailAddress::parse("ada@example.com").unwrap()).await
}

async fn of_account(body: &Value) -> Fact<Vec<Link>> {
    let (client, _) = client([on(OF_ACCOUNT).json(200, body)]);
    client.links_of(&AccountId::parse("557058:a1").unwrap()).await
}

async fn scim_record(exchanges: Vec<Exchange>) -> Fact<ScimRecord> {
    let (client, script) = client(exchanges);
    let id = ScimUserId::parse("u1").unwrap();
    let fact = client.scim_record(&DirectoryId::parse("dir-1").unwrap(), &id).await;
    assert!(script.keys().iter().all(|key| key == "Bearer scim-key"), "never the organization's key");
    fact
}

async fn by_external_id(answer: &Value) -> Fact<Vec<ScimRecord>> {
    let (client, _) = client([on(FILTERED).json(200, answer)]);
    let external_id = IdpUserId::parse("e1").unwrap();
    client.scim_records_by_external_id(&DirectoryId::parse("dir-1").unwrap(), &external_id).await
}

#[tokio::test]
async fn a_record_without_an_account_is_a_link_to_nobody() {
    let found = by_address(200, &json!({"scimLinks": [link(&json!(null)), link(&json!("a1"))]}).to_string()).await;
    let accounts: Vec<_> = found.known().unwrap().iter().map(|l| l.account.as_ref().map(AccountId::as_str)).collect();
    assert_eq!(accounts, [None, Some("a1")]);
}

#[tokio::test]
async fn no_links_are_an_absence_however_the_application_says_it() {
    for (status, body) in [
        (200, r#"{"scimLinks":[]}"#),
        (200, "{}"),
        (404, r#"{"key":"notFound"}"#),
        (404, r#"{"errors":[{"code":"ADMIN-404-8"}]}"#),
    ] {
        assert!(matches!(by_address(status, body).await, Fact::Absent(_)), "{body}");
    }
}

#[tokio::test]
async fn a_404_of_anything_else_proves_no_missing_link() {
    for (status, body) in [
        (404, "<html>404</html>"),
        (404, ""),
        (404, r#"{"errors":[{"code":"ADMIN-404-2"}]}"#),
        (404, r#"{"code":404,"message":"no route"}"#),
        (200, "<html>log in</html>"),
        (200, r#"{"errors":[{"code":"ADMIN-500-1"}]}"#),
        (200, r#"{"scimLinks":[{"directoryId":"dir-1"}]}"#),
        (200, r#"{"scimLinks":[{"directoryId":"d"#),
    ] {
        assert!(matches!(by_address(status, body).await, Fact::Unavailable(Why::Unexpected { .. })), "{body}");
    }
}

#[tokio::test]
async fn links_of_an_account_are_its_own() {
    let known = of_account(&json!({"scimLinks": [link(&json!("557058:a1"))]})).await;
    assert_eq!(known.known().unwrap()[0].account, AccountId::parse("557058:a1").ok());
    assert!(of_account(&json!({"scimLinks": [link(&json!("someone"))]})).await.unavailable().is_some());
}

#[tokio::test]
async fn every_field_of_a_record_is_understood() {
    let expected = ScimRecord {
        directory: DirectoryId::parse("dir-1").unwrap(),
        id: ScimUserId::parse("u1").unwrap(),
        external_id: Some("e1".into()),
        user_name: Some("ada".into()),
        address: EmailAddress::parse("ada@example.com").ok(),
        activity: RecordActivity::Active,
        account: AccountId::parse("a1").ok(),
        created_at: "2024-01-01T00:00:00.123456Z".parse().ok(),
        groups: vec![GroupRef { id: GroupId::parse("g1").unwrap(), name: Some("staff".into()) }],
    };
    assert_eq!(scim_record(vec![on(RECORD).json(200, &record("u1"))]).await.known(), Some(&expected));
}

#[tokio::test]
async fn a_record_is_gone_only_while_its_directory_answers() {
    let gone = || on(RECORD).json(404, &scim_not_found());
    assert!(matches!(scim_record(vec![gone(), on(PROBE).json(200, &list(&[]))]).await, Fact::Absent(_)));
    let directory_gone = vec![gone(), on(PROBE).json(404, &scim_not_found())];
    assert!(scim_record(directory_gone).await.unavailable().is_some());
    assert!(scim_record(vec![on(RECORD).raw(404, "<html>")]).await.unavailable().is_some());
}

#[tokio::test]
async fn another_record_than_the_one_asked_for_is_no_answer() {
    assert!(scim_record(vec![on(RECORD).json(200, &record("u2"))]).await.unavailable().is_some());
}

#[tokio::test]
async fn an_external_id_may_have_several_records_and_each_of_them_has_it() {
    let found = by_external_id(&list(&[record("u1"), record("u2")])).await;
    let ids: Vec<&str> = found.known().unwrap().iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, ["u1", "u2"]);
    assert!(matches!(by_external_id(&json!({"totalResults": 0})).await, Fact::Absent(_)));
    let mut stranger = record("u1");
    stranger["externalId"] = json!("E1");
    for unclear in
        [json!({"totalResults": 7, "Resources": [record("u1")]}), json!({"totalResults": 1}), list(&[stranger])]
    {
        assert!(by_external_id(&unclear).await.unavailable().is_some(), "{unclear}");
    }
}

#[tokio::test]
async fn without_a_key_a_directory_is_not_asked() {
    let (client, _) = client([]);
    for directory in ["dir-2", "dir-3"] {
        let directory = DirectoryId::parse(directory).unwrap();
        let fact = client.scim_record(&directory, &ScimUserId::parse("u1").unwrap()).await;
        assert!(matches!(fact, Fact::Unavailable(Why::NotConfigured(_))));
    }
}

#[tokio::test]
async fn records_are_listed_page_by_page_to_the_end_that_the_list_names() {
    let page = |from: u32| format!("GET /scim/directory/dir-1/Users?startIndex={from}&count=100");
    let two = json!({"totalResults": 2, "startIndex": 1, "itemsPerPage": 1, "Resources": [record("u1")]});
    let end = json!({"totalResults": 2, "startIndex": 2, "itemsPerPage": 1, "Resources": [record("u2")]});
    let short = json!({"totalResults": 3, "startIndex": 3, "itemsPerPage": 0, "Resources": []});
    let (client, _) =
        client([on(&page(1)).json(200, &two), on(&page(2)).json(200, &end), on(&page(3)).json(200, &short)]);
    let directory = DirectoryId::parse("dir-1").unwrap();
    let first = client.records_page(&directory, None).await.unwrap();
    assert_eq!((first.entries[0].id.as_str(), first.next.as_deref()), ("u1", Some("1")));
    let last = client.records_page(&directory, first.next.as_deref()).await.unwrap();
    assert_eq!((last.entries[0].id.as_str(), last.next), ("u2", None));
    assert!(client.records_page(&directory, Some("2")).await.is_err(), "an empty page proves no end");
}
