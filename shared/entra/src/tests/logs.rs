//! The provisioning log and the audit log.

use super::world::{ADA, JOB, World, fixture, moment, page, refusal};
use serde_json::{Value, json};
use untwin_core::domain::{Actor, EventId, Fact, IdpUserId, LogStatus, Operation, Recognition, Resource, Why};
use untwin_workflow::ports::IdpReads;

const UPDATE: &str = "e0000000-0000-4000-8000-000000000001";

fn ada() -> IdpUserId {
    IdpUserId::parse(ADA).unwrap()
}

fn event(id: &str) -> EventId {
    EventId::parse(id).unwrap()
}

#[tokio::test]
async fn a_record_is_read_again_by_its_id() {
    let world = World::answering([(200, fixture!("provisioning-failed-update.json"))]);
    let Fact::Known(record, _) = world.reader().log_record(&event(UPDATE)).await else { panic!("not known") };
    assert_eq!((record.operation, &record.status), (Operation::Update, &LogStatus::Failure));
    assert_eq!(record.subject, ada());
    assert!(matches!(&record.recognition, Recognition::Uniqueness(conflict) if conflict.resource == Resource::User));
    assert_eq!(record.target_record.unwrap().as_str(), "5c1a0000-0000-4000-8000-000000000001");
    assert!(record.retry_announced_at.unwrap() > moment("2026-03-02T14:00:04Z"));
    assert_eq!(world.asked()[0].line, format!("GET /v1.0/auditLogs/provisioning?$filter=id eq '{UPDATE}'&$top=500"));
}

#[tokio::test]
async fn former_addresses_are_what_the_target_had_and_not_what_it_gets() {
    let world = World::answering([(200, fixture!("provisioning-failed-update.json"))]);
    let Fact::Known(record, _) = world.reader().log_record(&event(UPDATE)).await else { panic!("not known") };
    let mut former: Vec<_> = record.former.iter().map(ToString::to_string).collect();
    former.sort();
    assert_eq!(former, ["ada.l@example.org", "ada.lovelace@example.com", "countess@example.org"]);
}

#[tokio::test]
async fn numbers_arrays_and_nulls_of_other_exports_are_tolerated() {
    let world = World::answering([(200, fixture!("provisioning-failed-create-numbered.json"))]);
    let id = event("e0000000-0000-4000-8000-000000000002");
    let Fact::Known(record, _) = world.reader().log_record(&id).await else { panic!("not known") };
    assert_eq!((record.operation, &record.status), (Operation::Create, &LogStatus::Failure));
    assert_eq!((record.target_record, record.former.len()), (None, 0));
}

#[tokio::test]
async fn a_record_of_a_group_says_nothing_about_a_conflict() {
    let world = World::answering([(200, fixture!("provisioning-group-success.json"))]);
    let id = event("e0000000-0000-4000-8000-000000000003");
    let Fact::Known(record, _) = world.reader().log_record(&id).await else { panic!("not known") };
    assert_eq!((record.operation, &record.status), (Operation::Delete, &LogStatus::Success));
    assert!(matches!(record.recognition, Recognition::Nothing(_)));
}

#[tokio::test]
async fn failures_since_a_moment_are_those_of_the_job_that_failed_and_no_others() {
    let world = World::answering([(200, fixture!("provisioning-failed-update.json"))]);
    let Fact::Known(failures, _) = world.reader().failures_since(moment("2026-03-01T00:00:00Z")).await else {
        panic!("not known")
    };
    assert_eq!(failures.iter().map(|found| found.id.as_str()).collect::<Vec<_>>(), [UPDATE]);
    let filter = format!("activityDateTime gt 2026-02-28T23:59:59Z and jobId eq '{JOB}'");
    assert_eq!(world.asked()[0].line, format!("GET /v1.0/auditLogs/provisioning?$filter={filter}&$top=500"));
    let succeeded = World::answering([(200, fixture!("provisioning-group-success.json"))]);
    assert!(matches!(succeeded.reader().failures_since(moment("2026-03-01T00:00:00Z")).await, Fact::Absent(_)));
    let refused = World::answering([refusal(403, "Authorization_RequestDenied")]);
    assert!(matches!(refused.reader().failures_since(moment("2026-03-01T00:00:00Z")).await, Fact::Unavailable(_)));
}

#[tokio::test]
async fn no_record_is_absent_but_another_record_or_another_job_proves_nothing() {
    let empty = World::answering([page(&[])]);
    assert!(matches!(empty.reader().log_record(&event(UPDATE)).await, Fact::Absent(_)));
    let other = World::answering([(200, fixture!("provisioning-group-success.json"))]);
    assert!(other.reader().log_record(&event(UPDATE)).await.unavailable().is_some());
    let mut foreign = fixture!("provisioning-failed-update.json");
    foreign["value"][0]["jobId"] = json!("otherJob.1");
    let world = World::answering([(200, foreign)]);
    let fact = world.reader().log_record(&event(UPDATE)).await;
    assert!(fact.unavailable().unwrap().to_string().contains("otherJob.1"), "{fact:?}");
}

