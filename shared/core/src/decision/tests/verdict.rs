//! Modes, shadow, budgets, freezes, the kill switch and the provider's cycle.

use super::healthy::*;
use super::*;
use crate::domain::*;

fn verdict(change: impl FnOnce(&mut Case)) -> Verdict {
    let mut case = healthy();
    change(&mut case);
    case.decide().verdict
}

#[track_caller]
fn until(verdict: &Verdict) -> Option<jiff::Timestamp> {
    let Verdict::Defer { until, .. } = verdict else { panic!("{verdict:?}") };
    *until
}

#[test]
fn shadow_says_what_it_would_have_done() {
    assert_eq!(verdict(|c| c.policy.shadow = Shadow::On), Verdict::WouldAct);
}

#[test]
fn the_mode_of_the_cause_is_the_last_word() {
    let with = |mode| verdict(|c| _ = c.policy.modes.insert(Cause::DuplicateUnlinked, mode));
    assert!(matches!(with(Mode::Approve), Verdict::AskApproval { overrides, .. } if overrides.is_empty()));
    assert!(matches!(with(Mode::Manual), Verdict::HandOver { stopped_by: None, .. }));
    assert!(matches!(with(Mode::Off), Verdict::Ignore { .. }));
}

#[test]
fn a_missing_policy_leaves_everything_to_a_person() {
    let healed = verdict(|c| {
        c.healed();
        c.policy = Policy::manual_for_all();
    });
    assert!(matches!(healed, Verdict::HandOver { .. }));
}

#[test]
fn paused_writes_defer_without_a_time() {
    assert_eq!(until(&verdict(|c| c.circumstances.writes = Writes::Paused)), None);
}

#[test]
fn a_spent_budget_defers_by_an_hour() {
    assert_eq!(until(&verdict(|c| c.circumstances.people_last_hour = 19)), Some(ago_h(-1)));
    assert_eq!(until(&verdict(|c| c.circumstances.people_last_day = 99)), Some(ago_h(-1)));
    assert_eq!(verdict(|c| c.circumstances.people_last_hour = 18), Verdict::Act);
}

#[test]
fn a_freeze_defers_to_its_end_and_not_beyond() {
    let freeze = |from, to| Freeze { from, until: to, reason: "year end".to_owned() };
    assert_eq!(until(&verdict(|c| c.policy.freezes = vec![freeze(now(), ago_h(-5))])), Some(ago_h(-5)));
    assert_eq!(verdict(|c| c.policy.freezes = vec![freeze(ago_h(5), now())]), Verdict::Act);
}

#[test]
fn old_evidence_is_read_again() {
    assert_eq!(until(&verdict(|c| c.circumstances.evidence_began_at = ago_h(1))), None);
}

#[test]
fn a_person_is_not_asked_while_something_passes_by_itself() {
    let both = verdict(|c| {
        c.circumstances.writes = Writes::Paused;
        c.policy.sso_attribute = None;
    });
    assert_eq!(until(&both), None);
}

#[test]
fn a_plan_does_not_start_around_the_expected_cycle() {
    let margin = |seconds: i64| {
        verdict(|c| {
            let job = value(&mut c.evidence.job);
            job.last_cycle_at = now().checked_sub(jiff::SignedDuration::from_secs(2400 + seconds)).ok();
        })
    };
    let end = |seconds: i64| now().checked_add(jiff::SignedDuration::from_secs(seconds)).ok();
    assert_eq!(until(&margin(-120)), end(240));
    assert_eq!(until(&margin(119)), end(1));
    assert_eq!(margin(120), Verdict::Act);
    assert_eq!(margin(-121), Verdict::Act);
}

#[test]
fn a_plan_does_not_start_around_the_announced_retry_of_the_newest_record() {
    let retry = verdict(|c| value(&mut c.evidence.log)[0].retry_announced_at = Some(now()));
    assert!(until(&retry).is_some());
    let old = verdict(|c| {
        let mut newer = value(&mut c.evidence.log)[0].clone();
        newer.at = now();
        value(&mut c.evidence.log)[0].retry_announced_at = Some(now());
        value(&mut c.evidence.log).push(newer);
    });
    assert_eq!(old, Verdict::Act);
}

#[test]
fn every_guard_is_reported_with_what_it_looked_at() {
    let reports = healthy().decide().guards;
    assert!(reports.iter().map(|report| report.guard).eq(Guard::ALL));
    assert!(reports.iter().all(|report| !report.looked_at.is_empty()));
}

#[test]
fn without_a_placeholder_a_person_does_it() {
    let template = PlaceholderTemplate::parse(&format!("{{local}}{}{{random}}@{{domain}}", "x".repeat(60))).unwrap();
    assert!(matches!(verdict(|c| c.policy.placeholder = template), Verdict::HandOver { stopped_by: None, .. }));
}

#[test]
fn a_placeholder_that_somebody_has_is_not_taken() {
    let mut case = healthy();
    let first = placeholder_of(&case.body());
    case.subject().other_addresses.push(first.clone());
    assert_ne!(placeholder_of(&case.body()), first);
    assert_eq!(case.decide().verdict, Verdict::Act);
}

fn placeholder_of(body: &PlanBody) -> EmailAddress {
    let made = body
        .steps
        .iter()
        .find_map(|step| if let Step::RenameToPlaceholder { to, .. } = step { Some(to.clone()) } else { None });
    made.unwrap()
}
