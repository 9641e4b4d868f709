//! Every way in which a write can go wrong: the world ends whole, nothing is sent twice for one record, and the address is
//! never on nobody for long without a flag.

use crate::story::{ada, brief};
use http::{Method, StatusCode};
use untwin_core::decision::Writes;
use untwin_core::domain::{CaseState, Outcome};
use untwin_core::saga::{Act, Event, Purpose};
use untwin_sandbox::atlassian::AccountSeed;
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::Person;
use untwin_tests::{PUSH, RENAME, Story, at_once};
use untwin_workflow::UndoError;
use untwin_workflow::ports::{Ports, Store};

/// How a fault must end.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// It passes by itself, so the repair succeeds.
    Repaired,
    /// Repaired, or taken back and handed over.
    Whole,
}

/// What happens to a request, and how that must end.
type Faults = &'static [(&'static str, fn() -> Effect, Ends)];

const RENAMES: Faults = &[
    ("lost before it arrives", || Effect::LostBefore, Ends::Repaired),
    ("lost after it took effect", || Effect::LostAfter, Ends::Repaired),
    ("429", || said(429, "{}"), Ends::Repaired),
    ("500", || said(500, "{}"), Ends::Whole),
    ("a page of a gateway", || Effect::HtmlPage(StatusCode::BAD_GATEWAY), Ends::Whole),
    ("403", || said(403, r#"{"key":"forbidden.action"}"#), Ends::Whole),
    ("401", || said(401, "{}"), Ends::Whole),
    ("409", || said(409, r#"{"key":"emailTaken"}"#), Ends::Whole),
    ("400", || said(400, r#"{"key":"fieldConstraintsViolated"}"#), Ends::Whole),
];

const PUSHES: Faults = &[
    ("lost before it arrives", || Effect::LostBefore, Ends::Repaired),
    ("lost after it took effect", || Effect::LostAfter, Ends::Repaired),
    ("429", || said(429, "{}"), Ends::Repaired),
    ("cut off after it took effect", || Effect::Truncated { keep_bytes: 5 }, Ends::Repaired),
    ("500", || said(500, "{}"), Ends::Whole),
    ("a page of a gateway", || Effect::HtmlPage(StatusCode::BAD_GATEWAY), Ends::Whole),
    ("403", || said(403, "{}"), Ends::Whole),
    ("answered with nothing, without effect", || said(200, "{}"), Ends::Whole),
];

/// What happens to the request that the provider sends to the organization for the push.
const EXPORTS: Faults = &[
    ("lost after it took effect", || Effect::LostAfter, Ends::Repaired),
    ("the same conflict again", || said(409, CONFLICT), Ends::Whole),
    ("500", || said(500, "{}"), Ends::Whole),
    ("lost before it arrives", || Effect::LostBefore, Ends::Whole),
];

const CONFLICT: &str = r#"{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"409","scimType":"uniqueness",
    "detail":"Resource [USER]: with email[ada.lovelace@example.com] already exists."}"#;

#[tokio::test]
async fn a_rename_that_goes_wrong_ends_whole() {
    for (what, effect, must) in RENAMES {
        ends(what, Matcher::on(Method::PUT, RENAME), effect(), *must).await;
    }
}

#[tokio::test]
async fn a_push_that_goes_wrong_ends_whole() {
    for (what, effect, must) in PUSHES {
        ends(what, Matcher::on(Method::POST, PUSH), effect(), *must).await;
    }
}

#[tokio::test]
async fn an_export_that_goes_wrong_ends_whole() {
    for (what, effect, must) in EXPORTS {
        let export = Matcher::on(Method::PATCH, "/Users/").by_identity_provider();
        ends(what, export, effect(), *must).await;
    }
}

async fn ends(what: &str, matcher: Matcher, effect: Effect, must: Ends) {
    let (story, ada) = ada();
    story.inject(matcher, effect);
    let report = story.heal_person(&ada).await;
    story.live_on(2).await;
    let report = story.case(&report.id).await;
    let whole = [Outcome::Repaired, Outcome::HandedOver].contains(&report.outcome);
    assert!(whole && (must == Ends::Whole || report.outcome == Outcome::Repaired), "{what}: {}", brief(&report));
    story.is_whole(&ada, report.outcome);
    story.only_the_repair_changed(&ada);
    moved_to_and_fro(&story, &ada);
    let count = |is: fn(&Event) -> bool| report.timeline.iter().filter(|record| is(&record.event)).count();
    let started = count(|event| matches!(event, Event::Started { .. }));
    assert!(story.sent(RENAME) + story.sent(PUSH) <= started, "{what}: once for each record");
    let renames =
        count(|event| matches!(event, Event::Started { act: Act::SetAddress { purpose: Purpose::Step, .. }, .. }));
    let plans = count(|event| matches!(event, Event::PlanAccepted(_)));
    assert!(renames <= plans, "{what}: a rename is tried again only after a fresh diagnosis");
}

/// The holder's address was moved away and given back in turn, never twice the same way.
fn moved_to_and_fro(story: &Story, ada: &Person) {
    let moves = story.renames_of_the_holder(ada);
    let expected = ["away", "back"].into_iter().cycle().take(moves.len());
    assert_eq!(moves, expected.collect::<Vec<_>>());
}

#[tokio::test]
async fn a_push_that_never_succeeds_gives_the_holder_its_address_back_every_time_and_ends_with_a_person() {
    let (story, ada) = ada();
    story.inject(Matcher::on(Method::POST, PUSH).at(Occurrence::Every), Effect::LostBefore);
    let report = story.heal_person(&ada).await;
    story.live_on(7 * 24).await;
    let report = story.case(&report.id).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    story.is_as_before(&ada);
    moved_to_and_fro(&story, &ada);
    assert!(story.sent(RENAME) <= 6, "the holder is not signed out over and over");
}

#[tokio::test]
async fn a_rename_back_that_fails_too_is_flagged_and_a_later_undo_gives_the_address_back() {
    let (story, ada) = ada();
    story.inject(Matcher::on(Method::POST, PUSH), said(403, "{}"));
    story.inject(Matcher::on(Method::PUT, RENAME).at(Occurrence::Nth(2)), said(403, "{}"));
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Stuck, "{}", brief(&report));
    assert!(story.now().duration_since(untwin_tests::START.parse().expect("a time")).as_secs() < 300);
    story.undo(&report.id).await.expect("it can be undone");
    assert_eq!(story.case(&report.id).await.outcome, Outcome::Undone);
    story.is_as_before(&ada);
}

#[tokio::test]
async fn a_rename_back_that_is_throttled_waits_for_its_turn_and_gives_the_address_back() {
    let (story, ada) = ada();
    story.inject(Matcher::on(Method::POST, PUSH), said(403, "{}"));
    for nth in [2, 3] {
        let headers = vec![("retry-after".to_owned(), "100".to_owned())];
        let later = Effect::Answer { status: StatusCode::TOO_MANY_REQUESTS, headers, body: "{}".to_owned() };
        story.inject(Matcher::on(Method::PUT, RENAME).at(Occurrence::Nth(nth)), later);
    }
    story.heal_person(&ada).await;
    story.live_on(1).await;
    let report = story.only_case().await.expect("a case");
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    story.is_as_before(&ada);
}

#[tokio::test]
async fn a_request_about_an_account_that_is_gone_is_over() {
    let (story, ada) = ada();
    story.inject(Matcher::on(Method::PUT, RENAME), Effect::HtmlPage(StatusCode::BAD_GATEWAY));
    let holder = ada.holder.clone();
    // The fence has read the profile once by then.
    let resolving = Matcher::on(Method::GET, "/manage/profile").at(Occurrence::Nth(2));
    story.world().before(resolving, move |world, now| {
        world.organization.delete_by_hand(now, &holder);
        world.advance(now.checked_add(jiff::SignedDuration::from_hours(24 * 15)).expect("a time"));
    });
    story.heal_person(&ada).await;
    story.live_on(2).await;
    let report = story.only_case().await.expect("a case");
    assert_ne!(report.outcome, Outcome::Stuck, "{}", brief(&report));
}

#[tokio::test]
async fn the_kill_switch_between_rename_and_push_flags_the_case_at_once_and_nothing_more_is_written() {
    let (story, ada) = ada();
    pause_once_renamed(&story);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Stuck, "{}", brief(&report));
    assert!(report.why.as_deref().is_some_and(|why| why.contains("address back")), "{}", brief(&report));
    story.live_on(48).await;
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 0));
    assert!(story.world().organization.account_with(&ada.wanted).is_none(), "that is why it is flagged");
}

#[tokio::test]
async fn after_a_resume_an_undo_gives_the_holder_its_address_back_and_says_what_stays_lost() {
    let (story, ada) = ada();
    pause_once_renamed(&story);
    let report = story.heal_person(&ada).await;
    story.set_writes(Writes::Enabled);
    story.undo(&report.id).await.expect("it can be undone");
    let undone = story.case(&report.id).await;
    assert_eq!(undone.state, CaseState::Undone, "{}", brief(&undone));
    let lost = |record: &untwin_core::saga::Record| matches!(&record.event, Event::Undone { lost } if !lost.is_empty());
    assert!(undone.timeline.iter().any(lost));
    story.is_as_before(&ada);
    assert_eq!(story.renames_of_the_holder(&ada), ["away", "back"]);
}

#[tokio::test]
async fn an_undo_while_writes_are_paused_writes_nothing_and_stays_flagged() {
    let (story, ada) = ada();
    pause_once_renamed(&story);
    let report = story.heal_person(&ada).await;
    story.undo(&report.id).await.expect("it is asked for");
    assert_eq!(story.case(&report.id).await.outcome, Outcome::Stuck);
    assert_eq!(story.renames_of_the_holder(&ada), ["away"]);
}

#[tokio::test]
async fn there_is_no_undo_after_an_accepted_push_nor_where_nothing_was_moved() {
    let (story, ada) = ada();
    let report = story.heal_person(&ada).await;
    assert!(matches!(story.undo(&report.id).await, Err(UndoError::PastThePivot)));
    story.is_repaired(&ada);
    let (untouched, bea) = crate::story::ada_in(|town, _| town.world.tenant.revoke_permission("AuditLog.Read.All"));
    let asked = untouched.heal_person(&bea).await;
    assert!(matches!(untouched.undo(&asked.id).await, Err(UndoError::NothingToUndo)));
    untouched.nothing_was_written();
}

#[tokio::test]
async fn whoever_takes_the_freed_address_is_left_alone_and_the_case_is_flagged() {
    let (story, ada) = ada();
    let taken = ada.wanted.clone();
    story.meanwhile(Matcher::on(Method::POST, PUSH), move |world, now| {
        let stranger = AccountSeed::managed("712020:stranger", taken.as_str());
        world.organization.sign_up_by_hand(now, stranger);
    });
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Stuck, "{}", brief(&report));
    story.live_on(24).await;
    assert_eq!((story.sent(RENAME), story.sent(PUSH)), (1, 1));
    let owner = story.world().organization.account_with(&ada.wanted).map(|account| account.id.to_string());
    assert_eq!(owner.as_deref(), Some("712020:stranger"));
}

fn pause_once_renamed(story: &Story) {
    let ports = std::sync::Arc::clone(&story.ports);
    story.meanwhile(Matcher::on(Method::PUT, RENAME), move |_, now| {
        at_once(ports.store().set_writes(Writes::Paused, "operator", now)).expect("the store works");
    });
}

fn said(status: u16, body: &str) -> Effect {
    let status = StatusCode::from_u16(status).expect("a status");
    Effect::Answer { status, headers: Vec::new(), body: body.to_owned() }
}
