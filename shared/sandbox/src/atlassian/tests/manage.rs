//! User management: privileges, renaming, life cycle, tokens.

use super::*;

fn key_of(answer: &(StatusCode, Value)) -> (u16, String) {
    (answer.0.as_u16(), answer.1["key"].as_str().unwrap_or_default().to_owned())
}

fn refused(key: &str) -> (u16, String) {
    (403, key.to_owned())
}

#[test]
fn only_managed_accounts_with_a_confirmed_address_are_ours_to_manage() {
    let mut desk = Desk::new();
    desk.org.add_account(person("new").unverified());
    desk.org.add_account(AccountSeed::unmanaged("712020:bob", "bob@example.org"));
    desk.org.add_account(AccountSeed::foreign("712020:far", "far@example.com"));
    assert_eq!(key_of(&desk.get("/users/712020:new/manage")), refused("forbidden.targetUnverified"));
    assert_eq!(key_of(&desk.get("/users/712020:bob/manage")), refused("forbidden"));
    assert_eq!(key_of(&desk.get("/users/712020:far/manage")), refused("forbidden"));
    assert_eq!(key_of(&desk.get("/users/712020:none/manage")), (404, "accountNotFound".to_owned()));
}

#[test]
fn privileges_say_why_an_address_is_locked() {
    let mut desk = Desk::new();
    let (synced, _) = desk.synced("ada");
    let google = desk.org.add_account(person("gil").signed_in_by(SignIn::Google));
    let saml = desk.org.add_account(person("sam").signed_in_by(SignIn::Saml));
    let leaving = desk.org.add_account(person("lea").for_deletion(desk.now));
    let free = desk.org.add_account(person("fay").deactivated(desk.now));
    assert_eq!(desk.email_set(&synced)["reason"]["key"], "externalDirectory.scim");
    assert_eq!(desk.email_set(&google)["reason"]["key"], "externalDirectory.google");
    assert_eq!(desk.email_set(&saml)["reason"]["key"], "authPolicy.saml");
    assert_eq!(desk.email_set(&leaving)["allowed"], false);
    assert_eq!(desk.email_set(&free), json!({ "allowed": true }));
}

#[test]
fn renaming_frees_the_address_ends_sessions_and_verifies() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada").sessions(3));
    assert_eq!(desk.rename(&ada, "ada_2@example.com").0, StatusCode::NO_CONTENT);
    assert_eq!(desk.org.account_with(&address("ada@example.com")), None);
    let renamed = Change::AddressChanged {
        account: ada.clone(),
        from: address("ada@example.com"),
        to: address("ada_2@example.com"),
    };
    assert_eq!(desk.changes(), [renamed, Change::SessionsEnded { account: ada, count: 3 }]);
    assert_eq!(desk.org.mutations()[0].actor, Actor::OrganizationKey);
}

#[test]
fn a_synced_account_is_not_renamed_and_the_refusal_says_everything_twice() {
    let mut desk = Desk::new();
    let (ada, _) = desk.synced("ada");
    let (status, body) = desk.rename(&ada, "ada_2@example.com");
    let context = json!({ "allowed": false, "reason": { "key": "externalDirectory.scim" } });
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!((&body["key"], &body["errorKey"]), (&json!("forbidden.action"), &json!("forbidden.action")));
    assert_eq!((&body["context"], &body["errorDetail"]), (&context, &context));
    assert_eq!(desk.org.mutations(), []);
}

#[test]
fn a_google_policy_still_locks_the_address_after_the_record_is_deleted() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada").signed_in_by(SignIn::Google));
    desk.org.link(&desk.dir.clone(), "scim-ada", "ext-ada", &ada);
    desk.ask(ORG_KEY, "DELETE", &format!("{LINKS}/user/{ada}/onlyDeleteUserInDB"), None);
    let (_, body) = desk.rename(&ada, "ada_2@example.com");
    assert_eq!(body["context"]["reason"]["key"], "externalDirectory.google");
}

#[test]
fn a_placeholder_on_a_foreign_domain_is_refused_by_name() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    let (status, body) = desk.rename(&ada, "ada@example.org");
    assert_eq!((status.as_u16(), &body["key"]), (403, &json!("forbidden.unclaimedDomain")));
    assert_eq!(body["context"], json!({ "domain": "example.org" }));
    desk.org.add_domain("example.org", DomainStatus::Verified, Claiming::Unclaimed);
    desk.org.quirks().rename_to_unclaimed = RenameToUnclaimed::Refused;
    assert_eq!(desk.rename(&ada, "ada@example.org").0, StatusCode::FORBIDDEN);
}

#[test]
fn an_address_that_anybody_holds_is_refused_even_where_the_holder_is_invisible() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    desk.org.add_account(AccountSeed::foreign("712020:far", "far@example.com"));
    assert_eq!(desk.rename(&ada, "FAR@example.com").0, StatusCode::BAD_REQUEST);
    desk.org.quirks().taken_address = TakenAddress { status: StatusCode::CONFLICT, key: "conflict.email" };
    assert_eq!(key_of(&desk.rename(&ada, "far@example.com")), (409, "conflict.email".to_owned()));
    assert_eq!(desk.email_of(&ada), "ada@example.com");
}

#[test]
fn an_address_that_is_none_and_a_body_that_is_none_are_400() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    let (status, body) = desk.rename(&ada, &format!("{}@example.com", "a".repeat(65)));
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(body["context"]["fieldViolations"][0]["violations"][0]["key"], "partMaxLength");
    let answer = desk.send("PUT", &format!("/users/{ada}/manage/email"), json!({ "mail": "x@example.com" }));
    assert_eq!(key_of(&answer), (400, "bodyParseFailure".to_owned()));
}

