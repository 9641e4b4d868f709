//! What follows from a diagnosis and the guards' answers: act, ask, hand over, wait, verify or count.
//!
//! Hindrances that no approval lifts come first, then what passes by itself, then what an approval lifts. An approval is
//! asked for only when nothing but the named guards is in the way: it names a hash, and the hash covers every answer.

use super::causes::{Course, Diagnosis, newest_record};
use super::guards::{
    CAUSES_BEFORE_DEPENDENTS, Hindrance, Lift, Patience, Way, hindrance, lift, patience, seen_enough_at, settles_at,
    stands,
};
use super::planner::NoSteps;
use super::scene::Scene;
use super::{Answer, Finding, Guard, GuardReport, Mode, Shadow, Verdict};
use jiff::{SignedDuration, Timestamp};

/// What follows where a plan is possible.
pub(crate) fn with_plan(scene: &Scene<'_>, mode: Mode, reports: &[GuardReport]) -> Verdict {
    let failing = failing(reports);
    match mode {
        Mode::Off => return Verdict::Ignore { why: OFF.to_owned() },
        Mode::Manual => return Verdict::HandOver { stopped_by: None, why: MANUAL.to_owned() },
        Mode::Auto | Mode::Approve => {}
    }
    if let Some(stopped_by) = stopper(scene, &failing) {
        return Verdict::HandOver { stopped_by: Some(stopped_by), why: reasons(reports, &failing) };
    }
    if let Some(wait) = wait(scene, reports, &failing) {
        return wait;
    }
    if !failing.is_empty() {
        return Verdict::AskApproval { why: reasons(reports, &failing), overrides: failing };
    }
    match (mode, scene.policy.shadow) {
        (Mode::Approve, _) => Verdict::AskApproval { overrides: Vec::new(), why: APPROVE.to_owned() },
        (Mode::Auto | Mode::Manual | Mode::Off, Shadow::On) => Verdict::WouldAct,
        (Mode::Auto | Mode::Manual | Mode::Off, Shadow::Off) => near_a_cycle(scene).unwrap_or(Verdict::Act),
    }
}

/// A root cause forces a person, whatever the guards say.
pub(crate) fn behind_a_root(finding: &Finding, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::HandOver { .. } | Verdict::Ignore { .. } => verdict,
        Verdict::Act
        | Verdict::WouldAct
        | Verdict::AskApproval { .. }
        | Verdict::Defer { .. }
        | Verdict::VerifyOnly => {
            if finding.roots.is_empty() {
                verdict
            } else {
                hand_over(finding.sentence.clone())
            }
        }
    }
}

/// What follows where no plan was made.
pub(crate) fn without_plan(diagnosis: &Diagnosis, mode: Option<Mode>, no_steps: NoSteps) -> Verdict {
    let sentence = || diagnosis.finding.sentence.clone();
    match (diagnosis.course, mode) {
        (Course::Count, _) => Verdict::Ignore { why: sentence() },
        (Course::Wait(until), _) => Verdict::Defer { until, why: sentence() },
        (_, Some(Mode::Off)) => Verdict::Ignore { why: OFF.to_owned() },
        (_, Some(Mode::Manual)) => hand_over(sentence()),
        (Course::VerifyOnly, _) => Verdict::VerifyOnly,
        (
            Course::Person
            | Course::PushAgain
            | Course::RenameAndPush
            | Course::RemoveRenameAndPush
            | Course::DeleteAndPush,
            _,
        ) => match no_steps {
            NoSteps::NotNeeded => hand_over(sentence()),
            NoSteps::NoPlaceholder => hand_over(NO_PLACEHOLDER.to_owned()),
        },
    }
}

/// The instant to wait for, where now is too close to the expected cycle or to the announced retry.
///
/// Only that one expected instant counts. A cycle that should have come long ago tells nothing about the next one.
fn near_a_cycle(scene: &Scene<'_>) -> Option<Verdict> {
    let margin = SignedDuration::from_secs(i64::from(scene.policy.limits.cycle_margin_s));
    let now = scene.circumstances.now;
    let close = |at: Timestamp| {
        let (from, until) = (at.checked_sub(margin).ok()?, at.checked_add(margin).ok()?);
        (from <= now && now < until).then_some(until)
    };
    let until = expected(scene).into_iter().flatten().filter_map(close).max()?;
    Some(Verdict::Defer { until: Some(until), why: NEAR_A_CYCLE.to_owned() })
}