#[tokio::test]
async fn an_answer_without_a_list_is_not_an_empty_list() {
    let world = World::answering([(200, json!({"@odata.context": "x"}))]);
    assert!(matches!(world.reader().log_record(&event(UPDATE)).await, Fact::Unavailable(Why::Unexpected { .. })));
}

fn record(id: &str, at: &str, subject: &str, job: &str) -> Value {
    let mut record = fixture!("provisioning-failed-update.json")["value"][0].take();
    record["id"] = json!(id);
    record["activityDateTime"] = json!(at);
    record["sourceIdentity"]["id"] = json!(subject);
    record["jobId"] = json!(job);
    record
}

#[tokio::test]
async fn the_log_of_a_subject_is_filtered_here_too_and_comes_newest_first() {
    let mut first = page(&[
        record("old", "2026-03-02T07:59:58Z", ADA, JOB),
        record("a", "2026-03-02T08:00:00Z", ADA, JOB),
        record("b", "2026-03-02T09:00:00Z", "somebody-else", JOB),
    ]);
    first.1["@odata.nextLink"] = json!("https://elsewhere.example.org/v9/x?$filter=f%20x&$skiptoken=2");
    let second = page(&[record("c", "2026-03-02T09:30:00Z", ADA, JOB), record("d", "2026-03-02T09:40:00Z", ADA, "j2")]);
    let world = World::answering([first, second]);
    let fact = world.reader().log_of(&ada(), moment("2026-03-02T08:00:00.7Z")).await;
    let ids: Vec<_> = fact.entries().unwrap().iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, ["c", "a"]);
    let lines: Vec<_> = world.asked().into_iter().map(|seen| seen.line).collect();
    assert!(lines[0].contains(&format!(
        "$filter=activityDateTime gt 2026-03-02T07:59:59Z and jobId eq '{JOB}' and sourceIdentity/id eq '{ADA}'"
    )));
    assert_eq!(lines[1], "GET /v1.0/auditLogs/provisioning?$filter=f x&$skiptoken=2");
}

#[tokio::test]
async fn a_filter_that_is_not_known_is_widened() {
    let answer = (200, fixture!("provisioning-failed-update.json"));
    let world = World::answering([refusal(400, "Request_UnsupportedQuery"), answer]);
    let fact = world.reader().log_of(&ada(), moment("2026-03-02T08:00:00Z")).await;
    assert_eq!(fact.entries().unwrap().len(), 1);
    assert!(!world.asked()[1].line.contains("sourceIdentity"));
}

#[tokio::test]
async fn a_log_without_an_end_is_unavailable_rather_than_cut() {
    let mut endless = page(&[record("a", "2026-03-02T08:00:00Z", ADA, JOB)]);
    endless.1["@odata.nextLink"] = json!("https://graph.example.com/v1.0/auditLogs/provisioning?$skiptoken=1");
    let world = World::answering(std::iter::repeat_n(endless, 20));
    let fact = world.reader().log_of(&ada(), moment("2026-03-02T08:00:00Z")).await;
    assert!(fact.unavailable().is_some());
    assert_eq!(world.asked().len(), 20);
}

#[tokio::test]
async fn changes_of_addresses_say_who_and_what_was_before() {
    let world = World::answering([(200, fixture!("directory-audits.json"))]);
    let fact = world.reader().address_changes(&ada(), moment("2026-02-01T00:00:00Z")).await;
    let changes = fact.entries().unwrap();
    assert_eq!(changes.len(), 2);
    assert!(matches!(&changes[0].by, Actor::App { name: Some(name), id: Some(_) } if name == "HR feed"));
    assert!(matches!(&changes[1].by, Actor::User(id) if id.as_str() == "11111111-2222-4333-8444-999999999999"));
    assert_eq!(changes[1].attributes, ["Mail", "ProxyAddresses"]);
    let former: Vec<_> = changes[1].former.iter().map(ToString::to_string).collect();
    assert_eq!(former, ["ada.lovelace@example.com", "ada.lovelace@example.com", "al@example.org"]);
    let expected =
        format!("$filter=activityDateTime ge 2026-02-01T00:00:00Z and targetResources/any(t:t/id eq '{ADA}')");
    assert!(world.asked()[0].line.ends_with(&expected));
}

#[tokio::test]
async fn an_empty_audit_log_is_absent_and_an_unreadable_one_is_not() {
    let since = moment("2026-02-01T00:00:00Z");
    let empty = World::answering([page(&[])]);
    assert!(matches!(empty.reader().address_changes(&ada(), since).await, Fact::Absent(_)));
    let denied = World::answering([refusal(403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant")]);
    let fact = denied.reader().address_changes(&ada(), since).await;
    assert!(fact.unavailable().unwrap().to_string().contains("needs Entra ID P1 or P2"));
}
