//! People work on cases: they have them looked at again, close them, and approve what they have read, guard by guard.

use crate::story::{Setting, ada, ada_in, brief};
use http::{Method, StatusCode};
use jiff::SignedDuration;
use std::collections::BTreeMap;
use untwin_core::decision::{Guard, Writes};
use untwin_core::domain::{CaseState, Outcome};
use untwin_core::saga::{Authority, Event};
use untwin_sandbox::faulty::{Effect, Matcher, Occurrence};
use untwin_sandbox::town::{Person, Town, hr};
use untwin_tests::{PUSH, RENAME, Story};
use untwin_workflow::{ApplyError, CaseReport, CloseError, RecheckError, UndoError, undo_limits};

#[tokio::test]
async fn a_deferred_case_is_diagnosed_at_once_when_a_person_asks() {
    let (story, ada) = ada();
    story.set_writes(Writes::Paused);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Deferred, "{}", brief(&report));
    story.set_writes(Writes::Enabled);
    assert!(story.sweep().await.is_empty(), "it waits");
    let handled = story.recheck(&report.id).await.expect("it can be diagnosed");
    assert_eq!(handled.case.state, CaseState::Repaired);
    story.is_repaired(&ada);
    story.only_the_repair_changed(&ada);
}

#[tokio::test]
async fn a_case_with_a_person_is_diagnosed_again_into_its_own_journal_and_stays_there_if_nothing_changed() {
    let (story, ada) = ada();
    story.world().tenant.set_job_state(untwin_sandbox::entra::JobState::Paused);
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::HandedOver, "{}", brief(&report));
    story.recheck(&report.id).await.expect("it can be diagnosed");
    let again = story.case(&report.id).await;
    assert_eq!((again.outcome, again.stopped_by), (report.outcome, report.stopped_by));
    assert_eq!(diagnoses(&again), diagnoses(&report) + 1);
    story.nothing_was_written();
}

#[tokio::test]
async fn nothing_is_diagnosed_again_while_a_plan_runs_or_after_the_end() {
    let (story, ada) = in_the_middle().await;
    let case = story.only_case().await.expect("a case");
    assert!(matches!(story.recheck(&case.id).await, Err(RecheckError::PlanRuns)), "{}", brief(&case));
    assert_eq!(story.case(&case.id).await.timeline.len(), case.timeline.len(), "nothing is noted");
    ends_whole(&story, &ada).await;
    let (story, ada) = crate::story::ada();
    let repaired = story.heal_person(&ada).await;
    assert!(matches!(story.recheck(&repaired.id).await, Err(RecheckError::Over)));
    story.is_repaired(&ada);
}

#[tokio::test]
async fn a_case_is_closed_with_who_and_why_and_a_newer_failure_opens_it_again() {
    let (story, ada) = ada();
    story.world().tenant.set_job_state(untwin_sandbox::entra::JobState::Paused);
    let report = story.heal_person(&ada).await;
    story.close(&report.id, "merged\nby hand").await.expect("it can be closed");
    let closed = story.case(&report.id).await;
    assert_eq!((closed.state, closed.why.as_deref()), (CaseState::Closed, Some("by operator: merged by hand")));
    assert!(matches!(story.close(&report.id, "again").await, Err(CloseError::Closed)));
    story.world().tenant.set_job_state(untwin_sandbox::entra::JobState::Active);
    story.clock.advance_by(SignedDuration::from_hours(1));
    let now = story.now();
    story.world().tenant.edit_user(now, &ada.user, hr(), |user| user.surname = Some("King".to_owned()));
    story.cycle();
    assert_eq!(story.heal_person(&ada).await.outcome, Outcome::Repaired);
}

#[tokio::test]
async fn nobody_closes_a_case_whose_plan_runs_or_without_saying_why() {
    let (story, ada) = in_the_middle().await;
    let case = story.only_case().await.expect("a case");
    let refused = story.close(&case.id, "enough").await;
    assert!(matches!(refused, Err(CloseError::Unresolved | CloseError::AtWork)), "{refused:?}");
    assert!(matches!(story.close(&case.id, " \n").await, Err(CloseError::NoReason)));
    ends_whole(&story, &ada).await;
}

#[tokio::test]
async fn a_stuck_case_is_closed_as_it_is_and_nothing_more_is_sent() {
    let (story, ada) = ada();
    let refused = || Effect::Answer { status: StatusCode::FORBIDDEN, headers: Vec::new(), body: "{}".to_owned() };
    story.inject(Matcher::on(Method::POST, PUSH), refused());
    story.inject(Matcher::on(Method::PUT, RENAME).at(Occurrence::From(2)), refused());
    let report = story.heal_person(&ada).await;
    assert_eq!(report.outcome, Outcome::Stuck, "{}", brief(&report));
    let reached = untwin_workflow::reached(&story.stored(&report.id).await).map(str::to_owned);
    assert!(reached.is_some_and(|reached| reached.contains("has its placeholder")));
    let sent = story.sent(RENAME);
    story.close(&report.id, "put right by support").await.expect("it can be closed");
    story.live_on(48).await;
    assert_eq!((story.case(&report.id).await.state, story.sent(RENAME)), (CaseState::Closed, sent));
}

