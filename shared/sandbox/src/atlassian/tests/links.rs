//! SCIM links: reading them, and the two ways of the organization's key to break them.

use super::*;

fn only_delete(desk: &mut Desk, id: &AccountId) -> StatusCode {
    desk.ask(ORG_KEY, "DELETE", &format!("{LINKS}/user/{id}/onlyDeleteUserInDB"), None).0
}

fn unlink(desk: &mut Desk, record: &str) -> StatusCode {
    desk.ask(ORG_KEY, "PATCH", &format!("{LINKS}/scimDirectoryId/dir-1/scimUserId/{record}/unlink"), None).0
}

fn for_email(desk: &mut Desk, email: &str) -> Value {
    desk.send("POST", &format!("{LINKS}/get-scim-links-for-email"), json!({ "email": email })).1
}

#[test]
fn a_link_names_both_sides_and_the_directory() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let expected = json!({ "scimLinks": [{
        "scimUserId": "scim-ada", "atlassianAccountId": "712020:ada", "orgId": "org-1", "directoryId": "dir-1",
    }] });
    assert_eq!(desk.get(&format!("{LINKS}/user/{ada}/get-scim-links")).1, expected);
    assert_eq!(for_email(&mut desk, "ADA@example.com"), expected);
}

#[test]
fn a_record_without_account_is_found_by_its_address_only() {
    let mut desk = Desk::new();
    desk.org.orphan_record(&desk.dir.clone(), "scim-lost", "ext-lost", "lost@example.com");
    let links = for_email(&mut desk, "lost@example.com");
    assert_eq!(links["scimLinks"][0]["atlassianAccountId"], Value::Null);
    assert_eq!(links["scimLinks"][0]["scimUserId"], "scim-lost");
}

#[test]
fn no_link_is_said_in_one_of_three_ways() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    let path = format!("{LINKS}/user/{ada}/get-scim-links");
    assert_eq!(desk.get(&path), (StatusCode::OK, json!({ "scimLinks": [] })));
    desk.org.quirks().no_links = NoLinks::MissingList;
    assert_eq!(desk.get(&path), (StatusCode::OK, json!({})));
    desk.org.quirks().no_links = NoLinks::NotFound;
    assert_eq!(desk.get(&path).0, StatusCode::NOT_FOUND);
}

#[test]
fn the_search_for_an_address_may_look_at_records_or_at_accounts() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    let seed = RecordSeed::new("scim-ada", "old@example.com").linked_to(&ada);
    desk.org.add_record(&desk.dir.clone(), seed);
    assert_eq!(for_email(&mut desk, "ada@example.com"), json!({ "scimLinks": [] }));
    desk.org.quirks().links_look_at = LinksLookAt::Accounts;
    assert_eq!(for_email(&mut desk, "ada@example.com")["scimLinks"][0]["scimUserId"], "scim-ada");
    assert_eq!(for_email(&mut desk, "old@example.com"), json!({ "scimLinks": [] }));
}

#[test]
fn deleting_the_records_of_an_account_reaches_every_directory_and_leaves_the_account() {
    let mut desk = Desk::new();
    let (ada, first) = desk.synced("ada");
    let other = desk.org.add_directory("dir-2", "other-key");
    desk.org.link(&other, "scim-ada-2", "ext-ada", &ada);
    desk.org.add_group(&desk.dir.clone(), "synced", &[first]);
    assert_eq!(only_delete(&mut desk, &ada), StatusCode::NO_CONTENT);
    assert_eq!(desk.org.records().count(), 0);
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Active);
    assert_eq!(desk.org.groups_of(&ada).len(), 0);
    assert_eq!(desk.email_set(&ada), json!({ "allowed": true }));
    assert_eq!(only_delete(&mut desk, &ada), StatusCode::NOT_FOUND);
}

#[test]
fn records_of_an_unmanaged_or_unknown_account_are_not_deleted() {
    let mut desk = Desk::new();
    let bob = desk.org.add_account(AccountSeed::unmanaged("712020:bob", "bob@example.org"));
    desk.org.link(&desk.dir.clone(), "scim-bob", "ext-bob", &bob);
    assert_eq!(only_delete(&mut desk, &bob), StatusCode::FORBIDDEN);
    assert_eq!(only_delete(&mut desk, &AccountId::parse("712020:none").unwrap()), StatusCode::NOT_FOUND);
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn the_account_may_become_editable_only_after_a_while() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    desk.org.quirks().editable_after_s = 90;
    only_delete(&mut desk, &ada);
    let locked = json!({ "allowed": false, "reason": { "key": "externalDirectory.scim" } });
    assert_eq!(desk.email_set(&ada), locked);
    desk.now = at("2026-03-02T09:01:30Z");
    assert_eq!(desk.email_set(&ada), json!({ "allowed": true }));
}

#[test]
fn an_unlinked_record_stays_and_is_still_in_the_way() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    assert_eq!(unlink(&mut desk, "scim-ada"), StatusCode::NO_CONTENT);
    assert_eq!(desk.org.record(&desk.dir, &record).unwrap().tie, Tie::Released(ada));
    assert_eq!(desk.scim("POST", "/Users", Some(user("ada", "ext-new"))).0, StatusCode::CONFLICT);
    desk.org.quirks().released_record = ReleasedRecord::Ignored;
    assert_eq!(desk.scim("POST", "/Users", Some(user("ada", "ext-new"))).0, StatusCode::CREATED);
}

#[test]
fn the_groups_of_an_unlinked_record_do_not_come_back_with_a_new_link() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    desk.org.add_group(&desk.dir.clone(), "synced", std::slice::from_ref(&record));
    unlink(&mut desk, "scim-ada");
    desk.org.link_by_hand(desk.now, &desk.dir.clone(), &record, &ada);
    assert_eq!(desk.org.groups_of(&ada).len(), 0);
}

#[test]
fn codes_of_unlinking_are_switches_and_an_unknown_record_is_404() {
    let mut desk = Desk::new();
    desk.synced("ada");
    desk.org.quirks().unlink_success = StatusCode::ACCEPTED;
    desk.org.quirks().unlink_again = StatusCode::NOT_FOUND;
    assert_eq!(unlink(&mut desk, "scim-ada"), StatusCode::ACCEPTED);
    assert_eq!(unlink(&mut desk, "scim-ada"), StatusCode::NOT_FOUND);
    assert_eq!(unlink(&mut desk, "scim-none"), StatusCode::NOT_FOUND);
}

#[test]
fn an_unlinked_account_may_stay_locked_as_long_as_its_record_exists() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    desk.org.quirks().unlinked_account = UnlinkedAccount::Locked;
    unlink(&mut desk, "scim-ada");
    assert_eq!(desk.email_set(&ada)["allowed"], false);
    desk.org.delete_record_by_hand(desk.now, &desk.dir.clone(), &record);
    assert_eq!(desk.email_set(&ada)["allowed"], true);
}

#[test]
fn a_search_for_links_without_an_address_is_400() {
    let mut desk = Desk::new();
    let path = format!("{LINKS}/get-scim-links-for-email");
    assert_eq!(desk.send("POST", &path, json!({})).0, StatusCode::BAD_REQUEST);
    assert_eq!(desk.raw(ORG_KEY, "POST", &path, "{".to_owned()).status(), StatusCode::BAD_REQUEST);
}
