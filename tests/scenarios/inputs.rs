//! Every input failing in turn, in every way: before the first write nothing is written or the repair is clean, and after it
//! the repair still comes to its end.

use crate::story::{ada, brief};
use http::{Method, StatusCode};
use std::collections::BTreeSet;
use untwin_core::domain::Outcome;
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_tests::{PUSH, RENAME, Story};
use untwin_workflow::CaseReport;

/// A way to fail, and whether it passes by itself, so that the repair must succeed in the end.
struct Failing {
    what: &'static str,
    effect: fn() -> Effect,
    passes: Passes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Passes {
    ByItself,
    Perhaps,
}

const WAYS: [Failing; 11] = [
    Failing { what: "401", effect: || refused(StatusCode::UNAUTHORIZED), passes: Passes::Perhaps },
    Failing { what: "403", effect: || refused(StatusCode::FORBIDDEN), passes: Passes::Perhaps },
    Failing { what: "a 404 page", effect: || Effect::HtmlPage(StatusCode::NOT_FOUND), passes: Passes::Perhaps },
    Failing { what: "429", effect: || throttled(None), passes: Passes::ByItself },
    Failing { what: "429 for 40 s", effect: || throttled(Some("40")), passes: Passes::ByItself },
    Failing { what: "500", effect: || refused(StatusCode::INTERNAL_SERVER_ERROR), passes: Passes::ByItself },
    Failing { what: "lost before", effect: || Effect::LostBefore, passes: Passes::ByItself },
    Failing { what: "lost after", effect: || Effect::LostAfter, passes: Passes::ByItself },
    Failing { what: "cut off", effect: || Effect::Truncated { keep_bytes: 1 }, passes: Passes::Perhaps },
    Failing { what: "a 200 page", effect: || Effect::HtmlPage(StatusCode::OK), passes: Passes::Perhaps },
    Failing { what: "an empty object", effect: || said(StatusCode::OK, &[], "{}"), passes: Passes::Perhaps },
];

/// The profile is a second look at the address that the search shows; where it cannot be read, the search is believed.
const DONE_WITHOUT: &str = "/manage/profile";

/// An object without a list of links says that there are none, and one without rules that none is known.
fn says_something(path: &str, way: &Failing) -> bool {
    let no_links = path.contains("get-scim-links");
    way.what == "an empty object" && (no_links || path.ends_with("/manage"))
}

#[tokio::test]
async fn an_input_that_fails_once_before_the_first_write_leads_to_a_clean_repair_or_to_none() {
    let inputs = inputs(Until::FirstWrite).await;
    for (method, path, nth) in &inputs {
        for way in &WAYS {
            let (story, ada) = ada();
            story.inject(Matcher::on(method.clone(), path).at(Occurrence::Nth(*nth)), (way.effect)());
            let what = format!("{} at {method} {path} ({nth})", way.what);
            let report = outlived(&story, &ada).await;
            story.is_repaired_or_untouched(&ada, &report, &what);
            assert!(story.sent(RENAME) <= 1 && story.sent(PUSH) <= 1, "{what}");
            let clean = report.outcome == Outcome::Repaired || way.passes == Passes::Perhaps;
            assert!(clean, "{what} passes by itself: {}", brief(&report));
        }
    }
    println!("{} inputs failed once in {} ways each", inputs.len(), WAYS.len());
}

#[tokio::test]
async fn an_input_that_always_fails_means_that_nothing_is_ever_written() {
    let paths: BTreeSet<(String, String)> = inputs(Until::FirstWrite)
        .await
        .into_iter()
        .map(|(method, path, _)| (method.to_string(), path.split('?').next().unwrap_or_default().to_owned()))
        .collect();
    for (method, path) in &paths {
        for way in WAYS.iter().filter(|way| !says_something(path, way)) {
            let (story, ada) = ada();
            let method: Method = method.parse().expect("a method");
            story.inject(Matcher::on(method, path).at(Occurrence::Every), (way.effect)());
            let healed = story.heal(&story.failure_of(&ada)).await;
            story.live_on(12).await;
            let at = healed.cases.first().map(|case| case.case.id.clone());
            match (path.contains(DONE_WITHOUT), at) {
                (true, Some(id)) => story.is_repaired_or_untouched(&ada, &story.case(&id).await, path),
                (true | false, _) => story.nothing_was_written(),
            }
        }
    }
}

#[tokio::test]
async fn an_input_that_fails_once_after_the_first_write_does_not_keep_the_repair_from_its_end() {
    let early = inputs(Until::FirstWrite).await.len();
    for (method, path, nth) in inputs(Until::End).await.iter().skip(early) {
        for way in &WAYS {
            let (story, ada) = ada();
            story.inject(Matcher::on(method.clone(), path).at(Occurrence::Nth(*nth)), (way.effect)());
            let what = format!("{} at {method} {path} ({nth})", way.what);
            let report = outlived(&story, &ada).await;
            assert_eq!(report.outcome, Outcome::Repaired, "{what}: {}", brief(&report));
            story.is_repaired(&ada);
            story.only_the_repair_changed(&ada);
        }
    }
}

#[derive(PartialEq, Eq)]
enum Until {
    FirstWrite,
    End,
}

/// Every request of a healthy repair but its writes: method, path, and the how-manieth whose path contains that.
async fn inputs(until: Until) -> Vec<(Method, String, u32)> {
    let (story, ada) = ada();
    story.heal_person(&ada).await;
    let world = story.world();
    let seen = world.requests_seen();
    let end = match until {
        Until::FirstWrite => seen.iter().position(|request| request.path.contains(RENAME)).expect("a rename"),
        Until::End => seen.len(),
    };
    let mut inputs = Vec::new();
    for (index, request) in seen.iter().enumerate().take(end) {
        let same =
            |other: &&untwin_sandbox::SeenRequest| other.method == request.method && other.path.contains(&request.path);
        let nth = u32::try_from(seen[..=index].iter().filter(same).count()).expect("few");
        if !request.path.contains(RENAME) && !request.path.contains(PUSH) {
            inputs.push((request.method.clone(), request.path.clone(), nth));
        }
    }
    inputs
}

/// The case after half a day; a document that could not be taken in comes again.
async fn outlived(story: &Story, ada: &Person) -> CaseReport {
    let document = story.failure_of(ada);
    for _ in 0..2 {
        story.heal(&document).await;
        story.live_on(12).await;
        if let Some(case) = story.only_case().await {
            return case;
        }
        story.nothing_was_written();
    }
    panic!("the failure was never taken in")
}

fn refused(status: StatusCode) -> Effect {
    said(status, &[], r#"{"error":{"code":"refused"}}"#)
}

fn throttled(after: Option<&str>) -> Effect {
    let headers: Vec<(&str, &str)> = after.iter().map(|seconds| ("Retry-After", *seconds)).collect();
    said(StatusCode::TOO_MANY_REQUESTS, &headers, "{}")
}

fn said(status: StatusCode, headers: &[(&str, &str)], body: &str) -> Effect {
    let headers = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Effect::Answer { status, headers, body: body.to_owned() }
}