#[test]
fn the_profile_does_not_say_that_an_account_is_marked_for_deletion() {
    let mut desk = Desk::new();
    desk.org.add_account(person("ada").for_deletion(desk.now));
    let (_, body) = desk.get("/users/712020:ada/manage/profile");
    assert_eq!(body["account"]["account_status"], "inactive");
    assert_eq!(body["account"]["email"], "ada@example.com");
}

#[test]
fn disabling_wants_a_body_and_refuses_to_be_repeated() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    let path = format!("/users/{ada}/manage/lifecycle/disable");
    assert_eq!(desk.ask(ORG_KEY, "POST", &path, None).0, StatusCode::BAD_REQUEST);
    assert_eq!(desk.send("POST", &path, json!({})).0, StatusCode::NO_CONTENT);
    assert_eq!(key_of(&desk.send("POST", &path, json!({}))), (409, "conflict.lifecycleErrors".to_owned()));
    let enable = format!("/users/{ada}/manage/lifecycle/enable");
    assert_eq!(desk.ask(ORG_KEY, "POST", &enable, None).0, StatusCode::NO_CONTENT);
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Active);
}

#[test]
fn cancelling_a_deletion_activates_even_what_was_deactivated_before() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada").deactivated(desk.now));
    let path = |end: &str| format!("/users/712020:ada/manage/lifecycle/{end}");
    assert_eq!(desk.ask(ORG_KEY, "POST", &path("delete"), None).0, StatusCode::OK);
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::ForDeletion);
    assert_eq!(desk.ask(ORG_KEY, "POST", &path("enable"), None).0, StatusCode::CONFLICT);
    assert_eq!(desk.ask(ORG_KEY, "POST", &path("cancel-delete"), None).0, StatusCode::OK);
    assert_eq!(desk.org.account(&ada).unwrap().status(), Status::Active);
}

#[test]
fn a_scim_link_forbids_every_change_of_life_unless_deletion_is_an_exception() {
    let mut desk = Desk::new();
    desk.synced("ada");
    for end in ["disable", "enable", "delete", "cancel-delete"] {
        let answer = desk.send("POST", &format!("/users/712020:ada/manage/lifecycle/{end}"), json!({}));
        assert_eq!(key_of(&answer), refused("forbidden.action"), "{end}");
    }
    desk.org.quirks().deletion_under_scim = DeletionUnderScim::Allowed;
    assert_eq!(desk.send("POST", "/users/712020:ada/manage/lifecycle/delete", json!({})).0, StatusCode::OK);
}

#[test]
fn tokens_are_listed_and_deleted_once() {
    let mut desk = Desk::new();
    let used = at("2026-02-01T00:00:00Z");
    desk.org.add_account(person("ada").token_used(used).token_unused(used));
    let (_, tokens) = desk.get("/users/712020:ada/manage/api-tokens");
    assert_eq!(tokens[0]["lastAccess"], "2026-02-01T00:00:00Z");
    assert!(tokens[1]["lastAccess"].is_null());
    let path = "/users/712020:ada/manage/api-tokens/token-1";
    assert_eq!(desk.ask(ORG_KEY, "DELETE", path, None).0, StatusCode::NO_CONTENT);
    assert_eq!(desk.ask(ORG_KEY, "DELETE", path, None).0, StatusCode::NOT_FOUND);
}

#[test]
fn an_address_that_was_freed_can_be_taken_by_a_sign_up() {
    let mut desk = Desk::new();
    let ada = desk.org.add_account(person("ada"));
    desk.rename(&ada, "ada_2@example.com");
    desk.org.sign_up_by_hand(desk.now, AccountSeed::managed("712020:jit", "ada@example.com").unverified());
    assert_eq!(desk.rename(&ada, "ada@example.com").0, StatusCode::BAD_REQUEST);
}

#[test]
fn a_domain_counts_as_claimed_once_one_account_is() {
    let mut desk = Desk::new();
    desk.org.add_domain("example.org", DomainStatus::Verified, Claiming::Unclaimed);
    let bob = desk.org.add_account(AccountSeed::unmanaged("712020:bob", "bob@example.org"));
    assert_eq!(desk.get("/users/712020:bob/manage").0, StatusCode::FORBIDDEN);
    desk.org.claim_by_hand(desk.now, &bob);
    assert_eq!(desk.get("/users/712020:bob/manage").0, StatusCode::OK);
    let pushed = json!({ "userName": "cyd", "emails": [{ "value": "cyd@example.org", "primary": true }] });
    desk.scim("POST", "/Users", Some(pushed));
    assert_eq!(desk.org.account_with(&address("cyd@example.org")).unwrap().claim, Claim::Managed);
}

#[test]
fn what_people_do_by_hand_is_in_the_ledger_and_in_no_request() {
    let mut desk = Desk::new();
    let (ada, record) = desk.synced("ada");
    desk.org.unlink_by_hand(desk.now, &desk.dir.clone(), &record);
    desk.org.rename_by_hand(desk.now, &ada, "lovelace@example.com");
    desk.org.link_by_hand(desk.now, &desk.dir.clone(), &record, &ada);
    assert!(desk.org.mutations().iter().all(|mutation| mutation.actor == Actor::Person));
    assert_eq!(desk.org.account(&ada).unwrap().sessions, 0);
    assert_eq!(desk.org.records_of(&ada).len(), 1);
    assert!(desk.org.requests().is_empty());
}
