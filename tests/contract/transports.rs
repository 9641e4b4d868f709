//! The HTTP face and the in-process way lead to the same world: whoever tests through one has tested through both.

use crate::readings::{Reading, every_reading, newest_record, talkative};
use http::StatusCode;
use jiff::SignedDuration;
use untwin_core::domain::Outcome;
use untwin_outbound::Transport;
use untwin_sandbox::faulty::{Effect, Fault, Matcher, Occurrence};
use untwin_startup::heal_document;
use untwin_tests::Loopback;
use untwin_workflow::ports::{Clock as _, Ports as _};
use untwin_workflow::report;

/// What every question brings, over HTTP and in process, while a fault strikes or none.
async fn both_ways(fault: Option<&Fault>) -> [Vec<Reading>; 2] {
    let (town, ada) = talkative();
    let directory = town.directory.clone();
    let town = Loopback::serve(town).await;
    let record = newest_record(&town.world(), &ada);
    let strike = || fault.into_iter().for_each(|fault| town.world().inject(fault.clone()));
    strike();
    let over_http = every_reading(&town.ports_through(town.network()), &directory, (&ada, &record)).await;
    town.world().clear_faults();
    strike();
    let in_process = every_reading(&town.ports_through(town.in_process()), &directory, (&ada, &record)).await;
    [over_http, in_process]
}

fn faulty(path: &str, effect: Effect) -> Fault {
    Fault::new(Matcher::any_method(path).at(Occurrence::Every), effect)
}

#[tokio::test]
async fn every_question_brings_the_same_answer_over_http_and_in_process() {
    let [over_http, in_process] = both_ways(None).await;
    assert_eq!(over_http, in_process);
    for (question, answer) in over_http {
        let expected = if question.starts_with("no ") { "absent: " } else { "known: " };
        assert!(answer.starts_with(expected), "{question}: {answer}");
    }
}

#[tokio::test]
async fn a_refusal_a_web_page_and_half_an_answer_read_the_same_both_ways() {
    let down = Effect::Answer { status: StatusCode::BAD_GATEWAY, headers: Vec::new(), body: String::new() };
    let page = Effect::HtmlPage(StatusCode::OK);
    let half = Effect::Truncated { keep_bytes: 12 };
    for (path, effect) in [("/users/search", down), ("/graph/v1.0/users/", page), ("/get-scim-links", half)] {
        let [over_http, in_process] = both_ways(Some(&faulty(path, effect))).await;
        assert_eq!(over_http, in_process);
        assert!(over_http.iter().any(|(_, answer)| answer.starts_with("unavailable")), "{path} was not asked");
    }
}

#[tokio::test]
async fn a_lost_connection_is_unavailable_and_passes_by_itself_both_ways() {
    for effect in [Effect::LostBefore, Effect::LostAfter] {
        for readings in both_ways(Some(&faulty("/domains", effect))).await {
            let (_, answer) = readings.iter().find(|(question, _)| *question == "domains").expect("it was asked");
            assert!(answer.starts_with("unavailable, passes by itself: true"), "{answer}");
        }
    }
}

/// Heals one failure: the outcome, and everything that ever changed in the organization.
async fn healed<T: Transport>(through: impl FnOnce(&Loopback) -> T) -> (Outcome, String) {
    let (town, ada) = talkative();
    let town = Loopback::serve(town).await;
    let ports = town.ports_through(through(&town));
    let deadline = ports.clock().now().checked_add(SignedDuration::from_hours(2)).expect("a time");
    let healed = heal_document(&ports, &town.setup, &town.failure_of(&ada), deadline).await.expect("the store works");
    let case = &healed.cases.first().expect("a case").case;
    let outcome = report(case, &town.setup.policy, healed.cases[0].calls).expect("a journal that folds").outcome;
    let mutations = format!("{:#?}", town.world().organization.mutations());
    (outcome, mutations)
}

#[tokio::test]
async fn a_repair_makes_the_same_changes_over_http_and_in_process() {
    let over_http = healed(Loopback::network).await;
    let in_process = healed(Loopback::in_process).await;
    assert_eq!(over_http, in_process);
    assert_eq!(over_http.0, Outcome::Repaired);
}
