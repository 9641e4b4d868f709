//! SCIM users: where a push lands.

use super::*;

fn move_to(desk: &mut Desk, record: &str, email: &str) -> (StatusCode, Value) {
    let operations = json!([
        { "op": "Replace", "path": "userName", "value": email },
        { "op": "Replace", "path": "emails[type eq \"work\"].value", "value": email },
    ]);
    desk.scim("PATCH", &format!("/Users/{record}"), Some(json!({ "Operations": operations })))
}

const ACCOUNT: &str = "urn:scim:schemas:extension:atlassian-external:1.0";

#[test]
fn a_create_links_the_managed_account_that_has_the_address() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada").outside_directories());
    let (status, body) = desk.scim("POST", "/Users", Some(user("ada", "ext-ada")));
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(body[ACCOUNT]["atlassianAccountId"], ada.as_str());
    assert_ne!(body["id"], ada.as_str());
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Active);
    assert_eq!(desk.email_set(&ada)["reason"]["key"], "externalDirectory.scim");
}

#[test]
fn a_create_makes_a_managed_account_where_nobody_has_the_address() {
    let mut desk = Desk::new();
    desk.scim("POST", "/Users", Some(user("ada", "ext-ada")));
    let account = desk.org.account_with(&address("ada@example.com")).unwrap();
    assert_eq!(account.claim, Claim::Managed);
    assert_eq!(desk.org.mutations()[0].actor, Actor::DirectoryKey(desk.dir.clone()));
}

#[test]
fn a_domain_that_is_verified_and_unclaimed_counts_as_external() {
    let mut desk = Desk::new();
    desk.org.add_domain("example.org", DomainStatus::Verified, Claiming::Unclaimed);
    let (ada, record) = desk.synced("ada");
    assert_eq!(move_to(&mut desk, "scim-ada", "ada@example.org").0, StatusCode::OK);
    assert_eq!(desk.email_of(&ada), "ada@example.com");
    assert_eq!(desk.org.record(&desk.dir, &record).unwrap().account(), None);
}

#[test]
fn what_a_record_already_has_is_409_with_the_address_whatever_collided() {
    let mut desk = Desk::new();
    desk.org.orphan_record(&desk.dir.clone(), "scim-old", "ext-ada", "old@example.com");
    let (status, body) = desk.scim("POST", "/Users", Some(user("ada", "ext-ada")));
    assert_eq!(status, StatusCode::CONFLICT);
    assert_eq!((&body["status"], &body["scimType"]), (&json!("409"), &json!("uniqueness")));
    assert_eq!(body["detail"], taken("ada@example.com"));
    desk.org.quirks().uniqueness_text = UniquenessText::Attribute;
    let (_, body) = desk.scim("POST", "/Users", Some(user("ada", "ext-ada")));
    assert_eq!(body["detail"], "Resource [USER]: with externalId[ext-ada] already exists.");
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn an_account_that_cannot_be_linked_refuses_a_create() {
    for seed in [
        person("ada").unverified(),
        person("ada").for_deletion(at("2026-03-01T00:00:00Z")),
        AccountSeed::foreign("712020:ada", "ada@example.com"),
    ] {
        let mut desk = Desk::new();
        desk.org.add_account(seed);
        assert_eq!(desk.scim("POST", "/Users", Some(user("ada", "ext-ada"))).0, StatusCode::CONFLICT);
        assert_eq!(desk.org.mutations(), []);
    }
}

#[test]
fn a_second_directory_is_refused_unless_addresses_are_free_across_directories() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    desk.org.add_directory("dir-2", "other-key");
    let push = |desk: &mut Desk| desk.ask("other-key", "POST", "/scim/directory/dir-2/Users", Some(user("ada", "x")));
    assert_eq!(push(&mut desk).0, StatusCode::CONFLICT);
    desk.org.quirks().emails_across_directories = Uniqueness::Free;
    assert_eq!(push(&mut desk).0, StatusCode::CREATED);
    assert_eq!(desk.org.records_of(&ada).len(), 2);
}

#[test]
fn a_new_address_that_is_free_and_claimed_moves_the_account() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let (status, body) = move_to(&mut desk, "scim-ada", "lovelace@example.com");
    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["emails"][0]["value"], "lovelace@example.com");
    assert_eq!(desk.email_of(&ada), "lovelace@example.com");
}

#[test]
fn a_new_address_that_another_account_holds_is_409_and_nothing_moves() {
    for holder in [
        AccountSeed::managed("712020:dup", "new@example.com"),
        AccountSeed::managed("712020:dup", "new@example.com").unverified(),
        AccountSeed::foreign("712020:dup", "new@example.com"),
        AccountSeed::unmanaged("712020:dup", "new@example.com").outside_directories(),
    ] {
        let mut desk = Desk::new();
        let (ada, record) = desk.synced("ada");
        desk.org.add_account(holder);
        let (status, body) = move_to(&mut desk, "scim-ada", "new@example.com");
        assert_eq!((status.as_u16(), &body["detail"]), (409, &taken("new@example.com")));
        assert_eq!(desk.email_of(&ada), "ada@example.com");
        assert_eq!(desk.org.record(&desk.dir, &record).unwrap().draft.email, address("ada@example.com"));
        assert_eq!(desk.org.mutations(), []);
    }
}

#[test]
fn the_documented_repair_works_rename_the_duplicate_then_push_again() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let duplicate = desk.org.add_account(AccountSeed::managed("712020:dup", "new@example.com"));
    assert_eq!(move_to(&mut desk, "scim-ada", "new@example.com").0, StatusCode::CONFLICT);
    assert_eq!(desk.rename(&duplicate, "new_duplicate@example.com").0, StatusCode::NO_CONTENT);
    assert_eq!(move_to(&mut desk, "scim-ada", "new@example.com").0, StatusCode::OK);
    assert_eq!(desk.org.account_with(&address("new@example.com")).unwrap().id, ada);
}

