//! One user by id: found, proved absent, or not known.

use super::world::{ADA, World, fixture, refusal};
use untwin_core::domain::{Fact, Holding, IdpUserId, Question, SignIn, UserKind, Why};
use untwin_workflow::ports::IdpReads;

fn ada() -> IdpUserId {
    IdpUserId::parse(ADA).unwrap()
}

#[tokio::test]
async fn a_user_is_read_with_every_address() {
    let world = World::answering([(200, fixture!("user.json"))]);
    let Fact::Known(user, read) = world.reader().user(&ada()).await else { panic!("not known") };
    assert_eq!(read.question, Question::IdpUser(ada()));
    assert_eq!((user.sign_in, &user.kind), (SignIn::Enabled, &UserKind::Member));
    assert_eq!(user.secondary_proxies.len(), 1);
    for own in ["ada.byron@example.com", "ada.lovelace@example.com", "ada@example.org"] {
        assert_eq!(user.holds(&super::world::address(own)), Holding::Holds, "{own}");
    }
    assert!(world.asked()[0].line.starts_with(&format!("GET /v1.0/users/{ADA}?$select=id,displayName,")));
}

#[tokio::test]
async fn only_the_documented_not_found_proves_that_a_user_is_gone() {
    let gone = World::answering([refusal(404, "Request_ResourceNotFound")]);
    assert!(matches!(gone.reader().user(&ada()).await, Fact::Absent(_)));
    for (status, code) in [(404, "ResourceNotFound"), (404, ""), (400, "Request_BadRequest")] {
        let world = World::answering([refusal(status, code)]);
        let fact = world.reader().user(&ada()).await;
        assert!(matches!(fact.unavailable(), Some(Why::Unexpected { .. })), "{code}: {fact:?}");
    }
}

#[tokio::test]
async fn an_answer_about_somebody_else_is_no_answer() {
    let world = World::answering([(200, fixture!("user-guest.json"))]);
    assert!(world.reader().user(&ada()).await.unavailable().is_some());
}
