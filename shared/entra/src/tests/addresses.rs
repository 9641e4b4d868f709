//! Who has an address.

use super::world::{World, address, fixture, page, refusal};
use serde_json::json;
use untwin_core::domain::{Fact, IdpObject, Why};
use untwin_workflow::ports::IdpReads;

#[tokio::test]
async fn users_and_groups_are_asked_in_the_advanced_index() {
    let group = json!({"id": "g1", "displayName": "builders", "mail": "Ada.Byron@example.com", "proxyAddresses": []});
    let world = World::answering([page(&[fixture!("user.json")]), page(&[group])]);
    let fact = world.reader().objects_with_address(&address("ada.byron@example.com")).await;
    assert!(matches!(fact.entries().unwrap(), [IdpObject::User(_), IdpObject::Group(_)]), "{fact:?}");
    let asked = world.asked();
    assert!(asked.iter().all(|seen| seen.is_advanced && seen.line.ends_with("&$count=true")));
    assert!(asked[0].line.contains(
        "$filter=proxyAddresses/any(p:p eq 'smtp:ada.byron@example.com') or mail eq 'ada.byron@example.com' \
         or userPrincipalName eq 'ada.byron@example.com' or otherMails/any(o:o eq 'ada.byron@example.com')&"
    ));
}

#[tokio::test]
async fn who_does_not_really_hold_the_address_is_not_listed() {
    let world = World::answering([page(&[fixture!("user.json")]), page(&[])]);
    assert!(matches!(world.reader().objects_with_address(&address("ada.b@example.com")).await, Fact::Absent(_)));
}

#[tokio::test]
async fn a_quote_in_an_address_cannot_end_the_filters_text() {
    let world = World::answering([page(&[]), page(&[])]);
    world.reader().objects_with_address(&address("o'hara@example.com")).await;
    assert!(world.asked()[0].line.contains("mail eq 'o''hara@example.com'"));
}

#[tokio::test]
async fn a_question_too_complex_is_asked_in_parts_and_each_must_be_answered() {
    let complex = || refusal(400, "Request_UnsupportedQuery");
    let ada = || page(&[fixture!("user.json")]);
    let none = || page(&[]);
    let world = World::answering([complex(), ada(), ada(), none(), none(), complex(), none(), none()]);
    let fact = world.reader().objects_with_address(&address("ada.byron@example.com")).await;
    assert_eq!(fact.entries().unwrap().len(), 1);
    let world = World::answering([complex(), ada(), ada(), none(), complex()]);
    let fact = world.reader().objects_with_address(&address("ada.byron@example.com")).await;
    assert!(matches!(fact.unavailable(), Some(Why::Unexpected { .. })), "{fact:?}");
}

#[tokio::test]
async fn groups_that_cannot_be_read_leave_the_whole_question_open() {
    let world = World::answering([page(&[]), refusal(403, "Authorization_RequestDenied")]);
    let fact = world.reader().objects_with_address(&address("ada.byron@example.com")).await;
    assert!(fact.unavailable().unwrap().to_string().contains("GroupMember.Read.All"));
}

#[tokio::test]
async fn a_deleted_user_is_found_by_a_login_name_that_was_given_a_prefix() {
    let world = World::answering([page(&[fixture!("user-deleted.json"), fixture!("user.json")])]);
    let fact = world.reader().deleted_with_address(&address("ada.byron@example.com")).await;
    let users = fact.entries().unwrap();
    let deleted = users.iter().find(|user| user.deleted_at.is_some()).unwrap();
    assert_eq!(deleted.login_name.as_deref(), Some("ada.byron@example.com"));
    assert!(world.asked()[0].line.contains("/directory/deletedItems/microsoft.graph.user?"));
    assert!(world.asked()[0].line.contains("endswith(userPrincipalName,'ada.byron@example.com')"));
}

#[tokio::test]
async fn where_deleted_users_cannot_be_filtered_all_of_them_are_read() {
    let world = World::answering([refusal(400, "Request_UnsupportedQuery"), page(&[fixture!("user-deleted.json")])]);
    let fact = world.reader().deleted_with_address(&address("ada.byron@example.com")).await;
    assert_eq!(fact.entries().unwrap().len(), 1);
    assert!(!world.asked()[1].line.contains("$filter"));
}
