//! Requests as the vendors document them, and what they ask for.

use crate::{Call, Topic, Write};

const SEARCH: &str = "/atlassian/admin/v2/orgs/5f1c/directories/-/users/search";
const JOB: &str = "/graph/v1.0/servicePrincipals/5719/synchronization/jobs/atlassianCloud.c6.ca";

fn read(method: &str, path: &str, body: &str) -> Topic {
    match Call::of(method, path, body.as_bytes()) {
        Call::Read(topic) => topic,
        call => panic!("no read: {call:?}"),
    }
}

fn write(method: &str, path: &str, body: &str) -> Write {
    match Call::of(method, path, body.as_bytes()) {
        Call::Write(write) => write,
        call => panic!("no write: {call:?}"),
    }
}

#[test]
fn the_search_is_about_an_account_or_an_address_though_it_is_a_post() {
    assert_eq!(read("POST", SEARCH, r#"{"accountIds":["712020:cd"],"limit":100}"#), Topic::Account("712020:cd".into()));
    let spelled = r#"{"emails":["Ada@Example.com","ada@example.com"],"claimStatus":"managed"}"#;
    assert_eq!(read("POST", SEARCH, spelled), Topic::AtAddress("ada@example.com".into()));
    assert!(matches!(read("POST", SEARCH, r#"{"emailDomains":["example.com"]}"#), Topic::Other(_)));
}

#[test]
fn what_is_said_of_one_account_is_told_apart() {
    let id = || "712020:c2".to_owned();
    let manage = "/atlassian/users/712020%3Ac2/manage";
    let links = "/atlassian/admin/user-provisioning/v1/org/5f1c/user/712020%3Ac2/get-scim-links";
    assert_eq!(read("GET", &format!("{manage}?privileges=email.set"), ""), Topic::Manageability(id()));
    assert_eq!(read("GET", &format!("{manage}/profile"), ""), Topic::Profile(id()));
    assert!(matches!(read("GET", &format!("{manage}/api-tokens"), ""), Topic::Other(_)));
    assert_eq!(read("GET", links, ""), Topic::Links(id()));
    let by_address = "/atlassian/admin/user-provisioning/v1/org/5f1c/get-scim-links-for-email";
    assert!(matches!(read("POST", by_address, r#"{"email":"ada@example.com"}"#), Topic::Other(_)));
}

#[test]
fn the_providers_reads_are_told_apart() {
    let users = "/graph/v1.0/users?$filter=proxyAddresses%2Fany%28p%3Ap%20eq%20%27smtp%3AAda.O%27%27Hara%40example.com%27%29&$count=true";
    assert_eq!(read("GET", users, ""), Topic::Owners("ada.o'hara@example.com".into()));
    let groups = "/graph/v1.0/groups?$filter=mail%20eq%20%27ada%40example.com%27&$count=true";
    assert_eq!(read("GET", groups, ""), Topic::OwnerGroups("ada@example.com".into()));
    assert_eq!(read("GET", "/graph/v1.0/users/9edd?$select=id", ""), Topic::User("9edd".into()));
    assert_eq!(read("GET", "/graph/v1.0/servicePrincipals/5719/appRoleAssignedTo?$top=999", ""), Topic::Assignments);
    assert_eq!(read("GET", JOB, ""), Topic::Job);
    assert!(matches!(read("GET", &format!("{JOB}/schema"), ""), Topic::Other(_)));
    assert!(matches!(read("GET", "/graph/v1.0/directory/deletedItems/microsoft.graph.user", ""), Topic::Other(_)));
}

#[test]
fn writes_name_what_they_touch() {
    let set = write("PUT", "/atlassian/users/712020%3Ac2/manage/email", r#"{"email":"Ada_7@example.com"}"#);
    assert_eq!(set, Write::SetAddress { account: "712020:c2".into(), to: "ada_7@example.com".into() });
    let body = r#"{"parameters":[{"ruleId":"r","subjects":[{"objectId":"9edd","objectTypeName":"User"}]}]}"#;
    assert_eq!(write("POST", &format!("{JOB}/provisionOnDemand"), body), Write::Push { user: "9edd".into() });
    let body = r#"{"parameters":[{"ruleId":"r","subjects":[{"objectId":"91","objectTypeName":"Group","links":{"members":[{"objectId":"9edd","objectTypeName":"User"}]}}]}]}"#;
    let member = Write::PushMember { user: "9edd".into(), group: "91".into() };
    assert_eq!(write("POST", &format!("{JOB}/provisionOnDemand"), body), member);
    let deletes = write("DELETE", "/atlassian/scim/directory/0a/Users/83", "");
    assert_eq!(deletes, Write::DeleteRecord { record: "83".into() });
    let only = "/atlassian/admin/user-provisioning/v1/org/5f/user/712020%3Ac2/onlyDeleteUserInDB";
    assert_eq!(write("DELETE", only, ""), Write::RemoveRecords { account: "712020:c2".into() });
}

#[test]
fn what_is_not_known_as_a_read_is_a_write() {
    assert!(matches!(write("POST", &format!("{JOB}/restart"), "{}"), Write::Other(_)));
    assert!(matches!(write("PATCH", "/atlassian/scim/directory/0a/Users/83", ""), Write::Other(_)));
    let two = r#"{"parameters":[{"subjects":[{"objectId":"a","objectTypeName":"User"},{"objectId":"b","objectTypeName":"User"}]}]}"#;
    assert!(matches!(write("POST", &format!("{JOB}/provisionOnDemand"), two), Write::Other(_)));
    assert_eq!(Call::of("POST", "/login/c6de/oauth2/v2.0/token", b"grant_type=client_credentials"), Call::Token);
}