fn expected(scene: &Scene<'_>) -> [Option<Timestamp>; 2] {
    let cycle = scene.evidence.job.known().and_then(|job| {
        let length = SignedDuration::from_secs(job.interval_s?);
        job.last_cycle_at?.checked_add(length).ok()
    });
    let newest = newest_record(scene.evidence).or_else(|| scene.evidence.record.known());
    [cycle, newest.and_then(|record| record.retry_announced_at)]
}

/// The failing guards, causes before dependents.
fn failing(reports: &[GuardReport]) -> Vec<Guard> {
    let blocked = |guard: &Guard| answer_of(reports, *guard).is_some_and(|answer| stands(answer) == Way::Blocked);
    CAUSES_BEFORE_DEPENDENTS.into_iter().filter(blocked).collect()
}

fn answer_of(reports: &[GuardReport], guard: Guard) -> Option<&Answer> {
    reports.iter().find(|report| report.guard == guard).map(|report| &report.answer)
}

/// The guard that neither time nor one approval lifts; where it only follows from another failing guard, that one.
fn stopper(scene: &Scene<'_>, failing: &[Guard]) -> Option<Guard> {
    let lifts = |guard: Guard| lift(guard, scene) == Lift::Lifts || patience(guard, scene) == Patience::PassesByItself;
    let stopper = failing.iter().copied().find(|guard| !lifts(*guard))?;
    Some(root(stopper).filter(|root| failing.contains(root)).unwrap_or(stopper))
}

/// The guard that another one rests on.
const fn root(guard: Guard) -> Option<Guard> {
    match guard {
        Guard::HolderIsFree => Some(Guard::AddressIsTheirs),
        Guard::SamePerson => Some(Guard::NoHistory),
        Guard::StillWanted
        | Guard::Distinct
        | Guard::Editable
        | Guard::NotProtected
        | Guard::Idle
        | Guard::DomainsClaimed
        | Guard::OriginalManaged
        | Guard::OneAttribute
        | Guard::GroupsCanReturn
        | Guard::NotARelapse
        | Guard::NoStorm
        | Guard::Allowed
        | Guard::Fresh
        | Guard::AddressIsTheirs
        | Guard::NoHistory
        | Guard::PushIsSafe
        | Guard::AddressSettled => None,
    }
}

fn wait(scene: &Scene<'_>, reports: &[GuardReport], failing: &[Guard]) -> Option<Verdict> {
    let passes = |guard: &Guard| patience(*guard, scene) == Patience::PassesByItself;
    let waits: Vec<Guard> = failing.iter().copied().filter(passes).collect();
    if waits.is_empty() {
        return None;
    }
    let allowed = match hindrance(scene) {
        Some(Hindrance::Frozen { until, .. } | Hindrance::Spent { until }) => Some(until),
        Some(Hindrance::Paused | Hindrance::NeverFits) | None => None,
    };
    let again = seen_enough_at(scene).filter(|at| *at > scene.circumstances.now);
    let until = allowed.max(settles_at(scene)).max(again);
    Some(Verdict::Defer { until, why: reasons(reports, &waits) })
}

fn reasons(reports: &[GuardReport], guards: &[Guard]) -> String {
    let reason = |guard: &Guard| match answer_of(reports, *guard)? {
        Answer::NeedsPerson(why) | Answer::Unknown(why) => Some(format!("{}: {why}", guard.name())),
        Answer::Pass | Answer::NotConcerned(_) => None,
    };
    guards.iter().filter_map(reason).collect::<Vec<_>>().join(". ")
}

fn hand_over(why: String) -> Verdict {
    Verdict::HandOver { stopped_by: None, why }
}

const OFF: &str = "The policy turns this cause off.";
const MANUAL: &str = "The policy leaves this cause to a person.";
const APPROVE: &str = "The policy asks for an approval of every repair of this cause.";
const NO_PLACEHOLDER: &str =
    "No placeholder address can be made for the account that has the address; check the policy's template.";
const NEAR_A_CYCLE: &str = "The IdP is about to push by itself; the repair waits until that has passed.";