#[test]
fn a_foreign_domain_changes_the_record_unlinks_it_and_loses_its_groups() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    desk.org.add_group(&desk.dir.clone(), "synced", std::slice::from_ref(&record));
    assert_eq!(move_to(&mut desk, "scim-ada", "ada@example.org").0, StatusCode::OK);
    let kept = desk.org.record(&desk.dir, &record).unwrap();
    assert_eq!((&kept.draft.email, &kept.tie), (&address("ada@example.org"), &Tie::Released(ada.clone())));
    assert_eq!(desk.org.groups_of(&ada).len(), 0);
    assert_eq!(desk.email_of(&ada), "ada@example.com");
}

#[test]
fn any_new_attribute_unlinks_an_unmanaged_account_and_active_alone_does_not() {
    let mut desk = Desk::new();
    let bob = desk.org.add_account(AccountSeed::unmanaged("712020:bob", "bob@example.org"));
    desk.org.link(&desk.dir.clone(), "scim-bob", "ext-bob", &bob);
    let patch = |path: &str, value: Value| json!({ "Operations": [{ "op": "replace", "path": path, "value": value }] });
    desk.scim("PATCH", "/Users/scim-bob", Some(patch("active", json!(false))));
    assert_eq!(desk.org.account(&bob).unwrap().status(), Status::Active);
    assert_eq!(desk.org.records_of(&bob).len(), 1);
    desk.scim("PATCH", "/Users/scim-bob", Some(patch("title", json!("Engineer"))));
    assert_eq!(desk.org.records_of(&bob).len(), 0);
}

#[test]
fn an_update_ties_an_unlinked_record_to_whoever_then_holds_its_address() {
    let mut desk = Desk::new();
    let (_, record) = desk.synced("ada");
    let eve = desk.org.add_account(person("eve"));
    desk.org.unlink_by_hand(desk.now, &desk.dir.clone(), &record);
    assert_eq!(move_to(&mut desk, "scim-ada", "eve@example.com").0, StatusCode::OK);
    assert_eq!(desk.org.record(&desk.dir, &record).unwrap().account(), Some(&eve));
}

#[test]
fn an_update_of_an_unlinked_record_may_make_a_duplicate_account() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    desk.org.unlink_by_hand(desk.now, &desk.dir.clone(), &record);
    move_to(&mut desk, "scim-ada", "lovelace@example.com");
    let duplicate = desk.org.account_with(&address("lovelace@example.com")).unwrap();
    assert_ne!(duplicate.id, ada);
    assert_eq!(desk.email_of(&ada), "ada@example.com");
}

#[test]
fn deleting_a_record_deactivates_the_managed_account_behind_it() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    assert_eq!(desk.scim("DELETE", "/Users/scim-ada", None).0, StatusCode::NO_CONTENT);
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Deactivated);
    assert_eq!(desk.scim("GET", "/Users/scim-ada", None).0, StatusCode::NOT_FOUND);
}

#[test]
fn linking_an_active_record_may_wake_a_deactivated_account() {
    for (quirk, expected) in
        [(LinkToDeactivated::Activates, Status::Active), (LinkToDeactivated::Leaves, Status::Deactivated)]
    {
        let mut desk = Desk::new();
        desk.org.quirks().link_to_deactivated = quirk;
        let ada = desk.org.add_account(person("ada").deactivated(desk.now));
        desk.scim("POST", "/Users", Some(user("ada", "ext-ada")));
        assert_eq!(desk.org.account(&ada).unwrap().status(), expected);
    }
}

#[test]
fn only_user_name_and_external_id_can_be_filtered() {
    let mut desk = Desk::new();
    desk.synced("ada");
    let hit = |desk: &mut Desk, filter: &str| {
        desk.scim("GET", &format!("/Users?filter={filter}"), None).1["totalResults"].clone()
    };
    assert_eq!(hit(&mut desk, "userName%20eq%20%22ADA@example.com%22"), 1);
    assert_eq!(hit(&mut desk, "externalId%20eq%20%22ext-ada%22"), 1);
    assert_eq!(hit(&mut desk, "externalId%20eq%20%22EXT-ADA%22"), 0);
    for filter in ["emails%20eq%20%22ada@example.com%22", "userName%20co%20%22ada%22", "userName%20eq%20ada"] {
        let (status, body) = desk.scim("GET", &format!("/Users?filter={filter}"), None);
        assert_eq!((status.as_u16(), &body["scimType"]), (400, &json!("invalidFilter")), "{filter}");
    }
}

#[test]
fn lists_are_paged_from_one() {
    let mut desk = Desk::new();
    for name in ["ada", "bob", "cyd"] {
        desk.synced(name);
    }
    let (_, body) = desk.scim("GET", "/Users?startIndex=3&count=2", None);
    assert_eq!((&body["totalResults"], &body["itemsPerPage"]), (&json!(3), &json!(1)));
    assert_eq!(body["Resources"][0]["id"], "scim-cyd");
}

#[test]
fn a_user_without_a_primary_address_or_a_name_is_400() {
    let mut desk = Desk::new();
    let mut no_primary = user("ada", "ext-ada");
    no_primary["emails"][0]["primary"] = json!(false);
    let mut nameless = user("ada", "ext-ada");
    nameless["userName"] = json!("");
    for body in [no_primary, nameless, json!({})] {
        assert_eq!(desk.scim("POST", "/Users", Some(body)).0, StatusCode::BAD_REQUEST);
    }
    assert_eq!(desk.org.mutations(), []);
}