#[tokio::test]
async fn each_guard_in_the_way_is_overridden_by_name_with_a_reason_that_the_journal_keeps() {
    let (story, ada, asked) = asking().await;
    let hash = asked.plan.clone().expect("a plan");
    let named = |guards: &[Guard]| guards.iter().map(|guard| (*guard, "an old import".to_owned())).collect();
    for (overrides, missing) in [
        (BTreeMap::new(), vec![Guard::NoHistory, Guard::SamePerson]),
        (named(&[Guard::NoHistory]), vec![Guard::SamePerson]),
        (
            BTreeMap::from([(Guard::NoHistory, "x".to_owned()), (Guard::SamePerson, " ".to_owned())]),
            vec![Guard::SamePerson],
        ),
    ] {
        let refused = story.apply_overriding(&asked.id, &hash, overrides).await;
        assert_eq!(refused.expect_err("it is not enough"), ApplyError::Unnamed(missing));
    }
    let more = named(&[Guard::NoHistory, Guard::SamePerson, Guard::Idle]);
    let refused = story.apply_overriding(&asked.id, &hash, more).await;
    assert_eq!(refused.expect_err("it is too much"), ApplyError::NotInTheWay(Guard::Idle));
    let fixed = named(&[Guard::NoHistory, Guard::SamePerson, Guard::PushIsSafe]);
    let refused = story.apply_overriding(&asked.id, &hash, fixed).await;
    assert!(matches!(refused, Err(ApplyError::RefusedByPolicy { stopped_by: Some(Guard::PushIsSafe), .. })));
    story.nothing_was_written();
    let enough = named(&[Guard::NoHistory, Guard::SamePerson]);
    story.apply_overriding(&asked.id, &hash, enough.clone()).await.expect("it is approved");
    story.is_repaired(&ada);
    assert_eq!(reasons(&story.case(&asked.id).await), Some(enough));
}

#[tokio::test]
async fn one_person_cannot_approve_a_plan_that_touches_somebody_protected() {
    let before = |_: &mut Town, ada: &mut Person, policy: &mut untwin_core::decision::Policy| {
        policy.protected.addresses.insert(ada.wanted.clone());
    };
    let (story, ada) = Setting { before, ..Setting::PLAIN }.begin();
    let (case, diagnosis) = story.explain(&ada).await;
    let hash = diagnosis.decision.plan.expect("a plan").hash();
    let overrides = BTreeMap::from([(Guard::NotProtected, "the board said so".to_owned())]);
    for overrides in [BTreeMap::new(), overrides] {
        let refused = story.apply_overriding(&case, &hash, overrides).await;
        let protected =
            matches!(refused, Err(ApplyError::RefusedByPolicy { stopped_by: Some(Guard::NotProtected), .. }));
        assert!(protected, "{refused:?}");
    }
    story.nothing_was_written();
}

#[tokio::test]
async fn an_undo_says_beforehand_what_it_gives_back_and_whether_it_can_be() {
    let (story, ada) = ada();
    let repaired = story.heal_person(&ada).await;
    let limits = undo_limits(&story.stored(&repaired.id).await).expect("a journal");
    assert_eq!(limits.possible, Err(UndoError::PastThePivot));
    let (story, ada) = ada_in(|_, _| {});
    let refused = || Effect::Answer { status: StatusCode::FORBIDDEN, headers: Vec::new(), body: "{}".to_owned() };
    story.inject(Matcher::on(Method::POST, PUSH), refused());
    story.inject(Matcher::on(Method::PUT, RENAME).at(Occurrence::Nth(2)), refused());
    let stuck = story.heal_person(&ada).await;
    let limits = undo_limits(&story.stored(&stuck.id).await).expect("a journal");
    assert_eq!(limits.possible, Ok(()));
    assert!(limits.gives_back.iter().any(|line| line.contains(ada.wanted.as_str())), "{limits:?}");
    assert!(limits.stays_lost.iter().any(|line| line.contains("sessions")), "{limits:?}");
}

/// A worker has died between the rename and the push, and its leases are still held.
async fn in_the_middle() -> (Story, Person) {
    let mut point = 1;
    loop {
        let (story, ada) = ada();
        story.cut.at(point);
        let healed = story.heal_mortally(&story.failure_of(&ada)).await;
        story.cut.lift();
        assert_eq!(healed, None, "it dies before it is done");
        let begun = |case: CaseReport| case.state == CaseState::Executing;
        if story.only_case().await.is_some_and(begun) && story.sent(RENAME) == 1 {
            return (story, ada);
        }
        point += 1;
    }
}

/// Once the dead worker's leases are over, somebody else ends the case.
async fn ends_whole(story: &Story, ada: &Person) {
    story.clock.advance_by(SignedDuration::from_mins(10));
    story.live_on(12).await;
    let case = story.only_case().await.expect("a case");
    story.is_whole(ada, case.outcome);
}

/// A case whose holder was used long ago, so that two guards ask.
async fn asking() -> (Story, Person, CaseReport) {
    let holder = |seed: untwin_sandbox::atlassian::AccountSeed, town: &Town| {
        Some(seed.last_active("confluence", town.days_ago(170)))
    };
    let (story, ada) = Setting { holder, ..Setting::PLAIN }.begin();
    let asked = story.heal_person(&ada).await;
    assert_eq!(asked.outcome, Outcome::AwaitingApproval, "{}", brief(&asked));
    (story, ada, asked)
}

fn diagnoses(report: &CaseReport) -> usize {
    report.timeline.iter().filter(|record| matches!(record.event, Event::Diagnosed { .. })).count()
}

fn reasons(report: &CaseReport) -> Option<BTreeMap<Guard, String>> {
    report.timeline.iter().find_map(|record| match &record.event {
        Event::PlanAccepted(plan) => match &plan.authority {
            Authority::Approved { reasons, .. } => Some(reasons.clone()),
            Authority::Auto => None,
        },
        _ => None,
    })
}
