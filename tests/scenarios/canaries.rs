//! Nothing of a person, and no key, is said to machines: canaries lie in every name, address, group, body and secret, every
//! part of the product meets every kind of fault, and no line of the log, no metric and no error holds one.

mod documents;
mod outside;

use http::{Method, StatusCode};
use std::collections::BTreeSet;
use untwin_core::domain::EmailAddress;
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::{CLIENT_SECRET, ORGANIZATION_KEY, Person, SCIM_KEY};
use untwin_startup::poll;
use untwin_tests::{Overheard, PATH_SECRET, Story, signing_secret, town};
use untwin_workflow::ports::Ports as _;

/// What every name, address and body has in it.
const CANARY: &str = "canary";
/// What every token of the world begins with.
const TOKEN: &str = "sandbox.";

/// Which canaries a text holds, however they are written.
fn canaries_in(text: &str) -> Vec<String> {
    let text = text.to_ascii_lowercase();
    let secrets = [CANARY, TOKEN, ORGANIZATION_KEY, SCIM_KEY, CLIENT_SECRET, PATH_SECRET].map(str::to_owned);
    let all = secrets.into_iter().chain([signing_secret()]);
    all.filter(|canary| text.contains(&canary.to_ascii_lowercase())).collect()
}

/// Fails with the lines that hold a canary.
fn nothing_leaked(overheard: &Overheard, doing: &str) {
    let everything = overheard.everything();
    let leaks: Vec<&str> = everything.lines().filter(|line| !canaries_in(line).is_empty()).take(3).collect();
    assert_eq!(leaks, Vec::<&str>::new(), "{doing}");
}

/// Ada, whose name, addresses and groups are canaries, and whose duplicate is synced under a canary, too.
fn a_town_of_canaries() -> (Story, Person) {
    let mut town = town();
    let ada = town.person("Canary", "Canarybyron", "Canarylovelace");
    let (granted, directory) = (town.days_ago(90), town.directory.clone());
    town.world.grant(granted, &directory, (&ada, &["Canary choir"]));
    (Story::begin(town), ada)
}

/// A case from its failure to where nothing of it is due for hours, and the log read beside it.
async fn lived(story: &Story, ada: &Person, overheard: &Overheard) {
    let healed = story.heal(&story.failure_of(ada)).await;
    healed.later.iter().for_each(|later| overheard.note(&later.why));
    story.live_on(2).await;
    for directory in story.setup.directories.keys() {
        let polled =
            poll(story.ports.as_ref(), &story.setup, (directory, story.ports.store()), story.shift().deadline).await;
        match polled {
            Ok(polled) => polled.ended_early.iter().for_each(|why| overheard.note(why)),
            Err(error) => overheard.note(&error),
        }
    }
}

/// An answer with a canary in everything that a vendor might put a person's data in.
fn said(status: u16) -> Effect {
    let body = r#"{"key":"canary@example.com","code":"canary of Ada","message":"canary@example.com exists",
        "error":{"code":"canary@example.com","message":"canary"},"error_description":"canary",
        "errors":[{"code":"canary@example.com","detail":"canary"}],"detail":"Resource [USER]: with email[canary@example.com]"}"#;
    let headers = vec![("x-request-id".to_owned(), CANARY.to_owned()), ("location".to_owned(), "/canary".to_owned())];
    Effect::Answer { status: StatusCode::from_u16(status).expect("a status"), headers, body: body.to_owned() }
}

fn faults() -> [Effect; 5] {
    [said(200), said(403), said(500), Effect::LostAfter, Effect::Truncated { keep_bytes: 40 }]
}

#[tokio::test]
async fn a_repair_says_nothing_of_the_person() {
    let overheard = Overheard::listen();
    let (story, ada) = a_town_of_canaries();
    lived(&story, &ada, &overheard).await;
    story.is_repaired(&ada);
    let everything = overheard.everything();
    for told in ["case_opened", "case_decided", "case_repaired", "VendorRequests"] {
        assert!(everything.contains(told), "it listens: {told}");
    }
    nothing_leaked(&overheard, "a repair");
}

#[tokio::test]
async fn no_fault_of_a_vendor_makes_it_say_more() {
    let requests = requests().await;
    // An odd number of faults: from request to request each is met once and always in turn.
    let faults = requests.iter().flat_map(|request| faults().map(|effect| (request, effect)));
    let occurrences = [Occurrence::Nth(1), Occurrence::Every].into_iter().cycle();
    for (((method, path), effect), occurrence) in faults.zip(occurrences) {
        let doing = format!("{effect:?} at {method} {path}");
        let overheard = Overheard::listen();
        let (story, ada) = a_town_of_canaries();
        let method: Method = method.parse().expect("a method");
        story.inject(Matcher::on(method, path).at(occurrence), effect);
        lived(&story, &ada, &overheard).await;
        nothing_leaked(&overheard, &doing);
    }
}

#[tokio::test]
async fn what_people_ask_for_says_nothing_either() {
    let overheard = Overheard::listen();
    let (story, ada) = a_town_of_canaries();
    story.inject(Matcher::on(Method::POST, untwin_tests::PUSH), said(403));
    let report = story.heal_person(&ada).await;
    let (id, diagnosis) = story.explain(&ada).await;
    if let Some(plan) = &diagnosis.decision.plan {
        story.apply(&id, &plan.hash()).await.err().iter().for_each(|error| overheard.note(error));
    }
    story.recheck(&report.id).await.err().iter().for_each(|error| overheard.note(error));
    story.undo(&report.id).await.err().iter().for_each(|error| overheard.note(error));
    story.close(&report.id, "Canary is happy").await.err().iter().for_each(|error| overheard.note(error));
    overheard.note(&EmailAddress::parse("canary of nowhere").expect_err("no address"));
    nothing_leaked(&overheard, "explain, apply, recheck, undo, close");
}

#[tokio::test]
async fn a_leak_would_be_found_in_a_line_in_a_field_that_is_left_out_and_in_an_error() {
    let (_story, ada) = a_town_of_canaries();
    let found = |leak: fn(&Overheard, &Person)| {
        let overheard = Overheard::listen();
        leak(&overheard, &ada);
        canaries_in(&overheard.everything())
    };
    assert_eq!(found(|_, ada| tracing::debug!(target: "untwin_startup", why = %ada.wanted, "x")), [CANARY]);
    assert_eq!(found(|_, ada| tracing::info!(target: "untwin_startup", made_up = %ada.former, "x")), [CANARY]);
    assert_eq!(found(|_, _| tracing::info!(target: "untwin_startup", "with {SCIM_KEY}")), [SCIM_KEY]);
    assert_eq!(found(|overheard, ada| overheard.note(&ada.wanted)), [CANARY]);
    assert_eq!(found(|_, _| tracing::info!(target: "a_library", "with {SCIM_KEY}")), Vec::<String>::new());
}

/// Method and path of every request of a repair.
async fn requests() -> BTreeSet<(String, String)> {
    let (story, ada) = a_town_of_canaries();
    story.heal(&story.failure_of(&ada)).await;
    story.live_on(3).await;
    let world = story.world();
    let path = |path: &str| path.split('?').next().unwrap_or_default().to_owned();
    world.requests_seen().iter().map(|seen| (seen.method.to_string(), path(&seen.path))).collect()
}
