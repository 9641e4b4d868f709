//! A conflict from the rename to its repair, as the two vendors play it.

use http::Method;
use serde_json::json;

use super::{ADA, Stage, failed, log_path, values};
use crate::entra::quirks::{OldValues, OnDemandLog, OnDemandShape};
use crate::entra::{Action, Verdict};

#[test]
fn a_rename_onto_a_held_address_ends_as_a_conflict_in_the_log() {
    let mut stage = Stage::conflicted();
    let filter = format!("sourceIdentity/id eq '{ADA}' and provisioningStatusInfo/status eq 'failure'");
    let (status, page) = stage.get(&log_path(&filter));
    assert_eq!((status, values(&page).len()), (200, 1));
    let record = &page["value"][0];
    assert_eq!(record["provisioningAction"], "update");
    assert_eq!(record["targetIdentity"]["id"], json!(stage.world.tenant.link_of(ADA)));
    let information = &record["provisioningStatusInfo"]["errorInformation"];
    let code = "SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering";
    assert_eq!(information["errorCode"], code);
    let reason = information["reason"].as_str().unwrap();
    assert!(reason.starts_with("StatusCode: Conflict\r\nMessage: "), "{reason}");
    assert!(reason.contains("Resource [USER]: with email[ada@example.com] already exists."), "{reason}");
    let retry = "This operation was retried 0 times. It will be retried again after this date: \
                 2026-08-18T14:12:11.4417302Z UTC";
    assert!(reason.ends_with(retry), "{reason}");
    assert_eq!(stage.adas_address(), "ada.old@example.com");
}

#[test]
fn the_address_moves_once_the_holder_is_renamed_and_the_user_is_pushed_again() {
    let mut stage = Stage::conflicted();
    let rename = json!({"email": "placeholder@example.com"});
    let (status, _) = stage.ask(Method::PUT, "/atlassian/users/holder-account/manage/email", &rename);
    assert_eq!(status, 204);
    let (status, answer) = stage.push_on_demand(ADA);
    assert_eq!(status, 200);
    assert!(answer["value"].as_str().unwrap().starts_with("[{\"action\":\"Update\""), "{answer}");
    assert_eq!(stage.adas_address(), "ada@example.com");
    assert_eq!(stage.last_record().verdict, Verdict::Success);
}

#[test]
fn on_demand_answers_200_for_a_conflict_in_either_shape_and_promises_no_retry() {
    for shape in [OnDemandShape::StatusInfoArray, OnDemandShape::ResultObject] {
        let mut stage = Stage::conflicted();
        stage.world.tenant.quirks.on_demand_shape = shape;
        let (status, answer) = stage.push_on_demand(ADA);
        let text = answer.to_string();
        assert_eq!(status, 200);
        assert!(text.contains("with email[ada@example.com] already exists"), "{text}");
        assert!(text.contains("Failure") && !text.contains("retried"), "{text}");
        assert_eq!(text.contains("\"key\":\"{"), shape == OnDemandShape::ResultObject);
    }
}

#[test]
fn on_demand_leaves_a_record_or_none() {
    let mut stage = Stage::conflicted();
    let before = stage.world.tenant.log().len();
    stage.push_on_demand(ADA);
    assert_eq!(stage.world.tenant.log().len(), before + 1);
    stage.world.tenant.quirks.on_demand_log = OnDemandLog::Silent;
    stage.push_on_demand(ADA);
    assert_eq!(stage.world.tenant.log().len(), before + 1);
}

#[test]
fn what_failed_is_retried_by_itself_until_it_succeeds() {
    let mut stage = Stage::conflicted();
    stage.world.tenant.start_schedule(stage.now);
    stage.wait_hours(7);
    let retries: Vec<_> = stage.world.tenant.log().iter().filter(|record| failed(record)).collect();
    assert_eq!(retries.len(), 2);
    assert_eq!(retries[1].steps[0].name, "EntryEscrowRetry");
    assert!(retries[1].reason().unwrap().contains("retried 1 times"));
    stage.rename("ada.new@example.com");
    stage.wait_hours(1);
    assert_eq!(stage.adas_address(), "ada.new@example.com");
    assert_eq!(stage.world.tenant.next_retry_of(ADA), None);
}

#[test]
fn a_record_of_an_update_tells_the_old_values_or_hides_them() {
    let old = |quirk| {
        let mut stage = Stage::new();
        stage.world.tenant.quirks.old_values = quirk;
        stage.rename("ada@example.com");
        stage.cycle();
        stage.last_record().modified[0].old.clone()
    };
    assert_eq!(old(OldValues::Present).as_deref(), Some("ada.old@example.com"));
    assert_eq!(old(OldValues::Null), None);
}

#[test]
fn a_failed_creation_names_no_target() {
    let mut stage = Stage::new();
    let taken = super::UserSeed::member(super::BOB, "ada.old@example.com");
    // The new user has another sign-in name, so nothing matches, and the address of a record that exists.
    stage.world.tenant.add_user(taken.with(|user| "bob@example.com".clone_into(&mut user.user_principal_name)));
    stage.world.tenant.assign(stage.now, super::BOB);
    stage.cycle();
    let record = stage.last_record();
    assert!(failed(record));
    assert_eq!((record.action, record.target.id.as_str()), (Action::Create, ""));
    assert_eq!(record.target.identity_type, "User");
    assert!(record.steps.iter().any(|step| step.details.contains_key("emails[type eq \"work\"]value")));
}
