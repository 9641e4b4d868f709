//! Laws about how things end: I5, I13, I14.

use super::story::{FORMER, HOLDER, ORIGINAL, PLACEHOLDER, Story, WANTED, account, address, back_fence};
use crate::{By, Call, Change, Law, Topic, Undone, What};
use serde_json::json;

const BOUND_S: i64 = 1_800;

#[test]
fn i5_an_address_that_stays_on_nobody_is_told_once() {
    let mut story = Story::renamed();
    story.later(BOUND_S - 60).reads(Topic::Job);
    assert_eq!(story.broken(), []);
    story.later(120).reads(Topic::Job).rests();
    let told = story.breaches().iter().filter(|breach| breach.law == Law::I5).count();
    assert_eq!(told, 1);
}

#[test]
fn i5_a_case_that_is_flagged_is_with_a_person() {
    let mut story = Story::renamed();
    story.case("stuck").later(2 * BOUND_S).rests();
    assert_eq!(story.broken(), []);
    story.case("executing").later(2 * BOUND_S).reads(Topic::Job);
    assert_eq!(story.broken(), [Law::I5], "the flag was taken down");
}

#[test]
fn i5_whoever_takes_the_address_it_is_on_nobody_no_longer() {
    let made = Change::AccountMade { account: "712020:guest".to_owned(), is: account(WANTED) };
    for (by, change) in [(By::Person, made), (By::Provider, address(ORIGINAL, FORMER, WANTED))] {
        let mut story = Story::renamed();
        story.tell(What::Changed { by, change }).case("handed_over").later(2 * BOUND_S).rests();
        assert_eq!(story.broken(), []);
    }
}

#[test]
fn i5_a_case_that_is_only_handed_over_is_no_flag() {
    let mut story = Story::renamed();
    story.case("handed_over").rests();
    assert_eq!(story.broken(), [Law::I5]);
}

#[test]
fn i5_an_effect_long_after_everything_promised_is_found_after_as_long_again() {
    let broken = |late_s: i64, then_s: i64| {
        let mut story = Story::accepted();
        story.fence(&super::story::rename_fence()).starts(&super::story::rename("step"));
        story.leaves(Call::Write(super::story::take())).answered(crate::Answer::Nothing);
        story.later(100).finishes("not_seen").case("handed_over");
        story.later(late_s).effect(address(HOLDER, WANTED, PLACEHOLDER)).later(then_s).reads(Topic::Job);
        story.broken()
    };
    assert_eq!(broken(600, BOUND_S + 1), [Law::I5]);
    assert_eq!(broken(10_000, 9_000), [], "it is looked at more and more rarely");
    assert_eq!(broken(10_000, 11_000), [Law::I5]);
    assert_eq!(broken(80_000, 80_001), [], "no vendor keeps a request for a day");
}

#[test]
fn i13_at_rest_no_case_is_in_the_middle_of_something() {
    for state in ["received", "diagnosed", "executing", "undoing", "awaiting_sync", "deferred"] {
        let mut story = Story::begun();
        story.case(state).rests();
        assert_eq!(story.broken(), [Law::I13], "{state}");
    }
    for state in ["repaired", "handed_over", "ignored", "stuck", "undone", "closed"] {
        let mut story = Story::begun();
        story.case(state).rests();
        assert_eq!(story.broken(), [], "{state}");
    }
}

#[test]
fn i13_a_case_that_waits_says_until_when() {
    let mut story = Story::begun();
    let due_at = Some("2026-08-18T12:00:00Z".parse().unwrap());
    story.case_due("deferred", due_at).rests();
    assert_eq!(story.broken(), []);
    let asked_about = What::Case { case: "case-2".to_owned(), state: "received".to_owned(), due_at: None };
    story.tell(asked_about).rests();
    assert_eq!(story.broken(), []);
}

#[test]
fn i13_a_case_that_stays_due_for_ever_is_told() {
    let mut story = Story::begun();
    let due_at = Some("2026-08-18T08:00:00Z".parse().unwrap());
    story.case_due("stuck", due_at).later(60).rests();
    assert_eq!(story.broken(), []);
    story.case_due("stuck", due_at).later(2 * BOUND_S).rests();
    assert_eq!(story.broken(), [Law::I13]);
}

#[test]
fn i13_journals_and_requests_are_bounded() {
    let mut story = Story::begun();
    for _ in 0..599 {
        story.journals(&json!({"event": "not_yet_visible"}));
    }
    for _ in 0..2_000 {
        story.leaves(Call::Token);
    }
    assert_eq!(story.broken(), []);
    story.journals(&json!({"event": "not_yet_visible"})).journals(&json!({"event": "not_yet_visible"}));
    assert_eq!(story.breaches().len(), 1);
    story.leaves(Call::Token).leaves(Call::Token);
    assert_eq!(story.breaches().len(), 2);
    assert_eq!(story.broken(), [Law::I13]);
}

fn undone(story: &mut Story, lost: &[&str]) -> Vec<Law> {
    story.journals(&json!({"event": "undone", "lost": lost})).case("undone");
    story.tell(What::UndoEnded { case: "case-1".to_owned(), undone: Undone::Yes }).broken()
}

#[test]
fn i14_whoever_says_undone_gave_the_address_back_and_names_what_is_lost() {
    assert_eq!(undone(&mut Story::renamed(), &["sessions"]), [Law::I14]);
    let mut story = Story::renamed();
    story.fence(&back_fence()).gives_back("undo");
    assert_eq!(undone(&mut story, &[]), [Law::I14]);
    let mut story = Story::renamed();
    story.fence(&back_fence()).gives_back("undo").somebody(address(HOLDER, WANTED, "ada.else@example.com"));
    assert_eq!(undone(&mut story, &["sessions"]), [], "somebody moved it right after");
}

#[test]
fn i14_a_refused_undo_promises_nothing() {
    let mut story = Story::renamed();
    story.tell(What::UndoEnded { case: "case-1".to_owned(), undone: Undone::No });
    assert_eq!(story.broken(), []);
}

#[test]
fn i14_after_an_accepted_push_nothing_is_given_back() {
    for purpose in ["undo", "compensate"] {
        let mut story = Story::repaired();
        story.fence(&back_fence()).gives_back(purpose);
        assert!(story.broken().contains(&Law::I14), "{purpose}");
    }
}

#[test]
fn i14_what_the_fence_could_see_for_an_hour_forbids_an_undo() {
    let late = |pause_s: i64| {
        let mut story = Story::renamed();
        story.tell(What::Changed { by: By::Provider, change: address(ORIGINAL, FORMER, WANTED) }).later(pause_s);
        story.fence(&back_fence()).starts(&super::story::rename("undo"));
        story.leaves(Call::Write(super::story::give_back())).broken()
    };
    assert_eq!(late(7_200), [Law::I1, Law::I14]);
    assert_eq!(late(60), [], "a search may lag");
}

#[test]
fn i14_where_nothing_was_taken_there_is_no_undo() {
    let mut story = Story::begun();
    story.diagnoses().accepts(|plan| plan["rename"] = json!(null));
    assert_eq!(undone(&mut story, &["sessions"]), [Law::I14]);
}

#[test]
fn i5_looking_at_a_case_again_and_again_is_no_end() {
    let mut story = Story::renamed();
    for _ in 0..4 {
        story.later(BOUND_S / 3).case("executing");
    }
    assert_eq!(story.broken(), [Law::I5]);
}
