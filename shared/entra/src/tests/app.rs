//! Mapping, assignment and job over the wire.

use super::world::{ADA, JOB, World, fixture, page, refusal};
use serde_json::json;
use untwin_core::domain::{AssignedThrough, Evaluated, Fact, IdpUserId, JobState};
use untwin_workflow::ports::IdpReads;

const GONE: &str = "Request_ResourceNotFound";

fn ada() -> IdpUserId {
    IdpUserId::parse(ADA).unwrap()
}

#[tokio::test]
async fn the_mapping_is_the_one_of_our_job() {
    let world = World::answering([(200, fixture!("user.json")), (200, fixture!("schema.json"))]);
    let reader = world.reader();
    let Fact::Known(user, _) = reader.user(&ada()).await else { panic!("no user") };
    let Fact::Known(mapping, _) = reader.mapping_for(&user).await else { panic!("no mapping") };
    assert_eq!(mapping.address.value, Evaluated::Value("Ada.Byron@example.com".to_owned()));
    assert_eq!(world.asked()[1].line, format!("GET /v1.0/servicePrincipals/sp-1/synchronization/jobs/{JOB}/schema"));
}

#[tokio::test]
async fn a_member_of_an_assigned_group_is_assigned_through_it() {
    let world = World::answering([(200, fixture!("assigned.json")), (200, fixture!("member-of.json"))]);
    let Fact::Known(assignment, _) = world.reader().assignment(&ada()).await else { panic!("not known") };
    let [AssignedThrough::Group(group)] = assignment.through.as_slice() else { panic!("{assignment:?}") };
    assert_eq!(group.name.as_deref(), Some("builders"));
}

#[tokio::test]
async fn who_is_assigned_directly_is_granted_groups_as_well() {
    let mut assigned = fixture!("assigned.json");
    assigned["value"][1]["principalId"] = json!(ADA.to_uppercase());
    let group = assigned["value"][0]["principalId"].clone();
    let world = World::answering([(200, assigned), page(&[json!({"id": group, "displayName": "team-a"})])]);
    let Fact::Known(assignment, _) = world.reader().assignment(&ada()).await else { panic!("not known") };
    assert!(matches!(assignment.through.as_slice(), [AssignedThrough::Directly, AssignedThrough::Group(_)]));
}

#[tokio::test]
async fn neither_way_is_a_proof_and_an_unread_half_is_none() {
    let assigned = || (200, fixture!("assigned.json"));
    for memberships in [page(&[]), refusal(404, GONE)] {
        let world = World::answering([assigned(), memberships]);
        assert!(matches!(world.reader().assignment(&ada()).await, Fact::Absent(_)));
    }
    let world = World::answering([assigned(), refusal(403, "Authorization_RequestDenied")]);
    assert!(world.reader().assignment(&ada()).await.unavailable().is_some());
}

#[tokio::test]
async fn a_job_that_is_not_answered_by_id_is_looked_for_in_the_list() {
    let world = World::answering([refusal(404, "NotFound"), page(&[json!({"id": "other"}), fixture!("job.json")])]);
    let Fact::Known(job, _) = world.reader().job().await else { panic!("not known") };
    assert_eq!((job.state, job.interval_s), (JobState::Active, Some(2400)));
    let world = World::answering([refusal(404, "NotFound"), page(&[json!({"id": "other"})])]);
    assert!(matches!(world.reader().job().await, Fact::Absent(_)));
}

#[tokio::test]
async fn throttling_says_until_when() {
    let world = World::answering([refusal(429, "TooManyRequests")]);
    let fact = world.reader().job().await;
    assert!(fact.unavailable().unwrap().passes_by_itself());
}
