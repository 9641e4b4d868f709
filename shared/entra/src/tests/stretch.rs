//! The provisioning log, read bit by bit.

use super::world::{JOB, World, fixture, moment, page, refusal};
use serde_json::{Value, json};
use std::sync::Arc;
use untwin_core::domain::Fact;
use untwin_workflow::ports::{IdpReads as _, LogStretch};

const FROM: &str = "2026-03-01T00:00:00Z";
const UNTIL: &str = "2026-03-05T00:00:00.5Z";

async fn stretch(world: &Arc<World>) -> LogStretch {
    match world.reader().failures_between(moment(FROM), moment(UNTIL)).await {
        Fact::Known(stretch, _) => stretch,
        Fact::Absent(_) | Fact::Unavailable(_) => panic!("not known"),
    }
}

fn failed_update() -> Value {
    fixture!("provisioning-failed-update.json")["value"][0].clone()
}

#[tokio::test]
async fn a_stretch_is_asked_for_with_both_its_ends() {
    let world = World::answering([(200, fixture!("provisioning-failed-update.json"))]);
    let found = stretch(&world).await;
    assert_eq!((found.failures.len(), found.unreadable), (1, 0));
    let moments = "activityDateTime gt 2026-02-28T23:59:59Z and activityDateTime lt 2026-03-05T00:00:00Z";
    let filter = format!("{moments} and jobId eq '{JOB}'");
    assert_eq!(world.asked()[0].line, format!("GET /v1.0/auditLogs/provisioning?$filter={filter}&$top=500"));
}

#[tokio::test]
async fn a_record_that_cannot_be_read_hides_no_other_and_an_empty_stretch_is_known() {
    let mut timeless = failed_update();
    timeless["activityDateTime"] = json!("once");
    let mut misshapen = failed_update();
    misshapen["sourceIdentity"] = json!(7);
    let world = World::answering([page(&[timeless.clone(), failed_update(), misshapen.clone()])]);
    let found = stretch(&world).await;
    assert_eq!((found.failures.len(), found.unreadable), (1, 2));
    let kept = |record: &Value| serde_json::to_vec(record).unwrap();
    let records: Vec<&[u8]> = found.unreadable_records.iter().map(|kept| kept.record.as_slice()).collect();
    assert_eq!(records, [kept(&timeless), kept(&misshapen)]);
    assert_eq!(stretch(&World::answering([page(&[])])).await, LogStretch::default());
}

#[tokio::test]
async fn what_lies_outside_the_stretch_is_left_out_and_a_refusal_is_no_empty_stretch() {
    let mut later = failed_update();
    later["activityDateTime"] = json!("2026-03-05T00:00:00Z");
    assert_eq!(stretch(&World::answering([page(&[later])])).await, LogStretch::default());
    let world = World::answering([refusal(403, "Authorization_RequestDenied")]);
    let found = world.reader().failures_between(moment(FROM), moment(UNTIL)).await;
    assert!(matches!(found, Fact::Unavailable(_)));
}
