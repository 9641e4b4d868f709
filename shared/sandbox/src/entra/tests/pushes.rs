//! What the job does with people who come, go and change.

use http::Method;
use serde_json::json;

use super::{ADA, BOB, DIRECTORY, Stage, UserSeed, failed};
use crate::atlassian::Lifecycle;
use crate::entra::quirks::{MissingTarget, PatchDialect};
use crate::entra::{Action, Group, JobState, Mapping, Verdict};

fn verdict_code(stage: &Stage) -> &str {
    match &stage.last_record().verdict {
        Verdict::Skipped { code, .. } | Verdict::Failure { code, .. } => code,
        Verdict::Success => "success",
    }
}

/// Removes all of Ada's records, as an administrator would.
fn remove_adas_record(stage: &mut Stage) {
    let scim_id = stage.world.tenant.link_of(ADA).unwrap();
    let record = stage.world.organization.records().find(|record| record.id.as_str() == scim_id).unwrap();
    let account = record.account().unwrap().as_str().to_owned();
    let org = "88888888-eeee-4eee-8eee-888888888888";
    let path = format!("/atlassian/admin/user-provisioning/v1/org/{org}/user/{account}/onlyDeleteUserInDB");
    let (status, _) = stage.ask(Method::DELETE, &path, &serde_json::Value::Null);
    assert!((200..300).contains(&status), "{status}");
}

#[test]
fn a_cycle_without_changes_sends_nothing() {
    let mut stage = Stage::new();
    let sent = stage.world.tenant.pushes().len();
    stage.cycle();
    assert_eq!(stage.world.tenant.pushes().len(), sent);
}

#[test]
fn either_patch_dialect_renames() {
    for dialect in [PatchDialect::Capitalised, PatchDialect::Compliant] {
        let mut stage = Stage::new();
        stage.world.tenant.quirks.patch_dialect = dialect;
        stage.rename("ada@example.com");
        stage.cycle();
        assert_eq!(stage.adas_address(), "ada@example.com", "{dialect:?}");
    }
}

#[test]
fn whoever_leaves_the_scope_is_disabled_and_comes_back_active() {
    let mut stage = Stage::new();
    stage.world.tenant.unassign(ADA);
    stage.cycle();
    assert_eq!((stage.last_record().action, verdict_code(&stage)), (Action::Disable, "success"));
    assert!(stage.world.organization.accounts().all(|account| account.lifecycle != Lifecycle::Active));
    stage.world.tenant.assign(stage.now, ADA);
    stage.cycle();
    assert_eq!((stage.last_record().action, verdict_code(&stage)), (Action::Update, "success"));
    assert!(stage.world.tenant.pushes().last().unwrap().body.contains("\"True\""));
}

#[test]
fn a_deleted_user_is_disabled_at_once_and_deleted_after_30_days() {
    let mut stage = Stage::new();
    stage.world.tenant.delete_user(stage.now, ADA);
    stage.world.tenant.start_schedule(stage.now);
    stage.wait_hours(1);
    assert_eq!(stage.last_record().action, Action::StagedDelete);
    stage.wait_hours(30 * 24);
    assert_eq!(stage.last_record().action, Action::Delete);
    assert_eq!(stage.world.tenant.link_of(ADA), None);
    assert_eq!(stage.world.organization.records().count(), 0);
}

#[test]
fn a_record_that_is_gone_is_created_again_or_fails_for_good() {
    let mut stage = Stage::new();
    remove_adas_record(&mut stage);
    stage.world.tenant.quirks.missing_target = MissingTarget::InvalidAnchor;
    stage.push_on_demand(ADA);
    assert_eq!(verdict_code(&stage), "InvalidAnchor");
    stage.world.tenant.quirks.missing_target = MissingTarget::Rematch;
    stage.push_on_demand(ADA);
    assert_eq!((stage.last_record().action, verdict_code(&stage)), (Action::Create, "success"));
    assert_eq!(stage.adas_address(), "ada.old@example.com");
}

