//! The neutral event, and the schema that is published for it.

use super::{read_clean, text_of};
use crate::read;
use serde_json::{Value, json};
use untwin_core::domain::{Attribute, Failure, Recognition, Resource, Source, UniquenessConflict};

fn schema() -> Value {
    serde_json::from_slice(include_bytes!("../../../../docs/schemas/failure-event-v1.json")).unwrap()
}

/// An event about a user, with one member changed.
fn event(member: &str, value: Value) -> Value {
    let mut event = json!({
        "version": "untwin.failure/1", "id": "evt-1", "occurred_at": "2026-05-28T22:26:40+02:00", "source": "help-desk",
        "subject": { "id": super::ADA }
    });
    event[member] = value;
    event
}

fn read_one(event: &Value) -> Failure {
    let mut failures = read_clean(event.to_string().as_bytes()).failures;
    assert_eq!(failures.len(), 1);
    failures.remove(0)
}

fn fault(event: &Value) -> String {
    let mut reading = read(event.to_string().as_bytes());
    assert_eq!((reading.failures.len(), reading.unreadable.len()), (0, 1), "{event}");
    reading.unreadable.remove(0).reason
}

#[test]
fn every_example_of_the_schema_is_read() {
    let examples = schema()["examples"].as_array().unwrap().clone();
    let kinds: Vec<Recognition> = examples.iter().map(|example| read_one(example).recognition).collect();
    let conflict = Recognition::Uniqueness(UniquenessConflict {
        resource: Resource::User,
        attribute: Attribute::Email,
        value: Some("ada@example.com".to_owned()),
    });
    assert_eq!(kinds, [Recognition::Untold("the event carries ids only".to_owned()), conflict.clone(), conflict]);
}

#[test]
fn every_member_that_the_schema_requires_is_required() {
    for member in schema()["required"].as_array().unwrap() {
        let member = member.as_str().unwrap();
        let missing = event(member, Value::Null);
        // Without its version it is somebody else's.
        match member {
            "version" => assert_eq!(read_clean(missing.to_string().as_bytes()).failures, []),
            _ => assert!(fault(&missing).starts_with(member), "{}", fault(&missing)),
        }
    }
    assert!(fault(&event("subject", json!({}))).starts_with("subject: neither"));
}

#[test]
fn ids_and_moment_are_taken_over_as_hints() {
    let provider = json!({ "tenant_id": "t-1", "job_id": "scim.t.j", "log_record_id": "r-1" });
    let failure = read_one(&event("provider", provider));
    assert_eq!((failure.source, failure.dedup_key.as_str()), (Source::Neutral, "r-1"));
    assert_eq!(failure.tenant.unwrap().to_look_up().as_str(), "t-1");
    assert_eq!(failure.job.unwrap().to_look_up().as_str(), "scim.t.j");
    assert_eq!(failure.subject.unwrap().to_look_up().as_str(), super::ADA);
    assert_eq!(failure.occurred_at.unwrap().to_string(), "2026-05-28T20:26:40Z");
}

#[test]
fn without_a_log_record_the_key_belongs_to_its_source() {
    assert_eq!(read_one(&event("id", json!("evt-7"))).dedup_key.as_str(), "help-desk:evt-7");
    assert_ne!(read_one(&event("source", json!("chat"))).dedup_key, read_one(&event("x", json!(1))).dedup_key);
}

#[test]
fn the_text_decides_where_there_is_one() {
    let other = read_one(&event("text", json!("User must be Active.")));
    assert!(matches!(other.recognition, Recognition::Other(_)), "{:?}", other.recognition);
}

#[test]
fn a_version_that_is_not_known_is_refused_by_name() {
    assert!(fault(&event("version", json!("untwin.failure/2"))).starts_with("version:"));
    assert!(fault(&event("source", json!("Help Desk"))).starts_with("source:"));
    assert!(fault(&event("occurred_at", json!("yesterday"))).starts_with("occurred_at:"));
}

#[test]
fn an_address_that_cannot_be_one_is_refused_without_being_quoted() {
    let reason = fault(&event("subject", json!({ "wanted_address": "not an address of hers" })));
    assert!(!reason.contains("hers"), "{reason}");
}

#[test]
fn a_bad_event_of_a_batch_spoils_itself_only() {
    let batch = json!([event("id", json!("one")), event("id", json!("")), event("id", json!("two"))]);
    let reading = read(batch.to_string().as_bytes());
    assert_eq!((reading.failures.len(), reading.unreadable.len()), (2, 1));
}

#[test]
fn an_envelope_of_cloud_events_is_looked_into() {
    let envelope =
        json!({ "specversion": "1.0", "id": "c-1", "type": "t", "source": "s", "data": event("x", json!(1)) });
    assert_eq!(read_one(&envelope).source, Source::Neutral);
    let page = text_of(super::fixture!("graph-page.json"));
    let wrapped = json!({ "specversion": "1.0", "data": page });
    assert_eq!(read_clean(wrapped.to_string().as_bytes()).failures, read_clean(page.as_bytes()).failures);
}
