//! Whoever only looks sends nothing that could change anything.

use crate::story::{Setting, ada, brief};
use http::Method;
use jiff::SignedDuration;
use untwin_core::decision::{Policy, Shadow, Verdict};
use untwin_core::domain::Outcome;
use untwin_sandbox::SeenRequest;
use untwin_sandbox::town::{Person, Town};
use untwin_tests::Story;

/// The reads that are a POST.
const POSTS_THAT_READ: [&str; 3] = ["/users/search", "/get-scim-links-for-email", "/oauth2/v2.0/token"];

#[tokio::test]
async fn shadow_mode_says_what_it_would_do_and_sends_reads_only() {
    let (story, ada) = shadowed();
    let writes_before = story.world().organization.write_requests().count();
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    assert!(report.plan.is_some(), "it shows the plan");
    story.live_on(10 * 24).await;
    only_reads_were_sent(&story);
    assert_eq!(story.world().organization.write_requests().count(), writes_before);
    story.nothing_was_written();
    story.is_as_before(&ada);
}

#[tokio::test]
async fn a_case_that_shadow_mode_held_back_is_repaired_only_after_somebody_comes_back_to_it() {
    let (mut story, ada) = shadowed();
    let report = story.heal_person(&ada).await;
    story.setup.policy.shadow = Shadow::Off;
    story.clock.advance_by(SignedDuration::from_hours(1));
    let hash = story.explain(&ada).await.1.decision.plan.expect("a plan").hash();
    story.apply(&report.id, &hash).await.expect("it is the plan");
    story.is_repaired(&ada);
}

#[tokio::test]
async fn explaining_reads_and_nothing_else_however_often() {
    let (story, ada) = ada();
    for _ in 0..3 {
        let (_, diagnosis) = story.explain(&ada).await;
        assert_eq!(diagnosis.decision.verdict, Verdict::Act);
        story.clock.advance_by(SignedDuration::from_mins(45));
    }
    only_reads_were_sent(&story);
    story.nothing_was_written();
}

fn shadowed() -> (Story, Person) {
    let before = |_: &mut Town, _: &mut Person, policy: &mut Policy| policy.shadow = Shadow::On;
    Setting { before, ..Setting::PLAIN }.begin()
}

fn only_reads_were_sent(story: &Story) {
    let reads = |request: &SeenRequest| {
        let posts = POSTS_THAT_READ.iter().any(|path| request.path.ends_with(path));
        request.method == Method::GET || request.method == Method::POST && posts
    };
    let world = story.world();
    let writing: Vec<&SeenRequest> = world.requests_seen().iter().filter(|request| !reads(request)).collect();
    assert_eq!(writing, Vec::<&SeenRequest>::new());
}