#[test]
fn a_job_that_knows_no_link_matches_before_it_creates() {
    let mut stage = Stage::new();
    stage.world.tenant.link_user(ADA, "00000000-0000-4000-8000-000000000000");
    stage.push_on_demand(ADA);
    assert_eq!(verdict_code(&stage), "RedundantExport");
    assert_eq!(stage.world.organization.records().count(), 1);
}

#[test]
fn matching_on_the_address_is_refused_by_the_target() {
    let mut stage = Stage::new();
    stage.world.tenant.set_mapping(Mapping::gallery("mail", "mail").matching_on("emails[type eq \"work\"].value"));
    stage.world.tenant.add_user(UserSeed::member(BOB, "bob@example.com"));
    stage.world.tenant.assign(stage.now, BOB);
    stage.cycle();
    assert!(failed(stage.last_record()));
    assert_eq!(stage.world.tenant.link_of(BOB), None);
}

#[test]
fn nobody_is_pushed_who_is_not_assigned() {
    let mut stage = Stage::new();
    stage.world.tenant.add_user(UserSeed::member(BOB, "bob@example.com"));
    stage.cycle();
    assert_eq!(stage.world.tenant.link_of(BOB), None);
    let (status, answer) = stage.push_on_demand(BOB);
    assert_eq!(status, 200);
    assert!(answer.to_string().contains("Skipped"), "{answer}");
}

#[test]
fn members_of_an_assigned_group_are_pushed_with_the_group_and_nested_ones_are_not() {
    let mut stage = Stage::new();
    stage.world.tenant.add_user(UserSeed::member(BOB, "bob@example.com"));
    stage.world.tenant.add_group(Group::assigned_by_hand("g1", "atlassian-users", &[ADA, BOB, "g2"]));
    stage.world.tenant.assign(stage.now, "g1");
    stage.cycle();
    let directory = untwin_core::domain::DirectoryId::parse(DIRECTORY).unwrap();
    let members: Vec<_> = stage.world.organization.groups(&directory).map(|group| group.members.len()).collect();
    assert_eq!(members, [2]);
}

#[test]
fn on_demand_brings_a_member_back_into_a_group_that_lost_them() {
    let mut stage = Stage::new();
    stage.world.tenant.add_group(Group::assigned_by_hand("g1", "atlassian-users", &[ADA]));
    stage.world.tenant.assign(stage.now, "g1");
    stage.cycle();
    remove_adas_record(&mut stage);
    stage.push_on_demand(ADA);
    let rule = stage.world.tenant.group_rule_id().to_owned();
    let member = json!({"objectId": ADA, "objectTypeName": "User"});
    let subject = json!({"objectId": "g1", "objectTypeName": "Group", "links": {"members": [member]}});
    let (status, _) = stage.order(&json!({"parameters": [{"ruleId": rule, "subjects": [subject]}]}));
    assert_eq!(status, 200);
    let directory = untwin_core::domain::DirectoryId::parse(DIRECTORY).unwrap();
    let group = stage.world.organization.groups(&directory).next().unwrap();
    let linked = stage.world.tenant.link_of(ADA).unwrap();
    assert!(group.members.iter().any(|member| member.as_str() == linked));
}

#[test]
fn a_paused_job_waits_and_a_quarantined_one_runs_once_a_day() {
    let mut stage = Stage::new();
    stage.world.tenant.set_job_state(JobState::Paused);
    stage.world.tenant.start_schedule(stage.now);
    assert_eq!(stage.world.tenant.next_wakeup(), None);
    let reason = "EncounteredQuarantineException".to_owned();
    stage.world.tenant.set_job_state(JobState::Quarantined { since: stage.now, reason });
    stage.world.advance(stage.now);
    let pause = stage.world.tenant.next_wakeup().unwrap().duration_since(stage.now);
    assert_eq!(pause.as_hours(), 24);
}

#[test]
fn a_guest_is_pushed_under_the_home_name() {
    let mut stage = Stage::new();
    stage.world.tenant.add_user(UserSeed::guest(BOB, "bob@example.org", "tenant.example.com"));
    stage.world.tenant.assign(stage.now, BOB);
    stage.cycle();
    assert!(stage.world.tenant.pushes().last().unwrap().body.contains("\"userName\":\"bob@example.org\""));
}
